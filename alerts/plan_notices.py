"""Which message offers which plan, and who is still to be told of one. Pure."""

from collections.abc import Callable, Sequence
from datetime import timedelta
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

#: Between two offers of which the first has vanished.
_PAUSE: Final = timedelta(minutes=3)
_OFFERING: Final = frozenset({NoticeKind.FIRING, NoticeKind.PROPOSED})


def offered(watch: Watch, queued: Notice) -> PlanId | None:
    """The plan that a message sent now offers; recorded, so that its links stay what they are."""
    if queued.kind not in _OFFERING:
        return None
    if queued.plan is not None:
        return queued.plan
    best = _best(watch, queued.alert)
    return None if best is None else best.id


def is_offer(watch: Watch, queued: Notice) -> bool:
    """Whether the plan of a PROPOSED notice still waits for somebody's word."""
    plan = None if queued.plan is None else watch.plans.get(queued.plan)
    return plan is not None and plan.state is PlanState.PROPOSED


def tell_plans(draft: Draft, ladder: Ladder, is_muted: Callable[[Alert], bool]) -> None:
    """The best plan, found after the alert was told, goes after it to those who have been told."""
    for alert in tuple(draft.watch.alerts.values()):
        if alert.state not in ACTIVE or alert.unstable_until is not None:
            continue
        best = _best(draft.watch, alert.id)
        if best is not None and not is_muted(alert):
            routes = [
                way for way, sent in _by_route(draft.watch, alert).items() if _lacks(draft, sent)
            ]
            draft.tell(alert, NoticeKind.PROPOSED, routes, wait=ladder.notify_after, plan=best.id)


def _best(watch: Watch, alert: AlertId) -> Plan | None:
    """Of what lies before the supervisor, what is recommended."""
    plans = (plan for plan in watch.plans_of(alert) if plan.state is PlanState.PROPOSED)
    return min(plans, key=lambda plan: (plan.rank, plan.proposed_at, plan.id), default=None)


def _by_route(watch: Watch, alert: Alert) -> dict[Route, list[Notice]]:
    """The messages that may offer a plan, by whom they went to, of those told in this run."""
    since, found = alert.fired_at or alert.noticed_at, dict[Route, list[Notice]]()
    for queued in watch.notices.values():
        if queued.alert == alert.id and queued.kind in _OFFERING and queued.queued_at >= since:
            route = Route(to=queued.to, channel=queued.channel, post=queued.post)
            found.setdefault(route, []).append(queued)
    return {way: sent for way, sent in found.items() if any(_has_told(q) for q in sent)}


def _lacks(draft: Draft, sent: Sequence[Notice]) -> bool:
    """Whether nothing that they were offered still stands, nor is on its way. What has vanished by
    itself is not followed at once by another: the floor is on the move.
    """
    if any(queued.is_underway for queued in sent):
        return False
    offers = [queued for queued in sent if queued.plan and queued.error not in MUTED]
    if not offers:
        return True
    latest = max(offers, key=lambda queued: queued.queued_at)
    plan = None if latest.plan is None else draft.watch.plans.get(latest.plan)
    if plan is None or plan.state is PlanState.DECLINED:
        return True
    if plan.state is PlanState.PROPOSED:
        return False
    return draft.at >= latest.queued_at + _PAUSE


def _has_told(queued: Notice) -> bool:
    return queued.kind is NoticeKind.FIRING and queued.state is NoticeState.SENT
