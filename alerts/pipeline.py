"""An alert's way to the people outside: inhibit, dedupe, escalate, route. Pure.

Each stage is a small function over the draft of one request; what was decided before is in the
log, so that a restart repeats nothing and resets no timer.

What is muted, by a graver alert, a person's silence or quiet hours, is recorded and shown and told
to nobody. Its unsent notices are cancelled and their step of the ladder is given back: once nothing
mutes it, an alert that still fires is told at the newest overdue step. That it is over is held
back for those who had been told that it began, until they may be told.
"""

from datetime import datetime, timedelta
from typing import Final

from alerts.draft import Draft
from alerts.notices import Ladder, Route
from alerts.plan_notices import is_offer, tell_plans
from queue_monitor.config import Alerts
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import CROWD, ON_SCREENS, SMALL
from queue_monitor.domain.watch import (
    OUTCOME_UNKNOWN,
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

_MOST_HOLDS: Final = 8  # silences and quiet hours that follow one another
_LOUD: Final = frozenset({AlertState.FIRING, AlertState.ACKED, AlertState.CLEARING})


def tell_all(draft: Draft, ladder: Ladder, life: Alerts) -> None:
    """Whatever is to be told, or need no longer be told, as the episodes now stand."""
    for alert in tuple(draft.watch.alerts.values()):
        if alert.is_active or alert.unstable_until is not None:
            _flapping(draft, alert.id, ladder, life)
    for queued in tuple(draft.watch.notices.values()):
        if queued.is_underway:
            _cancel_if_needless(draft, queued, ladder)
    by_alert: dict[AlertId, list[Notice]] = {}
    for queued in draft.watch.notices.values():
        by_alert.setdefault(queued.alert, []).append(queued)
    for alert in tuple(draft.watch.alerts.values()):
        if alert.state is AlertState.FIRING:
            _escalate(draft, alert.id, ladder)
        elif alert.state is AlertState.RESOLVED and alert.unstable_until is None:
            _tell_over(draft, alert, by_alert.get(alert.id, []), ladder)
    tell_plans(draft, ladder, lambda alert: muted(draft.watch, alert, draft.at, ladder) is not None)


def next_telling(floor: Floor, at: datetime, ladder: Ladder) -> datetime | None:
    """The earliest instant after `at` at which a telling begins or ends by time alone."""
    instants: list[datetime | None] = []
    for alert in floor.watch.alerts.values():
        instants.append(alert.unstable_until)
        if _climbs(floor, alert, at, ladder):
            due_at = ladder.due_at(alert)
            instants.append(due_at)
            if due_at is not None and due_at <= at:  # nobody was on duty when it was taken
                instants.append(ladder.next_hands(floor.watch.duties, at))
    if floor.watch.notices or floor.watch.active():
        instants.append(ladder.quiet.next_edge(at))
        instants.extend(s.until for s in floor.watch.silences.values() if s.holds(at))
    instants.extend(
        queued.claimed_until
        for queued in floor.watch.notices.values()
        if queued.state is NoticeState.CLAIMED and not may_be_sent(floor.watch, queued)
    )
    return min(
        (instant for instant in instants if instant is not None and instant > at), default=None
    )


def inhibitor(watch: Watch, alert: Alert, at: datetime) -> AlertId | None:
    """The graver alert that mutes this one: the office's, while a service or class complains.

    One that is silenced tells nobody itself and mutes no other: somebody must be told.
    """
    heard = (a.id for a in graver(watch, alert) if not watch.silence_of(a.scope, a.rule, at))
    return next(heard, None)


def graver(watch: Watch, alert: Alert) -> list[Alert]:
    """The office's crowd that lasts while a service or class has one; and the crowd that is there
    while its own forecast lasts. Whatever else is watched mutes nothing and is not muted.
    """
    if alert.rule not in CROWD and alert.rule is not Rule.FORECAST:
        return []
    return [
        other
        for other in watch.alerts.values()
        if other.state in _LOUD and other.rule in CROWD and _covers(other, alert)
    ]


def _covers(other: Alert, alert: Alert) -> bool:
    if alert.rule is Rule.FORECAST and other.scope == alert.scope:
        return True
    return other.scope.kind is ScopeKind.OFFICE and alert.scope.kind is not ScopeKind.OFFICE


def muted(watch: Watch, alert: Alert, at: datetime, ladder: Ladder) -> str | None:
    """Why nobody is told of it at `at`, one of `notice_fold.MUTED`; None if people may be."""
    if watch.silence_of(alert.scope, alert.rule, at) is not None:
        return "silenced"
    if inhibitor(watch, alert, at) is not None:
        return "inhibited"
    return "quiet_hours" if ladder.quiet.until(at) is not None else None


def _held_until(watch: Watch, alert: Alert, at: datetime, ladder: Ladder) -> datetime:
    """The first instant from `at` on at which neither a silence nor quiet hours hold."""
    for _ in range(_MOST_HOLDS):
        silence = watch.silence_of(alert.scope, alert.rule, at)
        later = ladder.quiet.until(at) if silence is None else silence.until
        if later is None:
            return at
        at = later
    return at  # quiet all week: looked at again then


def may_be_sent(watch: Watch, queued: Notice) -> bool:
    """Whether a notice still says what is true: a clearing alert's waits for its outcome."""
    alert = watch.alerts.get(queued.alert)
    if queued.kind is NoticeKind.PROPOSED:
        return is_offer(watch, queued)
    if alert is None or queued.kind is not NoticeKind.FIRING:
        return True
    return alert.state is AlertState.FIRING


def _climbs(floor: Floor, alert: Alert, at: datetime, ladder: Ladder) -> bool:
    """Whether the ladder runs for it. In practice, and of small matters, only the first step is
    told: who is on duty sees to them, and the head of the office need not know.
    """
    if alert.state is not AlertState.FIRING or alert.unstable_until is not None:
        return False
    if alert.rule in ON_SCREENS:
        return False
    if muted(floor.watch, alert, at, ladder) is not None:
        return False
    is_small = alert.rule in SMALL or (floor.day is not None and floor.day.practice)
    return not (is_small and alert.step > 0)


def _escalate(draft: Draft, alert_id: AlertId, ladder: Ladder) -> None:
    alert = draft.alert(alert_id)
    if not _climbs(draft.floor, alert, draft.at, ladder):
        return
    step = ladder.newest_overdue(alert, draft.at)
    if step is None:
        return
    begun_at = alert.ladder_at or draft.at  # a later step does not overtake the first
    wait = max(begun_at + ladder.notify_after - draft.at, timedelta(0))
    telling = ladder.telling(step, draft.watch.duties, draft.at)
    draft.tell(
        alert, NoticeKind.FIRING, telling.routes, step=step, wait=wait, vacant=telling.vacant
    )


def _flapping(draft: Draft, alert_id: AlertId, ladder: Ladder, life: Alerts) -> None:
    """Reopened again and again: one notice says so, then a digest at most every `within`."""
    alert, within = draft.alert(alert_id), life.flapping.within
    recent = [when for when in alert.reopenings if when > draft.at - within]
    first: tuple[Route, ...] = ()
    if alert.rule not in ON_SCREENS and muted(draft.watch, alert, draft.at, ladder) is None:
        first = ladder.telling(0, draft.watch.duties, draft.at).routes
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


def _cancel_if_needless(draft: Draft, queued: Notice, ladder: Ladder) -> None:
    alert = draft.watch.alerts.get(queued.alert)
    cause = None if alert is None else _needless(draft, queued, alert, ladder)
    if cause is None:
        return
    if queued.state is NoticeState.CLAIMED:
        if queued.claimed_until is None or queued.claimed_until > draft.at:
            return  # a worker is sending it
        cause = OUTCOME_UNKNOWN  # the worker died: perhaps it was sent
    elif queued.may_have_arrived:
        cause = OUTCOME_UNKNOWN
    draft.add(NoticeCancelled(at=draft.at, notice=queued.id, cause=cause))


def _needless(draft: Draft, queued: Notice, alert: Alert, ladder: Ladder) -> str | None:
    """Why nobody need read it any more, or may now; None if they should."""
    muting = muted(draft.watch, alert, draft.at, ladder)
    match queued.kind:
        case NoticeKind.RESOLVED if alert.state is not AlertState.RESOLVED:
            return "reopened"
        case NoticeKind.RESOLVED:
            held_until = _held_until(draft.watch, alert, draft.at, ladder)
            return muting if draft.at < held_until and queued.due_at < held_until else None
        case NoticeKind.UNSTABLE | NoticeKind.DIGEST:
            return muting
        case NoticeKind.PROPOSED:
            return muting if is_offer(draft.watch, queued) else "decided"
        case NoticeKind.UNDELIVERED:
            return None
        case NoticeKind.FIRING:
            return _firing_needless(alert, muting)


def _firing_needless(alert: Alert, muting: str | None) -> str | None:
    match alert.state:
        case AlertState.RESOLVED | AlertState.TRANSIENT:
            return alert.cause or "recovered"
        case AlertState.ACKED:
            return "acknowledged"
        case AlertState.FIRING if alert.unstable_until is not None:
            return "unstable"
        case AlertState.FIRING:
            return muting
        case _:
            return None


def _tell_over(draft: Draft, alert: Alert, notices: list[Notice], ladder: Ladder) -> None:
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
    wait = _held_until(draft.watch, alert, draft.at, ladder) - draft.at
    draft.tell(alert, NoticeKind.RESOLVED, owed, wait=wait)


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
