"""How the notices follow from the log."""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from queue_monitor.domain.notice_events import (
    NoticeAnswered,
    NoticeCancelled,
    NoticeClaimed,
    NoticeEvent,
    NoticeFailed,
    NoticeQueued,
    NoticeSent,
)
from queue_monitor.domain.notices import Failure, Notice, NoticeKind, NoticeState, Tap
from queue_monitor.domain.plan_fold import counted
from queue_monitor.domain.watch import Alert, Told, Watch
from queue_monitor.domain.watch_ids import NoticeId

#: Failures of one notice that are told; a day of attempts would be three hundred.
_FAILURES_KEPT: Final = 5
#: Causes of cancelling a notice that may be told once nothing mutes it: by a graver alert, by a
#: person, by the hour.
MUTED: Final = frozenset({"inhibited", "silenced", "quiet_hours"})
#: Whoever gets one has been told of the alert before, or is told of something else.
_NO_NEWS: Final = frozenset({NoticeKind.UNDELIVERED, NoticeKind.PROPOSED})


def evolve_notices(watch: Watch, event: NoticeEvent) -> Watch:
    """`watch` after `event`."""
    match event:
        case NoticeQueued():
            return _queued(watch, event.notice)
        case NoticeClaimed():
            return _claimed(watch, event)
        case NoticeSent():
            return _sent(watch, event)
        case NoticeFailed():
            return _failed(watch, event)
        case NoticeCancelled():
            return _cancelled(watch, event)
        case NoticeAnswered():
            notice = watch.notices[event.notice]
            tap = Tap(verb=event.verb, at=event.at)
            return _with_notice(watch, replace(notice, taps=(*notice.taps, tap)))
        case _:
            assert_never(event)


def _with_alert(watch: Watch, alert: Alert) -> Watch:
    return replace(watch, alerts={**watch.alerts, alert.id: alert})


def _with_notice(watch: Watch, notice: Notice) -> Watch:
    return replace(watch, notices={**watch.notices, notice.id: notice})


def _queued(watch: Watch, notice: Notice) -> Watch:
    watch = _with_notice(counted(watch, notice.id), notice)
    alert = watch.alerts.get(notice.alert)
    if alert is None or notice.kind is not NoticeKind.FIRING:
        return watch
    step = max(alert.step, notice.step + 1)
    return _with_alert(
        watch, replace(alert, step=step, ladder_at=alert.ladder_at or notice.queued_at)
    )


def _claimed(watch: Watch, event: NoticeClaimed) -> Watch:
    notice = watch.notices[event.notice]
    claimed = replace(
        notice,
        state=NoticeState.CLAIMED,
        worker=event.worker,
        claimed_until=event.until,
        attempts=notice.attempts + 1,
        plan=event.plan or notice.plan,
    )
    return _with_notice(watch, claimed)


def fared(watch: Watch, channel: str, at: datetime, error: str | None) -> Watch:
    """A message over a channel got through (`error` None), or not."""
    record = watch.channel(channel)
    record = record.worked(at) if error is None else record.failed(at, error)
    return replace(watch, channels={**watch.channels, channel: record})


def _sent(watch: Watch, event: NoticeSent) -> Watch:
    watch = _over(watch, event.notice, NoticeState.SENT, event.at, None)
    notice = watch.notices[event.notice]
    watch = fared(watch, notice.channel, event.at, None)
    alert = watch.alerts.get(notice.alert)
    if alert is None or notice.kind in _NO_NEWS:
        return watch
    told = Told(
        to=notice.to,
        channel=notice.channel,
        at=event.at,
        resolved=notice.kind is NoticeKind.RESOLVED,
    )
    return _with_alert(watch, replace(alert, told=(*alert.told, told)))


def _failed(watch: Watch, event: NoticeFailed) -> Watch:
    watch = fared(watch, watch.notices[event.notice].channel, event.at, event.error)
    failed = watch.notices[event.notice]
    failure = Failure(at=event.at, error=event.error)
    failed = replace(failed, failures=(*failed.failures, failure)[-_FAILURES_KEPT:])
    if event.again_at is None:
        watch = _with_notice(watch, failed)
        return _over(watch, event.notice, NoticeState.DEAD, event.at, event.error)
    retrying = replace(
        failed,
        state=NoticeState.RETRYING,
        due_at=event.again_at,
        error=event.error,
        worker=None,
        claimed_until=None,
    )
    return _with_notice(watch, retrying)


def _cancelled(watch: Watch, event: NoticeCancelled) -> Watch:
    """A notice that was muted was nobody's step: that step is still to be taken."""
    watch = _over(watch, event.notice, NoticeState.CANCELLED, event.at, event.cause)
    notice = watch.notices[event.notice]
    alert = watch.alerts.get(notice.alert)
    if alert is None or event.cause not in MUTED:
        return watch
    step = min(alert.step, notice.step)
    ladder_at = alert.ladder_at if step else None
    return _with_alert(watch, replace(alert, step=step, ladder_at=ladder_at))


def _over(
    watch: Watch, notice: NoticeId, state: NoticeState, at: datetime, error: str | None
) -> Watch:
    ended = replace(
        watch.notices[notice], state=state, ended_at=at, error=error, claimed_until=None
    )
    return _with_notice(watch, ended)
