"""What is usual is said only where enough is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.statistics.usual_waits import (
    LEAST_DAYS,
    LEAST_VISITS,
    Wait,
    best_times,
    quantile,
    usual_waits,
)

TAIPEI = ZoneInfo("Asia/Taipei")
MONDAY = date(2026, 3, 2)


def waits(day: date, hour: int, *minutes: float) -> list[Wait]:
    """Visits of people who came at that hour in Taipei."""
    at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=TAIPEI).astimezone(UTC)
    return [Wait(day=day, issued_at=at, waiting_s=60 * minute) for minute in minutes]


def weeks(hour: int, *minutes: float, times: int = LEAST_DAYS) -> list[Wait]:
    found = []
    for week in range(times):
        found += waits(MONDAY + timedelta(weeks=week), hour, *minutes)
    return found


def test_the_hour_is_that_on_the_offices_wall_and_the_weekday_that_of_its_day() -> None:
    (cell,) = usual_waits(waits(MONDAY, 8, 5), TAIPEI)  # in UTC it is half past midnight
    assert (cell.weekday, cell.hour, cell.visits, cell.days) == (0, 8, 1, 1)


def test_many_visits_of_one_day_are_not_enough_nor_are_few_on_many_days() -> None:
    one_day = usual_waits(waits(MONDAY, 9, *range(LEAST_VISITS * 3)), TAIPEI)
    few = usual_waits(weeks(9, 5, times=LEAST_VISITS - 1), TAIPEI)
    enough = usual_waits(weeks(9, *range(LEAST_VISITS)), TAIPEI)
    assert [cell.is_enough for cell in (*one_day, *few, *enough)] == [False, False, True]


def test_the_best_time_is_where_nearly_all_wait_briefly_and_enough_is_known() -> None:
    ten = [4.0] * 10
    cells = usual_waits(
        [
            *weeks(9, *ten),
            *weeks(10, *[1.0] * 8, 30, 40),
            *weeks(11, *[6.0] * 10),
            *waits(MONDAY, 14, 0),
        ],
        TAIPEI,
    )
    assert [cell.hour for cell in best_times(cells)] == [9, 11, 10]


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 2.5), (0.9, 3.7), (1, 4)])
def test_a_quantile_lies_between_its_neighbours(share: float, value: float) -> None:
    assert quantile([1, 2, 3, 4], share) == pytest.approx(value)


@given(st.lists(st.floats(0, 10_000), min_size=1, max_size=40))
def test_nine_in_ten_wait_no_less_than_half(minutes: list[float]) -> None:
    (cell,) = usual_waits(waits(MONDAY, 9, *minutes), TAIPEI)
    assert 60 * min(minutes) <= cell.median_s <= cell.p90_s + 1e-6
    assert cell.p90_s <= 60 * max(minutes) + 1e-6
