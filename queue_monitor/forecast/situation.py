"""What holds at an office for some seconds: open counters, when they are free, times and rates."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from queue_monitor.domain.floor import Floor, LineKey
from queue_monitor.domain.model import (
    ClassId,
    Counter,
    CounterStatus,
    ServiceId,
    TicketState,
)
from queue_monitor.forecast.times import Pace, ServiceTime, Settings, learned, residual_s

_UNKNOWN: Final = ServiceTime(mean_s=300.0, cv=0.6)  # of a service no longer in the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The floor without its lines. Counters are numbered by their place in `counters`."""

    counters: tuple[Counter, ...]  # the open ones
    lanes: tuple[dict[LineKey, int], ...]  # for each: lines it takes and in which of its lanes
    free_s: tuple[float, ...]  # expected time until each has nobody in hand
    idle: tuple[bool, ...]  # nobody in hand now
    cycle_s: dict[ServiceId, float]  # of one visit, from call to call at a busy counter
    times: dict[ServiceId, ServiceTime]
    rates: dict[ClassId, float]
    pace: Pace
    bound: tuple[LineKey, ...] = ()  # lines of one counter alone, where somebody stands
    settings: Settings = field(default_factory=Settings)


def situation(floor: Floor, at: datetime, pace: Pace, settings: Settings) -> Situation:
    """The situation at `at`."""
    times = {s.id: learned(s, floor.times.get(s.id), settings) for s in floor.plan.services}
    counters = tuple(c for c in floor.counters.values() if c.status is CounterStatus.OPEN)
    bound = tuple(key for key, line in floor.lines.items() if key[2] is not None and line)
    cycle_s = {service: cycle(time, pace, settings) for service, time in times.items()}
    hands = Hands(times=times, pace=pace, settings=settings)
    return Situation(
        counters=counters,
        lanes=tuple(_lanes(counter, bound) for counter in counters),
        free_s=tuple(hands.until_free_s(floor, c, at) for c in counters),
        idle=tuple(c.ticket is None for c in counters),
        cycle_s=cycle_s,
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
        time = self.times.get(ticket.service, _UNKNOWN)
        between_s = self.settings.between.total_seconds()
        if ticket.state is TicketState.SERVING and ticket.started_at is not None:
            elapsed_s = ((at - ticket.started_at) + ticket.served).total_seconds()
            return residual_s(time, elapsed_s) + between_s
        called_s = 0.0 if ticket.called_at is None else (at - ticket.called_at).total_seconds()
        walk_s = max(self.pace.walk_s - called_s, 0.0)
        return walk_s + (1.0 - self.pace.no_show_ratio) * time.mean_s + between_s


def _lanes(counter: Counter, bound: tuple[LineKey, ...]) -> dict[LineKey, int]:
    lanes: dict[LineKey, int] = {}
    for index, lane in enumerate(counter.serves):
        for service in lane.services:
            for visit_class in lane.classes:
                lanes.setdefault((service, visit_class, None), index)
    lanes.update((key, 0) for key in bound if key[2] == counter.id)
    return lanes


def serving(situation: Situation, key: LineKey) -> tuple[int, ...]:
    """Places of the counters that take the line."""
    return tuple(c for c, lanes in enumerate(situation.lanes) if key in lanes)
