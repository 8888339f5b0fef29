"""Streams of random numbers that do not disturb one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import mean, stdev

import pytest

from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.pattern import DAY, level
from queue_monitor.simulation.timeline import Timeline


def test_a_stream_is_its_seed_and_its_purpose() -> None:
    assert Draws(1, "a").between(0, 1) == Draws(1, "a").between(0, 1)
    assert Draws(1, "a").between(0, 1) != Draws(1, "b").between(0, 1)
    assert Draws(1, "a").between(0, 1) != Draws(2, "a").between(0, 1)


def test_log_normal_spans_have_the_mean_and_spread_asked_for() -> None:
    draws = Draws(1, "service")
    spans_s = [draws.log_normal(timedelta(minutes=5), 0.6).total_seconds() for _ in range(20_000)]
    assert mean(spans_s) == pytest.approx(300, rel=0.03)
    assert stdev(spans_s) / mean(spans_s) == pytest.approx(0.6, rel=0.05)


def test_the_curve_is_linear_between_its_points_and_nothing_outside() -> None:
    assert level(DAY, 8.0) == DAY[0][1]
    assert level(DAY, 8.25) == pytest.approx((DAY[0][1] + DAY[1][1]) / 2)
    assert level(DAY, 7.9) == 0
    assert level(DAY, 17.0) == 0


def test_steps_of_one_instant_happen_in_the_order_they_were_planned() -> None:
    at, done = datetime(2026, 11, 23, tzinfo=UTC), list[int]()
    timeline = Timeline()
    timeline.at(at + timedelta(seconds=1), lambda: done.append(3))
    timeline.at(at, lambda: done.append(1))
    timeline.at(at, lambda: done.append(2))
    while timeline.next_at() is not None:
        timeline.pop()()
    assert done == [1, 2, 3]
