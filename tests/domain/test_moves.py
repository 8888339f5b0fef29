"""The life of a ticket, case by case."""

from datetime import timedelta

import pytest

from queue_monitor.domain import errors as er
from queue_monitor.domain import rules
from queue_monitor.domain.measures import service_time, sojourn_time, waiting_time
from queue_monitor.domain.model import ActorId, ClerkId, CounterId, ServiceId, TicketState
from tests.builders import KIOSK, PRIORITY, Day

MINE = rules.By(actor=ActorId("staff:mine"))
THEIRS = rules.By(actor=ActorId("staff:theirs"))


def test_a_visit_from_issue_to_finish_measures_its_times() -> None:
    day = Day()
    day.open()
    ticket = day.issue("a")
    assert ticket.number == "A001"
    day.passes(minutes=7)
    day.call()
    day.passes(minutes=1)
    day.at_counter(rules.start)
    day.passes(minutes=4)
    done = day.at_counter(rules.finish)
    assert done.state is TicketState.DONE
    assert waiting_time(done) == timedelta(minutes=7)
    assert service_time(done, day.at) == timedelta(minutes=4)
    assert sojourn_time(done) == timedelta(minutes=12)
    assert day.floor.times[ServiceId("a")].total_s == 240


def test_a_recall_is_not_a_second_call() -> None:
    day = Day()
    day.open()
    day.issue()
    called = day.call()
    day.passes(seconds=30)
    again = day.at_counter(rules.recall)
    assert (again.calls, again.called_at) == (2, called.called_at)
    assert [call.recall for call in day.floor.calls] == [False, True]


def test_undo_gives_the_old_place_and_the_old_wait_back() -> None:
    day = Day()
    day.open()
    first = day.issue()
    day.passes(minutes=1)
    day.issue()
    day.passes(minutes=1)
    day.call()
    undone = day.at_counter(rules.undo)
    assert undone.waiting_since == first.waiting_since
    assert day.floor.calls == ()
    assert day.call().id == first.id


def test_undo_after_start_and_after_no_show_but_not_after_finish() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.call()
    day.at_counter(rules.start)
    assert day.at_counter(rules.undo).state is TicketState.WAITING
    day.call()
    day.at_counter(rules.no_show)
    assert day.at_counter(rules.undo).state is TicketState.WAITING
    day.serve()
    with pytest.raises(er.NothingToUndo):
        day.at_counter(rules.undo)
    assert day.ticket(ticket.id).state is TicketState.DONE


def test_undo_sets_a_visit_aside_again_that_was_taken_up_by_mistake() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.call()
    day.at_counter(rules.start)
    day.at_counter(rules.park, reason="documents")
    day.passes(minutes=50)
    assert not day.ticket(ticket.id).taken_up
    day.at_counter(rules.take_up, ticket=ticket.id)
    again = day.at_counter(rules.undo)
    assert (again.state, again.parked_reason) == (TicketState.PARKED, "documents")
    assert day.floor.waiting() == []  # nobody who has been waiting for 50 minutes
    with pytest.raises(er.NothingToUndo):
        day.at_counter(rules.undo)


def test_undo_after_a_transfer_of_what_was_taken_up_is_of_the_new_call() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.call()
    day.at_counter(rules.start)
    day.at_counter(rules.park, reason=None)
    day.at_counter(rules.take_up, ticket=ticket.id)
    day.at_counter(rules.transfer, service=ServiceId("b"))
    day.call()
    day.at_counter(rules.start)
    assert day.at_counter(rules.undo).state is TicketState.WAITING


def test_parked_time_is_left_out_of_the_service_time() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=2)
    day.at_counter(rules.park, reason="a form is missing")
    day.passes(minutes=30)
    day.at_counter(rules.take_up, ticket=ticket.id)
    day.passes(minutes=3)
    done = day.at_counter(rules.finish)
    assert service_time(done, day.at) == timedelta(minutes=5)
    assert sojourn_time(done) == timedelta(minutes=35)


def test_a_transfer_keeps_number_and_arrival_and_joins_again() -> None:
    day = Day()
    day.open()
    ticket = day.issue("a")
    day.passes(minutes=5)
    later = day.issue("b")
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=3)
    moved = day.at_counter(rules.transfer, service=ServiceId("b"))
    assert (moved.number, moved.place_at) == (ticket.number, ticket.issued_at)
    assert moved.waiting_since == day.at
    assert day.call().id == ticket.id, "its arrival is earlier than B001's"
    assert day.ticket(later.id).state is TicketState.WAITING


def test_a_ticket_sent_to_one_counter_is_called_there_and_nowhere_else() -> None:
    day = Day()
    day.open(2)
    day.open(3)
    ticket = day.issue("a")
    day.call(2)
    day.at_counter(rules.start, 2)
    day.at_counter(rules.transfer, 2, to=CounterId(3))
    with pytest.raises(er.LineEmpty):
        day.call(2)
    assert day.call(3).id == ticket.id


def test_when_that_counter_closes_any_other_may_call_it() -> None:
    day = Day()
    day.open(2)
    day.open(3)
    ticket = day.issue("a")
    day.call(2)
    day.at_counter(rules.start, 2)
    day.at_counter(rules.transfer, 2, to=CounterId(3))
    day.ask(rules.close_counter, counter=CounterId(3), by=rules.BY_SYSTEM)
    assert day.call(2).id == ticket.id


def test_a_missed_number_comes_back_behind_two_others_within_the_grace_time() -> None:
    day = Day()
    day.open()
    missed = day.issue()
    day.call()
    day.at_counter(rules.no_show)
    others = []
    for _ in range(4):
        day.passes(seconds=10)
        others.append(day.issue().id)
    day.passes(minutes=5)
    day.ask(rules.take_back, ticket=missed.id, by=KIOSK)
    order = [ticket.id for ticket in day.floor.waiting()]
    assert order == [*others[:2], missed.id, *others[2:]]


def test_past_the_grace_time_it_does_not() -> None:
    day = Day()
    day.open()
    missed = day.issue()
    day.call()
    day.at_counter(rules.no_show)
    day.passes(minutes=30)
    day.ask(rules.take_back, ticket=missed.id, by=KIOSK)
    day.call()
    day.at_counter(rules.no_show)
    day.passes(minutes=30, seconds=1)
    with pytest.raises(er.GraceOver):
        day.ask(rules.take_back, ticket=missed.id, by=KIOSK)


def test_who_needs_more_time_lets_the_next_three_go_first_once() -> None:
    day = Day()
    tickets = [day.passes(seconds=10).issue().id for _ in range(6)]
    asked = day.ask(rules.give_way, ticket=tickets[1], places=3, by=KIOSK)
    order = [ticket.id for ticket in day.floor.waiting()]
    assert order == [tickets[0], *tickets[2:5], tickets[1], tickets[5]]
    assert [type(event).__name__ for event in asked] == ["GaveWay"]
    with pytest.raises(er.MoreTimeUsed):
        day.ask(rules.give_way, ticket=tickets[1], places=3, by=KIOSK)


def test_somebody_who_waits_twice_as_fast_really_lets_the_others_go_first() -> None:
    day = Day()
    day.open(2)
    asker = day.issue("a", PRIORITY).id
    others = [day.passes(minutes=1).issue("a").id for _ in range(3)]
    day.passes(minutes=10)
    day.ask(rules.give_way, ticket=asker, places=2, by=KIOSK)
    called = [day.serve().id for _ in range(4)]
    assert called == [*others[:2], asker, others[2]]


def test_more_time_is_for_who_waits_with_somebody_behind() -> None:
    day = Day()
    day.open()
    first, last = day.issue(), day.passes(seconds=1).issue()
    with pytest.raises(er.NobodyBehind):
        day.ask(rules.give_way, ticket=last.id, places=3, by=KIOSK)
    day.call()
    with pytest.raises(er.WrongState):
        day.ask(rules.give_way, ticket=first.id, places=3, by=KIOSK)


def test_the_time_somebody_gave_away_is_not_counted_as_their_wait() -> None:
    day = Day()
    day.open()
    asker = day.issue().id
    day.passes(minutes=4).issue()
    day.passes(minutes=2)
    day.ask(rules.give_way, ticket=asker, places=1, by=KIOSK)
    day.serve(minutes=1)
    called = day.call()
    assert called.id == asker
    assert (waiting_time(called) or timedelta(0)) < timedelta(minutes=3, seconds=1)


def test_priority_accumulates_twice_as_fast_and_nobody_starves() -> None:
    day = Day()
    day.open(2)
    walk_in = day.issue("a")
    day.passes(minutes=4)
    first_priority = day.issue("a", PRIORITY)
    day.passes(minutes=4)
    assert day.call().id == walk_in.id, "8 min x 1 equals 4 min x 2: the earlier arrival wins"
    day.at_counter(rules.undo)
    day.passes(seconds=1)
    assert day.call().id == first_priority.id
    day.at_counter(rules.start)
    day.at_counter(rules.finish)
    for _ in range(20):
        day.issue("a", PRIORITY)
    assert day.call().id == walk_in.id, "priorities that just came have accumulated nothing"


def test_the_friendly_counter_takes_its_lane_first() -> None:
    day = Day()
    day.open(1)
    walk_in = day.issue("a")
    day.passes(minutes=30)
    priority = day.issue("b", PRIORITY)
    assert day.call(1).id == priority.id
    day.at_counter(rules.start, 1)
    day.at_counter(rules.finish, 1)
    assert day.call(1).id == walk_in.id


def test_repeating_a_request_gives_the_same_ticket() -> None:
    day = Day()
    day.issue("a", request="tap-1")
    assert (
        day.ask(
            rules.issue,
            service=ServiceId("a"),
            visit_class="walk_in",
            language="zh-TW",
            device=KIOSK,
            request="tap-1",
        )
        == []
    )
    for other in ({"service": "b"}, {"people": 2}, {"errands": (ServiceId("c"),)}):
        with pytest.raises(er.KeyReused):
            day.issue(**other, request="tap-1")
    assert day.floor.waiting_count == 1


def test_a_key_is_held_to_what_was_asked_and_not_to_what_became_of_the_ticket() -> None:
    day = Day()
    day.open()
    first = day.issue("a", request="tap-1")
    day.call()
    day.at_counter(rules.start)
    day.at_counter(rules.transfer, service=ServiceId("b"))
    assert day.issue("a", request="tap-1").id == first.id
    assert len(day.floor.tickets) == 1


def test_numbers_end_where_their_band_ends_and_go_on_past_999_without_one() -> None:
    day = Day()
    numbers = [day.passes(seconds=1).issue("a").number for _ in range(1000)]
    assert numbers[-2:] == ["A999", "A1000"]


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (er.UnknownService, lambda day: day.issue("nowhere")),
        (er.UnknownClass, lambda day: day.issue("a", "royal")),
        (er.OfficeClosed, lambda day: day.issue("a", accepting=False)),
        (er.UnknownCounter, lambda day: day.open(99)),
        (er.CounterClosed, lambda day: day.call(3)),
        (er.CounterAlreadyOpen, lambda day: day.open(2)),
        (er.UnknownClerk, lambda day: day.open(3, clerk=ClerkId("nobody"))),
        (er.LineEmpty, lambda day: day.call(2)),
        (er.NoTicketInHand, lambda day: day.at_counter(rules.finish)),
        (er.NothingToUndo, lambda day: day.at_counter(rules.undo)),
        (er.CounterNotPaused, lambda day: day.at_counter(rules.resume_counter)),
    ],
)
def test_refusals_name_what_is_wrong_and_change_nothing(refusal, act) -> None:  # type: ignore[no-untyped-def]
    day = Day()
    day.open(2)
    before = day.floor
    with pytest.raises(refusal):
        act(day)
    assert day.floor is before


def test_a_counter_calls_one_at_a_time() -> None:
    day = Day()
    day.open()
    day.issue()
    day.issue()
    day.call()
    with pytest.raises(er.CounterBusy):
        day.call()


def test_finish_needs_a_start() -> None:
    day = Day()
    day.open()
    day.issue()
    day.call()
    with pytest.raises(er.WrongState):
        day.at_counter(rules.finish)


def test_only_who_opened_a_counter_acts_on_it() -> None:
    day = Day()
    day.ask(rules.open_counter, counter=CounterId(2), by=MINE, clerk=ClerkId("c1"))
    day.issue()
    with pytest.raises(er.NotYourCounter):
        day.ask(rules.call_next, counter=CounterId(2), by=THEIRS)
    day.ask(rules.call_next, counter=CounterId(2), by=MINE)


def test_a_clerk_sits_at_one_counter() -> None:
    day = Day()
    day.open(2, clerk=ClerkId("c1"))
    with pytest.raises(er.ClerkElsewhere):
        day.open(3, clerk=ClerkId("c1"))


def test_somebody_elses_ticket_is_refused() -> None:
    day = Day()
    day.open(2)
    day.open(3)
    first, _second = day.issue(), day.issue()
    day.call(2)
    day.call(3)
    with pytest.raises(er.NotYourTicket):
        day.at_counter(rules.start, 3, ticket=first.id)


def test_in_turn_is_all_or_none() -> None:
    day = Day()
    day.open()
    day.issue()
    day.call()
    day.at_counter(rules.start)
    both = rules.in_turn(
        lambda floor, at: rules.finish(floor, at, counter=CounterId(2), by=rules.BY_SYSTEM),
        lambda floor, at: rules.call_next(floor, at, counter=CounterId(2), by=rules.BY_SYSTEM),
    )
    with pytest.raises(er.LineEmpty):
        day.ask(both)
    assert day.floor.in_hand(CounterId(2)) is not None
