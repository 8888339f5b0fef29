"""When a limit is crossed: to the person, to the microsecond, in each scope."""

from datetime import timedelta

import pytest

from alerts.conditions import Condition, is_clear, value_now, watched
from alerts.crossings import TICK, breach_at, is_over, worse_at
from alerts.growth import worst_since
from queue_monitor.config import Alerts, Limits
from queue_monitor.domain.model import ActorId, ServiceId
from queue_monitor.domain.rules import cancel
from queue_monitor.domain.watch import Rule, Scope, ScopeKind
from tests.alerts.office import beside_off
from tests.builders import OPENS_AT, PRIORITY, Day

MANY = Condition(rule=Rule.WAITING, scope=Scope(), limit=7, worse=12, clear_waiting=5)
LONG = Condition(
    rule=Rule.WAIT, scope=Scope(), limit=600, worse=1200, clear_wait=timedelta(minutes=8)
)


def line_of(people: int, *, every_s: float = 10) -> Day:
    day = Day()
    for _ in range(people):
        day.issue()
        day.passes(seconds=every_s)
    return day


def test_seven_people_are_within_the_limit() -> None:
    day = line_of(7)
    assert breach_at(day.floor, MANY, day.at) is None
    assert not is_over(day.floor, MANY, day.at)


def test_the_eighth_person_breaks_the_limit_at_the_instant_of_joining() -> None:
    day = line_of(9)
    assert breach_at(day.floor, MANY, day.at) == OPENS_AT + timedelta(seconds=70)
    assert is_over(day.floor, MANY, day.at)


def test_six_hundred_seconds_are_within_the_limit_and_a_microsecond_more_is_not() -> None:
    day = line_of(1)
    limit_at = OPENS_AT + timedelta(seconds=600)
    assert not is_over(day.floor, LONG, limit_at)
    assert is_over(day.floor, LONG, limit_at + TICK)
    assert breach_at(day.floor, LONG, day.at) == limit_at + TICK


def test_nobody_waiting_breaks_nothing() -> None:
    day = Day()
    assert breach_at(day.floor, LONG, day.at) is None
    assert value_now(day.floor, LONG, day.at) == 0


def test_the_wait_is_that_of_whoever_joined_first_whatever_the_place() -> None:
    day = line_of(3, every_s=60)
    assert value_now(day.floor, LONG, day.at) == 180


def test_a_clock_set_back_gives_no_negative_wait_and_hides_no_crowd() -> None:
    day = line_of(8)
    early = OPENS_AT - timedelta(hours=1)
    assert value_now(day.floor, LONG, early) == 0
    assert value_now(day.floor, MANY, early) == 8


def test_a_crowd_that_joined_before_the_clock_was_set_back_is_over_the_limit_at_once() -> None:
    day = line_of(8)
    day.at = OPENS_AT - timedelta(hours=1)
    day.open()
    assert is_over(day.floor, MANY, day.at)


def test_worse_counts_from_the_limit_itself() -> None:
    day = line_of(12)
    assert worse_at(day.floor, MANY, day.at) == OPENS_AT + timedelta(seconds=110)
    assert worse_at(line_of(11).floor, MANY, OPENS_AT) is None
    assert worse_at(day.floor, LONG, day.at) == OPENS_AT + timedelta(minutes=20)


@pytest.mark.parametrize(("people", "clear"), [(5, True), (6, False)])
def test_five_waiting_are_clear_and_six_are_not(people: int, clear: bool) -> None:
    day = line_of(people)
    assert is_clear(day.floor, MANY, day.at) is clear


def test_eight_minutes_are_clear_and_a_microsecond_more_is_not() -> None:
    day = line_of(1)
    at = OPENS_AT + timedelta(minutes=8)
    assert is_clear(day.floor, LONG, at)
    assert not is_clear(day.floor, LONG, at + TICK)


def test_clear_needs_both_a_short_line_and_short_waits() -> None:
    both = Condition(
        rule=Rule.WAITING, scope=Scope(), limit=7, clear_waiting=5, clear_wait=timedelta(minutes=8)
    )
    day = line_of(2)
    assert is_clear(day.floor, both, day.at)
    assert not is_clear(day.floor, both, OPENS_AT + timedelta(minutes=9))


def test_a_service_is_counted_by_itself() -> None:
    scope = Scope(kind=ScopeKind.SERVICE, id="b")
    own = Condition(rule=Rule.WAITING, scope=scope, limit=1)
    day = line_of(8)
    assert breach_at(day.floor, own, day.at) is None
    for _ in range(2):
        day.issue("b")
    assert breach_at(day.floor, own, day.at) == day.at


def test_a_class_is_counted_by_itself() -> None:
    scope = Scope(kind=ScopeKind.CLASS, id=PRIORITY)
    own = Condition(rule=Rule.WAIT, scope=scope, limit=60)
    day = line_of(1)
    joined_at = day.at
    day.issue("a", PRIORITY)
    assert breach_at(day.floor, own, day.at) == joined_at + timedelta(seconds=60) + TICK


def test_the_worst_count_is_that_of_the_fullest_moment() -> None:
    day = line_of(9)
    for ticket in day.floor.waiting()[:6]:
        day.ask(cancel, ticket=ticket.id, by=ActorId("device:k1"))
    day.passes(minutes=1)
    assert worst_since(day.floor, MANY, OPENS_AT, day.at) == 9


def test_the_worst_wait_is_that_of_those_already_called_too() -> None:
    day = line_of(1)
    day.open()
    day.passes(minutes=12)
    waited_s = (day.call().called_at or day.at) - OPENS_AT
    day.issue()
    assert worst_since(day.floor, LONG, OPENS_AT, day.at) == waited_s.total_seconds()


def test_the_settings_name_every_condition_the_offices_first() -> None:
    life = Alerts(services={ServiceId("b"): Limits(waiting_limit=4)}, **beside_off())
    found = [(c.scope.id, c.rule, c.limit, c.worse) for c in watched(life)]
    assert found == [
        ("", Rule.WAITING, 7, 12),
        ("", Rule.WAIT, 600, 1200),
        ("b", Rule.WAITING, 4, 9),
    ]
