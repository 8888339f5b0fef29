"""Appointments on the floor: room in a slot, numbers, coming early, late and not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import days, rules
from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.days import Calendar
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    ActorId,
    ServiceId,
    Ticket,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.bookings import taken
from tests.builders import OPENS_AT, Day, office_plan, opened

VISITOR = ActorId("visitor")
NINE = OPENS_AT + timedelta(hours=1)
RULE = rules.ArrivalRule()
_ids = count(1)


def slot(at: datetime = NINE, *, per_service: int = 2, together: int = 3) -> rules.Slot:
    return rules.Slot(
        at=at,
        day_from=OPENS_AT - timedelta(hours=8),
        day_to=OPENS_AT + timedelta(hours=16),
        per_service=per_service,
        together=together,
    )


def booked(day: Day, service: str = "a", **more: object) -> Ticket:
    ticket = TicketId(f"2026-03-04/b{next(_ids)}")
    day.ask(
        rules.book_slot,
        ticket=ticket,
        service=ServiceId(service),
        language="zh-TW",
        slot=more.pop("slot", slot()),
        **more,
    )
    return day.ticket(ticket)


def come(day: Day, ticket: Ticket, **more: object) -> Ticket:
    day.ask(rules.check_in, ticket=ticket.id, rule=RULE, **more)
    return day.ticket(ticket.id)


def test_a_slot_has_room_for_so_many_of_a_service_and_so_many_together() -> None:
    day = Day()
    booked(day, "a")
    booked(day, "a")
    with pytest.raises(er.SlotFull):
        booked(day, "a")
    booked(day, "b")
    with pytest.raises(er.SlotFull):
        booked(day, "c")
    booked(day, "c", slot=slot(NINE + timedelta(minutes=30)))


def test_a_withdrawn_appointment_leaves_its_place_to_another() -> None:
    day = Day()
    first = booked(day, slot=slot(per_service=1))
    day.ask(rules.cancel_booking, ticket=first.id, by=VISITOR)
    assert day.ticket(first.id).state is TicketState.CANCELLED
    assert booked(day, slot=slot(per_service=1)).number == "R002"


def test_who_is_here_already_still_fills_the_slot() -> None:
    day = Day()
    first = booked(day, slot=slot(per_service=1))
    day.passes(minutes=40)
    come(day, first)
    with pytest.raises(er.SlotFull):
        booked(day, slot=slot(per_service=1))


def test_moving_to_another_slot_keeps_the_ticket_and_frees_the_old_place() -> None:
    day = Day()
    mine = booked(day, slot=slot(per_service=1))
    later = slot(NINE + timedelta(hours=1), per_service=1)
    day.ask(rules.rebook, ticket=mine.id, slot=later)
    moved = day.ticket(mine.id)
    assert (moved.slot_at, moved.number, moved.state) == (later.at, "R002", TicketState.BOOKED)
    assert taken(day.floor, NINE) == 0
    assert day.ask(rules.rebook, ticket=mine.id, slot=later) == []


def test_the_hour_once_come_an_appointment_is_neither_moved_nor_withdrawn() -> None:
    day = Day()
    mine = booked(day)
    day.passes(hours=1)
    with pytest.raises(er.SlotOver):
        day.ask(rules.cancel_booking, ticket=mine.id, by=VISITOR)
    with pytest.raises(er.SlotOver):
        day.ask(rules.rebook, ticket=mine.id, slot=slot(NINE + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("minutes", "place", "visit_class"),
    [
        (30, 55, APPOINTMENT),  # half an hour before: counts from five minutes before the slot
        (55, 55, APPOINTMENT),
        (58, 55, APPOINTMENT),
        (60, 55, APPOINTMENT),
        (75, 55, APPOINTMENT),  # exactly 15 minutes late is not too late
        (75.02, 75.02, WALK_IN),
        (200, 200, WALK_IN),
    ],
)
def test_where_one_stands_who_comes_so_long_after_opening_for_nine(
    minutes: float, place: float, visit_class: str
) -> None:
    day = Day()
    mine = booked(day, "b")
    came = come(day.passes(minutes=minutes), mine)
    assert came.state is TicketState.WAITING
    assert came.place_at == OPENS_AT + timedelta(minutes=place)
    assert came.waiting_since == max(came.place_at, day.at)
    assert (came.visit_class, came.service, came.number) == (visit_class, "b", mine.number)


def test_too_soon_says_when_check_in_begins() -> None:
    day = Day()
    mine = booked(day)
    with pytest.raises(er.TooSoon) as refused:
        come(day.passes(minutes=29, seconds=59), mine)
    assert refused.value.begins_at == NINE - timedelta(minutes=30)


def test_a_code_shown_twice_is_refused_with_the_number() -> None:
    day = Day().passes(minutes=40)
    mine = booked(day)
    come(day, mine)
    with pytest.raises(er.AlreadyCheckedIn) as refused:
        come(day, mine)
    assert refused.value.number == mine.number
    assert day.floor.waiting_count == 1


def test_nobody_checks_in_while_the_office_is_closed_or_of_another_day() -> None:
    day = Day()
    mine = booked(day)
    with pytest.raises(er.OfficeClosed):
        come(day.passes(minutes=40), mine, accepting=False)
    with pytest.raises(er.SlotOver):
        come(day.passes(hours=24), mine)


@given(
    waits=st.lists(st.integers(0, 240), max_size=12),
    came=st.integers(-30, 15),
    after=st.integers(5, 15),
)
def test_from_five_minutes_after_the_slot_a_counter_takes_the_appointment_first(
    waits: list[int], came: int, after: int
) -> None:
    """At the class's rate in config.yaml, whoever walks in may have waited up to five hours."""
    plan = office_plan()
    classes = tuple(replace(c, rate=30.0 if c.id == APPOINTMENT else c.rate) for c in plan.classes)
    day = Day(floor=opened(replace(plan, classes=classes)))
    four_hours = slot(OPENS_AT + timedelta(hours=4))
    mine = booked(day, slot=four_hours)
    happens = sorted([*((240 - wait, "walk") for wait in waits), (240 + came, "come")])
    for minute, what in happens:
        day.at = OPENS_AT + timedelta(minutes=minute)
        if what == "walk":
            day.issue()
        else:
            come(day, mine)
    day.at = max(day.at, four_hours.at) + timedelta(minutes=after)
    day.open()
    assert day.call().id == mine.id


def test_who_comes_early_overtakes_nobody_before_the_hour() -> None:
    day = Day()
    mine = booked(day)
    come(day.passes(minutes=31), mine)
    walked_in = day.issue()
    day.passes(minutes=5)
    day.open()
    assert day.call().id == walked_in.id


def closed(day: Day, *, in_time: bool = True) -> None:
    for event in days.close_day(day.floor, day.at, in_time=in_time):
        day.floor = evolve(day.floor, event)
        day.events.append(event)


def test_an_appointment_that_nobody_kept_is_missed_at_closing() -> None:
    day = Day()
    mine, tomorrow = booked(day), booked(day, slot=slot(NINE + timedelta(days=1)))
    closed(day.passes(hours=9))
    missed = [e for e in day.events if isinstance(e, ev.Missed)]
    assert [(e.ticket, e.counter) for e in missed] == [(mine.id, None)]
    assert day.ticket(mine.id).state is TicketState.EXPIRED
    assert day.floor.bookings == (tomorrow.id,)


def test_nobody_is_to_blame_where_the_office_was_not_there() -> None:
    day = Day()
    mine = booked(day)
    closed(day.passes(hours=24), in_time=False)  # the machine was off until the next morning
    assert not [e for e in day.events if isinstance(e, ev.Missed)]
    assert day.ticket(mine.id).state is TicketState.CANCELLED


def test_a_booking_lives_through_the_turn_of_days_with_all_it_knows() -> None:
    day = Day()
    mine = booked(day, slot=slot(NINE + timedelta(days=1)), pick_up=True)
    closed(day.passes(hours=9))
    next_day = Calendar(
        date=OPENS_AT.date() + timedelta(days=1),
        open=True,
        issuing=True,
        serving_out=False,
        practice=False,
    )
    opens = days.open_day(
        day.floor, OPENS_AT + timedelta(days=1), calendar=next_day, plan=office_plan()
    )
    floor = evolve(day.floor, opens)
    assert floor.tickets[mine.id] == mine
    assert floor.tickets[mine.id].pick_up
