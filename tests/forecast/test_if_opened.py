"""The wait told to somebody who comes before any counter serves them."""

from dataclasses import replace
from datetime import timedelta

from queue_monitor.domain.model import WALK_IN, CounterId, Lane, ServiceId
from queue_monitor.forecast import QuickForecast
from tests.builders import Day

A = ServiceId("a")


def test_with_no_counter_open_nobody_serves_but_one_that_opened_would() -> None:
    day, forecast = Day(), QuickForecast()
    assert forecast.newcomer(day.floor, A, WALK_IN, day.at) is None
    alone = forecast.if_opened(day.floor, A, WALK_IN, day.at)
    assert alone is not None
    assert alone.p50 == timedelta(0)
    for _ in range(6):
        day.issue()
    behind = forecast.if_opened(day.floor, A, WALK_IN, day.at)
    assert behind is not None
    assert alone.p90 < behind.p10 < behind.p50 < behind.p90


def test_it_is_what_the_counter_gives_once_it_is_open() -> None:
    day = Day()
    for _ in range(4):
        day.issue()
    before = QuickForecast().if_opened(day.floor, A, WALK_IN, day.at)
    day.open(2)
    assert QuickForecast().newcomer(day.floor, A, WALK_IN, day.at) == before


def test_lanes_narrowed_for_the_day_do_not_take_the_promise_away() -> None:
    day = Day()
    lane = Lane(services=(ServiceId("b"),), classes=(WALK_IN,))
    narrowed = {c.id: replace(c, serves=(lane,)) for c in day.floor.counters.values()}
    floor = replace(day.floor, counters=narrowed)
    assert QuickForecast().newcomer(floor, A, WALK_IN, day.at) is None
    assert QuickForecast().if_opened(floor, A, WALK_IN, day.at) is not None


def test_what_no_counter_is_planned_for_has_no_wait() -> None:
    day = Day()
    assert QuickForecast().if_opened(day.floor, ServiceId("x"), WALK_IN, day.at) is None
    assert day.floor.counter(CounterId(2)).clerk is None
