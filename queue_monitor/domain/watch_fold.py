"""How what e-Eyes knows follows from the log: one function, one case for each event."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from queue_monitor.domain.plan_fold import counted, evolve_plans
from queue_monitor.domain.rule_events import RuleChanged, RuleReset, RulesRead
from queue_monitor.domain.rule_fold import evolve_rules
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Told,
    Watch,
)
from queue_monitor.domain.watch_events import (
    AlertAcknowledged,
    AlertCleared,
    AlertMoved,
    AlertRaised,
    AlertSilenced,
    AlertUnstable,
    ChannelTried,
    NoticeCancelled,
    NoticeClaimed,
    NoticeFailed,
    NoticeQueued,
    NoticeSent,
    SilenceLifted,
    WatchEvent,
)

#: Causes of cancelling a notice that may be told once nothing mutes it: by a graver alert, by a
#: person, by the hour.
MUTED: Final = frozenset({"inhibited", "silenced", "quiet_hours"})


def evolve_watch(watch: Watch, event: WatchEvent) -> Watch:
    """`watch` after `event`. The event has been decided on: nothing is refused here."""
    match event:
        case AlertRaised():
            return _with_alert(counted(watch, event.alert.id), event.alert)
        case AlertMoved():
            return _with_alert(watch, _moved(watch.alerts[event.alert], event))
        case AlertAcknowledged():
            return _with_alert(watch, _acknowledged(watch.alerts[event.alert], event))
        case AlertCleared():
            return _with_alert(watch, _cleared(watch.alerts[event.alert], event))
        case AlertUnstable():
            alert = watch.alerts[event.alert]
            return _with_alert(watch, replace(alert, unstable_until=event.until))
        case AlertSilenced():
            watch = counted(watch, event.silence.id)
            silences = {**watch.silences, event.silence.id: event.silence}
            return replace(watch, silences=silences)
        case SilenceLifted():
            return _lifted(watch, event)
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
        case ChannelTried():
            return _fared(watch, event.channel, event.at, event.error)
        case RulesRead() | RuleChanged() | RuleReset():
            return replace(watch, rules=evolve_rules(watch.rules, event))
        case _:
            return evolve_plans(watch, event)


def _with_alert(watch: Watch, alert: Alert) -> Watch:
    return replace(watch, alerts={**watch.alerts, alert.id: alert})


def _with_notice(watch: Watch, notice: Notice) -> Watch:
    return replace(watch, notices={**watch.notices, notice.id: notice})


def _moved(alert: Alert, event: AlertMoved) -> Alert:
    moved = replace(
        alert,
        state=event.to,
        since=event.since,
        cause=event.cause,
        value=event.value,
        worst=max(alert.worst, event.worst),
        before=None,
    )
    match event.to:
        case AlertState.CLEARING | AlertState.PENDING:
            recovered = event.since if event.to is AlertState.CLEARING else alert.recovered_at
            return replace(moved, before=alert.state, recovered_at=recovered)
        case AlertState.FIRING if event.cause == "breached":
            return replace(moved, recovered_at=None)  # back, silently: the same run goes on
        case AlertState.FIRING:
            return _new_run(moved, alert, event)
        case _:
            return replace(moved, recovered_at=alert.recovered_at if moved.resolved_at else None)


def _new_run(moved: Alert, alert: Alert, event: AlertMoved) -> Alert:
    """It fires, first or again: the ladder starts anew, and an earlier acknowledgement is past."""
    again = alert.resolved_at is not None
    return replace(
        moved,
        fired_at=event.at,
        ladder_at=None,
        step=0,
        ack_lapses_at=None,
        recovered_at=None,
        resolved_at=None,
        reopenings=(*alert.reopenings, event.since) if again else alert.reopenings,
    )


def _acknowledged(alert: Alert, event: AlertAcknowledged) -> Alert:
    acked = replace(
        alert,
        acked_by=event.by,
        acked_at=event.at,
        acked_value=event.value,
        ack_note=event.note,
        ack_lapses_at=event.lapses_at,
        first_acked_at=alert.first_acked_at or event.at,
    )
    if alert.state is AlertState.CLEARING:
        return replace(acked, before=AlertState.ACKED)
    return replace(acked, state=AlertState.ACKED, since=event.at, cause="acknowledged")


def _cleared(alert: Alert, event: AlertCleared) -> Alert:
    return replace(
        alert,
        state=AlertState.RESOLVED,
        since=event.since,
        before=None,
        resolved_at=event.since,
        cause=event.cause,
        worst=max(alert.worst, event.worst),
        ack_lapses_at=None,
    )


def _lifted(watch: Watch, event: SilenceLifted) -> Watch:
    lifted = replace(watch.silences[event.silence], lifted_by=event.by, lifted_at=event.at)
    return replace(watch, silences={**watch.silences, lifted.id: lifted})


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
    )
    return _with_notice(watch, claimed)


def _fared(watch: Watch, channel: str, at: datetime, error: str | None) -> Watch:
    record = watch.channel(channel)
    record = record.worked(at) if error is None else record.failed(at, error)
    return replace(watch, channels={**watch.channels, channel: record})


def _sent(watch: Watch, event: NoticeSent) -> Watch:
    watch = _over(watch, event.notice, NoticeState.SENT, event.at, None)
    notice = watch.notices[event.notice]
    watch = _fared(watch, notice.channel, event.at, None)
    alert = watch.alerts.get(notice.alert)
    if alert is None or notice.kind is NoticeKind.UNDELIVERED:
        return watch
    told = Told(
        to=notice.to,
        channel=notice.channel,
        at=event.at,
        resolved=notice.kind is NoticeKind.RESOLVED,
    )
    return _with_alert(watch, replace(alert, told=(*alert.told, told)))


def _failed(watch: Watch, event: NoticeFailed) -> Watch:
    watch = _fared(watch, watch.notices[event.notice].channel, event.at, event.error)
    if event.again_at is None:
        return _over(watch, event.notice, NoticeState.DEAD, event.at, event.error)
    retrying = replace(
        watch.notices[event.notice],
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
