"""When each limit is crossed, to the instant. Pure.

A count breaks its limit at the event that makes it one too many; a wait breaks it with the
passing of time, strictly after the limit: 600 s exactly is not yet over 10 minutes. Instants
have a resolution of one microsecond, so the first instant past a limit is the limit + 1 µs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.config import Alerts, Limits
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClassId, ServiceId, Ticket, TicketState
from queue_monitor.domain.watch import Rule, Scope, ScopeKind

TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One rule in one scope. People are counted, waits are in seconds.

    The clear limits are all those of the scope: an alert of either rule clears only when the
    line is short again and nobody in it has waited long.
    """

    rule: Rule
    scope: Scope
    limit: float
    worse: float | None = None  # told again at or above it
    clear_waiting: int | None = None
    clear_wait: timedelta | None = None
    hold: timedelta = timedelta(0)


def watched(alerts: Alerts) -> tuple[Condition, ...]:
    """Every condition the settings ask for, the office's first."""
    scoped: list[tuple[Scope, Limits]] = [(Scope(), alerts)]
    for service, limits in alerts.services.items():
        scoped.append((Scope(kind=ScopeKind.SERVICE, id=service), limits))
    return tuple(c for scope, limits in scoped for c in _of(scope, limits, alerts.hold))


def _of(scope: Scope, limits: Limits, hold: timedelta) -> Iterable[Condition]:
    by_count = limits.waiting_limit is not None
    by_wait = limits.wait_limit is not None
    clear_waiting = limits.waiting_clear if by_count else None
    clear_wait = limits.wait_clear if by_wait else None
    if limits.waiting_limit is not None:
        yield Condition(
            rule=Rule.WAITING,
            scope=scope,
            limit=limits.waiting_limit,
            worse=limits.waiting_worse,
            clear_waiting=clear_waiting,
            clear_wait=clear_wait,
            hold=hold,
        )
    if limits.wait_limit is not None:
        yield Condition(
            rule=Rule.WAIT,
            scope=scope,
            limit=limits.wait_limit.total_seconds(),
            worse=None if limits.wait_worse is None else limits.wait_worse.total_seconds(),
            clear_waiting=clear_waiting,
            clear_wait=clear_wait,
            hold=hold,
        )


def in_scope(floor: Floor, scope: Scope) -> list[Ticket]:
    """Who waits within the scope, in order of place."""
    return floor.waiting(service=_service(scope), visit_class=_class(scope))


def value_now(floor: Floor, condition: Condition, at: datetime) -> float:
    """People waiting, or seconds the oldest has waited; never below 0, whatever the clock does."""
    if condition.rule is Rule.WAITING:
        return _count(floor, condition.scope)
    return _longest(floor, condition.scope, at).total_seconds()


def breach_at(floor: Floor, condition: Condition) -> datetime | None:
    """The first instant past the limit as this floor stands; None if time alone brings none.

    For a wait it may lie ahead. For a count it is when the person one too many joined, judged
    by those still in line; not later than the floor itself, though the clock was set back.
    """
    if condition.rule is Rule.WAITING:
        return _joined_as(floor, condition.scope, int(condition.limit) + 1)
    oldest = _oldest_since(floor, condition.scope)
    return None if oldest is None else oldest + timedelta(seconds=condition.limit) + TICK


def worse_at(floor: Floor, condition: Condition) -> datetime | None:
    """When the worse limit is or was reached (at or above it); None if time alone brings none."""
    if condition.worse is None:
        return None
    if condition.rule is Rule.WAITING:
        return _joined_as(floor, condition.scope, int(condition.worse))
    oldest = _oldest_since(floor, condition.scope)
    return None if oldest is None else oldest + timedelta(seconds=condition.worse)


def is_over(floor: Floor, condition: Condition, at: datetime) -> bool:
    """Whether the limit is broken at `at`."""
    broken = breach_at(floor, condition)
    return broken is not None and broken <= at


def is_clear(floor: Floor, condition: Condition, at: datetime) -> bool:
    """Whether the scope is within all its clear limits at `at`. Only events bring that about."""
    most = condition.clear_waiting
    if most is not None and _count(floor, condition.scope) > most:
        return False
    if condition.clear_wait is not None:
        return _longest(floor, condition.scope, at) <= condition.clear_wait
    return True


def worst_since(floor: Floor, condition: Condition, since: datetime, at: datetime) -> float:
    """The highest value between the two instants, from the tickets of the day."""
    spans = list(_spans(floor, condition.scope, since, at))
    if condition.rule is Rule.WAITING:
        return _most_at_once([(max(begin, since), end) for begin, end in spans])
    return max(
        (max(end - begin, timedelta(0)).total_seconds() for begin, end in spans), default=0.0
    )


def _service(scope: Scope) -> ServiceId | None:
    return ServiceId(scope.id) if scope.kind is ScopeKind.SERVICE else None


def _class(scope: Scope) -> ClassId | None:
    return ClassId(scope.id) if scope.kind is ScopeKind.CLASS else None


def _count(floor: Floor, scope: Scope) -> int:
    return floor.count_waiting(service=_service(scope), visit_class=_class(scope))


def _oldest_since(floor: Floor, scope: Scope) -> datetime | None:
    oldest = floor.oldest_waiting(service=_service(scope), visit_class=_class(scope))
    return None if oldest is None else oldest.waiting_since


def _longest(floor: Floor, scope: Scope, at: datetime) -> timedelta:
    oldest = _oldest_since(floor, scope)
    return timedelta(0) if oldest is None else max(at - oldest, timedelta(0))


def _joined_as(floor: Floor, scope: Scope, nth: int) -> datetime | None:
    """When the nth of those in line, counted from whoever stands longest, joined."""
    if nth < 1 or _count(floor, scope) < nth:
        return None
    longest = floor.waiting_longest(nth, service=_service(scope), visit_class=_class(scope))
    joined = longest[-1].waiting_since
    return joined if floor.at is None else min(joined, floor.at)


def _spans(
    floor: Floor, scope: Scope, since: datetime, at: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """Begin and end of each ticket's latest time in line, where it touches `since` to `at`."""
    service, visit_class = _service(scope), _class(scope)
    for ticket in floor.tickets.values():
        if service is not None and ticket.service != service:
            continue
        if visit_class is not None and ticket.visit_class != visit_class:
            continue
        end = _left_at(ticket) or at
        if ticket.waiting_since < at and end > since:
            yield ticket.waiting_since, min(end, at)


def _left_at(ticket: Ticket) -> datetime | None:
    if ticket.state is TicketState.WAITING:
        return None
    instants = (ticket.called_at, ticket.parked_at, ticket.ended_at)
    return min(
        (at for at in instants if at is not None and at >= ticket.waiting_since), default=None
    )


def _most_at_once(spans: Sequence[tuple[datetime, datetime]]) -> float:
    changes = sorted([(end, -1) for _, end in spans] + [(begin, 1) for begin, _ in spans])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return float(most)
