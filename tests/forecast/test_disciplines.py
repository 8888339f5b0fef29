"""The strict and the plain discipline: a day of the format's own, and the office's own function."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bench.days import next_of
from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import next_ticket, upcoming
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    ClassId,
    CounterId,
    DisciplineName,
    TicketId,
)
from tests.forecast.offices import NOW, PRIORITY, Day, lane, plan

EXAMPLE = Path(__file__).with_name("office-day.json")
CLASSES = {0: PRIORITY, 1: APPOINTMENT, 2: WALK_IN}

people = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(sorted(CLASSES)),
        st.integers(0, 3000),  # seconds since they came
        st.integers(-60, 60),  # minutes to the slot
    ),
    max_size=9,
    unique_by=(lambda one: one[2], lambda one: one[3]),
)


def test_the_days_of_the_benchmark_call_as_the_format_says() -> None:
    day = json.loads(EXAMPLE.read_text())
    skills = {c["id"]: "".join(c["skills"]) for c in day["config"]["counters"]}
    line: list[dict[str, object]] = []
    called: list[object] = []
    expected: list[object] = []
    for event in day["events"]:
        if event["type"] == "arrive":
            line.append(event)
        if event["type"] == "call":
            one = next_of(line, skills[event["counter"]], event["t"], "strict")
            assert one is not None
            called.append(event["ticket"])
            expected.append(one["ticket"])
            line.remove(one)
    assert called == expected
    assert len(called) == 173


@given(people, st.sampled_from(["strict", "fifo"]), st.sampled_from(["A", "AB"]))
def test_the_office_calls_whom_the_format_would_call(
    drawn: list[tuple[str, int, int, int]], name: str, skills: str
) -> None:
    kinds = (PRIORITY, APPOINTMENT, WALK_IN)
    office = replace(
        plan(
            services={"A": 300.0, "B": 300.0},
            counters={1: [lane(*skills, classes=kinds)]},
            appointments=True,
        ),
        discipline=DisciplineName(name),
    )
    day = Day(office).opened(1)
    line = []
    for service, priority, age_s, minutes in sorted(drawn, key=lambda one: -one[2]):
        at, slot_at = NOW - timedelta(seconds=age_s), NOW + timedelta(minutes=minutes)
        kind: ClassId = CLASSES[priority]
        (ticket,) = day.issued(service, at=at, visit_class=kind)
        if priority == 1:  # as a check-in at the kiosk leaves it
            told = replace(day.floor.ticket(ticket), slot_at=slot_at)
            day.floor = replace(day.floor, tickets=day.floor.tickets.put(ticket, told))
        line.append(
            {
                "ticket": ticket,
                "service": service,
                "priority": priority,
                "t": -float(age_s),
                "slot": 60.0 * minutes,
            }
        )
    counter = day.floor.counter(CounterId(1))
    order = [ticket.id for ticket in upcoming(day.floor, counter, NOW, most=20)]
    while one := next_of(line, skills, 0.0, name):
        choice = next_ticket(day.floor, day.floor.counter(CounterId(1)), NOW)
        assert choice is not None
        assert choice.ticket.id == one["ticket"] == order.pop(0)
        line.remove(one)
        served = TicketId(str(one["ticket"]))
        day.called(served, 1)
        day.tell(ev.Started(at=NOW, ticket=served, counter=CounterId(1)))
        day.floor = evolve(day.floor, ev.Finished(at=NOW, ticket=served, counter=CounterId(1)))
    assert next_ticket(day.floor, day.floor.counter(CounterId(1)), NOW) is None
    assert not order
