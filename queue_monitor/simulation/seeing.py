"""What the domain knows of counters, alerts and plans, as the people of the day see it."""

from __future__ import annotations

from datetime import datetime

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import CounterStatus
from queue_monitor.domain.watch import Alert, Plan
from queue_monitor.simulation.port import AlertSeen, Desk, PlanSeen


def desks_of(floor: Floor) -> tuple[Desk, ...]:
    """The counters that are not closed."""
    return tuple(
        Desk(
            counter=counter.id,
            open=counter.status is CounterStatus.OPEN,
            clerk=counter.clerk,
            ticket=counter.ticket,
        )
        for counter in floor.counters.values()
        if counter.status is not CounterStatus.CLOSED
    )


def alert_seen(alert: Alert) -> AlertSeen:
    """As the supervisor's list has it."""

    def since(instant: datetime | None) -> float | None:
        return None if instant is None else max((instant - alert.crossed_at).total_seconds(), 0.0)

    return AlertSeen(
        id=alert.id,
        rule=alert.rule.value,
        state=alert.state.value,
        value=alert.value,
        limit=alert.limit,
        worst=alert.worst,
        crossed_at=alert.crossed_at,
        to_ack_s=since(alert.first_acked_at),
        to_act_s=since(alert.acted_at),
        to_recover_s=since(alert.recovered_at or alert.resolved_at),
    )


def plan_seen(plan: Plan) -> PlanSeen:
    """As the supervisor's list has it."""
    effect = plan.proposal.effect
    return PlanSeen(
        id=plan.id,
        alert=plan.alert,
        kind=plan.proposal.kind.value,
        state=plan.state.value,
        counter=plan.proposal.counter,
        clerk=plan.clerk or plan.proposal.clerk,
        longest_without_s=effect.longest_wait_without_s,
        longest_with_s=effect.longest_wait_with_s,
        rank=plan.rank,
        may_stand_down=plan.stand_down_at is not None,
    )
