"""Ranges told on arrival come out as wide as they have to be."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import TicketId
from queue_monitor.forecast.base import NO_WAIT, WaitRange
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.forecast.tails import ToldTails
from queue_monitor.statistics.ranges import RangesFollower
from queue_monitor.store.memory import MemoryStore
from tests.statistics.days import any_day

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOO_NARROW = WaitRange(p10=9 * MINUTE, p50=10 * MINUTE, p90=11 * MINUTE)
TOO_WIDE = WaitRange(p10=4 * MINUTE, p50=10 * MINUTE, p90=16 * MINUTE)


@pytest.mark.parametrize("told", [TOO_NARROW, TOO_WIDE])
def test_each_tail_comes_to_hold_one_wait_in_ten(told: WaitRange) -> None:
    tails, dice = ToldTails(), random.Random(7)
    outside = 0
    for n in range(3000):
        wait = tails.stretched(told)
        assert wait.p50 == told.p50
        waited = dice.gauss(10.0, 2.0) * MINUTE
        tails.told(TicketId(str(n)), NOW, wait)
        tails.called(TicketId(str(n)), NOW + waited)
        outside += n >= 1000 and not wait.p10 <= waited <= wait.p90
    assert outside / 2000 == pytest.approx(0.2, abs=0.02)


def test_who_is_told_at_once_teaches_nothing_and_stays_at_once() -> None:
    tails = ToldTails()
    tails.told(TicketId("t"), NOW, NO_WAIT)
    tails.called(TicketId("t"), NOW + 5 * MINUTE)
    assert (tails.tails.low, tails.tails.high) == (1.0, 1.0)
    assert tails.stretched(NO_WAIT) == NO_WAIT


def test_only_the_first_call_of_a_number_told_today_counts() -> None:
    tails = ToldTails()
    tails.told(TicketId("t"), NOW, TOO_NARROW)
    tails.called(TicketId("t"), NOW + 10 * MINUTE)
    once = (tails.tails.low, tails.tails.high)
    tails.called(TicketId("t"), NOW + 60 * MINUTE)
    tails.told(TicketId("u"), NOW, TOO_NARROW)
    tails.begin_day()
    tails.called(TicketId("u"), NOW + 60 * MINUTE)
    assert (tails.tails.low, tails.tails.high) == once


@pytest.mark.parametrize("lot", [1, 7, 10_000])
def test_a_day_read_bit_by_bit_teaches_what_the_whole_day_does(lot: int) -> None:
    taught = 0
    for seed in range(8):
        events = any_day(seed).events
        whole = _learned(events, len(events))
        assert _learned(events, lot) == whole
        taught += whole != (1.0, 1.0)
    assert taught > 0


def test_practice_teaches_nothing() -> None:
    opened, *rest = any_day(0).events
    assert isinstance(opened, ev.DayOpened)
    assert _learned([opened, *rest], 500) != (1.0, 1.0)
    assert _learned([replace(opened, practice=True), *rest], 500) == (1.0, 1.0)


def _learned(events: list[ev.Event], lot: int) -> tuple[float, float]:
    store, tails = MemoryStore(), ToldTails()
    follower = RangesFollower(store, QuickForecast(), tails)
    for begin in range(0, len(events), lot):
        store.append(events[begin : begin + lot], after=begin)
        while follower.catch_up():
            pass
    return (tails.tails.low, tails.tails.high)
