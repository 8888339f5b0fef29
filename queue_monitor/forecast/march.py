"""One way the day may go on, played in plain Python by the rules of `domain.discipline`.

Whoever's counter is free first calls next: from its first lane with anybody in it and from the
appointments beside it, by accumulated priority, ties by place. `tests` hold this against
`discipline.next_ticket` itself, and the vectorised play against this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

from queue_monitor.forecast.scene import ACCUMULATING, STRICT, Desk, Scene, SceneLine, is_near
from queue_monitor.forecast.times import residual_s

_NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everybody of one line, in order: those who wait and those who will come."""

    places_s: Sequence[float]
    sinces_s: Sequence[float]
    works_s: Sequence[float]  # of a counter's time, from this call to its next
    gaps_s: Sequence[float] = ()  # more of it, whoever serves; () for none
    heads: Sequence[int] = ()  # people under each number; () where all come alone


def march(
    lines: Sequence[SceneLine],
    crowds: Sequence[Crowd],
    desks: Sequence[Desk],
    free_s: Sequence[float],
    until_s: float,
    *,
    discipline: str = ACCUMULATING,
    speed: Sequence[float] = (),
) -> list[list[float]]:
    """When each of each line is called, in order; who is not called by `until_s` is left out.

    `free_s`: when each counter's visit in hand is over. `speed`: a factor on each counter's works.
    """
    heads = [0] * len(crowds)
    ends = [len(crowd.places_s) for crowd in crowds]
    next_s = [crowd.places_s[0] if crowd.places_s else _NEVER for crowd in crowds]
    calls: list[list[float]] = [[] for _ in crowds]
    free = [(start_s(desk, c, free_s), c) for c, desk in enumerate(desks) if any(desk.lanes)]
    heapify(free)
    breaks = [list(desk.breaks) for desk in desks]
    choices = [_choices(desk, lines, discipline) for desk in desks]
    while free and (at_s := free[0][0]) <= until_s:
        c = free[0][1]
        due_s = breaks[c][0][0] if breaks[c] else _NEVER
        if at_s >= due_s:
            heapreplace(free, (at_s + breaks[c].pop(0)[1], c))
            continue
        line = _next_line(choices[c], next_s, lines, at_s, discipline)
        if line is None:
            wake_s = min((next_s[li] for lane in desks[c].lanes for li in lane), default=_NEVER)
            heapreplace(free, (min(wake_s, due_s), c))
            continue
        calls[line].append(at_s)
        crowd, head = crowds[line], heads[line]
        work_s = crowd.works_s[head] * (speed[c] if speed else 1.0)
        gap_s = crowd.gaps_s[head] if crowd.gaps_s else 0.0
        heapreplace(free, (at_s + (work_s + gap_s), c))
        heads[line] += 1
        head = heads[line]
        next_s[line] = crowds[line].places_s[head] if head < ends[line] else _NEVER
    return calls


def start_s(desk: Desk, counter: int, free_s: Sequence[float]) -> float:
    """When a desk begins to call in its scenario."""
    after_s = 0.0 if desk.after is None else free_s[desk.after]
    return max(free_s[counter], desk.start_s + after_s)


_Lanes = tuple[tuple[int, ...], ...]


def _choices(desk: Desk, lines: Sequence[SceneLine], discipline: str) -> _Lanes:
    """For each lane its lines, then -1, then those of later lanes that stand beside it."""
    beside: list[tuple[int, ...]] = []
    later: tuple[int, ...] = ()
    for lane in reversed(desk.lanes):
        beside.append((*lane, -1, *later))
        later += tuple(line for line in lane if is_near(lines[line], discipline))
    return tuple(reversed(beside))


def _next_line(
    lanes: _Lanes,
    next_s: Sequence[float],
    lines: Sequence[SceneLine],
    at_s: float,
    discipline: str,
) -> int | None:
    for lane in lanes:
        best, best_rank, beside = None, (0.0, 0.0), False
        for line in lane:
            if line < 0:
                if best is None:
                    break
                beside = True
                continue
            place_s, hour_s = next_s[line], lines[line].hour_s
            if place_s <= at_s and not (beside and hour_s is not None and hour_s > at_s):
                rank = _rank(lines[line], place_s, at_s, discipline)
                if best is None or rank < best_rank:
                    best, best_rank = line, rank
        if best is not None:
            return best
    return None


def _rank(line: SceneLine, place_s: float, at_s: float, discipline: str) -> tuple[float, float]:
    """The lowest goes first; `domain.discipline` says the same of tickets."""
    if line.hour_s is not None:
        place_s = line.hour_s
    if discipline == ACCUMULATING:
        return min(place_s - at_s, 0.0) * line.rate, place_s
    if discipline != STRICT:
        return place_s, place_s
    if line.slot_s is not None:
        return (1.0 if line.slot_s <= at_s else 3.0), line.slot_s
    return float(line.tier), place_s


def mean_crowds(scene: Scene, until_s: float) -> list[Crowd]:
    """The crowd of an average day: mean services, arrivals at even steps."""
    works = [mean_work_s(scene, service) for service in range(len(scene.services))]
    come = 1.0 - scene.no_show_ratio
    crowds = []
    owed = 0.5  # people in part: many slow lines together bring whole ones
    for line in scene.lines:
        booked = [line.comes_s[len(line.comes_s) // 2]] if line.comes_s else []
        owed += line.arrivals_per_s * until_s
        count = int(owed)
        owed -= count
        coming = booked or [(i + 0.5) * until_s / count for i in range(count)]
        work_s, person_s = works[line.service], come * scene.times[line.service].mean_s
        crowds.append(
            Crowd(
                places_s=[*line.places_s, *coming],
                sinces_s=[*line.sinces_s, *coming],
                works_s=[work_s + (n - 1) * person_s for n in line.heads] + [work_s] * len(coming),
                heads=[*line.heads, *[1] * len(coming)] if line.people else (),
            )
        )
    return crowds


def mean_work_s(scene: Scene, service: int) -> float:
    """Mean seconds from call to call, no-shows among them."""
    come = 1.0 - scene.no_show_ratio
    return come * scene.times[service].mean_s + scene.walk_s + scene.between_s


def mean_free_s(scene: Scene) -> list[float]:
    """When each counter's visit in hand is over, on average."""
    free: list[float] = []
    for desk, hand in zip(scene.scenarios[0], scene.hands, strict=True):
        if hand is None:
            free.append(desk.opens_s[len(desk.opens_s) // 2] if desk.opens_s else 0.0)
        elif hand.elapsed_s is None:
            come = 1.0 - scene.no_show_ratio
            free.append(hand.walk_s + come * hand.time.mean_s + scene.between_s)
        else:
            free.append(residual_s(hand.time, hand.elapsed_s) + scene.between_s)
    return free
