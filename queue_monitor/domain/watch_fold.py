"""How what e-Eyes knows follows from the log: one function, one case for each event."""

from dataclasses import replace

from queue_monitor.domain.duties import changed
from queue_monitor.domain.notice_fold import evolve_notices, fared
from queue_monitor.domain.plan_fold import counted, evolve_plans
from queue_monitor.domain.rule_events import RuleChanged, RuleReset, RulesRead
from queue_monitor.domain.rule_fold import evolve_rules
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
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
    DutyChanged,
    NoticeAnswered,
    NoticeCancelled,
    NoticeClaimed,
    NoticeFailed,
    NoticeQueued,
    NoticeSent,
    SilenceLifted,
    WatchEvent,
)


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
        case DutyChanged():
            return replace(watch, duties=changed(watch.duties, event))
        case (
            NoticeQueued()
            | NoticeClaimed()
            | NoticeSent()
            | NoticeFailed()
            | NoticeCancelled()
            | NoticeAnswered()
        ):
            return evolve_notices(watch, event)
        case ChannelTried():
            return fared(watch, event.channel, event.at, event.error)
        case RulesRead() | RuleChanged() | RuleReset():
            return replace(watch, rules=evolve_rules(watch.rules, event))
        case _:
            return evolve_plans(watch, event)


def _with_alert(watch: Watch, alert: Alert) -> Watch:
    return replace(watch, alerts={**watch.alerts, alert.id: alert})


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
