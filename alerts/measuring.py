"""What a reallocation did for its episode, as the day's own tickets tell it. Pure."""

from datetime import datetime, timedelta

from alerts.conditions import Condition
from alerts.draft import Draft
from alerts.growth import worst_since
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.plan_events import ReallocationMeasured
from queue_monitor.domain.plans import Measured, Plan
from queue_monitor.domain.watch import Alert, Rule


def measure(draft: Draft, alert: Alert) -> None:
    """What the applied plans of an episode did for it, now that it is over."""
    for plan in draft.watch.plans_of(alert.id):
        if plan.applied_at is not None:
            measured = _measured(draft.floor, alert, plan, draft.at)
            draft.add(ReallocationMeasured(at=draft.at, plan=plan.id, measured=measured))


def _measured(floor: Floor, alert: Alert, plan: Plan, at: datetime) -> Measured:
    applied_at = plan.applied_at or at
    longest = Condition(rule=Rule.WAIT, scope=alert.scope, limit=0.0)
    worst_s = worst_since(floor, longest, alert.crossed_at, at)
    after_s = worst_since(floor, longest, applied_at, at)
    without_s = plan.proposal.effect.longest_wait_without_s
    called = sum(
        ticket.counter == plan.proposal.counter
        and ticket.called_at is not None
        and ticket.called_at >= applied_at
        for ticket in floor.tickets.values()
    )
    return Measured(
        to_ack_s=seconds(alert.first_acked_at, alert),
        to_act_s=seconds(alert.acted_at, alert),
        to_recover_s=seconds(alert.recovered_at or alert.resolved_at, alert),
        longest_wait_s=worst_s,
        called=called,
        saved_s=without_s - after_s,
    )


def seconds(instant: datetime | None, alert: Alert) -> float | None:
    """From the crossing to `instant`; None if that never was."""
    if instant is None:
        return None
    return max(instant - alert.crossed_at, timedelta(0)).total_seconds()
