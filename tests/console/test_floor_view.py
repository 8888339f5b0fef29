"""The floor as staff see it, and why somebody is next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from queue_monitor.config.planning import plan
from queue_monitor.console.next import next_view
from queue_monitor.console.views import floor_view, ticket_line
from queue_monitor.domain import rules
from queue_monitor.domain.errors import NothingToUndo
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import CounterId, TicketId, TicketState
from tests.builders import CLERK, OPENS_AT, Day, day_opened
from tests.support.config import office as settings

if TYPE_CHECKING:
    from queue_monitor.console.shapes import FloorView


def a_day() -> Day:
    """That office, just opened."""
    opening = day_opened(plan(settings()))
    return Day(floor=evolve(Day().floor, opening), events=[opening])


def seen(day: Day) -> FloorView:
    """The floor of `day` now."""
    return floor_view(day.floor, day.at, settings())


def test_an_empty_office_has_every_counter_service_and_clerk() -> None:
    view = seen(a_day())
    assert [counter.id for counter in view.counters] == list(range(1, 11))
    assert len(view.services) == 8
    assert len(view.clerks) == 12
    assert view.waiting_total == 0
    assert view.oldest_waiting_since is None
    assert (view.limits.waiting, view.limits.wait_s) == (7, 600.0)


def test_lines_are_in_the_order_of_arrival_with_how_long_they_wait() -> None:
    day = a_day()
    first = day.issue("transcript")
    second = day.passes(minutes=4).issue("seal")
    view = seen(day.passes(minutes=6))
    assert [line.number for line in view.lines] == [first.number, second.number]
    assert view.longest_wait_s == 600.0
    assert view.oldest_waiting_since == OPENS_AT
    waits = {service.id: service.longest_wait_s for service in view.services}
    assert (waits["transcript"], waits["seal"], waits["moving"]) == (600.0, 360.0, 0.0)


def test_a_called_ticket_says_from_when_it_may_be_marked_missed() -> None:
    day = a_day()
    day.open(3)
    day.issue("transcript")
    day.call(3)
    counter = seen(day).counters[2]
    assert counter.ticket is not None
    call_for = settings().missed_numbers.call_for
    assert counter.ticket.no_show_from == day.at + call_for
    assert counter.can_undo
    day.at_counter(rules.start, 3)
    started = seen(day).counters[2].ticket
    assert started is not None
    assert started.no_show_from is None
    assert started.state == TicketState.SERVING


def test_a_missed_number_is_shown_until_its_grace_time_is_over() -> None:
    day = a_day()
    day.open(3)
    day.issue("transcript")
    day.call(3)
    day.passes(minutes=1).at_counter(rules.no_show, 3)
    grace_time = settings().missed_numbers.grace_time
    (line,) = seen(day).missed
    assert line.grace_until == day.at + grace_time
    day.at += grace_time
    assert len(seen(day).missed) == 1
    day.at += timedelta(seconds=1)
    assert seen(day).missed == ()


def test_undo_is_offered_exactly_when_the_rule_would_do_it() -> None:
    day = a_day()
    day.open(3)
    day.issue("transcript")
    day.issue("transcript")
    steps = [rules.call_next, rules.start, rules.finish, rules.call_next]
    for step in [None, *steps]:
        if step is not None:
            day.passes(minutes=1).at_counter(step, 3)
        offered = seen(day).counters[2].can_undo
        try:
            rules.undo(day.floor, day.at, counter=CounterId(3), by=CLERK)
        except NothingToUndo:
            assert not offered
        else:
            assert offered


def test_every_reason_is_told_in_both_languages() -> None:
    day = a_day()
    counter = day.floor.counters[CounterId(2)]
    nobody = next_view(day.floor, counter, day.at)
    assert (nobody.ticket, nobody.reason.code) == (None, "line_empty")
    day.issue("transcript")
    priority = day.passes(minutes=1).issue("transcript", "priority")
    view = next_view(day.floor, counter, day.passes(minutes=1).at)
    assert view.ticket is not None
    assert (view.ticket.number, view.reason.code) == (priority.number, "lane")
    for told in (nobody, view):
        assert set(told.reason.text) == {"zh-TW", "en"}


def test_upcoming_shows_ten_at_most_and_begins_with_the_next() -> None:
    day = a_day()
    numbers = [day.passes(seconds=10).issue("transcript").number for _ in range(12)]
    view = next_view(day.floor, day.floor.counters[CounterId(3)], day.at)
    assert [line.number for line in view.upcoming] == numbers[:10]


def test_the_floor_names_no_visitor() -> None:
    day = a_day()
    day.issue("transcript")
    encoded = msgspec.json.encode(seen(day)).decode()
    assert "device:k1" not in encoded


def test_an_appointment_shows_its_hour_and_what_for() -> None:
    slot_at = OPENS_AT + timedelta(minutes=10)
    day = Day()
    day.ask(
        rules.book,
        ticket="2026-03-04/b1",
        number="R001",
        service="a",
        visit_class="appointment",
        language="zh-TW",
        slot_at=slot_at,
        pick_up=True,
    )
    day.ask(rules.check_in, ticket="2026-03-04/b1")
    line = ticket_line(day.floor, day.ticket(TicketId("2026-03-04/b1")))
    assert (line.slot_at, line.pick_up, line.number) == (slot_at, True, "R001")
