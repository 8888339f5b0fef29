"""A plan's way: proposed, accepted, asked, answered, applied, measured, ended."""

from datetime import timedelta
from typing import Any

import pytest

from alerts import proposals
from alerts.flood import beyond_limit
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.errors import AlreadyDecided, NotAsked, UnknownReallocation
from queue_monitor.domain.events import CounterClosed, CounterOpened, LanesChanged
from queue_monitor.domain.model import ActorId, ClerkId, CounterId, CounterStatus, Lane, ServiceId
from queue_monitor.domain.watch import AlertState, PlanId, PlanKind, PlanState, Proposal
from queue_monitor.domain.watch_events import (
    HelpAccepted,
    HelpDeclined,
    HelpOffered,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationMeasured,
)
from tests.alerts.office import (
    EFFECT,
    SUPERVISOR,
    WatchedDay,
    a_day,
    lending,
    opening,
    watching,
)
from tests.builders import CLASSES, CLERK


def crowded(*, counters: int = 2, **changes: Any) -> WatchedDay:
    """Eight wait, two counters are open, c1 and c2 sit at them."""
    rules_of = watching(wait_limit=None, **changes)
    day = a_day(rules_of, counters=counters)
    day.come(8)
    assert day.state is AlertState.FIRING
    return day


def asked(*helpers: str, **changes: Any) -> WatchedDay:
    """The supervisor has accepted, and the first helper is asked."""
    day = crowded(**changes)
    day.propose(opening(3, *(helpers or ("c4",))))
    day.accept()
    assert day.plan.state is PlanState.OFFERED
    return day


def applied(**changes: Any) -> WatchedDay:
    day = asked(**changes)
    day.clerk_comes("c4")
    return day


def moving(clerk: str = "c2", donor: int = 2, counter: int = 3) -> Proposal:
    lanes = opening(counter).serves
    return Proposal(
        kind=PlanKind.MOVE_CLERK,
        counter=CounterId(counter),
        clerk=ClerkId(clerk),
        services=opening().services,
        serves=lanes,
        donor=CounterId(donor),
        effect=EFFECT,
    )


# -- proposing ---------------------------------------------------------------------------------


def test_the_first_option_that_the_floor_allows_is_put_forward() -> None:
    day = crowded()
    plan = day.propose(opening(1), opening(3, "c1"), opening(3, "c4"))
    assert plan is not None
    assert (plan.proposal.counter, plan.proposal.clerk) == (3, "c4")


def test_one_active_plan_an_episode() -> None:
    day = crowded()
    day.propose(opening(3))
    day.propose(opening(3, "c3"))
    assert len(day.floor.watch.plans) == 1


def test_an_applied_plan_is_given_ten_minutes_before_another_is_put_forward() -> None:
    day = crowded(counters=1)
    day.propose(opening(2, "c3"))
    day.accept()
    day.clerk_comes("c3")
    day.propose(opening(3, "c4"))
    assert len(day.floor.watch.plans) == 1
    day.passes(minutes=10)
    day.propose(opening(3, "c4"))
    assert len(day.floor.watch.plans) == 2


def test_without_an_alert_nothing_is_put_forward() -> None:
    day = crowded()
    alert = day.alert
    day.go(8)
    day.passes(seconds=60)
    assert (
        day.ask(proposals.propose, alert=alert.id, proposals=[opening()], watching=day.rules_of)
        == []
    )


def test_an_option_that_was_declined_is_not_put_forward_again() -> None:
    day = crowded()
    day.propose(opening(3))
    day.ask(proposals.decline, plan=day.plan.id, by=SUPERVISOR, reason="not now")
    assert (day.plan.state, day.plan.reason) == (PlanState.DECLINED, "not now")
    day.propose(opening(3), lending(1, "c1", "a"))
    assert day.plan.proposal.kind is PlanKind.ADD_SERVICE


def test_tickets_beyond_a_devices_limit_move_no_staff() -> None:
    rules_of = watching(wait_limit=None)
    limited = rules_of.__class__(
        conditions=rules_of.conditions,
        life=rules_of.life,
        ladder=rules_of.ladder,
        reallocation=rules_of.reallocation,
        tickets_per_minute=5,
    )
    day = a_day(limited, counters=2)
    day.come(20)
    assert day.state is AlertState.FIRING
    assert len(beyond_limit(day.floor, 5)) == 15
    assert day.propose(opening(3)) is None
    day.come(3, device=ActorId("device:k2"))
    assert day.propose(opening(3)) is not None


# -- the supervisor ----------------------------------------------------------------------------


def test_accepting_asks_the_clerk_in_the_same_append() -> None:
    day = crowded()
    day.propose(opening(3))
    events = day.accept()
    assert [type(event) for event in events] == [ReallocationAccepted, HelpOffered]
    assert day.plan.offer_until == day.at + timedelta(seconds=60)


def test_deciding_twice_is_refused() -> None:
    day = asked()
    with pytest.raises(AlreadyDecided):
        day.accept()


def test_nobody_decides_on_a_plan_that_is_not_there() -> None:
    day = crowded()
    with pytest.raises(UnknownReallocation):
        day.ask(
            proposals.accept,
            plan=PlanId("2026-03-04.r99"),
            by=SUPERVISOR,
            watching=day.rules_of,
        )


def test_in_mode_auto_it_goes_ahead_by_itself_when_nobody_decides() -> None:
    day = crowded(mode="auto")
    day.propose(opening(3))
    day.passes(seconds=119)
    assert day.plan.state is PlanState.PROPOSED
    day.passes(seconds=1)
    assert (day.plan.state, day.plan.decided_by) == (PlanState.OFFERED, "system")


def test_in_mode_propose_nothing_goes_ahead_by_itself() -> None:
    day = crowded()
    day.propose(opening(3))
    day.passes(hours=1)
    assert day.plan.state is PlanState.PROPOSED


# -- the clerk ---------------------------------------------------------------------------------


def test_a_clerk_who_comes_opens_the_counter_in_the_same_append() -> None:
    day = asked()
    events = day.clerk_comes("c4")
    assert [type(e) for e in events] == [HelpAccepted, CounterOpened, ReallocationApplied]
    counter = day.floor.counter(CounterId(3))
    assert (counter.status, counter.clerk) == (CounterStatus.OPEN, "c4")
    assert counter.holder == "account:c4"
    assert day.alert.acted_at == day.at


def test_only_the_clerk_who_was_asked_may_answer() -> None:
    day = asked("c4", "c3")
    with pytest.raises(NotAsked):
        day.clerk_comes("c3")


def test_a_clerk_who_declines_gives_a_reason_and_the_next_is_asked() -> None:
    day = asked("c4", "c3")
    events = day.clerk_stays("c4", "in the middle of a case")
    assert [type(e) for e in events] == [HelpDeclined, HelpOffered]
    assert day.plan.clerk == "c3"
    assert day.plan.answers[0].reason == "in the middle of a case"


def test_without_an_answer_in_sixty_seconds_the_next_is_asked() -> None:
    day = asked("c4", "c3")
    day.passes(seconds=59)
    assert day.plan.clerk == "c4"
    day.passes(seconds=1)
    assert day.plan.clerk == "c3"
    assert day.plan.answers[0].timed_out


@pytest.mark.parametrize("silent", [False, True])
def test_while_the_crowd_is_going_nobody_else_is_asked(silent: bool) -> None:
    day = asked("c4", "c3")
    day.passes(seconds=30)
    day.go(8)
    assert day.state is AlertState.CLEARING
    if silent:
        day.passes(seconds=30)
    else:
        day.clerk_stays("c4")
    assert day.state is AlertState.CLEARING
    assert (day.plan.state, day.plan.reason) == (PlanState.WITHDRAWN, "recovered")
    assert [answer.clerk for answer in day.plan.answers] == ["c4"]


def test_whoever_is_asked_already_may_come_though_the_crowd_is_going() -> None:
    day = asked("c4", "c3")
    day.go(8)
    day.clerk_comes("c4")
    assert day.plan.state is PlanState.APPLIED


def test_a_remedy_found_before_the_answer_does_not_ask_again_who_said_no() -> None:
    day = asked("c4")
    day.clerk_stays("c4")
    alert = next(iter(day.floor.watch.alerts))
    other = (Lane(services=(ServiceId("a"),), classes=CLASSES),)
    found = [opening(3, "c4", serves=other), opening(3, "c3", serves=other)]
    day.ask(proposals.propose, alert=alert, proposals=found, watching=day.rules_of)
    assert [p.proposal.clerk for p in day.floor.watch.plans.values()] == ["c4", "c3"]


def test_when_nobody_comes_the_plan_is_over_and_another_may_follow() -> None:
    day = asked("c4")
    day.clerk_stays("c4")
    assert (day.plan.state, day.plan.reason) == (PlanState.EXPIRED, "nobody_came")
    assert day.propose(lending(1, "c1", "a")) is not None


def test_without_an_answer_the_plan_applies_itself_where_that_is_configured() -> None:
    day = asked("c4", without_answer="apply")
    day.passes(seconds=60)
    assert (day.plan.state, day.plan.agreed_by) == (PlanState.APPLIED, "system")


def test_an_answer_that_comes_too_late_is_refused() -> None:
    day = asked("c4")
    day.passes(seconds=60)
    with pytest.raises(AlreadyDecided):
        day.clerk_comes("c4")


def test_a_clerk_who_has_sat_down_meanwhile_is_not_asked() -> None:
    day = crowded()
    day.propose(opening(3, "c3", "c4"))
    day.ask(rules.open_counter, counter=CounterId(3), by=CLERK, clerk=ClerkId("c3"))
    day.look()
    assert (day.plan.state, day.plan.reason) == (PlanState.WITHDRAWN, "floor_changed")


def test_an_open_counter_takes_other_services_once_its_clerk_agrees() -> None:
    day = crowded()
    day.propose(lending(1, "c1", "a"))
    day.accept()
    events = day.clerk_comes("c1")
    assert [type(e) for e in events] == [HelpAccepted, LanesChanged, ReallocationApplied]


def test_a_clerk_moves_once_the_visitor_in_hand_is_served() -> None:
    day = crowded()
    day.call(2)
    day.propose(moving())
    day.accept()
    day.clerk_comes("c2")
    assert day.plan.state is PlanState.ACCEPTED
    day.at_counter(rules.start, 2)
    day.at_counter(rules.finish, 2)
    events = day.look()
    assert [type(e) for e in events] == [CounterClosed, CounterOpened, ReallocationApplied]
    assert day.floor.counter(CounterId(3)).clerk == "c2"


def test_a_donor_keeps_its_minimum() -> None:
    day = crowded(counters=1)
    narrow = opening(3).serves[0].__class__(services=(), classes=CLASSES)
    short = moving("c1", 1, 2)
    assert (
        day.propose(
            Proposal(
                kind=short.kind,
                counter=short.counter,
                clerk=short.clerk,
                services=short.services,
                serves=(narrow,),
                donor=short.donor,
                effect=EFFECT,
            )
        )
        is None
    )


# -- the end -----------------------------------------------------------------------------------


def test_an_undecided_plan_is_withdrawn_when_the_episode_is_over() -> None:
    day = crowded()
    day.propose(opening(3))
    day.go(8)
    day.passes(seconds=60)
    assert (day.plan.state, day.plan.reason) == (PlanState.WITHDRAWN, "recovered")


def test_a_request_before_a_clerk_is_withdrawn_too() -> None:
    day = asked(answer_within=timedelta(minutes=5))
    day.go(8)
    day.passes(seconds=60)
    assert day.plan.state is PlanState.WITHDRAWN


def test_when_it_is_over_what_it_did_is_recorded() -> None:
    day = crowded()
    day.ack()
    day.passes(seconds=20)
    day.propose(opening(3))
    day.accept()
    day.passes(seconds=10)
    day.clerk_comes("c4")
    day.call(3)
    day.go(4)
    recovered_at = day.at
    day.passes(seconds=60)
    measured = day.plan.measured
    assert measured is not None
    crossed_at = day.alert.crossed_at
    assert measured.to_act_s == (day.plan.applied_at - crossed_at).total_seconds()  # type: ignore[operator]
    assert measured.to_recover_s == (recovered_at - crossed_at).total_seconds()
    assert measured.called == 1
    assert any(isinstance(event, ReallocationMeasured) for event in day.looked)


def test_the_plan_ends_when_the_clerk_closes_the_counter() -> None:
    day = applied()
    day.go(8)
    day.passes(minutes=2)
    assert day.plan.state is PlanState.APPLIED
    by = rules.By(actor=ActorId("account:c4"))
    day.ask(rules.close_counter, counter=CounterId(3), by=by)
    day.look()
    assert (day.plan.state, day.plan.reason) == (PlanState.ENDED, "counter_closed")


def test_lent_services_go_back_ten_minutes_after_the_episode() -> None:
    day = crowded()
    before = day.floor.counter(CounterId(1)).serves
    day.propose(lending(1, "c1", "a"))
    day.accept()
    day.clerk_comes("c1")
    day.go(8)
    day.passes(seconds=60)
    day.passes(minutes=9, seconds=59)
    assert day.floor.counter(CounterId(1)).serves != before
    day.passes(seconds=1)
    assert day.floor.counter(CounterId(1)).serves == before
    assert (day.plan.state, day.plan.reason) == (PlanState.ENDED, "stood_down")


def test_plans_end_with_the_day() -> None:
    day = applied()
    day.go(8)
    day.ask(close_day)
    day.look()
    assert (day.plan.state, day.plan.reason) == (PlanState.ENDED, "day_closed")
