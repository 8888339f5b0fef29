"""Another config.yaml while people are inside."""

from dataclasses import replace

import pytest

from queue_monitor.domain import days, rules
from queue_monitor.domain import errors as er
from queue_monitor.domain.discipline import upcoming
from queue_monitor.domain.model import (
    CounterId,
    CounterStatus,
    Lane,
    OfficePlan,
    ServiceId,
    TicketState,
)
from tests.builders import CLASSES, CLERK, PRIORITY, Day, office_plan

OLD = (Lane(services=(ServiceId("a"), ServiceId("b"), ServiceId("c")), classes=CLASSES),)
ONLY_B = (Lane(services=(ServiceId("b"),), classes=CLASSES),)


def changed(day: Day, plan: OfficePlan) -> Day:
    day.ask(days.change_plan, plan=plan)
    return day


def test_a_service_under_another_name_gives_none_of_its_letters_numbers_again() -> None:
    day = Day()
    first, second = day.issue("a"), day.issue("a")
    changed(day, office_plan(services="xBC", letters="ABC"))
    third = day.issue("x")
    assert [t.number for t in (first, second, third)] == ["A001", "A002", "A003"]
    assert day.ticket(first.id) == first


def test_services_that_swap_letters_pass_over_numbers_that_are_out() -> None:
    day = Day()
    for service in "aaab":
        day.issue(service)
    changed(day, office_plan(letters="BAC"))
    assert day.issue("a").number == "B004"
    day.passes(minutes=1)
    assert day.issue("b").number == "A004"
    assert len(day.floor.waiting()) == 6


def test_passing_over_ends_where_the_band_ends() -> None:
    day = Day()
    for _ in range(3):
        day.issue("a")
    plan = office_plan(services="xBC", letters="ABC")
    narrow = replace(plan.services[0], last_number=3)
    changed(day, replace(plan, services=(narrow, *plan.services[1:])))
    with pytest.raises(er.NumbersExhausted):
        day.issue("x")


def test_who_waits_for_a_service_that_is_given_up_is_called_at_any_counter() -> None:
    day = Day()
    day.open(2)
    given_up = day.issue("c")
    day.passes(minutes=1)
    other = day.issue("b")
    changed(day, office_plan(services="AB"))
    day.ask(rules.close_counter, counter=CounterId(2), by=CLERK)
    day.open(1)  # its first lane is for one class, and none of its lanes has the service
    desk = day.floor.counters[CounterId(1)]
    assert upcoming(day.floor, desk, day.at) == [given_up, other]
    assert day.call(1).id == given_up.id
    day.at_counter(rules.start, 1)
    assert day.at_counter(rules.finish, 1).state is TicketState.DONE


def test_who_waits_in_a_class_that_is_given_up_can_be_chosen_at_any_counter() -> None:
    day = Day()
    given_up = day.issue("a", PRIORITY)
    plan = office_plan()
    classes = tuple(c for c in plan.classes if c.id != PRIORITY)
    lane = Lane(services=OLD[0].services, classes=tuple(c.id for c in classes))
    counters = tuple(replace(c, serves=(lane,)) for c in plan.counters)
    changed(day, replace(plan, classes=classes, counters=counters))
    day.open(3)
    assert day.at_counter(rules.call_ticket, 3, ticket=given_up.id).state is TicketState.CALLED


def test_open_counters_take_what_the_new_plan_says() -> None:
    day = Day()
    day.open(2)
    day.open(3, serves=ONLY_B)
    changed(day, office_plan(services="ABCD"))
    new = ServiceId("d")
    assert new in day.floor.counters[CounterId(2)].serves[0].services
    assert day.floor.counters[CounterId(3)].serves == ONLY_B  # somebody wanted it so
    waiting = day.issue("d")
    assert day.call(2).id == waiting.id


def test_a_counter_that_is_given_up_serves_until_it_is_closed_and_does_not_open_again() -> None:
    day = Day()
    day.open(3)
    ticket = day.issue()
    changed(day, office_plan(counters=2))
    assert day.call(3).id == ticket.id
    day.at_counter(rules.start, 3)
    day.at_counter(rules.finish, 3)
    day.ask(rules.close_counter, counter=CounterId(3), by=CLERK)
    assert day.floor.counters[CounterId(3)].status is CounterStatus.CLOSED
    with pytest.raises(er.UnknownCounter):
        day.open(3)
