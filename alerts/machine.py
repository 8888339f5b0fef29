"""The life of an alert: which move of the table in `moves` is due. Pure.

Every move bears the exact instant at which it fell due (`since`), however late it is noticed;
among several that are due the earliest goes first, so that a night's sleep of the machine is
caught up in the order in which things happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.conditions import Condition, at_hour, is_clear, next_hour, settled_at, value_now
from alerts.crossings import breach_at, is_over, worse_at
from alerts.growth import grown_until, worst_since
from alerts.moves import is_allowed
from queue_monitor.config import Alerts
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import BusinessDay
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
    Rule,
    Scope,
    alert_id,
    day_of,
)
from queue_monitor.domain.watch_events import AlertCleared, AlertMoved, AlertRaised

_S = AlertState

Move = AlertRaised | AlertMoved | AlertCleared


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A move that falls due at `since`, now or later."""

    to: AlertState
    cause: str
    since: datetime


def begin(floor: Floor, condition: Condition, at: datetime, life: Alerts) -> Move | None:
    """The event with which an episode of `condition` begins or is reopened at `at`, if one does.

    Nothing while the key has an active episode or no business day is on.
    """
    crossed = breach_at(floor, condition, at)
    if crossed is None or crossed > at or not floor.is_open or floor.day is None:
        return None
    latest = _latest(floor, condition)
    if latest is not None and latest.is_active:
        return None
    crossed = min(max(crossed, _not_before(floor.day, latest)), at)
    state = _S.PENDING if condition.hold > timedelta(0) else _S.FIRING
    value = value_now(floor, condition, at)
    if latest is not None and _reopens(floor, latest, crossed, life):
        return AlertMoved(
            at=at,
            alert=latest.id,
            to=state,
            cause="reopened",
            since=crossed,
            value=value,
            worst=value,
        )
    return AlertRaised(
        at=at,
        alert=Alert(
            id=alert_id(floor.day.id, floor.watch.last_number + 1),
            rule=condition.rule,
            scope=condition.scope,
            state=state,
            since=crossed,
            crossed_at=crossed,
            noticed_at=at,
            value=value,
            limit=at_hour(condition, crossed).limit,
            worst=value,
            fired_at=at if state is _S.FIRING else None,
        ),
    )


def step(
    floor: Floor, alert: Alert, condition: Condition | None, at: datetime, life: Alerts
) -> Move | None:
    """The next move of an active episode that is due by `at`; None if it stays as it is.

    `condition` None means that nothing watches its key any more: the episode is over.
    """
    due = [
        d
        for d in moves(floor, alert, condition, at, life)
        if d.since <= at and is_allowed(alert.rule, alert.state, d.to, d.cause)
    ]
    if not due:
        return None
    first = min(due, key=lambda d: d.since)
    value = 0.0 if condition is None else value_now(floor, condition, at)
    worst = alert.worst
    if condition is not None and floor.day is not None and day_of(alert.id) == floor.day.id:
        grown = grown_until(floor, alert, condition, first.since)
        worst = max(worst, value, worst_since(floor, condition, alert.crossed_at, at), grown)
    if first.to is _S.RESOLVED and first.cause != "transient":
        return AlertCleared(
            at=at, alert=alert.id, cause=first.cause, since=first.since, worst=worst
        )
    return AlertMoved(
        at=at,
        alert=alert.id,
        to=first.to,
        cause=first.cause,
        since=first.since,
        value=value,
        worst=worst,
    )


def moves(
    floor: Floor, alert: Alert, condition: Condition | None, at: datetime, life: Alerts
) -> list[Due]:
    """Every move that this floor holds for an active episode, due or still ahead."""
    if alert.rule is Rule.BLIND:
        return _of_blind(alert)
    closed_at = _closed_at(floor, alert)
    if closed_at is not None or condition is None:
        over = alert.state is _S.PENDING and alert.resolved_at is None
        return [
            Due(
                to=_S.TRANSIENT if over else _S.RESOLVED,
                cause="unwatched" if closed_at is None else "day_closed",
                since=max(alert.since, closed_at or at),
            )
        ]
    match alert.state:
        case _S.PENDING:
            return list(_of_pending(floor, alert, condition, at))
        case _S.FIRING:
            return list(_clearing(floor, alert, condition, at))
        case _S.ACKED:
            return [
                *_clearing(floor, alert, condition, at),
                *_worse(floor, alert, condition, at),
                *_lapse(alert),
            ]
        case _S.CLEARING:
            return list(_of_clearing(floor, alert, condition, at, life))
        case _:
            return []


def next_change(
    floor: Floor, at: datetime, conditions: Iterable[Condition], life: Alerts
) -> datetime | None:
    """The earliest instant after `at` at which an episode begins or moves by time alone."""
    instants: list[datetime | None] = []
    active = {alert.key: alert for alert in floor.watch.active()}
    for condition in conditions:
        alert = active.pop((condition.scope, condition.rule), None)
        if alert is not None:
            instants += [due.since for due in moves(floor, alert, condition, at, life)]
            instants.append(next_hour(condition, at))
        elif floor.is_open:
            instants.append(breach_at(floor, condition, at))
    return min(
        (instant for instant in instants if instant is not None and instant > at), default=None
    )


def raise_blind(floor: Floor, at: datetime, silent: timedelta, life: Alerts) -> AlertRaised | None:
    """e-Eyes has not looked for `silent`: that is itself an alert, once."""
    if floor.day is None or any(a.rule is Rule.BLIND for a in floor.watch.active()):
        return None
    return AlertRaised(
        at=at,
        alert=Alert(
            id=alert_id(floor.day.id, floor.watch.last_number + 1),
            rule=Rule.BLIND,
            scope=Scope(),
            state=_S.FIRING,
            since=at,
            crossed_at=at - silent + life.blind,
            noticed_at=at,
            value=silent.total_seconds(),
            limit=life.blind.total_seconds(),
            worst=silent.total_seconds(),
            fired_at=at,
        ),
    )


def sees_again(alert: Alert, at: datetime) -> AlertCleared | None:
    """End of a blind alert: e-Eyes looks again and a person knows of it; never by itself."""
    if alert.rule is not Rule.BLIND or alert.state is not _S.ACKED:
        return None
    return AlertCleared(at=at, alert=alert.id, cause="seeing", since=at, worst=alert.worst)


def _of_blind(alert: Alert) -> list[Due]:
    return list(_lapse(alert)) if alert.state is _S.ACKED else []


def _of_pending(floor: Floor, alert: Alert, condition: Condition, at: datetime) -> Iterable[Due]:
    held_at = alert.since + condition.hold
    if is_over(floor, condition, at):
        yield Due(to=_S.FIRING, cause="held", since=held_at)
        return
    back_at = _settled_at(floor, alert, condition, at)
    if back_at > held_at:  # it lasted, though nobody looked in time
        yield Due(to=_S.FIRING, cause="held", since=held_at)
    else:
        to = _S.TRANSIENT if alert.resolved_at is None else _S.RESOLVED
        yield Due(to=to, cause="transient", since=back_at)


def _clearing(floor: Floor, alert: Alert, condition: Condition, at: datetime) -> Iterable[Due]:
    """Judged at the event that brought it about: however late it is noticed, waits that have grown
    since are not what they were then.
    """
    since = _settled_at(floor, alert, condition, at)
    if is_clear(floor, condition, since) and not is_over(floor, condition, since):
        yield Due(to=_S.CLEARING, cause="clearing", since=since)


def _worse(floor: Floor, alert: Alert, condition: Condition, at: datetime) -> Iterable[Due]:
    """Worse than what was acknowledged; an alert seen at 13 people is not worse at 13."""
    worse = worse_at(floor, condition, at)
    seen = alert.acked_value if alert.acked_value is not None else alert.value
    if worse is not None and condition.worse is not None and seen < condition.worse:
        yield Due(to=_S.FIRING, cause="worse", since=max(worse, alert.since))


def _lapse(alert: Alert) -> Iterable[Due]:
    if alert.ack_lapses_at is not None:
        yield Due(to=_S.FIRING, cause="lapsed", since=max(alert.ack_lapses_at, alert.since))


def _of_clearing(
    floor: Floor, alert: Alert, condition: Condition, at: datetime, life: Alerts
) -> Iterable[Due]:
    yield Due(to=_S.RESOLVED, cause="recovered", since=alert.since + life.clear_hold)
    broken = breach_at(floor, condition, at)
    if broken is not None:
        back = _S.ACKED if alert.before is _S.ACKED else _S.FIRING
        yield Due(to=back, cause="breached", since=max(broken, alert.since))


def _settled_at(floor: Floor, alert: Alert, condition: Condition, at: datetime) -> datetime:
    """When this came about: by an event, with another hour's limits, or as a reading told."""
    return min(max(settled_at(floor, condition, at), alert.since), at)


def _closed_at(floor: Floor, alert: Alert) -> datetime | None:
    """When the alert's business day ended; None while it lasts."""
    if floor.day is None:
        return None
    if day_of(alert.id) != floor.day.id:
        return floor.day.opened_at
    return floor.day.closed_at


def _latest(floor: Floor, condition: Condition) -> Alert | None:
    key = (condition.scope, condition.rule)
    same = [alert for alert in floor.watch.alerts.values() if alert.key == key]
    active = [alert for alert in same if alert.is_active]
    return active[-1] if active else (same[-1] if same else None)


def _not_before(day: BusinessDay, latest: Alert | None) -> datetime:
    """A new crossing cannot be older than the day, nor than the end of the last episode."""
    return day.opened_at if latest is None else max(day.opened_at, latest.since)


def _reopens(floor: Floor, latest: Alert, crossed: datetime, life: Alerts) -> bool:
    if floor.day is None or day_of(latest.id) != floor.day.id:
        return False
    if latest.resolved_at is None or latest.cause == "day_closed":
        return False
    return crossed - latest.resolved_at <= life.reopen_within
