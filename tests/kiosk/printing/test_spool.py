"""Which slip comes next, and that none is lost or forgotten: the spool's pure part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.printing import spool
from kiosk.printing.outcomes import How
from queue_monitor.domain import rules
from queue_monitor.domain.errors import NoSlipNow
from queue_monitor.domain.model import ActorId, Ticket
from queue_monitor.domain.slip_events import SlipDropped, SlipStarted
from queue_monitor.domain.slips import DropReason, PrinterId, PrinterState, SlipState
from tests.builders import Day

LOBBY, ATTIC = PrinterId("lobby"), PrinterId("attic")
KEEP = timedelta(minutes=10)
AMY = ActorId("staff:amy")
ME, OTHER = "me-lobby", "other-lobby"


def asked(day: Day, *tickets: Ticket) -> None:
    day.ask(
        spool.request_first,
        tickets=[t.id for t in tickets] or list(day.floor.tickets),
        choose=lambda _: LOBBY,
        keep=KEEP,
    )


def begin(day: Day, press: str = ME) -> list[object]:
    return list(day.ask(spool.begin_next, printer=LOBBY, press=press, keep=KEEP))


def settle(day: Day, ticket: Ticket, how: How, press: str = ME) -> None:
    slip = day.floor.slips.of(ticket.id)
    assert slip is not None
    day.ask(spool.settle, ticket=ticket.id, copy=slip.copy, press=press, how=how)


def state(day: Day, ticket: Ticket) -> SlipState:
    slip = day.floor.slips.of(ticket.id)
    assert slip is not None
    return slip.state


def test_a_number_gets_one_first_slip_however_often_it_is_looked_at() -> None:
    day = Day()
    ticket = day.issue()
    asked(day)
    asked(day, ticket)
    assert [slip.ticket for slip in day.floor.slips.waiting(LOBBY)] == [ticket.id]


def test_a_number_taken_long_before_anybody_looked_gets_none() -> None:
    day = Day()
    day.issue()
    day.passes(minutes=11)
    asked(day)
    assert day.floor.slips.waiting(LOBBY) == ()


def test_one_slip_is_in_one_hand() -> None:
    day = Day()
    first, second = day.issue(), day.issue()
    asked(day, first, second)
    assert begin(day) != []
    assert begin(day, OTHER) == []
    settle(day, first, How.PRINTED, OTHER)  # it has no say in it
    assert state(day, first) is SlipState.PRINTING
    settle(day, first, How.PRINTED)
    assert state(day, first) is SlipState.PRINTED
    assert begin(day, OTHER) != []
    assert state(day, second) is SlipState.PRINTING


def test_what_a_dead_hand_held_is_printed_again_as_it_may_be_on_paper() -> None:
    day = Day()
    ticket = day.issue()
    asked(day)
    begin(day, OTHER)
    day.ask(spool.take_over, printer=LOBBY, gone={OTHER})
    begin(day)
    slip = day.floor.slips.of(ticket.id)
    assert slip is not None
    assert (slip.state, slip.tries, slip.press) == (SlipState.PRINTING, 2, ME)


def test_what_was_never_sent_counts_as_no_try() -> None:
    day = Day()
    ticket = day.issue()
    asked(day)
    for _ in range(5):
        begin(day)
        settle(day, ticket, How.NOT_SENT)
    slip = day.floor.slips.of(ticket.id)
    assert slip is not None
    assert (slip.state, slip.tries) == (SlipState.QUEUED, 0)


def test_after_three_torn_slips_no_more_paper_is_wasted() -> None:
    day = Day()
    ticket = day.issue()
    asked(day)
    for _ in range(3):
        begin(day)
        settle(day, ticket, How.TORN)
    (dropped,) = begin(day)
    assert isinstance(dropped, SlipDropped)
    assert dropped.reason is DropReason.FAILED


def test_what_nobody_needs_any_more_makes_way_for_the_next() -> None:
    day = Day()
    gone, late = day.issue(), day.issue()
    asked(day, gone, late)
    day.passes(minutes=9)
    day.ask(rules.cancel, ticket=gone.id, by=AMY)
    day.passes(minutes=2)
    fresh = day.issue()
    asked(day, fresh)
    events = begin(day)
    assert [e.reason for e in events if isinstance(e, SlipDropped)] == [
        DropReason.NOT_NEEDED,
        DropReason.TOO_LATE,
    ]
    assert [e.ticket for e in events if isinstance(e, SlipStarted)] == [fresh.id]


def test_another_copy_is_asked_for_only_when_none_is_on_its_way_and_while_the_number_lives() -> (
    None
):
    day = Day()
    ticket = day.issue()
    asked(day)
    again = {"ticket": ticket.id, "printer": ATTIC, "by": AMY}
    assert day.ask(spool.request_again, **again) == []
    begin(day)
    settle(day, ticket, How.PRINTED)
    day.ask(spool.request_again, **again)
    slip = day.floor.slips.of(ticket.id)
    assert slip is not None
    assert (slip.copy, slip.printer) == (2, ATTIC)
    assert [s.copy for s in day.floor.slips.waiting(ATTIC)] == [2]
    day.ask(rules.cancel, ticket=ticket.id, by=AMY)
    with pytest.raises(NoSlipNow):
        day.ask(spool.request_again, **again)


def test_a_printer_that_is_no_longer_configured_leaves_no_slip_hanging() -> None:
    day = Day()
    ticket = day.issue()
    asked(day)
    day.ask(spool.drop_homeless, printers={ATTIC})
    assert state(day, ticket) is SlipState.DROPPED


def test_a_printer_is_out_of_order_since_the_first_of_its_troubles() -> None:
    day = Day()
    for told in (PrinterState.OFFLINE, PrinterState.OFFLINE, PrinterState.PAPER_OUT):
        day.passes(minutes=1)
        day.ask(spool.note_state, printer=LOBBY, state=told)
    record = day.floor.slips.printers[LOBBY]
    assert record.failing_since == record.since - timedelta(minutes=2)
    day.ask(spool.note_state, printer=LOBBY, state=PrinterState.PAPER_LOW)
    assert day.floor.slips.printers[LOBBY].works


@given(st.lists(st.sampled_from(["issue", "begin", *How, "take_over", "again", "wait"])))
def test_a_slip_is_in_the_queue_as_long_as_it_is_open_and_never_else(steps: list[str]) -> None:
    day = Day()
    for step in steps:
        match step:
            case "issue":
                asked(day, day.issue())
            case "begin":
                begin(day)
            case "take_over":
                day.ask(spool.take_over, printer=LOBBY, gone={ME})
            case "wait":
                day.passes(minutes=4)
            case "again":
                for id_ in list(day.floor.tickets)[:1]:
                    day.ask(spool.request_again, ticket=id_, printer=LOBBY, by=AMY)
            case _:
                for slip in day.floor.slips.waiting(LOBBY)[:1]:
                    settle(day, day.floor.ticket(slip.ticket), How(step))
        slips = day.floor.slips
        queue = slips.queue.get(LOBBY, ())
        assert sorted(queue) == sorted(s.ticket for s in slips.by_ticket.values() if s.is_open)
        assert len(set(queue)) == len(queue)
        assert sum(s.state is SlipState.PRINTING for s in slips.waiting(LOBBY)) <= 1
