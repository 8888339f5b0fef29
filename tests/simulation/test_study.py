"""What counts as help: the time that somebody gave, no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from queue_monitor.domain.model import ClerkId, CounterId, ServiceId
from queue_monitor.domain.plans import Effect, Plan, PlanKind, Proposal
from queue_monitor.domain.watch_ids import AlertId, PlanId
from queue_monitor.simulation.shifts import LUNCH
from queue_monitor.simulation.study import helped

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
END_OF_DAY = NOW + timedelta(hours=5)
PLAN = Plan(
    id=PlanId("2026-03-03.r1"),
    alert=AlertId("2026-03-03.e1"),
    proposal=Proposal(
        kind=PlanKind.OPEN_COUNTER,
        counter=CounterId(8),
        clerk=ClerkId("c10"),
        services=(ServiceId("moving"),),
        serves=(),
        effect=Effect(
            longest_wait_without_s=900.0,
            longest_wait_with_s=300.0,
            waiting_without=9.0,
            waiting_with=3.0,
            sufficient=True,
        ),
        helpers=(ClerkId("c10"),),
    ),
    proposed_at=NOW,
    applied_at=NOW,
)


@pytest.mark.parametrize(
    ("kind", "lasted_min", "minutes"),
    [
        (PlanKind.OPEN_COUNTER, 40, 40),
        (PlanKind.OPEN_COUNTER, None, 300),
        (PlanKind.MOVE_CLERK, 40, 40),
        (PlanKind.END_BREAK, 6, 6),
        (PlanKind.END_BREAK, 40, 15),
        (PlanKind.END_BREAK, None, 15),
        (PlanKind.ADD_SERVICE, 40, 0),
        (PlanKind.CALL_EXPRESS, 40, 0),
    ],
)
def test_help_lasts_until_going_back_and_no_longer_than_a_break(
    kind: PlanKind, lasted_min: int | None, minutes: int
) -> None:
    ended_at = None if lasted_min is None else NOW + timedelta(minutes=lasted_min)
    plan = replace(PLAN, proposal=replace(PLAN.proposal, kind=kind), ended_at=ended_at)
    assert helped(plan, END_OF_DAY) == timedelta(minutes=minutes)


def test_a_lunch_given_up_counts_as_long_as_it_could_last() -> None:
    kind = replace(PLAN.proposal, kind=PlanKind.END_BREAK)
    plan = replace(PLAN, proposal=kind, paused=LUNCH, ended_at=NOW + timedelta(minutes=40))
    assert helped(plan, END_OF_DAY) == timedelta(minutes=40)
    assert helped(replace(plan, ended_at=None), END_OF_DAY) == timedelta(hours=1)


def test_who_was_only_asked_has_not_helped() -> None:
    assert helped(replace(PLAN, applied_at=None), END_OF_DAY) == timedelta(0)
