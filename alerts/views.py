"""From the floor to the JSON of alerts and plans. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, cast

from alerts.conditions import is_known, value_now
from alerts.keys import key_of
from alerts.measuring import seconds
from alerts.pipeline import inhibitor
from alerts.shapes import (
    AlertsView,
    AlertView,
    AnswerView,
    Change,
    EffectView,
    EyesView,
    HurtView,
    MeasuredView,
    Minutes,
    PlanView,
    ReallocationsView,
    ScopeView,
    ToldView,
)
from alerts.silence_views import silences_now
from alerts.watching import Watching
from alerts.wording import Wording, unit
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import SMALL
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
    Measured,
    Plan,
    PlanState,
    Rule,
)

_RECENT: Final = timedelta(hours=1)
_MOST_KEPT: Final = 500  # plans whose words are kept: those of a very bad day


def alerts_view(
    floor: Floor,
    at: datetime,
    *,
    watching: Watching,
    wording: Wording,
    e_eyes: EyesView,
    history: bool = False,
) -> AlertsView:
    """What lasts and what ended within the hour; with `history` all that is still known."""
    shown = [a for a in floor.watch.alerts.values() if history or _is_recent(a, at)]
    shown.sort(key=lambda alert: (not alert.is_active, -alert.crossed_at.timestamp()))
    wanted = {alert.id for alert in shown}
    plans = [plan for plan in floor.watch.plans.values() if plan.alert in wanted]

    def told(alerts: Iterable[Alert]) -> list[AlertView]:
        return [alert_view(floor, a, at, watching=watching, wording=wording) for a in alerts]

    return AlertsView(
        seq=floor.seq,
        at=at,
        alerts=told(a for a in shown if a.rule not in SMALL),
        warnings=told(a for a in shown if a.rule in SMALL),
        reallocations=_sorted(floor, plans, wording),
        e_eyes=e_eyes,
        silences=silences_now(floor, at, watching=watching, wording=wording),
        quiet_until=watching.ladder.quiet.until(at),
    )


def reallocations_view(floor: Floor, at: datetime, *, wording: Wording) -> ReallocationsView:
    """Every plan that is still known."""
    plans = list(floor.watch.plans.values())
    return ReallocationsView(seq=floor.seq, at=at, reallocations=_sorted(floor, plans, wording))


def _figure(rule: Rule, figure: float) -> float:
    """People are counted in whole numbers, also after a restart."""
    return int(figure) if rule is Rule.WAITING else figure


def alert_view(
    floor: Floor, alert: Alert, at: datetime, *, watching: Watching, wording: Wording
) -> AlertView:
    """One episode as it stands at `at`."""
    value = _value(floor, alert, at, watching)
    silence = floor.watch.silence_of(alert.scope, alert.rule, at) if alert.is_active else None
    plan = chosen(floor.watch.plans_of(alert.id))
    return AlertView(
        id=alert.id,
        key=key_of(alert.scope, alert.rule),
        rule=alert.rule,
        scope=ScopeView(kind=alert.scope.kind, id=alert.scope.id, name=wording.scope(alert.scope)),
        state=alert.state,
        since=alert.since,
        title=wording.title(alert),
        about=wording.subjects(floor, alert, at),
        crossed_at=alert.crossed_at,
        noticed_at=alert.noticed_at,
        value=_figure(alert.rule, value),
        limit=_figure(alert.rule, alert.limit),
        unit=unit(alert.rule),
        worst=_figure(alert.rule, max(alert.worst, value) if alert.is_active else alert.worst),
        acked_by=alert.acked_by,
        acked_by_name=wording.actor(alert.acked_by),
        acked_at=alert.acked_at,
        ack_note=alert.ack_note,
        ack_lapses_at=alert.ack_lapses_at,
        resolved_at=alert.resolved_at,
        cause=alert.cause,
        reopened=len(alert.reopenings),
        unstable=alert.unstable_until is not None,
        inhibited_by=inhibitor(floor.watch, alert, at) if alert.is_active else None,
        silenced_by=None if silence is None else silence.id,
        silenced_until=None if silence is None else silence.until,
        plan=None if plan is None else plan.id,
        told=[
            ToldView(to=t.to, channel=t.channel, at=t.at, resolved=t.resolved) for t in alert.told
        ],
        minutes=Minutes(
            to_ack=_minutes(alert, alert.first_acked_at),
            to_act=_minutes(alert, alert.acted_at),
            to_recover=_minutes(alert, alert.recovered_at if alert.resolved_at else None),
        ),
    )


def plan_view(plan: Plan, wording: Wording, floor: Floor) -> PlanView:
    """One plan; worded once, until it or what is told beside it changes."""
    month = "" if floor.day is None else f"{floor.day.date:%Y-%m}"
    helps = floor.watch.helps_of(plan.clerk or plan.proposal.clerk, month)
    beside = (helps, wording.actor(plan.decided_by))
    kept = wording.kept.get(plan.id)
    if kept is not None and kept[0] is plan and kept[1] == beside:
        return cast("PlanView", kept[2])
    if len(wording.kept) >= _MOST_KEPT:
        wording.kept.clear()
    view = _plan_view(plan, wording, helps, decided_by_name=beside[1])
    wording.kept[plan.id] = (plan, beside, view)
    return view


def _plan_view(
    plan: Plan, wording: Wording, helps: int, *, decided_by_name: str | None
) -> PlanView:
    proposal, effect = plan.proposal, plan.proposal.effect
    clerk = plan.clerk or proposal.clerk
    known = wording.settings.clerk(clerk)
    return PlanView(
        id=plan.id,
        alert=plan.alert,
        state=plan.state,
        kind=proposal.kind,
        counter=proposal.counter,
        donor=proposal.donor,
        clerk=clerk,
        clerk_name=clerk if known is None else known.name,
        services=proposal.services,
        reason=wording.plan(plan),
        effect=EffectView(
            longest_wait_s=Change(
                without=effect.longest_wait_without_s, with_=effect.longest_wait_with_s
            ),
            waiting=Change(without=effect.waiting_without, with_=effect.waiting_with),
            sufficient=effect.sufficient,
            hurt=[HurtView(service=h.service, change_s=h.change_s) for h in effect.hurt],
        ),
        rank=plan.rank,
        proposed_at=plan.proposed_at,
        scored_at=plan.scored_at or plan.proposed_at,
        helps_this_month=helps,
        offered_to=plan.clerk if plan.state is PlanState.OFFERED else None,
        offer_until=plan.offer_until,
        auto_at=plan.auto_at if plan.state is PlanState.PROPOSED else None,
        decided_by=plan.decided_by,
        decided_by_name=decided_by_name,
        decided_at=plan.decided_at,
        applied_at=plan.applied_at,
        stand_down_at=plan.stand_down_at,
        stand_down_auto_at=plan.stand_down_auto_at,
        odds_without=plan.spared_odds,
        ended_at=plan.ended_at,
        why=plan.reason,
        answers=[
            AnswerView(
                clerk=a.clerk,
                at=a.at,
                accepted=a.accepted,
                reason=a.reason,
                timed_out=a.timed_out,
            )
            for a in plan.answers
        ],
        measured=None if plan.measured is None else _measured(plan.measured),
    )


def _sorted(floor: Floor, plans: list[Plan], wording: Wording) -> list[PlanView]:
    """What goes on first; of what is proposed for one alert the recommended first."""
    plans.sort(key=lambda p: (not (p.is_open or p.is_at_work), *_newest(floor, p), p.rank))
    return [plan_view(plan, wording, floor) for plan in plans]


def _newest(floor: Floor, plan: Plan) -> tuple[float, str]:
    """By the plan's time; what is proposed for one alert stays together."""
    if plan.state is not PlanState.PROPOSED:
        return (-plan.proposed_at.timestamp(), "")
    together = [p for p in floor.watch.plans_of(plan.alert) if p.state is PlanState.PROPOSED]
    return (-max(p.proposed_at for p in together).timestamp(), plan.alert)


def chosen(plans: list[Plan]) -> Plan | None:
    """The plan that stands for an episode: at work or agreed, else recommended, else the last."""
    agreed = [p for p in plans if p.is_at_work or (p.is_open and p.state is not PlanState.PROPOSED)]
    proposed = [p for p in plans if p.state is PlanState.PROPOSED]
    if agreed:
        return agreed[-1]
    if proposed:
        return min(proposed, key=lambda p: p.rank)
    past = [p for p in plans if p.applied_at is not None] or plans
    return past[-1] if past else None


def _is_recent(alert: Alert, at: datetime) -> bool:
    """What came and went within its hold time is for the history alone."""
    if alert.state is AlertState.TRANSIENT:
        return False
    return alert.is_active or at - alert.since <= _RECENT


def _value(floor: Floor, alert: Alert, at: datetime, watching: Watching) -> float:
    """Of now, in whole units, so that a screen is not told a new value each moment."""
    condition = watching.on(floor, at).condition(alert) if alert.is_active else None
    if condition is None or not is_known(condition):
        return alert.value
    return float(int(value_now(floor, condition, at)))


def _minutes(alert: Alert, instant: datetime | None) -> float | None:
    passed_s = seconds(instant, alert)
    return None if passed_s is None else round(passed_s / 60, 1)


def _measured(measured: Measured) -> MeasuredView:
    return MeasuredView(
        to_ack_s=measured.to_ack_s,
        to_act_s=measured.to_act_s,
        to_recover_s=measured.to_recover_s,
        longest_wait_s=measured.longest_wait_s,
        called=measured.called,
        saved_s=measured.saved_s,
    )
