"""Proposals side by side: ranks, fresh figures, and what becomes of those not chosen."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from alerts import proposals
from alerts.requests import look
from queue_monitor.domain import rules
from queue_monitor.domain.model import ActorId, ClerkId, CounterId, Lane, ServiceId
from queue_monitor.domain.plan_events import HelpOffered, ReallocationWithdrawn
from queue_monitor.domain.plans import Plan, PlanKind, PlanState, Proposal
from queue_monitor.domain.watch import Rule
from tests.alerts.office import EFFECT, SUPERVISOR, WatchedDay, a_day, lending, opening, watching
from tests.builders import CLASSES, CLERK

NARROW = (Lane(services=(ServiceId("c"),), classes=CLASSES),)
OPTIONS = (
    opening(3, "c4"),
    lending(1, "c1", "a"),
    opening(3, "c3", serves=NARROW),
    lending(2, "c2", "b"),
)


def three(**changes: Any) -> WatchedDay:
    """Two counters are open, eight wait, three remedies lie before the supervisor."""
    day = a_day(watching(wait_limit=None, **changes), counters=2)
    day.come(8)
    day.propose(*OPTIONS)
    return day


def shown(day: WatchedDay) -> list[tuple[int, int, str]]:
    """Rank, counter and who is asked first, of what lies before the supervisor."""
    open_ = [p for p in day.floor.watch.plans.values() if p.state is PlanState.PROPOSED]
    return sorted((p.rank, p.proposal.counter, p.proposal.clerk) for p in open_)


def ranked(day: WatchedDay, rank: int) -> Plan:
    plans = [p for p in day.floor.watch.plans.values() if p.state is PlanState.PROPOSED]
    return next(p for p in plans if p.rank == rank)


def accept(day: WatchedDay, rank: int) -> list[object]:
    return list(
        day.ask(proposals.accept, plan=ranked(day, rank).id, by=SUPERVISOR, watching=day.rules_of)
    )


def rescored(day: WatchedDay, *options: Proposal) -> int:
    """How many events the new figures were worth."""
    (alert,) = day.floor.watch.alerts
    return len(day.ask(proposals.refresh, alert=alert, proposals=options, watching=day.rules_of))


def better(option: Proposal, with_s: float) -> Proposal:
    return replace(option, effect=replace(EFFECT, longest_wait_with_s=with_s))


def test_up_to_three_stand_side_by_side_the_first_recommended() -> None:
    assert shown(three()) == [(1, 3, "c4"), (2, 1, "c1"), (3, 3, "c3")]


def test_as_many_as_the_office_wants() -> None:
    assert shown(three(proposals=1)) == [(1, 3, "c4")]


def test_they_count_as_one_active_plan() -> None:
    day = three()
    day.propose(lending(2, "c2", "b"))
    assert len(shown(day)) == 3


def test_the_supervisor_picks_any_and_the_others_go() -> None:
    day = three()
    events = accept(day, 2)
    causes = [e.cause for e in events if isinstance(e, ReallocationWithdrawn)]
    assert causes == ["another_chosen", "another_chosen"]
    assert [e.clerk for e in events if isinstance(e, HelpOffered)] == ["c1"]


def test_when_one_is_declined_the_next_is_recommended() -> None:
    day = three()
    day.ask(proposals.decline, plan=ranked(day, 1).id, by=SUPERVISOR, reason="no")
    assert shown(day) == [(1, 1, "c1"), (2, 3, "c3")]


def test_in_mode_auto_only_the_recommended_goes_ahead_by_itself() -> None:
    day = three(mode="auto")
    day.passes(seconds=120)
    plans = list(day.floor.watch.plans.values())
    assert [p.state for p in plans] == [
        PlanState.OFFERED,
        PlanState.WITHDRAWN,
        PlanState.WITHDRAWN,
    ]


def test_in_mode_auto_who_moves_up_is_given_the_same_time() -> None:
    day = three(mode="auto")
    day.passes(seconds=60)
    day.ask(proposals.decline, plan=ranked(day, 1).id, by=SUPERVISOR, reason=None)
    assert ranked(day, 1).auto_at == day.at + timedelta(seconds=120)


def test_what_became_impossible_is_withdrawn_and_the_rest_moves_up() -> None:
    day = three()
    day.open(3, clerk=ClerkId("c4"))
    day.look()
    assert shown(day) == [(1, 1, "c1")]


def test_figures_are_fresh_while_the_proposal_is_open() -> None:
    day = three()
    day.passes(seconds=15)
    assert rescored(day, better(OPTIONS[0], 400.0), *OPTIONS[1:]) == 3
    plan = ranked(day, 1)
    assert (plan.proposal.effect.longest_wait_with_s, plan.scored_at) == (400.0, day.at)


def test_figures_that_hardly_differ_are_left_until_they_are_a_minute_old() -> None:
    day = three()
    almost = tuple(better(option, 481.0) for option in OPTIONS[:3])
    day.passes(seconds=59)
    assert rescored(day, *almost) == 0
    day.passes(seconds=2)
    assert rescored(day, *almost) == 3


def test_nothing_moves_under_a_finger_unless_the_first_suffices_no_more() -> None:
    day = three()
    rescored(day, OPTIONS[1], better(OPTIONS[0], 300.0), OPTIONS[2])
    assert [clerk for _, _, clerk in shown(day)] == ["c4", "c1", "c3"]
    short = replace(OPTIONS[0], effect=replace(EFFECT, sufficient=False))
    rescored(day, OPTIONS[1], short, OPTIONS[2])
    assert [clerk for _, _, clerk in shown(day)] == ["c1", "c3", "c4"]


def test_what_helps_no_more_makes_room_for_what_does() -> None:
    day = three()
    rescored(day, OPTIONS[0], OPTIONS[2], OPTIONS[3])
    assert [clerk for _, _, clerk in shown(day)] == ["c4", "c3", "c2"]


def test_a_crowd_too_many_and_too_late_is_one_crowd() -> None:
    day = a_day(watching(), counters=2)
    day.come(8)
    day.passes(minutes=11)
    by_rule = {alert.rule: alert for alert in day.floor.watch.active()}
    assert set(by_rule) == {Rule.WAITING, Rule.WAIT}
    for alert in by_rule.values():
        day.ask(proposals.propose, alert=alert.id, proposals=OPTIONS, watching=day.rules_of)
    assert len(shown(day)) == 3
    accept(day, 1)
    day.ask(
        proposals.come,
        plan=next(p.id for p in day.floor.watch.plans.values() if p.state is PlanState.OFFERED),
        clerk=ClerkId("c4"),
        by=ActorId("account:c4"),
        watching=day.rules_of,
    )
    assert {a.acted_at for a in day.floor.watch.active()} == {day.at}


def test_a_second_helper_comes_at_once_where_the_first_was_never_going_to_suffice() -> None:
    def with_help(*, sufficient: bool) -> WatchedDay:
        day = a_day(watching(wait_limit=None), counters=1)
        day.come(8)
        first = opening(3, "c4")
        day.propose(replace(first, effect=replace(first.effect, sufficient=sufficient)))
        day.accept()
        day.clerk_comes("c4")
        return day

    big, small = with_help(sufficient=False), with_help(sufficient=True)
    for day in (big, small):
        day.propose(opening(2, "c3"))
    assert (shown(big), shown(small)) == ([(1, 2, "c3")], [])
    small.passes(minutes=10)
    small.propose(opening(2, "c3"))
    assert shown(small) == [(1, 2, "c3")]


def test_while_one_is_asked_nobody_else_is_however_big_the_crowd() -> None:
    day = a_day(watching(wait_limit=None), counters=1)
    day.come(8)
    day.propose(replace(opening(3, "c4"), effect=replace(EFFECT, sufficient=False)))
    day.accept()
    day.propose(opening(2, "c3"))
    assert shown(day) == []


def test_a_clerk_already_asked_is_asked_by_no_other_plan() -> None:
    day = three(active_plans=2)
    accept(day, 1)
    day.propose(opening(3, "c4"), lending(1, "c1", "a"))
    assert [clerk for _, _, clerk in shown(day)] == ["c1"]


def test_what_has_come_to_the_same_as_another_is_no_choice_any_more() -> None:
    day = a_day(watching(wait_limit=None), counters=1)
    day.come(8)
    one, other = opening(3, "c4"), opening(2, "c4")
    day.propose(one, better(other, 60.0))
    assert shown(day) == [(1, 3, "c4"), (2, 2, "c4")]
    day.passes(minutes=1)
    rescored(day, one, other)
    assert shown(day) == [(1, 3, "c4")]


def test_two_watchers_refresh_once() -> None:
    day = three()
    day.passes(seconds=15)
    again = (better(OPTIONS[0], 400.0), *OPTIONS[1:])
    assert (rescored(day, *again), rescored(day, *again)) == (3, 0)
    assert day.ask(look, watching=day.rules_of) == []


def test_the_same_change_by_another_helper_is_no_alternative() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(8)
    day.propose(opening(3, "c4"), opening(3, "c3"))
    assert shown(day) == [(1, 3, "c4")]


def test_nobody_is_moved_from_a_break() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(8)
    day.ask(rules.pause_counter, counter=CounterId(2), by=CLERK, reason="lunch")
    move = replace(opening(3, "c2"), kind=PlanKind.MOVE_CLERK, donor=CounterId(2))
    assert day.propose(move) is None


def test_whom_one_plan_asks_is_passed_over_by_the_next() -> None:
    day = a_day(watching(wait_limit=None, active_plans=2), counters=1)
    day.come(8)
    day.propose(opening(3, "c4"))
    day.accept()
    day.propose(opening(2, "c3", "c4"))
    accept(day, 1)
    day.clerk_stays("c3")
    assert day.plan.state is PlanState.EXPIRED, "c4 is asked for counter 3 already"
