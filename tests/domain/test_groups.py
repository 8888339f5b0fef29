"""Several people under one number: called once, counted and served as many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.conditions import Condition, value_now
from alerts.crossings import breach_at
from alerts.flood import beyond_limit, without_flood
from alerts.growth import worst_since
from alerts.usual import usual_s
from queue_monitor.domain import rules
from queue_monitor.domain.measures import inside_count
from queue_monitor.domain.model import ServiceId, TicketState
from queue_monitor.domain.rulebook import Rule, Scope, ScopeKind
from tests.builders import OPENS_AT, Day

A, B = ServiceId("a"), ServiceId("b")
OF_A = Scope(kind=ScopeKind.SERVICE, id=A)


def test_a_group_is_called_once_and_is_as_many_as_it_says() -> None:
    day = Day()
    day.open()
    day.issue()
    group = day.passes(minutes=1).issue(people=5)
    behind = day.passes(minutes=1).issue()
    assert day.floor.waiting_count == 7
    assert day.floor.count_waiting(service=A) == 7
    assert day.floor.count_waiting(service=B) == 0
    assert (day.floor.ahead_of(group), day.floor.ahead_of(behind)) == (1, 6)
    day.call()
    day.at_counter(rules.start)
    day.at_counter(rules.finish)
    assert day.call().id == group.id
    assert (len(day.floor.calls), day.floor.waiting_count, day.floor.ahead_of(behind)) == (2, 1, 0)
    assert inside_count(day.floor) == 6


def test_a_group_that_goes_on_to_another_service_is_counted_there() -> None:
    day = Day()
    day.open()
    group = day.issue(people=3, errands=(B,))
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=9).at_counter(rules.finish)
    assert day.ticket(group.id).state is TicketState.WAITING
    assert (day.floor.count_waiting(service=A), day.floor.count_waiting(service=B)) == (0, 3)
    day.call()
    assert (day.floor.waiting_count, day.floor.companions) == (0, {})


def test_each_of_a_group_teaches_an_equal_share_of_its_time() -> None:
    day = Day()
    day.open()
    day.issue(people=3)
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=9).at_counter(rules.finish)
    times = day.floor.times[A]
    assert (times.finished, times.total_s) == (3, 540.0)
    assert times.square_s2 == pytest.approx(3 * 180.0**2)


@pytest.mark.parametrize("groups", [[1] * 8, [8], [3, 5], [7, 1]])
def test_e_eyes_sees_the_same_crowd_in_one_number_or_in_many(groups: list[int]) -> None:
    """The eighth person breaks the limit of seven, when their number was taken."""
    day = Day()
    crowd = Condition(rule=Rule.WAITING, scope=OF_A, limit=7, worse=12)
    *first, last = groups
    for people in first:
        day.passes(minutes=1).issue(people=people)
    assert breach_at(day.floor, crowd, day.at) is None
    day.passes(minutes=1).issue(people=last)
    assert value_now(day.floor, crowd, day.at) == 8
    assert breach_at(day.floor, crowd, day.at) == day.at
    assert worst_since(day.floor, crowd, OPENS_AT, day.at + timedelta(seconds=1)) == 8


def test_a_long_service_is_long_for_as_many_as_are_served() -> None:
    day = Day()
    alone, together = usual_s(day.floor, A), usual_s(day.floor, A, people=4)
    assert alone is not None
    assert together is not None
    assert 2.5 * alone < together < 4 * alone  # the slow and the quick even out


def test_a_head_count_is_no_way_around_the_limit_of_a_flood() -> None:
    day = Day()
    first = day.issue(people=6)  # one number, however many they are
    second = day.passes(seconds=5).issue(people=2)
    later = day.passes(minutes=2).issue(people=2)
    assert beyond_limit(day.floor, 5) == {second.id}
    seen = without_flood(day.floor, 5)
    assert (seen.waiting_count, seen.count_waiting(service=A)) == (8, 8)
    assert seen.ahead_of(later) == first.people
