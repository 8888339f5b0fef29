"""How far an age had come when it ended: the floor no longer has who or what was that old. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from alerts.conditions import Condition, at_hour
from alerts.subjects import class_of, service_of
from alerts.usual import usual_before_s
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import Ticket
from queue_monitor.domain.rulebook import CROWD, Rule, Unit, unit_of
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
        left_at = _left_at(ticket)
        usual = usual_before_s(floor, ticket)
        if usual is not None and left_at is not None and alert.crossed_at <= left_at <= until:
            yield 100.0 * ticket.served.total_seconds() / usual


def _left_at(ticket: Ticket) -> datetime | None:
    return max((at for at in (ticket.ended_at, ticket.parked_at) if at is not None), default=None)
