"""Ranges: from moments to percentiles, and what a board makes of them."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.forecast import NO_WAIT, WaitRange, rounded_outwards
from queue_monitor.forecast.drain import MOST_GROUPS, Drain, merged
from queue_monitor.forecast.ranges import gamma_range

HOLD = timedelta(seconds=45)


def minutes(low: float, high: float) -> WaitRange:
    return WaitRange(
        p10=timedelta(minutes=low),
        p50=timedelta(minutes=(low + high) / 2),
        p90=timedelta(minutes=high),
    )


ranges = st.tuples(st.floats(0, 200), st.floats(0, 200)).map(lambda t: minutes(*sorted(t)))


@pytest.mark.parametrize("shape", [1.0, 2.5, 10.0, 60.0])
def test_percentiles_are_those_of_a_gamma_distribution(shape: float) -> None:
    mean_s = 600.0
    drawn = np.random.default_rng(3).gamma(shape, mean_s / shape, 400_000)
    made = gamma_range(mean_s, mean_s**2 / shape)
    for share, span in ((0.1, made.p10), (0.5, made.p50), (0.9, made.p90)):
        assert span.total_seconds() == pytest.approx(np.quantile(drawn, share), rel=0.03, abs=6)


@given(st.floats(0, 1e5), st.floats(0, 1e9))
def test_percentiles_are_in_order_and_never_negative(mean_s: float, variance_s2: float) -> None:
    made = gamma_range(mean_s, variance_s2)
    assert timedelta(0) <= made.p10 <= made.p50 <= made.p90


def test_a_board_rounds_outwards() -> None:
    assert rounded_outwards(minutes(3.9, 8.1)) == (3, 9)
    assert rounded_outwards(minutes(4, 8)) == (4, 8)
    assert rounded_outwards(minutes(22, 43)) == (20, 45)
    assert rounded_outwards(minutes(64, 91)) == (60, 100)
    assert rounded_outwards(NO_WAIT) == (0, 0)


@given(ranges)
def test_what_a_board_shows_contains_the_range(wait: WaitRange) -> None:
    low, high = rounded_outwards(wait)
    assert timedelta(minutes=low) <= wait.p10
    assert wait.p90 <= timedelta(minutes=high)


@given(ranges, st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_what_a_board_still_shows_is_right_within_the_hold(
    wait: WaitRange, shown: tuple[int, int]
) -> None:
    low, high = rounded_outwards(wait, shown, hold=HOLD)
    assert low <= high
    assert timedelta(minutes=low) <= wait.p10 + HOLD
    assert wait.p90 - HOLD <= timedelta(minutes=high)


def test_a_board_does_not_jump_at_the_edge_of_a_minute() -> None:
    shown = rounded_outwards(minutes(4.05, 8.95))
    assert shown == (4, 9)
    for wobble in (-0.2, 0.2, -0.3, 0.1):
        shown = rounded_outwards(minutes(4.0 + wobble, 9.0 + wobble), shown)
        assert shown == (4, 9)
    assert rounded_outwards(minutes(6.5, 12.5), shown) == (6, 13)


def test_a_bottleneck_of_its_own_keeps_its_counter_from_helping() -> None:
    drain = Drain([0b01, 0b11], [0.0, 0.0])
    assert drain.drained_s([1000.0, 200.0], 0) == 1000.0
    assert drain.drained_s([1000.0, 200.0], 1) == 200.0
    assert drain.drained_s([400.0, 600.0], 1) == 500.0


def test_a_counter_helps_only_once_it_is_free() -> None:
    drain = Drain([0b11], [0.0, 900.0])
    assert drain.drained_s([600.0], 0) == 600.0
    assert drain.drained_s([1100.0], 0) == 1000.0


@given(
    st.lists(st.integers(1, 63), min_size=1, max_size=4, unique=True),
    st.lists(st.floats(-300, 900), min_size=6, max_size=6),
    st.lists(st.floats(0, 5000), min_size=4, max_size=4),
    st.integers(0, 3),
    st.floats(0, 3000),
)
def test_more_work_never_drains_sooner(
    masks: list[int], free_s: list[float], work_s: list[float], grown: int, more_s: float
) -> None:
    drain, groups = Drain(masks, free_s), range(len(masks))
    work_s, grown = work_s[: len(masks)], grown % len(masks)
    after = [w + more_s * (g == grown) for g, w in enumerate(work_s)]
    for group in groups:
        assert drain.drained_s(work_s, group) <= drain.drained_s(after, group) + 1e-6


@given(st.lists(st.integers(1, 1023), min_size=1, max_size=40))
def test_kinds_of_lines_are_few_and_equal_ones_stay_together(masks: list[int]) -> None:
    groups = merged(masks)
    assert set(groups) == set(range(max(groups) + 1))
    assert len(set(groups)) <= MOST_GROUPS
    assert len({(m, g) for m, g in zip(masks, groups, strict=True)}) == len(set(masks))
