"""A recorded day, in the office-day/1 format, as a day that can be lived again.

The same people come at the same hours with the same errands and take as long to serve; counters
open, rest and close as they did. Counters that are nobody's own were opened by helpers: they stay
closed, so that the day can be lived without help, and with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import mean, median
from typing import Final
from zoneinfo import ZoneInfo

from queue_monitor.config import Settings
from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId
from queue_monitor.forecast import records
from queue_monitor.forecast.records import in_order
from queue_monitor.simulation.day import SimulatedDay, Visitor
from queue_monitor.simulation.foreign import is_of, office_of
from queue_monitor.simulation.pattern import Pattern
from queue_monitor.simulation.shifts import SHORT_BREAK, Break, Shift

_DATE: Final = date(2001, 1, 1)  # a day may not say its own
_BETWEEN: Final = timedelta(seconds=10)
_SHORTEST: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recorded day and the office it was in."""

    settings: Settings
    day: SimulatedDay


def recorded(record: records.Day, settings: Settings, *, seed: int) -> Recorded:
    """The day, in the office of `settings` if it is one of its days, else in the day's own.

    Raises ValueError for a day on which nobody came or no counter opened.
    """
    ours = is_of(record, settings)
    office = _at_hours(settings if ours else office_of(record, settings), record)
    counters = _counters(record, ours=ours)
    zone = ZoneInfo(office.office.time_zone)
    midnight = datetime.combine(_DATE, time(), tzinfo=zone)
    told = _Told(record, midnight, office, counters)
    if not told.visitors:
        raise ValueError("nobody comes on that day")
    if not any(shift.comes_at is not None and not shift.reserve for shift in told.shifts):
        raise ValueError("no counter opens on that day")
    day = SimulatedDay(
        seed=seed,
        date=_DATE,
        zone=zone,
        opens_at=told.opens_at,
        begins_at=told.opens_at,
        closes_at=told.closes_at,
        ends_at=told.closes_at + office.hours.close_after,
        visitors=told.visitors,
        shifts=told.shifts,
        pattern=Pattern(walk=timedelta(0), between=_between(record), absent=0, late=0),
    )
    return Recorded(settings=office, day=day)


def _counters(record: records.Day, *, ours: bool) -> Mapping[str, CounterId]:
    ids = [counter.id for counter in record.config.counters]
    return {id_: CounterId(int(id_) if ours else n) for n, id_ in enumerate(ids, start=1)}


def _at_hours(settings: Settings, record: records.Day) -> Settings:
    """Open as the day was, whatever day of the week that is."""
    midnight = datetime.combine(_DATE, time())
    opens, closes = (
        (midnight + timedelta(seconds=s)).time()
        for s in (record.config.open, min(record.config.close, 86_399.0))
    )
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    span = settings.hours.open[0].model_copy(update={"days": days, "start": opens, "end": closes})
    hours = settings.hours.model_copy(update={"open": (span,), "holidays": ()})
    return settings.model_copy(update={"hours": hours})


class _Told:
    """What the record tells, as people and shifts. Who came before the opening came at it."""

    def __init__(
        self,
        record: records.Day,
        midnight: datetime,
        settings: Settings,
        counters: Mapping[str, CounterId],
    ) -> None:
        self._midnight = midnight
        self._settings = settings
        self._counters = counters
        self.opens_at = self._at(record.config.open)
        self.closes_at = self._at(min(record.config.close, 86_399.0))
        self.visitors = tuple(self._visitors(record))
        self.shifts = tuple(self._shifts(record))

    def _at(self, t: float) -> datetime:
        return (self._midnight + timedelta(seconds=t)).astimezone(UTC)

    def _visitors(self, record: records.Day) -> Sequence[Visitor]:
        called: dict[str, float] = {}
        took: dict[str, timedelta] = {}
        missed: set[str] = set()
        for event in in_order(record.events):
            match event:
                case records.Call():
                    called[event.ticket] = event.t
                case records.Finish() if event.ticket in called:
                    took[event.ticket] = timedelta(seconds=event.t - called[event.ticket])
                case records.NoShow():
                    missed.add(event.ticket)
                case _:
                    pass
        arrivals = [event for event in in_order(record.events) if isinstance(event, records.Arrive)]
        usual = _usual(arrivals, took)
        classes = {visit_class.id for visit_class in self._settings.classes}
        services = {service.id: service for service in self._settings.services}
        found = []
        for number, arrival in enumerate(arrivals, start=1):
            service = ServiceId(arrival.service)
            kind = ClassId(arrival.kind)
            if service not in services:
                raise ValueError(f"ticket {arrival.ticket}: the day has no service {service!r}")
            planned = usual.get(arrival.service, services[service].service_time.mean)
            found.append(
                Visitor(
                    number=number,
                    comes_at=min(
                        max(self._at(arrival.t), self.opens_at),
                        self.closes_at - timedelta(seconds=1),
                    ),
                    service=service,
                    visit_class=kind if kind in classes else self._settings.classes[0].id,
                    language=self._settings.office.languages[0],
                    walk=timedelta(0),
                    service_time=max(took.get(arrival.ticket, planned), _SHORTEST),
                    misses_call=arrival.ticket in missed,
                )
            )
        return sorted(found, key=lambda visitor: (visitor.comes_at, visitor.number))

    def _shifts(self, record: records.Day) -> Sequence[Shift]:
        names = {number: id_ for id_, number in self._counters.items()}
        turns: dict[str, list[records.CounterOpen | records.CounterClose]] = defaultdict(list)
        for event in in_order(record.events):
            if isinstance(event, records.CounterOpen | records.CounterClose):
                turns[event.counter].append(event)
        found = []
        for clerk in self._settings.clerks:
            if clerk.counter is None:
                found.append(
                    Shift(
                        clerk=clerk.id,
                        home=None,
                        comes_at=self.opens_at,
                        goes_at=self.closes_at,
                    )
                )
                continue
            found.append(self._shift(clerk.id, clerk.counter, turns[names.get(clerk.counter, "")]))
        return found

    def _shift(
        self,
        clerk: ClerkId,
        counter: CounterId,
        turns: Sequence[records.CounterOpen | records.CounterClose],
    ) -> Shift:
        opened = [turn.t for turn in turns if isinstance(turn, records.CounterOpen)]
        breaks, closed_at = [], None
        for turn in turns:
            if isinstance(turn, records.CounterClose):
                closed_at = turn.t if closed_at is None else closed_at
            elif closed_at is not None:
                lasts = timedelta(seconds=turn.t - closed_at)
                breaks.append(Break(at=self._at(closed_at), lasts=lasts, reason=SHORT_BREAK))
                closed_at = None
        goes_at = self.closes_at if closed_at is None else min(self._at(closed_at), self.closes_at)
        return Shift(
            clerk=clerk,
            home=counter,
            comes_at=max(self._at(opened[0]), self.opens_at) if opened else None,
            goes_at=goes_at,
            breaks=tuple(breaks),
        )


def _usual(
    arrivals: Sequence[records.Arrive], took: Mapping[str, timedelta]
) -> Mapping[str, timedelta]:
    """What a service took on that day, for those who were never served."""
    spans: dict[str, list[float]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.ticket in took:
            spans[arrival.service].append(took[arrival.ticket].total_seconds())
    return {service: timedelta(seconds=mean(found)) for service, found in spans.items()}


def _between(record: records.Day) -> timedelta:
    """The median from a finish to the next call there, of somebody who waited already."""
    came: dict[str, float] = {}
    finished: dict[str, float] = {}
    gaps: list[float] = []
    for event in in_order(record.events):
        match event:
            case records.Arrive():
                came[event.ticket] = event.t
            case records.Finish():
                finished[event.counter] = event.t
            case records.Call():
                since = finished.pop(event.counter, None)
                if since is not None and came.get(event.ticket, event.t) <= since:
                    gaps.append(event.t - since)
            case records.CounterClose():
                finished.pop(event.counter, None)
            case _:
                pass
    return timedelta(seconds=median(gaps)) if gaps else _BETWEEN
