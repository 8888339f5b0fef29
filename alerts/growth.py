"""How far a value had come, once the floor no longer has those who made it so high. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from alerts.conditions import Condition, at_hour, value_now
from alerts.subjects import class_of, service_of
from alerts.usual import usual_before_s
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import Ticket, TicketState
from queue_monitor.domain.rulebook import CROWD, Rule, Scope, Unit, unit_of
from queue_monitor.domain.watch import Alert, AlertState

#: Moves that bear the instant at which the value was the limit itself.
_AT_LIMIT: Final = frozenset({None, "crossed", "breached", "reopened"})


def grown_until(floor: Floor, alert: Alert, condition: Condition, until: datetime) -> float:
    """The value that an episode of an age had reached by `until`; 0.0 where nothing is known.

    Seconds pass one a second from the latest move on. Of several subjects that followed one
    another without a break it is the whole stretch.
    """
    if alert.rule in CROWD or alert.state is AlertState.CLEARING:
        return 0.0
    if alert.rule is Rule.LONG_SERVICE:
        return max(_of_services(floor, alert, condition, until), default=0.0)
    if unit_of(alert.rule) is not Unit.SECONDS:
        return 0.0
    begun = _at_latest_move(alert, condition)
    return begun + max(until - alert.since, timedelta(0)).total_seconds()


def _at_latest_move(alert: Alert, condition: Condition) -> float:
    if alert.state is AlertState.ACKED and alert.acked_value is not None:
        return alert.acked_value
    limit = at_hour(condition, alert.since).limit
    limit = min(limit, max(alert.value, alert.limit))  # not watched at that hour
    if alert.cause in _AT_LIMIT:
        return limit
    return limit + condition.hold.total_seconds() if alert.cause == "held" else alert.value


def _of_services(
    floor: Floor, alert: Alert, condition: Condition, until: datetime
) -> Iterator[float]:
    """Of visits that left the desk by `until`, in percent of what was usual until then."""
    service, visit_class = service_of(condition.scope), class_of(condition.scope)
    for ticket in floor.tickets.values():
        if service not in (None, ticket.service) or visit_class not in (None, ticket.visit_class):
            continue
        left_at = _desk_left_at(ticket)
        usual = usual_before_s(floor, ticket)
        if usual is not None and left_at is not None and alert.crossed_at <= left_at <= until:
            yield 100.0 * ticket.served.total_seconds() / usual


def _desk_left_at(ticket: Ticket) -> datetime | None:
    return max((at for at in (ticket.ended_at, ticket.parked_at) if at is not None), default=None)


def worst_since(floor: Floor, condition: Condition, since: datetime, at: datetime) -> float:
    """The highest value between the two instants, from the tickets of the day."""
    if condition.rule not in CROWD:
        return value_now(floor, condition, at)
    spans = list(_spans(floor, condition.scope, since, at))
    if condition.rule is Rule.WAITING:
        return _most_at_once([(max(begin, since), end, people) for begin, end, people in spans])
    return max(
        (max(end - begin, timedelta(0)).total_seconds() for begin, end, _ in spans), default=0.0
    )


def _spans(
    floor: Floor, scope: Scope, since: datetime, at: datetime
) -> Iterable[tuple[datetime, datetime, int]]:
    """Begin and end of each ticket's latest time in line, where it touches `since` to `at`, and
    its people."""
    service, visit_class = service_of(scope), class_of(scope)
    for ticket in floor.tickets.values():
        if service is not None and ticket.service != service:
            continue
        if visit_class is not None and ticket.visit_class != visit_class:
            continue
        end = _left_at(ticket) or at
        if ticket.waiting_since < at and end > since:
            yield ticket.waiting_since, min(end, at), ticket.people


def _left_at(ticket: Ticket) -> datetime | None:
    if ticket.state is TicketState.WAITING:
        return None
    instants = (ticket.called_at, ticket.parked_at, ticket.ended_at)
    return min(
        (at for at in instants if at is not None and at >= ticket.waiting_since), default=None
    )


def _most_at_once(spans: Sequence[tuple[datetime, datetime, int]]) -> float:
    changes = sorted([(end, -n) for _, end, n in spans] + [(begin, n) for begin, _, n in spans])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return float(most)
