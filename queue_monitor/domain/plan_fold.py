"""How reallocations follow from the log: one case for each event."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from queue_monitor.domain.model import ClerkId
from queue_monitor.domain.plan_events import (
    ClerkPlaced,
    EpisodeAppraised,
    HelpAccepted,
    HelpDeclined,
    HelpNeeded,
    HelpOffered,
    HelpSpared,
    PlanEvent,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationDeclined,
    ReallocationEnded,
    ReallocationMeasured,
    ReallocationProposed,
    ReallocationRefreshed,
    ReallocationWithdrawn,
    StandDownAccepted,
    StandDownDeclined,
    StandDownProposed,
)
from queue_monitor.domain.plans import Answer, Placing, Plan, PlanState
from queue_monitor.domain.watch import Watch
from queue_monitor.domain.watch_ids import (
    AlertId,
    NoticeId,
    PlanId,
    SilenceId,
    day_of,
    month_of,
    number_of,
)


def evolve_plans(watch: Watch, event: PlanEvent) -> Watch:
    """`watch` after `event`, which has been decided on."""
    match event:
        case ReallocationProposed():
            return _with_plan(counted(watch, event.plan.id), event.plan)
        case ReallocationApplied():
            return _applied(watch, event)
        case ClerkPlaced():
            return _placed(watch, event)
        case EpisodeAppraised():
            alert = replace(watch.alerts[event.alert], appraisal=event.appraisal)
            return replace(watch, alerts={**watch.alerts, alert.id: alert})
        case _:
            return _with_plan(watch, _moved(watch, watch.plans[event.plan], event))


_OnPlan = (
    ReallocationRefreshed
    | ReallocationAccepted
    | ReallocationDeclined
    | ReallocationWithdrawn
    | HelpOffered
    | HelpAccepted
    | HelpDeclined
    | ReallocationMeasured
    | ReallocationEnded
    | HelpSpared
    | HelpNeeded
    | StandDownProposed
    | StandDownAccepted
    | StandDownDeclined
)


def _moved(watch: Watch, plan: Plan, event: _OnPlan) -> Plan:
    match event:
        case ReallocationRefreshed():
            return _refreshed(plan, event)
        case ReallocationAccepted():
            return _accepted(plan, event)
        case ReallocationDeclined():
            over = _plan_over(watch, event.plan, PlanState.DECLINED, event.at, event.reason)
            return replace(over, decided_by=event.by, decided_at=event.at)
        case ReallocationWithdrawn():
            state = PlanState.EXPIRED if event.cause == "nobody_came" else PlanState.WITHDRAWN
            return _plan_over(watch, event.plan, state, event.at, event.cause)
        case HelpOffered():
            return _offered(plan, event)
        case HelpAccepted():
            return _agreed(plan, event)
        case HelpDeclined():
            return _turned_down(plan, event)
        case ReallocationMeasured():
            return replace(plan, measured=event.measured)
        case ReallocationEnded():
            return _plan_over(watch, event.plan, PlanState.ENDED, event.at, event.cause)
        case HelpSpared() | HelpNeeded() | StandDownProposed() | StandDownDeclined():
            return _judged(plan, event)
        case StandDownAccepted():
            return replace(
                plan,
                state=PlanState.RETURNING,
                returned_by=event.by,
                stand_down_at=None,
                stand_down_auto_at=None,
            )
        case _:
            assert_never(event)


def counted(watch: Watch, identity: AlertId | PlanId | NoticeId | SilenceId) -> Watch:
    """`watch`, which has given out the number of `identity`."""
    return replace(watch, last_number=max(watch.last_number, number_of(identity)))


def _with_plan(watch: Watch, plan: Plan) -> Watch:
    return replace(watch, plans={**watch.plans, plan.id: plan})


def _judged(
    plan: Plan, event: HelpSpared | HelpNeeded | StandDownProposed | StandDownDeclined
) -> Plan:
    """Whether the help may go back. A supervisor who keeps it begins the time anew."""
    match event:
        case HelpSpared():
            return replace(plan, spared_at=event.at, spared_odds=event.odds)
        case StandDownProposed():
            return replace(plan, stand_down_at=event.at, stand_down_auto_at=event.auto_at)
        case StandDownDeclined():
            return replace(
                plan,
                spared_at=event.at,
                kept_at=event.at,
                stand_down_at=None,
                stand_down_auto_at=None,
            )
        case HelpNeeded():
            return replace(
                plan,
                spared_at=None,
                spared_odds=event.odds,
                stand_down_at=None,
                stand_down_auto_at=None,
            )


def _accepted(plan: Plan, event: ReallocationAccepted) -> Plan:
    return replace(
        plan, state=PlanState.ACCEPTED, decided_by=event.by, decided_at=event.at, auto_at=None
    )


def _refreshed(plan: Plan, event: ReallocationRefreshed) -> Plan:
    return replace(
        plan,
        proposal=replace(plan.proposal, effect=event.effect),
        rank=event.rank,
        scored_at=event.at,
        auto_at=event.auto_at,
    )


def _offered(plan: Plan, event: HelpOffered) -> Plan:
    return replace(plan, state=PlanState.OFFERED, clerk=event.clerk, offer_until=event.until)


def _agreed(plan: Plan, event: HelpAccepted) -> Plan:
    answer = Answer(clerk=event.clerk, at=event.at, accepted=True)
    return replace(
        plan,
        state=PlanState.ACCEPTED,
        clerk=event.clerk,
        agreed_by=event.by,
        answers=(*plan.answers, answer),
        offer_until=None,
    )


def _turned_down(plan: Plan, event: HelpDeclined) -> Plan:
    answer = Answer(
        clerk=event.clerk,
        at=event.at,
        accepted=False,
        reason=event.reason,
        timed_out=event.timed_out,
    )
    return replace(
        plan,
        state=PlanState.ACCEPTED,
        clerk=None,
        answers=(*plan.answers, answer),
        offer_until=None,
    )


def _applied(watch: Watch, event: ReallocationApplied) -> Watch:
    plan = watch.plans[event.plan]
    applied = replace(
        plan,
        state=PlanState.APPLIED,
        applied_at=event.at,
        before=event.before,
        left=event.left,
        paused=event.paused,
        offer_until=None,
    )
    watch = _with_plan(watch, applied)
    if plan.clerk is not None:
        watch = _helped(watch, plan.clerk, month_of(day_of(plan.id)))
    return _acted(watch, plan.alert, event.at)


def _acted(watch: Watch, about: AlertId, at: datetime) -> Watch:
    """One crowd may be too many and too late at once: what is done for one is for the other."""
    known = watch.alerts.get(about)
    if known is None:
        return watch
    alerts = {
        alert.id: replace(alert, acted_at=at)
        for alert in watch.alerts.values()
        if alert.acted_at is None
        and (alert.id == about or (alert.is_active and alert.scope == known.scope))
    }
    return replace(watch, alerts={**watch.alerts, **alerts})


def _helped(watch: Watch, clerk: ClerkId, month: str) -> Watch:
    if not month:
        return watch
    helps = watch.helps if month == watch.helps_in else {}
    return replace(watch, helps={**helps, clerk: helps.get(clerk, 0) + 1}, helps_in=month)


def _placed(watch: Watch, event: ClerkPlaced) -> Watch:
    placing = Placing(at=event.at, counter=event.counter, left=event.left, by=event.by)
    watch = replace(watch, placed={**watch.placed, event.clerk: placing})
    return _helped(watch, event.clerk, month_of(event.day)) if event.helps else watch


def _plan_over(
    watch: Watch, plan: PlanId, state: PlanState, at: datetime, reason: str | None
) -> Plan:
    return replace(
        watch.plans[plan],
        state=state,
        ended_at=at,
        reason=reason,
        offer_until=None,
        auto_at=None,
        spared_at=None,
        stand_down_at=None,
        stand_down_auto_at=None,
    )
