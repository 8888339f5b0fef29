"""Which message offers which plan, and who is still to be told of one. Pure."""

from collections.abc import Callable
from typing import Final

from alerts.draft import Draft
from alerts.notices import Ladder, Route
from queue_monitor.domain.notice_fold import MUTED
from queue_monitor.domain.watch import (
    ACTIVE,
    Alert,
    AlertId,
    Notice,
    NoticeKind,
    NoticeState,
    Plan,
    PlanId,
    PlanState,
    Watch,
)

_OFFERING: Final = frozenset({NoticeKind.FIRING, NoticeKind.PROPOSED})


def offered(watch: Watch, queued: Notice) -> PlanId | None:
    """The plan that a message sent now offers; recorded, so that its links stay what they are."""
    if queued.kind not in _OFFERING:
        return None
    if queued.plan is not None:
        return queued.plan
    plans = [plan.id for plan in watch.plans_of(queued.alert) if plan.state is PlanState.PROPOSED]
    return plans[-1] if plans else None


def is_offer(watch: Watch, queued: Notice) -> bool:
    """Whether the plan of a PROPOSED notice still waits for somebody's word."""
    plan = None if queued.plan is None else watch.plans.get(queued.plan)
    return plan is not None and plan.state is PlanState.PROPOSED


def tell_plans(draft: Draft, ladder: Ladder, is_muted: Callable[[Alert], bool]) -> None:
    """A plan found after the alert was told goes after it, to those who have been told."""
    for plan in tuple(draft.watch.plans.values()):
        alert = draft.watch.alerts.get(plan.alert)
        if plan.state is not PlanState.PROPOSED or alert is None or alert.state not in ACTIVE:
            continue
        if alert.unstable_until is None and not is_muted(alert):
            _tell(draft, ladder, alert, plan)


def _tell(draft: Draft, ladder: Ladder, alert: Alert, plan: Plan) -> None:
    told = {
        _route(queued): None
        for queued in _sent(draft.watch, alert.id)
        if queued.queued_at >= (alert.fired_at or alert.noticed_at)
    }
    known = {
        _route(queued)
        for queued in draft.watch.notices.values()
        if queued.plan == plan.id and queued.kind in _OFFERING and queued.error not in MUTED
    }
    routes = [route for route in told if route not in known]
    draft.tell(alert, NoticeKind.PROPOSED, routes, wait=ladder.notify_after, plan=plan.id)


def _sent(watch: Watch, alert: AlertId) -> list[Notice]:
    return [
        queued
        for queued in watch.notices.values()
        if queued.alert == alert
        and queued.kind is NoticeKind.FIRING
        and queued.state is NoticeState.SENT
    ]


def _route(queued: Notice) -> Route:
    return Route(to=queued.to, channel=queued.channel, post=queued.post)
