"""An alert's way to the people outside: inhibit, dedupe, escalate, route. Pure.

Each stage is a small function over the draft of one request; what was decided before is in the
log, so that a restart repeats nothing and resets no timer.
"""

from datetime import datetime
from typing import Final

from alerts.draft import Draft
from alerts.notices import Ladder, Route
from queue_monitor.config import Alerts
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Notice,
    NoticeKind,
    NoticeState,
    Rule,
    ScopeKind,
    Watch,
)
from queue_monitor.domain.watch_events import AlertUnstable, NoticeCancelled

#: Cause of giving up a notice whose worker died: perhaps it was sent, so its end is told too.
OUTCOME_UNKNOWN: Final = "outcome_unknown"

_LOUD: Final = frozenset({AlertState.FIRING, AlertState.ACKED, AlertState.CLEARING})


def tell_all(draft: Draft, ladder: Ladder, life: Alerts) -> None:
    """Whatever is to be told, or need no longer be told, as the episodes now stand."""
    for alert in tuple(draft.watch.alerts.values()):
        if alert.is_active or alert.unstable_until is not None:
            _flapping(draft, alert.id, ladder, life)
    for queued in tuple(draft.watch.notices.values()):
        if queued.is_underway:
            _cancel_if_needless(draft, queued)
    by_alert: dict[AlertId, list[Notice]] = {}
    for queued in draft.watch.notices.values():
        by_alert.setdefault(queued.alert, []).append(queued)
    for alert in tuple(draft.watch.alerts.values()):
        if alert.state is AlertState.FIRING:
            _escalate(draft, alert.id, ladder)
        elif alert.state is AlertState.RESOLVED and alert.unstable_until is None:
            _tell_over(draft, alert, by_alert.get(alert.id, []))


def next_telling(floor: Floor, at: datetime, ladder: Ladder) -> datetime | None:
    """The earliest instant after `at` at which a telling begins or ends by time alone."""
    instants: list[datetime | None] = []
    for alert in floor.watch.alerts.values():
        instants.append(alert.unstable_until)
        if _climbs(floor, alert):
            instants.append(ladder.due_at(alert))
    instants.extend(
        queued.claimed_until
        for queued in floor.watch.notices.values()
        if queued.state is NoticeState.CLAIMED and not may_be_sent(floor.watch, queued)
    )
    return min(
        (instant for instant in instants if instant is not None and instant > at), default=None
    )


def inhibitor(watch: Watch, alert: Alert) -> AlertId | None:
    """The graver alert that mutes this one: the office's, while a service or class complains."""
    if alert.scope.kind is ScopeKind.OFFICE:
        return None
    return next(
        (
            other.id
            for other in watch.alerts.values()
            if other.state in _LOUD
            and other.scope.kind is ScopeKind.OFFICE
            and other.rule is not Rule.BLIND
        ),
        None,
    )


def may_be_sent(watch: Watch, queued: Notice) -> bool:
    """Whether a notice still says what is true: a clearing alert's waits for its outcome."""
    alert = watch.alerts.get(queued.alert)
    if alert is None or queued.kind is not NoticeKind.FIRING:
        return True
    return alert.state is AlertState.FIRING


def _climbs(floor: Floor, alert: Alert) -> bool:
    """Whether the ladder runs for it. In practice only the first step is told."""
    if alert.state is not AlertState.FIRING or alert.unstable_until is not None:
        return False
    if inhibitor(floor.watch, alert) is not None:
        return False
    return not (floor.day is not None and floor.day.practice and alert.step > 0)


def _escalate(draft: Draft, alert_id: AlertId, ladder: Ladder) -> None:
    alert = draft.alert(alert_id)
    if not _climbs(draft.floor, alert):
        return
    step = ladder.newest_overdue(alert, draft.at)
    if step is None:
        return
    wait = ladder.notify_after if step == 0 else ladder.notify_after * 0
    draft.tell(alert, NoticeKind.FIRING, ladder.routes(step), step=step, wait=wait)


def _flapping(draft: Draft, alert_id: AlertId, ladder: Ladder, life: Alerts) -> None:
    """Reopened again and again: one notice says so, then a digest at most every `within`."""
    alert, within = draft.alert(alert_id), life.flapping.within
    recent = [when for when in alert.reopenings if when > draft.at - within]
    first = ladder.routes(0)
    if alert.unstable_until is None:
        if alert.is_active and len(recent) >= life.flapping.times:
            draft.add(AlertUnstable(at=draft.at, alert=alert.id, until=draft.at + within))
            draft.tell(alert, NoticeKind.UNSTABLE, first)
    elif alert.unstable_until <= draft.at:
        since = alert.unstable_until - within
        again = any(when > since for when in alert.reopenings)
        until = draft.at + within if again and alert.is_active else None
        draft.add(AlertUnstable(at=draft.at, alert=alert.id, until=until))
        if again:
            draft.tell(alert, NoticeKind.DIGEST, first)


def _cancel_if_needless(draft: Draft, queued: Notice) -> None:
    alert = draft.watch.alerts.get(queued.alert)
    cause = None if alert is None else _needless(draft.watch, queued, alert)
    if cause is None:
        return
    if queued.state is NoticeState.CLAIMED:
        if queued.claimed_until is None or queued.claimed_until > draft.at:
            return  # a worker is sending it
        cause = OUTCOME_UNKNOWN  # the worker died: perhaps it was sent
    draft.add(NoticeCancelled(at=draft.at, notice=queued.id, cause=cause))


def _needless(watch: Watch, queued: Notice, alert: Alert) -> str | None:
    """Why nobody need read it any more; None if they should."""
    if queued.kind is NoticeKind.RESOLVED:
        return None if alert.state is AlertState.RESOLVED else "reopened"
    if queued.kind is not NoticeKind.FIRING:
        return None
    match alert.state:
        case AlertState.RESOLVED | AlertState.TRANSIENT:
            return alert.cause or "recovered"
        case AlertState.ACKED:
            return "acknowledged"
        case AlertState.FIRING if alert.unstable_until is not None:
            return "unstable"
        case AlertState.FIRING if inhibitor(watch, alert) is not None:
            return "inhibited"
        case _:
            return None


def _tell_over(draft: Draft, alert: Alert, notices: list[Notice]) -> None:
    """That it is over, to those who were told that it began, and to nobody else."""
    if not notices:
        return  # of an earlier day, and settled then
    owed = _unresolved(alert)
    for queued in notices:
        if queued.state is NoticeState.CANCELLED and queued.error == OUTCOME_UNKNOWN:
            owed.setdefault(_route(queued), queued.ended_at or queued.queued_at)
    for queued in notices:
        if _says_over(queued) and queued.queued_at >= owed.get(_route(queued), draft.at):
            owed.pop(_route(queued), None)
    draft.tell(alert, NoticeKind.RESOLVED, owed)


def _route(queued: Notice) -> Route:
    return Route(to=queued.to, channel=queued.channel)


def _says_over(queued: Notice) -> bool:
    return queued.kind is NoticeKind.RESOLVED and queued.state is not NoticeState.CANCELLED


def _unresolved(alert: Alert) -> dict[Route, datetime]:
    """Who was told that it fires and not yet, since then, that it is over; and when."""
    owed: dict[Route, datetime] = {}
    for told in alert.told:
        route = Route(to=told.to, channel=told.channel)
        if told.resolved:
            owed.pop(route, None)
        else:
            owed[route] = told.at
    return owed
