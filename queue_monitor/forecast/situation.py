"""What holds at an office for some seconds: open counters, when they are free, times and rates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from queue_monitor.domain.floor import Floor, LineKey
from queue_monitor.domain.model import (
    APPOINTMENT,
    ClassId,
    Counter,
    CounterStatus,
    DisciplineName,
    ServiceId,
    TicketState,
)
from queue_monitor.forecast.times import (
    Pace,
    ServiceTime,
    Settings,
    learned,
    of_several,
    residual_s,
)

_BUSY: Final = 0.5  # of its time a counter has for the lanes before: hardly ever comes further
_UNKNOWN: Final = ServiceTime(mean_s=300.0, cv=0.6)  # of a service no longer in the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The floor without its lines. Counters are numbered by their place in `counters`."""

    counters: tuple[Counter, ...]  # the open ones
    takes: tuple[dict[LineKey, int], ...]  # for each: lines it takes and in which of its lanes
    lanes: tuple[dict[LineKey, int], ...]  # the same, without lines it hardly ever comes to
    free_s: tuple[float, ...]  # expected time until each has nobody in hand
    idle: tuple[bool, ...]  # nobody in hand now
    cycle_s: dict[ServiceId, float]  # of one visit, from call to call at a busy counter
    person_s: dict[ServiceId, float]  # of it, what each person more under the number adds
    times: dict[ServiceId, ServiceTime]
    rates: dict[ClassId, float]
    pace: Pace
    bound: tuple[LineKey, ...] = ()  # lines of one counter alone, where somebody stands
    settings: Settings = field(default_factory=Settings)

    def stands_on_the_same(self, other: "Situation") -> bool:
        """Whether nothing but who is in hand, and for how long yet, differs from `other`."""
        return (
            self.pace is other.pace
            and self.settings is other.settings
            and self.times == other.times
            and self.rates == other.rates
            and self.takes == other.takes
            and self.lanes == other.lanes
        )


def situation(floor: Floor, at: datetime, pace: Pace, settings: Settings) -> Situation:
    """The situation at `at`."""
    times = {s.id: learned(s, floor.times.get(s.id), settings) for s in floor.plan.services}
    counters = tuple(c for c in floor.counters.values() if c.status is CounterStatus.OPEN)
    bound = tuple(key for key, line in floor.lines.items() if key[2] is not None and line)
    cycle_s = {service: cycle(time, pace, settings) for service, time in times.items()}
    hands = Hands(times=times, pace=pace, settings=settings)
    booked = floor.plan.discipline is not DisciplineName.FIFO
    takes = tuple(_lanes(counter, bound, booked=booked) for counter in counters)
    return Situation(
        counters=counters,
        takes=takes,
        lanes=_reached(takes, pace, cycle_s),
        free_s=tuple(hands.until_free_s(floor, c, at) for c in counters),
        idle=tuple(c.ticket is None for c in counters),
        cycle_s=cycle_s,
        person_s={s: (1.0 - pace.no_show_ratio) * time.mean_s for s, time in times.items()},
        times=times,
        rates={plan.id: plan.rate for plan in floor.plan.classes},
        pace=pace,
        bound=bound,
        settings=settings,
    )


def cycle(time: ServiceTime, pace: Pace, settings: Settings) -> float:
    """Mean seconds a counter needs for one number called, no-shows among them."""
    come = 1.0 - pace.no_show_ratio
    return come * time.mean_s + pace.walk_s + settings.between.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What is left of the visits in hand."""

    times: dict[ServiceId, ServiceTime]
    pace: Pace
    settings: Settings

    def until_free_s(self, floor: Floor, counter: Counter, at: datetime) -> float:
        """Expected seconds until `counter` calls its next."""
        ticket = None if counter.ticket is None else floor.tickets.get(counter.ticket)
        if ticket is None:
            return 0.0
        time = of_several(self.times.get(ticket.service, _UNKNOWN), ticket.people)
        between_s = self.settings.between.total_seconds()
        if ticket.state is TicketState.SERVING and ticket.started_at is not None:
            elapsed_s = ((at - ticket.started_at) + ticket.served).total_seconds()
            return residual_s(time, elapsed_s) + between_s
        called_s = 0.0 if ticket.called_at is None else (at - ticket.called_at).total_seconds()
        walk_s = max(self.pace.walk_s - called_s, 0.0)
        return walk_s + (1.0 - self.pace.no_show_ratio) * time.mean_s + between_s


def _lanes(counter: Counter, bound: tuple[LineKey, ...], *, booked: bool) -> dict[LineKey, int]:
    """In which lane the counter takes each line; `booked`: appointments stand beside the first."""
    lanes: dict[LineKey, int] = {}
    for index, lane in enumerate(counter.serves):
        for service in lane.services:
            for visit_class in lane.classes:
                near = booked and visit_class == APPOINTMENT
                lanes.setdefault((service, visit_class, None), 0 if near else index)
    lanes.update((key, 0) for key in bound if key[2] == counter.id)
    return lanes


def _reached(
    takes: tuple[dict[LineKey, int], ...], pace: Pace, cycle_s: dict[ServiceId, float]
) -> tuple[dict[LineKey, int], ...]:
    """Lanes without lines that wait behind lanes which keep the counter busy by themselves.

    A line keeps the counters that come to it soonest, however busy they all are.
    """
    counts: dict[LineKey, int] = {}
    for lanes in takes:
        for key in lanes:
            counts[key] = counts.get(key, 0) + 1
    loads: list[dict[int, float]] = []
    for lanes in takes:
        load: dict[int, float] = {}
        for key, lane in lanes.items():
            if key[2] is not None:
                continue
            rate = pace.arrivals_per_s.get((key[0], key[1]), 0.0)
            share = rate * cycle_s.get(key[0], 0.0) / counts[key]
            load[lane] = load.get(lane, 0.0) + share
        loads.append(load)
    before = [
        {key: sum(part for at, part in load.items() if at < lane) for key, lane in lanes.items()}
        for lanes, load in zip(takes, loads, strict=True)
    ]
    least = {key: min(b[key] for b in before if key in b) for key in counts}
    return tuple(
        {key: lane for key, lane in lanes.items() if b[key] <= max(_BUSY, least[key])}
        for lanes, b in zip(takes, before, strict=True)
    )


def serving(lanes: Sequence[dict[LineKey, int]], key: LineKey) -> tuple[int, ...]:
    """Places of the counters that take the line."""
    return tuple(c for c, taken in enumerate(lanes) if key in taken)
