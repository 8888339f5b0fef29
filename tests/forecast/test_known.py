"""A forecast that was taught: the worker plays by what the day has shown, a new one as well."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import CounterStatus
from queue_monitor.forecast import PlayedForecast, QuickForecast
from queue_monitor.forecast.records import (
    Arrive,
    Call,
    Config,
    CounterOf,
    CounterOpen,
    Finish,
    Happening,
    Service,
)
from queue_monitor.forecast.scene import local_s
from tests.forecast.offices import NOW, Day, lane, plan
from tests.forecast.test_client import Here, worker_of

CONFIG = Config(
    open=0.0,
    close=32400.0,
    services={"transcript": Service(mean_s=300.0)},
    counters=(CounterOf(id="1", skills=("transcript",)), CounterOf(id="2", skills=("transcript",))),
    discipline="accumulating_priority",
)


def slow_morning(lasting_s: float) -> list[Happening]:
    """Forty visits that took so long each, at two counters, until shortly before NOW."""
    end_s = local_s(NOW, QuickForecast().settings.zone)
    events: list[Happening] = [CounterOpen(t=0.0, counter="1"), CounterOpen(t=0.0, counter="2")]
    for n in range(40):
        at = end_s - 170.0 * (42 - n)
        name, counter = f"B{n:03}", str(1 + n % 2)
        events.append(Arrive(t=at, ticket=name, service="transcript"))
        events.append(Call(t=at, ticket=name, counter=counter))
        events.append(Finish(t=at + lasting_s, ticket=name, counter=counter))
    return sorted(events, key=lambda event: event.t)


@pytest.fixture
def forecast() -> Iterator[PlayedForecast]:
    made = PlayedForecast(QuickForecast(), Here(), replications=100)
    yield made
    made.close()


@pytest.fixture
def floor() -> Floor:
    serves = {n: [lane("transcript")] for n in (1, 2)}
    day = Day(plan(services={"transcript": 300.0}, counters=serves))
    day.opened(1, 2).busy(1, 2, service="transcript")
    day.issued("transcript", 8, at=NOW - timedelta(minutes=2))
    return day.floor


def last_s(forecast: PlayedForecast, floor: Floor) -> float:
    return max(wait.p50 for wait in forecast.waits(floor, NOW).values()).total_seconds()


def test_a_slow_morning_makes_waits_longer(forecast: PlayedForecast, floor: Floor) -> None:
    untaught = last_s(forecast, floor)
    forecast.learn(CONFIG, [])
    forecast.learn(None, slow_morning(160.0))
    quick = last_s(forecast, floor)
    forecast.learn(CONFIG, [])
    forecast.learn(None, slow_morning(330.0))
    assert quick < 0.85 * untaught
    assert last_s(forecast, floor) > quick


def test_a_new_worker_is_taught_anew(forecast: PlayedForecast, floor: Floor) -> None:
    forecast.learn(CONFIG, [])
    forecast.learn(None, slow_morning(160.0))
    before = last_s(forecast, floor)
    os.kill(worker_of(forecast), signal.SIGKILL)
    forecast.waits(floor, NOW)  # the question it died of
    assert last_s(forecast, floor) == pytest.approx(before, rel=0.02)


def test_a_counter_that_pauses_is_thought_to_come_back(
    forecast: PlayedForecast, floor: Floor
) -> None:
    forecast.learn(CONFIG, slow_morning(160.0))
    both = last_s(forecast, floor)
    second = replace(list(floor.counters.values())[1], status=CounterStatus.PAUSED, ticket=None)
    paused = replace(floor, counters={**floor.counters, second.id: second})
    assert last_s(forecast, paused) >= both
