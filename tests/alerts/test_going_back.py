"""Help ends: when it is proposed, who decides, and that everybody is back where they were."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest

from alerts import going_back
from alerts.release import odds_without
from queue_monitor.domain import rules
from queue_monitor.domain.errors import AlreadyDecided, Guarded
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, ClerkId, CounterId, CounterStatus, TicketState
from queue_monitor.domain.plans import PlanKind, PlanState, Proposal
from queue_monitor.domain.watch_ids import PlanId
from queue_monitor.forecast import Change, Forecast, Outlook, QuickForecast
from tests.alerts.office import EFFECT, SUPERVISOR, WatchedDay, a_day, opening, watching
from tests.builders import CLERK


def helped(option: Proposal | None = None, *, counters: int = 2, **changes: Any) -> WatchedDay:
    """A crowd has come, help is at work, and the crowd has gone."""
    day = a_day(watching(wait_limit=None, **changes), counters=counters)
    day.come(8)
    plan = day.propose(option or opening(3, "c4"))
    assert plan is not None
    day.accept()
    day.clerk_comes(plan.proposal.clerk)
    assert day.plan.state is PlanState.APPLIED
    day.go(8)
    day.passes(minutes=2)
    return day


def moved() -> Proposal:
    first = opening(3)
    return Proposal(
        kind=PlanKind.MOVE_CLERK,
        counter=CounterId(3),
        clerk=ClerkId("c1"),
        services=first.services,
        serves=first.serves,
        donor=CounterId(1),
        effect=EFFECT,
    )


def judged(day: WatchedDay, odds: float) -> int:
    """How many events the judgement was worth."""
    settings = day.rules_of.reallocation
    return len(day.ask(going_back.judge, plan=day.plan.id, odds=odds, settings=settings))


def sent_back(day: WatchedDay) -> None:
    settings = day.rules_of.reallocation
    day.ask(going_back.stand_down, plan=day.plan.id, by=SUPERVISOR, settings=settings)


def proposed(option: Proposal | None = None, **changes: Any) -> WatchedDay:
    day = helped(option, **changes)
    judged(day, 0.1)
    day.passes(minutes=10)
    assert day.plan.stand_down_at is not None
    return day


def test_going_back_is_proposed_when_the_load_has_allowed_it_for_ten_minutes() -> None:
    day = helped()
    judged(day, 0.15)
    day.passes(minutes=9, seconds=59)
    assert day.plan.stand_down_at is None
    day.passes(seconds=1)
    assert day.plan.stand_down_at == day.at
    assert day.plan.state is PlanState.APPLIED


def test_one_bad_moment_begins_the_time_anew() -> None:
    day = helped()
    judged(day, 0.1)
    day.passes(minutes=9)
    assert judged(day, 0.31) == 1
    judged(day, 0.1)
    day.passes(minutes=9)
    assert day.plan.stand_down_at is None


def test_odds_that_waver_do_not_begin_the_time_anew() -> None:
    day = helped()
    judged(day, 0.1)
    day.passes(minutes=9)
    assert judged(day, 0.3) == 0
    day.passes(minutes=1)
    assert day.plan.stand_down_at == day.at


def test_a_judgement_that_changes_nothing_is_not_recorded() -> None:
    day = helped()
    assert judged(day, 0.5) == 0
    assert judged(day, 0.1) == 1
    assert judged(day, 0.05) == 0


def test_the_proposal_is_void_when_the_help_is_needed_after_all() -> None:
    day = proposed()
    assert judged(day, 0.25) == 0, "odds waver; what was proposed stands a little longer"
    assert judged(day, 0.4) == 1
    assert day.plan.stand_down_at is None


def test_no_help_goes_back_while_the_limit_is_broken() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(8)
    day.propose(opening(3))
    day.accept()
    day.clerk_comes("c4")
    judged(day, 0.0)
    day.passes(minutes=30)
    assert day.plan.stand_down_at is None


def test_with_one_tap_the_counter_closes_and_the_clerk_is_free() -> None:
    day = proposed()
    sent_back(day)
    assert (day.plan.state, day.plan.reason) == (PlanState.ENDED, "stood_down")
    assert day.floor.counter(CounterId(3)).status is CounterStatus.CLOSED
    assert day.floor.counter_of(ClerkId("c4")) is None


def test_whoever_left_a_counter_sits_there_again_with_the_same_lanes() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    own = day.floor.counter(CounterId(1)).serves
    day = proposed(moved())
    assert day.floor.counter_of(ClerkId("c1")) == day.floor.counter(CounterId(3))
    sent_back(day)
    seat = day.floor.counter_of(ClerkId("c1"))
    assert seat is not None
    assert (seat.id, seat.serves) == (1, own)
    assert day.floor.counter(CounterId(3)).status is CounterStatus.CLOSED


def test_where_somebody_took_the_old_place_the_clerk_is_free() -> None:
    day = proposed(moved())
    day.ask(rules.open_counter, counter=CounterId(1), by=CLERK, clerk=ClerkId("c3"))
    sent_back(day)
    assert day.plan.state is PlanState.ENDED
    assert day.floor.counter_of(ClerkId("c1")) is None


def test_a_break_that_was_cut_short_goes_on() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.ask(rules.pause_counter, counter=CounterId(2), by=CLERK, reason="lunch")
    day.come(8)
    lanes = opening().serves
    day.propose(
        Proposal(
            kind=PlanKind.END_BREAK,
            counter=CounterId(2),
            clerk=ClerkId("c2"),
            services=(),
            serves=lanes,
            effect=EFFECT,
        )
    )
    day.accept()
    day.clerk_comes("c2")
    day.go(8)
    judged(day, 0.0)
    day.passes(minutes=12)
    sent_back(day)
    desk = day.floor.counter(CounterId(2))
    assert (desk.status, desk.reason) == (CounterStatus.PAUSED, "lunch")


def test_the_visitor_in_hand_is_served_first_and_is_the_last() -> None:
    day = proposed()
    day.come(2)
    ticket = day.call(3)
    sent_back(day)
    desk = day.floor.counter(CounterId(3))
    assert day.plan.state.value == "returning"
    assert (desk.status, desk.ticket) == (CounterStatus.PAUSED, ticket.id)
    day.at_counter(rules.start, 3)
    day.at_counter(rules.finish, 3)
    day.look()
    assert day.ticket(ticket.id).state is TicketState.DONE
    assert day.floor.counter(CounterId(3)).status is CounterStatus.CLOSED
    assert day.plan.state is PlanState.ENDED


def test_a_move_stands_its_time_even_for_the_supervisor() -> None:
    day = helped()
    with pytest.raises(Guarded):
        sent_back(day)
    day.passes(minutes=8)
    sent_back(day)
    assert day.plan.state is PlanState.ENDED


def test_the_supervisor_may_keep_the_help_and_is_asked_again_later() -> None:
    day = proposed()
    day.ask(going_back.keep, plan=day.plan.id, by=SUPERVISOR, reason="a group comes")
    assert day.plan.stand_down_at is None
    day.passes(minutes=9)
    assert day.plan.stand_down_at is None
    day.passes(minutes=1)
    assert day.plan.stand_down_at == day.at


def test_what_is_kept_stays_a_while_also_where_the_load_need_not_have_allowed_it_long() -> None:
    day = helped(release_after=timedelta(0))
    judged(day, 0.1)
    day.passes(minutes=10)
    first = day.plan.stand_down_at
    assert first is not None
    day.ask(going_back.keep, plan=day.plan.id, by=SUPERVISOR, reason=None)
    day.passes(minutes=9, seconds=59)
    assert day.plan.stand_down_at is None
    day.passes(seconds=1)
    assert day.plan.stand_down_at == day.at


def test_nothing_is_kept_that_was_not_to_go() -> None:
    day = helped()
    with pytest.raises(AlreadyDecided):
        day.ask(going_back.keep, plan=day.plan.id, by=SUPERVISOR, reason=None)


def test_in_mode_auto_the_help_goes_back_by_itself_when_nobody_decides() -> None:
    day = helped(mode="auto")
    judged(day, 0.0)
    day.passes(minutes=11, seconds=59)
    assert day.plan.state is PlanState.APPLIED
    day.passes(seconds=1)
    assert (day.plan.state, day.plan.returned_by) == (PlanState.ENDED, "system")


def test_nobodys_break_ends_without_a_word() -> None:
    day = a_day(watching(wait_limit=None, without_answer="apply"), counters=2)
    day.ask(rules.pause_counter, counter=CounterId(2), by=CLERK, reason="lunch")
    day.come(8)
    option = Proposal(
        kind=PlanKind.END_BREAK,
        counter=CounterId(2),
        clerk=ClerkId("c2"),
        services=(),
        serves=opening().serves,
        effect=EFFECT,
    )
    day.propose(option)
    day.accept()
    day.passes(minutes=2)
    assert day.plan.state is PlanState.EXPIRED
    assert day.floor.counter(CounterId(2)).status is CounterStatus.PAUSED


def test_a_donor_calls_nobody_more_once_its_clerk_has_agreed() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(8)
    day.call(1)
    day.propose(moved())
    day.accept()
    day.clerk_comes("c1")
    assert day.floor.counter(CounterId(1)).status is CounterStatus.PAUSED
    day.at_counter(rules.start, 1)
    day.at_counter(rules.finish, 1)
    day.look()
    assert (day.plan.state, day.floor.counter_of(ClerkId("c1")).id) == (PlanState.APPLIED, 3)  # type: ignore[union-attr]


def test_a_donor_calls_again_when_the_move_is_no_longer_needed() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(9)
    day.call(1)
    day.propose(moved())
    day.accept()
    day.clerk_comes("c1")
    day.go(8)
    day.passes(minutes=2)
    assert day.plan.state is PlanState.WITHDRAWN
    assert day.floor.counter(CounterId(1)).status is CounterStatus.OPEN


def test_the_odds_without_the_help_fall_with_the_crowd() -> None:
    day = helped()
    seen = partial(odds_without, watching=day.rules_of, forecast=QuickForecast())
    day.passes(hours=1)
    quiet = seen(day.floor, day.plan, day.at)
    day.come(9)
    crowded = seen(day.floor, day.plan, day.at)
    assert quiet <= 0.15 < 0.5 < crowded


class Absent:
    """A forecast by which the office does without one helper, but not without two."""

    def outlook(
        self,
        floor: Floor,
        at: datetime,
        changes: Sequence[Change],
        span: timedelta,
        limits: object,
    ) -> list[Outlook]:
        assert span == timedelta(minutes=10), "the load allows it for ten minutes ahead"
        serving = {n for n, desk in floor.counters.items() if desk.serves}
        return [of(serving), *(of(serving - {change.counter}) for change in changes)]


def of(serving: set[CounterId]) -> Outlook:
    waits = timedelta(minutes=1)
    odds = 0.9 if serving.isdisjoint({CounterId(2), CounterId(3)}) else 0.1
    return Outlook(longest_wait_p50=waits, longest_wait_p90=waits, waiting=0.0, crossed=odds)


def test_helpers_are_judged_one_after_the_other() -> None:
    day = a_day(watching(wait_limit=None, active_plans=2), counters=1)
    day.come(8)
    for counter, clerk in ((2, "c3"), (3, "c4")):
        day.propose(opening(counter, clerk))
        day.accept()
        day.clerk_comes(clerk)
    first, second = day.floor.watch.plans.values()
    assert first.state is second.state is PlanState.APPLIED
    settings = day.rules_of.reallocation

    def odds(plan: PlanId) -> float:
        known = day.floor.watch.plans[plan]
        forecast = cast("Forecast", Absent())
        return odds_without(day.floor, known, day.at, watching=day.rules_of, forecast=forecast)

    assert odds(first.id) == odds(second.id) == 0.1
    day.ask(going_back.judge, plan=second.id, odds=0.1, settings=settings)
    assert odds(second.id) == 0.1, "who was spared first is judged as if the others stayed"
    assert odds(first.id) == 0.9, "the other one goes already"


def test_helps_are_counted_for_the_month_and_carried_into_the_next_day() -> None:
    day = helped()
    watch = day.floor.watch.next_day(day.at)
    assert watch.helps_of(ClerkId("c4"), "2026-03") == 1
    assert watch.helps_of(ClerkId("c4"), "2026-04") == 0
    assert watch.helps_of(ClerkId("c1"), "2026-03") == 0


def test_an_unknown_plan_judges_to_nothing() -> None:
    day = helped()
    settings = day.rules_of.reallocation
    day.ask(rules.close_counter, counter=CounterId(3), by=rules.By(actor=ActorId("account:c4")))
    day.look()
    assert day.ask(going_back.judge, plan=day.plan.id, odds=0.0, settings=settings) == []
    assert day.plan.applied_at is not None
    assert day.at >= day.plan.applied_at + timedelta(minutes=2)
