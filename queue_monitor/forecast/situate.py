"""A day's track as the scene that is played: lines, hands and desks at one moment."""

from typing import Final

from queue_monitor.forecast.learning.learner import Learner
from queue_monitor.forecast.records import Arrive, LaneOf
from queue_monitor.forecast.scene import (
    ACCUMULATING,
    FIFO,
    STRICT,
    URGENT,
    WALKS_IN,
    Desk,
    Hand,
    Scene,
    SceneLine,
    heads_of,
)
from queue_monitor.forecast.times import ServiceTime
from queue_monitor.forecast.track import Place

_CLASSES: Final = ("priority", "walk_in")  # where the day does not tell its own
_SLOTS_AHEAD_S: Final = 5400.0
_SLOTS_PAST_S: Final = 2700.0
_CV: Final = 0.6
_APPOINTMENT: Final = "appointment"
DISCIPLINES: Final = (STRICT, FIFO, ACCUMULATING)


def situated(learner: Learner, at: float, discipline: str) -> Scene:
    """The scene at `at`."""
    track = learner.track
    names = tuple(
        dict.fromkeys([*track.config.services, *(t.service for t in track.waiting.values())])
    )
    order = {name: i for i, name in enumerate(names)}
    lines, kinds = _lines(learner, at, order, discipline)
    counters = sorted(track.places.values(), key=lambda p: len(p.skills))
    return Scene(
        services=names,
        times=tuple(ServiceTime(mean_s=learner.services.mean_s(s), cv=_CV) for s in names),
        lines=tuple(lines),
        hands=tuple(_hand(place, at, order) for place in counters),
        scenarios=(tuple(_desk(place, kinds) for place in counters),),
        walk_s=0.0,
        between_s=15.0,
        no_show_ratio=learner.pauses.no_shows.value,
        counters=tuple(place.plan.id for place in counters),
        since_finish_s=tuple(
            None if place.finished_at is None else at - place.finished_at for place in counters
        ),
        at_s=at,
        discipline=discipline,
    )


_Kind = tuple[str, str]  # service, class


def _lines(
    learner: Learner, at: float, order: dict[str, int], discipline: str
) -> tuple[list[SceneLine], list[_Kind]]:
    track = learner.track
    lines: list[SceneLine] = []
    kinds: list[_Kind] = []
    rates = {name: kind.rate for name, kind in track.config.classes.items()}
    classes = tuple(kind for kind in rates if kind != _APPOINTMENT) or _CLASSES
    standing: dict[_Kind, list[Arrive]] = {(s, kind): [] for s in order for kind in classes}
    for ticket in sorted(track.waiting.values(), key=lambda one: one.t):
        if track.is_appointed(ticket) and discipline == STRICT:
            assert ticket.slot is not None
            own = (order[ticket.service], ticket.kind, rates.get(ticket.kind, 1.0))
            lines.append(_line(own, WALKS_IN, [ticket], at))
            kinds.append((ticket.service, ticket.kind))
        else:
            standing.setdefault((ticket.service, ticket.kind), []).append(ticket)
    for (service, kind), people in standing.items():
        tier = WALKS_IN if kind in {"walk_in", _APPOINTMENT} else URGENT
        lines.append(_line((order[service], kind, rates.get(kind, 1.0)), tier, people, at))
        kinds.append((service, kind))
    for slot in track.expected.values():
        if -_SLOTS_PAST_S < slot.slot - at < _SLOTS_AHEAD_S and slot.service in order:
            comes_s, shows = learner.comes_s(slot.slot, at)
            if comes_s:
                kinds.append((slot.service, _APPOINTMENT))
                lines.append(
                    SceneLine(
                        service=order[slot.service],
                        visit_class=_APPOINTMENT,
                        rate=rates.get(_APPOINTMENT, 1.0),
                        arrivals_per_s=0.0,
                        slot_s=slot.slot - at if discipline == STRICT else None,
                        comes_s=comes_s,
                        shows=shows,
                    )
                )
    return lines, kinds


def _line(kind: tuple[int, str, float], tier: int, people: list[Arrive], at: float) -> SceneLine:
    service, name, rate = kind
    slot = people[0].slot if len(people) == 1 and people[0].priority == 1 else None
    return SceneLine(
        service=service,
        visit_class=name,
        rate=rate,
        arrivals_per_s=0.0,
        tier=tier,
        slot_s=None if slot is None else slot - at,
        places_s=tuple(min(one.t - at, 0.0) for one in people),
        sinces_s=tuple(min(one.t - at, 0.0) for one in people),
        tickets=tuple(one.ticket for one in people),
        people=heads_of([one.people for one in people]),
    )


def _hand(place: Place, at: float, order: dict[str, int]) -> Hand | None:
    if place.ticket is None:
        return None
    return Hand(
        time=ServiceTime(mean_s=300.0, cv=_CV),
        elapsed_s=at - place.called_at,
        service=order.get(place.ticket.service, -1),
        since_call_s=at - place.called_at,
        started=False,
        people=place.ticket.people,
    )


def _desk(place: Place, kinds: list[_Kind]) -> Desk:
    lanes = place.lanes or (LaneOf(services=place.skills, classes=()),)
    left = dict(enumerate(kinds))
    taken: list[tuple[int, ...]] = []
    for lane in lanes:
        mine = tuple(
            i
            for i, (service, kind) in left.items()
            if service in lane.services and (not lane.classes or kind in lane.classes)
        )
        taken.append(mine)
        for i in mine:
            del left[i]
    return Desk(lanes=tuple(taken))
