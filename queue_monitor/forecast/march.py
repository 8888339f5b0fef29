"""One way the day may go on, played in plain Python by the rules of `domain.discipline`.

Whoever's counter is free first calls next: from its first lane with anybody in it, by
accumulated priority, ties by place. `tests` hold this against `discipline.next_ticket`
itself, and the vectorised play against this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

from queue_monitor.forecast.scene import Desk, Scene
from queue_monitor.forecast.times import residual_s

_NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everybody of one line, in order: those who wait and those who will come."""

    places_s: Sequence[float]
    sinces_s: Sequence[float]
    works_s: Sequence[float]  # of a counter's time, from this call to its next


def march(
    rates: Sequence[float],
    crowds: Sequence[Crowd],
    desks: Sequence[Desk],
    free_s: Sequence[float],
    until_s: float,
) -> list[list[float]]:
    """When each of each line is called, in order; who is not called by `until_s` is left out.

    `free_s`: when each counter's visit in hand is over.
    """
    heads = [0] * len(crowds)
    ends = [len(crowd.places_s) for crowd in crowds]
    next_s = [crowd.places_s[0] if crowd.places_s else _NEVER for crowd in crowds]
    calls: list[list[float]] = [[] for _ in crowds]
    free = [(start_s(desk, c, free_s), c) for c, desk in enumerate(desks) if any(desk.lanes)]
    heapify(free)
    while free and (at_s := free[0][0]) <= until_s:
        c = free[0][1]
        line = _next_line(desks[c].lanes, next_s, rates, at_s)
        if line is None:
            wake_s = min((next_s[li] for lane in desks[c].lanes for li in lane), default=_NEVER)
            heapreplace(free, (wake_s, c))
            continue
        calls[line].append(at_s)
        heapreplace(free, (at_s + crowds[line].works_s[heads[line]], c))
        heads[line] += 1
        head = heads[line]
        next_s[line] = crowds[line].places_s[head] if head < ends[line] else _NEVER
    return calls


def start_s(desk: Desk, counter: int, free_s: Sequence[float]) -> float:
    """When a desk begins to call in its scenario."""
    after_s = 0.0 if desk.after is None else free_s[desk.after]
    return max(free_s[counter], desk.start_s + after_s)


def _next_line(
    lanes: tuple[tuple[int, ...], ...],
    next_s: Sequence[float],
    rates: Sequence[float],
    at_s: float,
) -> int | None:
    for lane in lanes:
        best, best_rank = None, (0.0, 0.0)
        for line in lane:
            place_s = next_s[line]
            if place_s <= at_s:
                rank = ((place_s - at_s) * rates[line], place_s)
                if best is None or rank < best_rank:
                    best, best_rank = line, rank
        if best is not None:
            return best
    return None


def mean_crowds(scene: Scene, until_s: float) -> list[Crowd]:
    """The crowd of an average day: mean services, arrivals at even steps."""
    works = [mean_work_s(scene, service) for service in range(len(scene.services))]
    crowds = []
    owed = 0.5  # people in part: many slow lines together bring whole ones
    for line in scene.lines:
        owed += line.arrivals_per_s * until_s
        count = int(owed)
        owed -= count
        coming = [(i + 0.5) * until_s / count for i in range(count)]
        crowds.append(
            Crowd(
                places_s=[*line.places_s, *coming],
                sinces_s=[*line.sinces_s, *coming],
                works_s=[works[line.service]] * (len(line.places_s) + count),
            )
        )
    return crowds


def mean_work_s(scene: Scene, service: int) -> float:
    """Mean seconds from call to call, no-shows among them."""
    come = 1.0 - scene.no_show_ratio
    return come * scene.times[service].mean_s + scene.walk_s + scene.between_s


def mean_free_s(scene: Scene) -> list[float]:
    """When each counter's visit in hand is over, on average."""
    free = []
    for hand in scene.hands:
        if hand is None:
            free.append(0.0)
        elif hand.elapsed_s is None:
            come = 1.0 - scene.no_show_ratio
            free.append(hand.walk_s + come * hand.time.mean_s + scene.between_s)
        else:
            free.append(residual_s(hand.time, hand.elapsed_s) + scene.between_s)
    return free
