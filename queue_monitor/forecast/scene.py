"""A floor reduced to numbers, as every way of playing it forward needs it, and as it is sent.

Times are seconds from the moment of the forecast: people who wait joined before 0.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final, assert_never

from queue_monitor.domain.floor import Floor, LineKey
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    Counter,
    CounterId,
    CounterStatus,
    Lane,
    ServiceId,
    Ticket,
    TicketState,
)
from queue_monitor.forecast.base import Change, ChangeLanes, MoveClerk, OpenCounter
from queue_monitor.forecast.times import Pace, ServiceTime, Settings, learned, of_several

_UNKNOWN: Final = ServiceTime(mean_s=300.0, cv=0.6)

#: Until the learner says when somebody who pauses is back.
NEVER_S: Final = 1e9

ACCUMULATING: Final = "accumulating_priority"
STRICT: Final = "strict"
FIFO: Final = "fifo"
URGENT, WALKS_IN = 0, 2  # tiers of the strict discipline; an appointment's changes at its slot


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLine:
    """A line: who stands in it, in order, and who will come."""

    service: int  # index in `Scene.services`
    visit_class: str
    rate: float  # priority gained per second
    arrivals_per_s: float
    tier: int = WALKS_IN  # under the strict discipline
    slot_s: float | None = None  # of the one appointment that makes up this line
    hour_s: float | None = None  # of the one early comer who makes up this line: when its place is
    comes_s: tuple[float, ...] = ()  # when that one comes, who is not here yet: a spread
    shows: float = 1.0  # the odds that they come
    coming: tuple[tuple[float, float], ...] = ()  # rates by steps (end, people a second), if known
    places_s: tuple[float, ...] = ()  # decides the order
    sinces_s: tuple[float, ...] = ()  # waiting since
    tickets: tuple[str, ...] = ()
    people: tuple[int, ...] = ()  # under each of those numbers; () where all came alone

    @property
    def heads(self) -> tuple[int, ...]:
        """How many people come with each of those who stand in it."""
        return self.people or (1,) * len(self.places_s)


def is_near(line: SceneLine, discipline: str) -> bool:
    """Whether who has come stands beside the first of any lane: appointments do, by precedence."""
    return line.visit_class == APPOINTMENT and discipline != FIFO


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A visit at a counter: on the way there (`elapsed_s` None), or served for so long."""

    time: ServiceTime  # of all its people together
    elapsed_s: float | None
    walk_s: float = 0.0  # still to walk
    service: int = -1  # index in `Scene.services`; -1: one no longer offered
    since_call_s: float | None = None  # the walk included
    started: bool = True  # known to have come
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A counter in one scenario: its lanes (indices of lines) and from when it calls.

    `after` names another counter whose visit in hand must be over first.
    """

    lanes: tuple[tuple[int, ...], ...] = ()  # () calls nobody
    start_s: float = 0.0
    after: int | None = None
    opens_s: tuple[float, ...] = ()  # when it opens, if it is closed for now: a spread
    breaks: tuple[tuple[float, float], ...] = ()  # planned, not yet begun: due, length


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The floor at the moment of the forecast. `scenarios[0]` is the office as it is."""

    services: tuple[str, ...]
    times: tuple[ServiceTime, ...]
    lines: tuple[SceneLine, ...]
    hands: tuple[Hand | None, ...]  # of each counter
    scenarios: tuple[tuple[Desk, ...], ...]  # each a desk for every counter
    walk_s: float
    between_s: float
    no_show_ratio: float
    counters: tuple[str, ...] = ()
    since_finish_s: tuple[float | None, ...] = ()  # of each counter that has nobody since then
    at_s: float = 0.0  # the hour, in seconds from local midnight
    discipline: str = ACCUMULATING


def scene(
    floor: Floor, at: datetime, changes: Sequence[Change], pace: Pace, settings: Settings
) -> Scene:
    """The floor at `at`, as it is and with each change."""
    times = {s.id: learned(s, floor.times.get(s.id), settings) for s in floor.plan.services}
    order = {service: i for i, service in enumerate(times)}
    nobody = replace(pace, arrivals_per_s={})  # comes behind one who is early
    standing = list(_standing(floor, [k for k in _keys(floor, pace) if k[0] in order], at))
    rates = {plan.id: plan.rate for plan in floor.plan.classes}
    lines = tuple(
        replace(
            _line(floor, key, tickets, at, pace if hour_s is None else nobody),
            service=order[key[0]],
            rate=rates.get(key[1], 1.0),
            hour_s=hour_s,
        )
        for key, tickets, hour_s in standing
    )
    counters = tuple(floor.counters.values())
    keys = tuple(key for key, _, _ in standing)
    build = _Scenarios(keys=keys, counters=counters, come_s=settings.come.total_seconds())
    return Scene(
        services=tuple(order),
        times=tuple(times.values()),
        lines=lines,
        hands=tuple(_placed(_hand(floor, c, at, times, pace), floor, c, order) for c in counters),
        scenarios=(build.as_is(), *(build.changed(change) for change in changes)),
        walk_s=pace.walk_s,
        between_s=settings.between.total_seconds(),
        no_show_ratio=pace.no_show_ratio,
        counters=tuple(str(c.id) for c in counters),
        at_s=local_s(at, settings.zone),
        discipline=floor.plan.discipline.value,
    )


def local_s(at: datetime, zone: tzinfo) -> float:
    """Seconds from local midnight."""
    local = at.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (at - midnight).total_seconds()


def _keys(floor: Floor, pace: Pace) -> list[LineKey]:
    """Lines with somebody in them now or soon."""
    standing = [key for key, line in floor.lines.items() if line]
    # In one order in every process: the dice fall line by line.
    coming: list[LineKey] = [(service, kind, None) for service, kind in sorted(pace.arrivals_per_s)]
    return list(dict.fromkeys([*standing, *coming]))


_Standing = tuple[LineKey, tuple[Ticket, ...], float | None]


def _standing(floor: Floor, keys: Sequence[LineKey], at: datetime) -> Iterator[_Standing]:
    """Who stands in each line; appointments that are early each as a line of their own."""
    for key in keys:
        tickets = tuple(floor.tickets[ticket] for ticket in floor.lines.get(key, ()))
        here = bisect_right(tickets, at, key=lambda ticket: ticket.place_at)
        if key[1] != APPOINTMENT or here == len(tickets):
            yield key, tickets, None
            continue
        yield key, tickets[:here], None
        for ticket in tickets[here:]:
            yield key, (ticket,), (ticket.place_at - at).total_seconds()


def _line(
    floor: Floor, key: LineKey, tickets: Sequence[Ticket], at: datetime, pace: Pace
) -> SceneLine:
    closed = key[2] is not None or key[0] in floor.paused_services
    return SceneLine(
        service=0,
        visit_class=key[1],
        rate=1.0,
        tier=WALKS_IN if key[1] in {WALK_IN, APPOINTMENT} else URGENT,
        arrivals_per_s=0.0 if closed else pace.arrivals_per_s.get((key[0], key[1]), 0.0),
        places_s=tuple(min((t.place_at - at).total_seconds(), 0.0) for t in tickets),
        sinces_s=tuple(min((t.waiting_since - at).total_seconds(), 0.0) for t in tickets),
        tickets=tuple(t.id for t in tickets),
        people=heads_of([t.people for t in tickets]),
    )


def heads_of(people: Sequence[int]) -> tuple[int, ...]:
    """As `SceneLine.people` has them: nothing to send where all came alone, as nearly always."""
    return tuple(people) if any(count > 1 for count in people) else ()


def _hand(
    floor: Floor, counter: Counter, at: datetime, times: Mapping[ServiceId, ServiceTime], pace: Pace
) -> Hand | None:
    ticket = None if counter.ticket is None else floor.tickets.get(counter.ticket)
    if ticket is None:
        return None
    people = ticket.people
    time = of_several(times.get(ticket.service, _UNKNOWN), people)
    if ticket.state is TicketState.SERVING and ticket.started_at is not None:
        elapsed_s = ((at - ticket.started_at) + ticket.served).total_seconds()
        walk_s = 0.0 if ticket.called_at is None else _s(ticket.started_at - ticket.called_at)
        since_call_s = max(elapsed_s, 0.0) + (walk_s if 0.0 <= walk_s <= 120.0 else 0.0)
        return Hand(
            time=time, elapsed_s=max(elapsed_s, 0.0), since_call_s=since_call_s, people=people
        )
    called_s = 0.0 if ticket.called_at is None else (at - ticket.called_at).total_seconds()
    return Hand(
        time=time,
        elapsed_s=None,
        walk_s=max(pace.walk_s - called_s, 0.0),
        since_call_s=max(called_s, 0.0),
        started=False,
        people=people,
    )


def _s(span: timedelta) -> float:
    return span.total_seconds()


def _placed(
    hand: Hand | None, floor: Floor, counter: Counter, order: Mapping[ServiceId, int]
) -> Hand | None:
    """The hand with the place of its service."""
    if hand is None or counter.ticket is None:
        return hand
    service = floor.tickets[counter.ticket].service
    return replace(hand, service=order.get(service, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scenarios:
    keys: tuple[LineKey, ...]
    counters: tuple[Counter, ...]
    come_s: float

    def as_is(self) -> tuple[Desk, ...]:
        """Open counters call; one that pauses may come back; the others do not."""
        return tuple(self._desk(c) for c in self.counters)

    def _desk(self, counter: Counter) -> Desk:
        if counter.status is CounterStatus.OPEN:
            return Desk(lanes=self._lanes(counter.id, counter.serves))
        if counter.status is CounterStatus.PAUSED:
            return Desk(lanes=self._lanes(counter.id, counter.serves), opens_s=(NEVER_S, NEVER_S))
        return Desk()

    def changed(self, change: Change) -> tuple[Desk, ...]:
        """The office with one change."""
        desks = dict(zip((c.id for c in self.counters), self.as_is(), strict=True))
        lanes = self._lanes(change.counter, change.serves)
        match change:
            case OpenCounter():
                desks[change.counter] = Desk(lanes=lanes, start_s=self.come_s)
            case ChangeLanes():
                desks[change.counter] = Desk(lanes=lanes)
            case MoveClerk():
                after = next(i for i, c in enumerate(self.counters) if c.id == change.source)
                desks[change.source] = Desk()
                desks[change.counter] = Desk(lanes=lanes, start_s=self.come_s, after=after)
            case _:
                assert_never(change)
        return tuple(desks[c.id] for c in self.counters)

    def _lanes(self, counter: CounterId, serves: tuple[Lane, ...]) -> tuple[tuple[int, ...], ...]:
        """A line in several lanes belongs to the first of them, a bound one to the very first."""
        left = dict(enumerate(self.keys))
        lanes: list[tuple[int, ...]] = []
        for index, lane in enumerate(serves):
            taken = tuple(
                i
                for i, (service, kind, bound) in left.items()
                if (bound == counter and index == 0)
                or (bound is None and service in lane.services and kind in lane.classes)
            )
            lanes.append(taken)
            for i in taken:
                del left[i]
        return tuple(lanes)
