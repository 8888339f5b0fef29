"""The day that is drawn: the same for the same seed, and with the rates it promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from queue_monitor.config import hours
from queue_monitor.simulation.day import (
    next_open_day,
    peak_per_hour,
    service_shares,
    simulate,
)
from queue_monitor.simulation.pattern import Pattern, level
from tests.simulation.offices import MONDAY, SUNDAY, a_day, office

SEEDS = range(1, 31)


def test_the_same_seed_gives_the_same_day() -> None:
    assert simulate(office(), seed=7, day=MONDAY) == simulate(office(), seed=7, day=MONDAY)


def test_another_seed_gives_another_day() -> None:
    assert a_day(7).visitors != a_day(8).visitors


def test_visitors_come_in_order_and_within_the_hours() -> None:
    day = a_day(3)
    assert all(one.comes_at <= other.comes_at for one, other in pairwise(day.visitors))
    assert all(hours.state(office(), visitor.comes_at).issuing for visitor in day.visitors)


def test_arrivals_come_at_the_rate_of_the_curve() -> None:
    """30 days of a Poisson stream: the mean within 4 standard errors of the integral."""
    pattern = Pattern()
    peak = peak_per_hour(office(), pattern)
    step = 1 / 60
    expected = sum(level(pattern.curve, 8 + i * step + step / 2) * peak * step for i in range(540))
    found = mean(len(a_day(seed).visitors) for seed in SEEDS)
    assert abs(found - expected) < 4 * (expected / len(SEEDS)) ** 0.5


def test_the_morning_is_the_peak_and_after_lunch_comes_a_smaller_one() -> None:
    def between(begin: float, end: float) -> float:
        def at(visitor: datetime) -> float:
            local = visitor.astimezone(a_day(1).zone)
            return local.hour + local.minute / 60

        days = [a_day(seed) for seed in SEEDS]
        return mean(
            sum(begin <= at(visitor.comes_at) < end for visitor in day.visitors) for day in days
        )

    assert between(9, 10) > between(13.5, 14.5) > between(12, 13)


def test_service_times_have_the_configured_mean_and_spread() -> None:
    for service in office().services:
        times_s = [
            visitor.service_time.total_seconds()
            for seed in SEEDS
            for visitor in a_day(seed).visitors
            if visitor.service == service.id
        ]
        wanted_s = service.service_time.mean.total_seconds()
        error_s = service.service_time.spread.total_seconds() / len(times_s) ** 0.5
        assert abs(mean(times_s) - wanted_s) < 4 * error_s + 0.02 * wanted_s


def test_what_is_quickly_done_is_asked_for_more_often() -> None:
    shares = service_shares(office())
    assert sum(shares.values()) == pytest.approx(1)
    by_time = sorted(office().services, key=lambda service: service.service_time.mean)
    assert all(shares[one.id] >= shares[other.id] for one, other in pairwise(by_time))


def test_about_one_in_twenty_five_misses_the_call() -> None:
    missing = [visitor.misses_call for seed in SEEDS for visitor in a_day(seed).visitors]
    assert 0.03 < mean(missing) < 0.05


def test_a_visitor_is_the_same_whatever_the_rest_of_the_day_is_like() -> None:
    """Common random numbers: more absences leave everybody's service time as it is."""
    calm, rough = a_day(4), a_day(4, pattern=Pattern(absent=3, late=2, decline_ratio=0.9))
    assert calm.visitors == rough.visitors
    assert calm.shifts != rough.shifts


def test_a_late_beginning_leaves_out_who_came_before_and_changes_nobody_else() -> None:
    whole, later = a_day(4), a_day(4, begin="10:00")
    assert later.visitors == tuple(v for v in whole.visitors if v.comes_at >= later.begins_at)
    assert 0 < len(later.visitors) < len(whole.visitors)


def test_one_clerk_is_late_one_does_not_come_and_the_reserve_has_no_counter() -> None:
    shifts = a_day(5).shifts
    assert sum(shift.comes_at is None for shift in shifts) == 1
    assert sum(shift.late for shift in shifts) == 1
    reserve = {clerk.id for clerk in office().clerks if clerk.reserve}
    assert {shift.clerk for shift in shifts if shift.reserve} == reserve
    assert all(shift.comes_at is not None for shift in shifts if shift.reserve)


def test_counters_outside_the_noon_shift_rest_at_noon() -> None:
    noon = office().hours.noon
    assert noon is not None
    day = a_day(5)
    for shift in day.shifts:
        if shift.home is not None and shift.home not in noon.counters:
            begins = [f"{day.local(pause.at):%H:%M}" for pause in shift.breaks]
            assert f"{noon.start:%H:%M}" in begins


def test_a_closed_day_and_a_closed_hour_are_refused() -> None:
    with pytest.raises(ValueError, match="closed on 2026-11-22"):
        simulate(office(), seed=1, day=SUNDAY)
    with pytest.raises(ValueError, match="08:00 to 17:00"):
        a_day(1, begin="06:00")


def test_the_next_open_day_is_today_while_today_has_hours() -> None:
    sunday = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert next_open_day(office(), sunday) == MONDAY
    assert next_open_day(office(), sunday + timedelta(days=1)) == MONDAY
