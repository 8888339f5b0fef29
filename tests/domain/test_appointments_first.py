"""No counter that takes appointments calls somebody else past one at its hour, in whatever lane."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.appointments import SOON_S, live
from queue_monitor.domain import rules
from queue_monitor.domain.discipline import Why, can_take, explain, next_ticket, upcoming
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    CounterId,
    CounterPlan,
    DisciplineName,
    Lane,
    OfficePlan,
    ServiceId,
)
from queue_monitor.simulation.pattern import Pattern
from tests.builders import CLASSES, OPENS_AT, PRIORITY, Day, office_plan, opened
from tests.domain.test_bookings import booked, come, slot
from tests.support.config import office

SERVICES = tuple(map(ServiceId, "abc"))
RATE = 30.0
SLOT = OPENS_AT + timedelta(hours=4)
LEAD_MIN = 5

lanes = st.builds(
    Lane,
    services=st.lists(st.sampled_from(SERVICES), min_size=1, unique=True).map(tuple),
    classes=st.lists(st.sampled_from(CLASSES), min_size=1, unique=True).map(tuple),
)
serves = st.lists(lanes, min_size=1, max_size=3).map(tuple)
comers = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([WALK_IN, PRIORITY]),
        st.integers(1, 149),  # minutes before the slot
    ),
    max_size=8,
)


def plan(
    *counters: tuple[Lane, ...], discipline: DisciplineName = DisciplineName.ACCUMULATING
) -> OfficePlan:
    """Counters with these lanes; appointments gain priority as in config.yaml."""
    base = office_plan()
    return replace(
        base,
        discipline=discipline,
        classes=tuple(replace(c, rate=RATE if c.id == APPOINTMENT else 1.0) for c in base.classes),
        counters=tuple(CounterPlan(id=CounterId(n), serves=s) for n, s in enumerate(counters, 1)),
    )


def crowded(office: OfficePlan, drawn: list[tuple[str, str, int]], *booked_for: str) -> Day:
    """At the slot: who came before it, and appointments that checked in twenty minutes before."""
    day = Day(floor=opened(office))
    mine = [booked(day, service, slot=slot(SLOT, together=9)) for service in booked_for]
    happens: list[tuple[int, str, str]] = [(220, APPOINTMENT, t.id) for t in mine]
    happens += [(240 - wait, kind, service) for service, kind, wait in drawn]
    for minute, kind, what in sorted(happens):
        day.at = OPENS_AT + timedelta(minutes=minute)
        if kind == APPOINTMENT:
            come(day, next(ticket for ticket in mine if ticket.id == what))
        else:
            day.issue(what, kind)
    day.at = SLOT
    for counter in office.counters:
        day.open(counter.id)
    return day


@given(st.lists(serves, min_size=1, max_size=3), comers, st.sampled_from("abc"))
def test_each_counter_that_takes_the_appointment_would_call_it_next(
    counters: list[tuple[Lane, ...]], drawn: list[tuple[str, str, int]], service: str
) -> None:
    day = crowded(plan(*counters), drawn, service)
    mine = next(t for t in day.floor.waiting() if t.visit_class == APPOINTMENT)
    for counter in day.floor.counters.values():
        choice = next_ticket(day.floor, counter, day.at)
        if can_take(day.floor, counter, mine):
            assert choice is not None
            assert choice.ticket.id == mine.id
            assert can_take(
                day.floor, replace(counter, serves=(counter.serves[choice.lane],)), mine
            )
            earlier = any(
                can_take(day.floor, counter, t) for t in day.floor.waiting() if t.id != mine.id
            )
            assert not earlier or explain(day.floor, counter, choice) is not Why.PRIORITY
        elif choice is not None:
            assert choice.ticket.id != mine.id


@given(
    serves,
    comers,
    st.lists(st.sampled_from("abc"), max_size=5),
    st.sampled_from(DisciplineName),
    st.integers(-10, 10),
)
def test_whoever_is_shown_as_upcoming_is_called_in_that_order(
    lanes_: tuple[Lane, ...],
    drawn: list[tuple[str, str, int]],
    services: list[str],
    discipline: DisciplineName,
    minute: int,
) -> None:
    some = [service for service in "abc" for _ in range(min(services.count(service), 2))]
    day = crowded(plan(lanes_, discipline=discipline), drawn, *some)
    day.passes(minutes=minute)
    shown = upcoming(day.floor, day.floor.counter(CounterId(1)), day.at, most=20)
    for ticket in shown:
        assert day.call(1).id == ticket.id
        day.at_counter(rules.start, 1)
        day.at_counter(rules.finish, 1)
    assert next_ticket(day.floor, day.floor.counter(CounterId(1)), day.at) is None


LATER_LANE = (
    Lane(services=(SERVICES[0],), classes=CLASSES),
    Lane(services=SERVICES[1:], classes=CLASSES),
)


@pytest.mark.parametrize(
    ("minutes_to_slot", "discipline", "first"),
    [
        (5, DisciplineName.ACCUMULATING, "A"),  # its place is now: no priority gained yet
        (4, DisciplineName.ACCUMULATING, "R"),  # half an hour's worth, and the other waited 20 min
        (6, DisciplineName.STRICT, "A"),
        (1, DisciplineName.STRICT, "A"),
        (0, DisciplineName.STRICT, "R"),
        (-9, DisciplineName.FIFO, "A"),
    ],
)
def test_when_an_appointment_goes_before_the_counters_first_lane(
    minutes_to_slot: int, discipline: DisciplineName, first: str
) -> None:
    day = crowded(plan(LATER_LANE, discipline=discipline), [("a", WALK_IN, 15)], "b")
    day.passes(minutes=-minutes_to_slot)
    assert day.call(1).number[0] == first


def test_who_has_waited_for_hours_is_called_before_an_appointment() -> None:
    day = crowded(plan(LATER_LANE), [("a", WALK_IN, 239), ("a", WALK_IN, 140)], "b")
    called = []
    for _ in range(3):
        called.append(day.call(1).number)
        day.at_counter(rules.start, 1)
        day.at_counter(rules.finish, 1)
    assert called == ["A001", "R001", "A002"]  # 239 minutes, 30 × 5, 140


def test_on_long_visits_everywhere_the_first_counter_that_is_free_calls_it() -> None:
    day = crowded(plan(LATER_LANE, LATER_LANE), [("a", WALK_IN, 3)] * 4)
    mine = booked(day, "b", slot=slot(SLOT + timedelta(minutes=10)))
    for counter in (1, 2):
        day.call(counter)
        day.at_counter(rules.start, counter)
    came = come(day.passes(minutes=4), mine)
    # Five minutes past the slot, e-Eyes tells the supervisor by its limit on waits.
    limit = office().alerts.wait_limit
    assert limit is not None
    assert came.waiting_since + limit == SLOT + timedelta(minutes=15)
    day.passes(minutes=4)
    day.at_counter(rules.finish, 2)
    assert day.call(2).id == mine.id


@pytest.mark.slow
def test_on_a_morning_more_than_full_each_appointment_is_called_within_five_minutes() -> None:
    """Every slot booked, two of nine clerks missing or late: lines stand at every counter."""
    morning = live(office(), 5, fill=1.0, pattern=Pattern(), until=timedelta(hours=2, minutes=45))
    assert len(morning.booked_s) >= 15
    assert max(morning.booked_s) <= SOON_S
    assert max(morning.walk_in_s) > 1200, "a day on which others wait long"
