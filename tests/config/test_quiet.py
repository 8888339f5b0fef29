"""Quiet hours: in the office's zone, over midnight, and when the clocks step."""

from datetime import UTC, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.config import QuietHours, QuietSpan
from queue_monitor.config.values import Day

DAYS: tuple[Day, ...] = get_args(Day)
HOUR = timedelta(hours=1)


def quiet(*spans: tuple[str, str], days: tuple[Day, ...] = DAYS, zone: str = "UTC") -> QuietHours:
    made = [
        QuietSpan.model_validate({"days": days, "from": begin, "to": end}) for begin, end in spans
    ]
    return QuietHours(spans=tuple(made), zone=zone)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


NIGHT = quiet(("20:00", "07:00"))


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert QuietHours().until(utc(3, 4, 3)) is None
    assert QuietHours().next_edge(utc(3, 4, 3)) is None


def test_they_begin_with_the_first_stroke_and_end_with_the_last() -> None:
    assert NIGHT.until(utc(3, 4, 20)) == utc(3, 5, 7)
    assert NIGHT.until(utc(3, 4, 20) - timedelta(microseconds=1)) is None
    assert NIGHT.until(utc(3, 5, 7)) is None
    assert NIGHT.until(utc(3, 5, 7) - timedelta(microseconds=1)) == utc(3, 5, 7)


def test_after_midnight_it_is_still_the_night_before() -> None:
    assert NIGHT.until(utc(3, 5, 0)) == utc(3, 5, 7)
    friday = quiet(("20:00", "07:00"), days=("fri",))
    assert friday.until(utc(3, 7, 6)) == utc(3, 7, 7)  # Saturday morning
    assert friday.until(utc(3, 8, 6)) is None


def test_spans_that_touch_are_one_quiet() -> None:
    both = quiet(("20:00", "00:00"), ("00:00", "07:00"))
    assert both.until(utc(3, 4, 21)) == utc(3, 5, 7)


def test_they_are_in_the_zone_of_the_office() -> None:
    taipei = quiet(("20:00", "07:00"), zone="Asia/Taipei")
    assert taipei.until(utc(3, 4, 12)) == utc(3, 4, 23)
    assert taipei.until(utc(3, 4, 11)) is None


def test_the_night_of_the_step_forward_is_an_hour_shorter() -> None:
    berlin = quiet(("20:00", "07:00"), zone="Europe/Berlin")
    assert berlin.until(utc(3, 28, 19)) == utc(3, 29, 5)  # ten hours
    assert berlin.until(utc(10, 24, 18)) == utc(10, 25, 6)  # and twelve in autumn


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    berlin = quiet(("02:00", "03:00"), zone="Europe/Berlin")
    assert berlin.until(utc(10, 25, 0)) == utc(10, 25, 2)


def test_an_hour_that_is_skipped_is_not_quiet_at_all() -> None:
    berlin = quiet(("02:00", "03:00"), zone="Europe/Berlin")
    assert [berlin.until(utc(3, 29, 0, m)) for m in (0, 30, 59)] == [None] * 3
    assert berlin.until(utc(3, 29, 1)) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Taipei"])
@given(
    minutes=st.integers(0, 60 * 24 * 365),
    begin=st.times(),
    end=st.times(),
    days=st.sets(st.sampled_from(DAYS), min_size=1),
)
def test_between_two_edges_nothing_changes(
    zone: str, minutes: int, begin: time, end: time, days: set[Day]
) -> None:
    begin, end = (t.replace(second=0, microsecond=0, tzinfo=None) for t in (begin, end))
    if begin == end:
        return
    hours = quiet((f"{begin:%H:%M}", f"{end:%H:%M}"), days=tuple(days), zone=zone)
    at = utc(1, 1, 0) + timedelta(minutes=minutes)
    edge = hours.next_edge(at)
    assert edge is not None
    assert edge > at
    inside = at + (edge - at) * 0.5
    assert (hours.until(at) is None) == (hours.until(inside) is None)
    if (ends_at := hours.until(at)) is not None:
        assert hours.until(ends_at) is None
        assert ends_at - at <= 25 * HOUR


def test_all_week_quiet_has_an_end_in_sight_all_the_same() -> None:
    always = quiet(("00:00", "12:00"), ("12:00", "00:00"))
    ends_at = always.until(utc(3, 4, 3))
    assert ends_at is not None
    assert timedelta(days=6) < ends_at - utc(3, 4, 3) < timedelta(days=9)
