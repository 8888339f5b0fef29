"""The board shows what the log says, and nothing about any person."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from display.board import BoardView, board_view, ranges_of, waiting_view
from queue_monitor.domain import rules
from queue_monitor.domain.model import ServiceId
from queue_monitor.forecast import WaitRange
from queue_monitor.web.visitor import Doors, ticket_view
from tests.builders import Day
from tests.kiosk.offices import day, settings

SERVICES = [service.id for service in settings().services]
OPEN = Doors(open=True, issuing=True, practice=False, opens_at=None)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.sampled_from(SERVICES)),
        st.tuples(st.just("serve"), st.integers(1, 10)),
        st.tuples(st.just("miss"), st.integers(1, 10)),
        st.tuples(st.just("recall"), st.integers(1, 10)),
    ),
    max_size=40,
)


def shown(
    the_day: Day,
    *,
    wait: WaitRange | None = None,
    before: dict[ServiceId, tuple[int, int]] | None = None,
) -> BoardView:
    waits = dict.fromkeys(SERVICES, wait)
    return board_view(the_day.floor, the_day.at, settings(), OPEN, waits=waits, shown=before or {})


def lived(steps: list[tuple[str, object]]) -> Day:
    """A day on which these things were tried; what the office refuses does not happen."""
    the_day = day()
    for counter in range(1, 11):
        the_day.open(counter)
    for what, which in steps:
        the_day.passes(seconds=20)
        if what == "issue":
            the_day.issue(str(which))
            continue
        counter = int(str(which))
        if the_day.floor.waiting_count == 0:
            continue
        the_day.call(counter)
        if what == "recall":
            the_day.passes(seconds=1)
            the_day.at_counter(rules.recall, counter)
        the_day.at_counter(rules.no_show if what == "miss" else rules.start, counter)
        if what != "miss":
            the_day.at_counter(rules.finish, counter)
    return the_day


@given(STEPS)
def test_the_lines_add_up_to_the_floor(steps: list[tuple[str, object]]) -> None:
    the_day = lived(steps)
    board = shown(the_day)
    assert sum(service.waiting for service in board.services) == board.waiting_total
    assert board.waiting_total == len(the_day.floor.waiting())


@given(STEPS)
def test_calls_are_the_newest_and_rise_one_by_one(steps: list[tuple[str, object]]) -> None:
    board = shown(lived(steps))
    ids = [call.call for call in board.calls]
    assert len(ids) <= 12
    assert ids == list(range(ids[0], ids[0] + len(ids))) if ids else True
    last_at = {call.counter: call.number for call in board.calls}
    now = {desk.counter: desk.number for desk in board.now_serving}
    assert all(now[counter] == number for counter, number in last_at.items())


@given(STEPS)
def test_nothing_leads_from_the_board_to_a_ticket(steps: list[tuple[str, object]]) -> None:
    the_day = lived(steps)
    told = msgspec.json.encode(shown(the_day)).decode()
    for ticket in the_day.floor.tickets:
        assert ticket not in told  # the id with its day is the key to the link
    assert "token" not in told


def test_the_number_at_a_counter_stays_when_the_visitor_has_gone_and_goes_when_it_closes() -> None:
    the_day = day()
    the_day.issue("seal")
    the_day.open(1)
    called = the_day.serve(1, minutes=3)
    desk = shown(the_day).now_serving[0]
    assert (desk.number, desk.state) == (called.number, None)
    the_day.ask(rules.close_counter, counter=1, by=rules.BY_SYSTEM)
    assert shown(the_day).now_serving[0].number is None


def test_a_number_called_back_into_line_leaves_its_counter() -> None:
    the_day = day()
    the_day.issue("seal")
    the_day.open(1)
    the_day.call(1)
    the_day.ask(rules.undo, counter=1, by=rules.BY_SYSTEM)
    assert shown(the_day).now_serving[0].number is None


def test_a_missed_number_is_listed_until_its_time_is_over() -> None:
    the_day = day()
    ticket = the_day.issue("seal")
    the_day.open(1)
    the_day.call(1)
    the_day.at_counter(rules.no_show, 1)
    assert shown(the_day).missed == (ticket.number,)
    the_day.passes(minutes=30)
    assert shown(the_day).missed == (ticket.number,)
    the_day.passes(seconds=1)
    assert shown(the_day).missed == ()


def test_a_range_on_the_board_does_not_jump_while_it_is_right() -> None:
    def wait(lo_s: float, hi_s: float) -> WaitRange:
        p10, p90 = timedelta(seconds=lo_s), timedelta(seconds=hi_s)
        return WaitRange(p10=p10, p50=p10, p90=p90)

    first = shown(day(), wait=wait(300, 595))
    assert first.services[0].expected_wait_min == (5, 10)
    later = shown(day(), wait=wait(290, 610), before=ranges_of(first))
    assert later.services[0].expected_wait_min == (5, 10)
    then = shown(day(), wait=wait(120, 900), before=ranges_of(later))
    assert then.services[0].expected_wait_min == (2, 15)


def test_the_public_counts_hold_lines_and_no_numbers() -> None:
    the_day = lived([("issue", "seal"), ("issue", "seal"), ("serve", 1)])
    counts = waiting_view(shown(the_day))
    told = msgspec.json.encode(counts).decode()
    assert {s.id: s.waiting for s in counts.services}["seal"] == 1
    assert "F001" not in told
    assert "林佳穎" not in told


def test_a_visitors_own_view_follows_the_ticket_through_its_life() -> None:
    the_day = day()
    first, second = the_day.issue("seal"), the_day.passes(seconds=1).issue("seal")

    def own(number: int = 0) -> tuple[str, int | None, int | None]:
        ticket = the_day.ticket((first, second)[number].id)
        view = ticket_view(the_day.floor, ticket, the_day.at, settings(), wait=None)
        return view.state, view.place, view.counter

    assert [own(0), own(1)] == [("waiting", 1, None), ("waiting", 2, None)]
    the_day.open(1)
    the_day.call(1)
    assert [own(0), own(1)] == [("called", None, 1), ("waiting", 1, None)]
    the_day.at_counter(rules.no_show, 1)
    view = ticket_view(the_day.floor, the_day.ticket(first.id), the_day.at, settings(), wait=None)
    assert view.grace_until == the_day.at + timedelta(minutes=30)
    assert (view.counter, view.called_at) == (None, None)
