"""The turn of the business day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from queue_monitor.domain import days, rules
from queue_monitor.domain import events as ev
from queue_monitor.domain.days import Calendar
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import CounterId, CounterStatus, TicketState
from tests.builders import CLERK, OPENS_AT, Day, office_plan

TODAY = date(2026, 3, 4)
OPEN = Calendar(date=TODAY, open=True, issuing=True, serving_out=False, practice=True)
SERVING_OUT = replace(OPEN, open=False, issuing=False, serving_out=True)
AFTER_HOURS = replace(OPEN, open=False, issuing=False)
CLOSED = replace(AFTER_HOURS, practice=False)
NEXT_MORNING = replace(OPEN, date=date(2026, 3, 5))


def turned(floor: Floor, calendar: Calendar, at: datetime = OPENS_AT) -> Floor:
    """The floor after every turn that is due."""
    for _ in range(3):
        for event in days.turn(floor, at, calendar=calendar, plan=office_plan()):
            floor = evolve(floor, event)
    return floor


def day_of(floor: Floor) -> tuple[str, bool]:
    assert floor.day is not None
    return floor.day.id, floor.day.practice


def test_a_day_opens_once() -> None:
    floor = turned(Floor(), OPEN)
    assert day_of(floor) == ("2026-03-04", False)
    assert days.turn(floor, OPENS_AT, calendar=OPEN, plan=office_plan()) == ()


def test_outside_hours_practice_opens_where_the_office_wants_it() -> None:
    assert day_of(turned(Floor(), AFTER_HOURS)) == ("2026-03-04-p1", True)
    assert turned(Floor(), CLOSED).day is None


def test_practice_ends_when_the_office_opens_and_its_numbers_are_gone() -> None:
    day = Day(floor=turned(Floor(), AFTER_HOURS))
    day.issue()
    floor = turned(day.floor, OPEN)
    assert day_of(floor) == ("2026-03-04", False)
    assert floor.waiting_count == len(floor.tickets) == 0


def test_after_closing_whoever_is_inside_is_served_but_no_number_is_given() -> None:
    day = Day(floor=turned(Floor(), OPEN))
    day.open()
    day.issue()
    floor = turned(day.floor, SERVING_OUT)
    assert floor.is_open
    assert not days.is_accepting(floor, SERVING_OUT)
    day.call()
    day.at_counter(rules.start)
    day.at_counter(rules.finish)
    assert day_of(turned(day.floor, SERVING_OUT)) == ("2026-03-04-p2", True)


def test_at_the_end_everybody_inside_has_an_outcome() -> None:
    day = Day(floor=turned(Floor(), OPEN))
    for counter in (1, 2, 3):
        day.open(counter)
    for _ in range(5):
        day.issue()
    served = day.call(1)
    day.at_counter(rules.start, 1)
    called = day.call(2)
    missed = day.call(3)
    day.at_counter(rules.no_show, 3)
    for event in days.close_day(day.floor, day.at):
        day.floor = evolve(day.floor, event)
    assert day.ticket(served.id).state is TicketState.DONE
    assert day.ticket(called.id).state is TicketState.EXPIRED
    assert day.ticket(missed.id).state is TicketState.EXPIRED
    assert day.floor.waiting_count == 0
    assert all(c.status is CounterStatus.CLOSED for c in day.floor.counters.values())


def test_midnight_turns_a_forgotten_day() -> None:
    day = Day(floor=turned(Floor(), OPEN))
    day.issue()
    floor = turned(day.floor, NEXT_MORNING, OPENS_AT + timedelta(days=1))
    assert day_of(floor) == ("2026-03-05", False)
    assert floor.waiting_count == 0


def test_ids_stay_unique_when_a_date_opens_again() -> None:
    seen = []
    floor = Floor()
    for calendar in (AFTER_HOURS, OPEN, AFTER_HOURS, OPEN, AFTER_HOURS):
        floor = turned(floor, calendar)
        seen.append(day_of(floor)[0])
    assert len(set(seen)) == len(seen), seen
    assert seen[1] == "2026-03-04"


def test_ids_stay_unique_when_a_clock_is_set_back_and_forward_again() -> None:
    """A dead battery, every morning: an old date until the network tells the hour."""
    other = [replace(c, date=TODAY - timedelta(days=400)) for c in (OPEN, AFTER_HOURS)]
    seen, floor = [], Floor()
    for _ in range(3):
        for calendar in (OPEN, AFTER_HOURS, *other, OPEN, AFTER_HOURS, *other, OPEN):
            floor = turned(floor, calendar)
            seen.append(day_of(floor)[0])
    times = [i for i, one in enumerate(seen) if one != seen[i - 1]]  # some turn nothing
    assert len(set(seen)) == len(times), seen
    assert day_of(turned(floor, NEXT_MORNING))[0] == "2026-03-05"


def test_a_booking_and_clerks_in_the_house_live_on() -> None:
    day = Day(floor=turned(Floor(), OPEN))
    day.ask(
        rules.book,
        ticket="2026-03-05/X001",
        number="X001",
        service="a",
        visit_class="appointment",
        language="en",
        slot_at=OPENS_AT + timedelta(days=1),
    )
    day.ask(rules.clerk_came, clerk="c1")
    floor = turned(day.floor, NEXT_MORNING, OPENS_AT + timedelta(days=1))
    assert [t.state for t in floor.tickets.values()] == [TicketState.BOOKED]
    assert floor.clerks["c1"].present  # type: ignore[index]


@pytest.mark.parametrize("calendar", [OPEN, SERVING_OUT, AFTER_HOURS, CLOSED, NEXT_MORNING])
def test_turning_settles(calendar: Calendar) -> None:
    floor = turned(turned(Floor(), OPEN), calendar)
    assert days.turn(floor, OPENS_AT, calendar=calendar, plan=office_plan()) == ()


def test_closing_releases_counters_for_the_next_day() -> None:
    day = Day(floor=turned(Floor(), OPEN))
    day.open(2)
    floor = turned(day.floor, NEXT_MORNING)
    assert floor.counter(CounterId(2)).status is CounterStatus.CLOSED
    assert isinstance(
        rules.open_counter(floor, OPENS_AT, counter=CounterId(2), by=CLERK)[0], ev.CounterOpened
    )
