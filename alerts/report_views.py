"""From episodes to the JSON of their course and of the month's report. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from alerts.appraisals import Course
from alerts.ledger import DayOfWatch, Sums, sums
from alerts.meter import Point
from alerts.report_shapes import (
    ActionView,
    AppraisalView,
    DayReport,
    EpisodeView,
    HelpsView,
    LimitsView,
    PointView,
    ReportView,
    ServiceSpared,
    SumsView,
)
from alerts.shapes import Change
from alerts.views import alert_view, plan_view
from alerts.watching import Watching
from alerts.wording import Wording
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import SYSTEM, ActorId, ClerkId
from queue_monitor.domain.plans import Appraisal, Plan, PlanState
from queue_monitor.domain.rulebook import Rule
from queue_monitor.domain.watch import Alert

_MOST_POINTS: Final = 400


def episode_view(
    floor: Floor,
    at: datetime,
    alert: Alert,
    plans: Sequence[Plan],
    course: Course,
    *,
    watching: Watching,
    wording: Wording,
) -> EpisodeView:
    """One episode as it went. What is recorded of its help goes before what was just worked out."""
    known = alert.appraisal or course.appraisal
    return EpisodeView(
        at=at,
        alert=alert_view(floor, alert, at, watching=watching, wording=wording),
        plans=[plan_view(plan, wording, floor) for plan in plans],
        limits=_limits(alert, watching),
        points=_points(course.points),
        without=_points(course.without),
        actions=sorted(_actions(alert, plans, wording), key=lambda action: action.at),
        appraisal=None if known is None else appraisal_view(known),
    )


def _limits(alert: Alert, watching: Watching) -> LimitsView:
    """The alert's own limit as it was, and the crowd's other one as it is."""
    found = {c.rule: c.limit for c in watching.conditions if c.scope == alert.scope}
    found[alert.rule] = alert.limit
    return LimitsView(waiting=found.get(Rule.WAITING), wait_s=found.get(Rule.WAIT))


def _points(points: Sequence[Point]) -> list[PointView]:
    """At most so many, the peaks among them."""
    step = -(-len(points) // _MOST_POINTS) or 1
    kept = [
        max(points[i : i + step], key=lambda p: (p.waiting, p.longest_wait_s))
        for i in range(0, len(points), step)
    ]
    if points and kept[-1] is not points[-1]:
        kept.append(points[-1])
    return [
        PointView(at=p.at, waiting=p.waiting, longest_wait_s=round(p.longest_wait_s, 1))
        for p in kept
    ]


def _actions(alert: Alert, plans: Sequence[Plan], wording: Wording) -> Iterator[ActionView]:
    yield ActionView(at=alert.crossed_at, kind="crossed")
    if alert.first_acked_at is not None:
        who = wording.actor(alert.acked_by)
        yield ActionView(at=alert.first_acked_at, kind="acked", who=who)
    for plan in plans:
        yield from _deeds(plan, wording)
    if alert.resolved_at is not None:
        if alert.recovered_at is not None:
            yield ActionView(at=alert.recovered_at, kind="recovered")
        yield ActionView(at=alert.resolved_at, kind="resolved")


def _deeds(plan: Plan, wording: Wording) -> Iterator[ActionView]:
    if plan.decided_at is None:
        if plan.rank == 1:
            yield ActionView(at=plan.proposed_at, kind="proposed", plan=plan.id)
        return
    yield ActionView(at=plan.proposed_at, kind="proposed", plan=plan.id)
    who = _who(plan.decided_by, wording)
    yield ActionView(at=plan.decided_at, kind=_decision(plan), plan=plan.id, who=who)
    for answer in plan.answers:
        if not answer.accepted:
            who = _clerk(answer.clerk, wording)
            said = "clerk_silent" if answer.timed_out else "clerk_declined"
            yield ActionView(at=answer.at, kind=said, plan=plan.id, who=who)
    if plan.applied_at is not None:
        who = None if plan.clerk is None else _clerk(plan.clerk, wording)
        yield ActionView(at=plan.applied_at, kind="applied", plan=plan.id, who=who)
        if plan.ended_at is not None:
            yield ActionView(at=plan.ended_at, kind="went_back", plan=plan.id, who=who)


def _decision(plan: Plan) -> str:
    if plan.state is PlanState.DECLINED:
        return "declined"
    return "accepted_by_itself" if plan.decided_by == SYSTEM else "accepted"


def _who(actor: ActorId | None, wording: Wording) -> str | None:
    return None if actor == SYSTEM else wording.actor(actor)


def _clerk(clerk: ClerkId, wording: Wording) -> str:
    known = wording.settings.clerk(clerk)
    return clerk if known is None else known.name


def appraisal_view(told: Appraisal) -> AppraisalView:
    """What the help did."""
    return AppraisalView(
        since=told.since,
        until=told.until,
        saved_s=told.saved_s,
        waits_s=Change(without=told.waits_without_s, with_=told.waits_with_s),
        longest_wait_s=Change(without=told.longest_wait_without_s, with_=told.longest_wait_with_s),
        most_waiting=Change(without=told.most_waiting_without, with_=told.most_waiting_with),
        over_limit_s=Change(without=told.over_limit_without_s, with_=told.over_limit_with_s),
        helper_s=told.helper_s,
        services=[
            ServiceSpared(
                service=s.service,
                longest_wait_s=Change(
                    without=s.longest_wait_without_s, with_=s.longest_wait_with_s
                ),
            )
            for s in told.services
        ],
    )


def report_view(month: str, days: Sequence[DayOfWatch], wording: Wording) -> ReportView:
    """The month together, day by day, and who helped how often."""
    real = [day for day in days if not day.practice]
    total = sums(real)
    dates = sorted({day.date for day in real if day.alerts})
    by_day = [
        DayReport(date=date, sums=_sums(sums(day for day in real if day.date == date)))
        for date in dates
    ]
    helps = [
        HelpsView(
            clerk=clerk.id,
            name=clerk.name,
            reserve=clerk.reserve,
            helps=total.helps.get(clerk.id, 0),
        )
        for clerk in wording.settings.clerks
    ]
    helps.sort(key=lambda line: (-line.helps, line.clerk))
    return ReportView(month=month, total=_sums(total), days=by_day, helps=helps)


def _sums(told: Sums) -> SumsView:
    return SumsView(
        episodes=told.episodes,
        proposed=told.proposed,
        applied=told.applied,
        declined=told.declined,
        to_ack_s=told.to_ack_s,
        to_act_s=told.to_act_s,
        to_recover_s=told.to_recover_s,
        saved_s=told.saved_s,
        over_limit_spared_s=told.over_limit_spared_s,
        helper_s=told.helper_s,
    )
