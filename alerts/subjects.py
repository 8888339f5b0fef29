"""Whom or what a rule is about: each ticket, counter, device or channel that grows older. Pure.

A subject's value is `rate` for each second since `since`; an alert is about all those of its
scope, and the furthest of them gives its value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from alerts.readings import Readings
from alerts.usual import usual_s
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClassId,
    Counter,
    CounterId,
    CounterStatus,
    ServiceId,
    Ticket,
    TicketState,
)
from queue_monitor.domain.rulebook import Rule, Scope, ScopeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that is watched. Of `counter`, `number`, `device` and `channel` what applies."""

    since: datetime
    rate: float = 1.0  # of its value a second
    usual_s: float | None = None  # of a service: the time that 19 in 20 stay under
    counter: CounterId | None = None
    number: str | None = None
    device: str | None = None
    channel: str | None = None

    def value(self, at: datetime) -> float:
        """Its value at `at`; never below 0."""
        return max((at - self.since).total_seconds() * self.rate, 0.0)

    def reaches(self, value: float) -> datetime:
        """When its value is or was `value`."""
        return self.since + timedelta(seconds=value / self.rate)


#: What begins the id of a printer among devices.
PRINTER: Final = "printer:"
_Finder = Callable[[Floor, Scope, Readings], Iterable[Subject]]


def subjects(floor: Floor, rule: Rule, scope: Scope, readings: Readings) -> tuple[Subject, ...]:
    """Every subject of the rule in the scope, in no order; none for rules that count."""
    find = _FINDERS.get(rule)
    return () if find is None else tuple(find(floor, scope, readings))


def service_of(scope: Scope) -> ServiceId | None:
    """The service a scope is narrowed to."""
    return ServiceId(scope.id) if scope.kind is ScopeKind.SERVICE else None


def class_of(scope: Scope) -> ClassId | None:
    """The class a scope is narrowed to."""
    return ClassId(scope.id) if scope.kind is ScopeKind.CLASS else None


def _oldest(floor: Floor, scope: Scope, _: Readings) -> Iterator[Subject]:
    oldest = floor.oldest_waiting(service=service_of(scope), visit_class=class_of(scope))
    if oldest is not None:
        yield Subject(since=oldest.waiting_since, number=oldest.number)


def _at_counters(
    floor: Floor, scope: Scope, state: TicketState
) -> Iterator[tuple[Counter, Ticket]]:
    for counter in floor.counters.values():
        ticket = None if counter.ticket is None else floor.tickets[counter.ticket]
        if ticket is not None and ticket.state is state and _is_in(ticket, scope):
            yield counter, ticket


def _in_service(floor: Floor, scope: Scope, _: Readings) -> Iterator[Subject]:
    for counter, ticket in _at_counters(floor, scope, TicketState.SERVING):
        usual = usual_s(floor, ticket.service, people=ticket.people)
        if usual is not None and ticket.started_at is not None:
            yield Subject(
                since=ticket.started_at - ticket.served,
                rate=100.0 / usual,
                usual_s=usual,
                counter=counter.id,
                number=ticket.number,
            )


def _called(floor: Floor, scope: Scope, _: Readings) -> Iterator[Subject]:
    for counter, ticket in _at_counters(floor, scope, TicketState.CALLED):
        if ticket.called_at is not None:
            yield Subject(since=ticket.called_at, counter=counter.id, number=ticket.number)


def _idle(floor: Floor, scope: Scope, _: Readings) -> Iterator[Subject]:
    if not floor.waiting_count:
        return
    for counter in floor.counters.values():
        if counter.status is not CounterStatus.OPEN or counter.ticket is not None:
            continue
        came_at = _first_it_could_serve(floor, counter, scope)
        if came_at is not None and counter.ready_since is not None:
            yield Subject(since=max(counter.ready_since, came_at), counter=counter.id)


def _first_it_could_serve(floor: Floor, counter: Counter, scope: Scope) -> datetime | None:
    """Since when somebody waits whom the counter could call."""
    service, visit_class = service_of(scope), class_of(scope)
    taken = {(s, c) for lane in counter.serves for s in lane.services for c in lane.classes}
    return min(
        (
            floor.tickets[ticket].waiting_since
            for key, line in floor.lines.items()
            if key[:2] in taken
            and key[2] in (None, counter.id)
            and service in (None, key[0])
            and visit_class in (None, key[1])
            for ticket in line
        ),
        default=None,
    )


def _parked(floor: Floor, scope: Scope, _: Readings) -> Iterator[Subject]:
    for ticket in floor.parked():
        if ticket.parked_at is not None and _is_in(ticket, scope):
            yield Subject(since=ticket.parked_at, number=ticket.number)


def _silent(floor: Floor, _: Scope, readings: Readings) -> Iterator[Subject]:
    """In practice nobody need be on; a device is on again at the latest when the day opens."""
    day = floor.day
    if day is None or day.practice:
        return
    for heard in readings.devices or ():
        yield Subject(since=max(heard.at, day.opened_at), device=heard.id)
    for printer, record in floor.slips.printers.items():
        if record.failing_since is not None:
            since = max(record.failing_since, day.opened_at)
            yield Subject(since=since, device=f"{PRINTER}{printer}")


def _failing(floor: Floor, _: Scope, readings: Readings) -> Iterator[Subject]:
    for name, record in floor.watch.channels.items():
        in_use = readings.channels is None or name in readings.channels
        if record.failing_since is not None and in_use:
            yield Subject(since=record.failing_since, channel=name)


def _is_in(ticket: Ticket, scope: Scope) -> bool:
    service, visit_class = service_of(scope), class_of(scope)
    return service in (None, ticket.service) and visit_class in (None, ticket.visit_class)


_FINDERS: Final[Mapping[Rule, _Finder]] = MappingProxyType(
    {
        Rule.WAIT: _oldest,
        Rule.LONG_SERVICE: _in_service,
        Rule.UNSTARTED: _called,
        Rule.IDLE: _idle,
        Rule.PARKED: _parked,
        Rule.SILENT: _silent,
        Rule.CHANNEL: _failing,
    }
)
