"""The worker process and the client that asks it."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import ParamSpec, TypeVar

import pytest

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import CounterId
from queue_monitor.forecast import ClearLimits, OpenCounter, PlayedForecast, QuickForecast
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.messages import AskWaits, Broken, read_answer, read_question, send
from queue_monitor.forecast.summary import played_outlooks, played_waits
from queue_monitor.web.metrics import Metrics
from tests.forecast.offices import NOW, Day, lane, plan

P = ParamSpec("P")
R = TypeVar("R")
HORIZON = timedelta(minutes=30)
LIMITS = ClearLimits(waiting=5, wait=timedelta(minutes=8))


class Here:
    """A runtime that blocks whoever asks."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it here and now."""
        work(*args, **kwargs)

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


@pytest.fixture
def forecast() -> Iterator[PlayedForecast]:
    made = PlayedForecast(QuickForecast(), Here(), replications=50)
    yield made
    made.close()


@pytest.fixture
def floor() -> Floor:
    day = Day(
        plan(services={"transcript": 300.0}, counters={n: [lane("transcript")] for n in (1, 2, 3)})
    )
    day.opened(1, 2).busy(1, 2, service="transcript")
    day.issued("transcript", 12, at=NOW - timedelta(minutes=5))
    return day.floor


OPEN_THIRD = OpenCounter(counter=CounterId(3), clerk=None, serves=(lane("transcript"),))


def test_the_worker_answers_as_the_play_itself(forecast: PlayedForecast, floor: Floor) -> None:
    scene = QuickForecast().scene(floor, NOW, ())
    assert forecast.waits(floor, NOW) == played_waits(scene, Run(replications=50, seed=floor.seq))
    both = QuickForecast().scene(floor, NOW, (OPEN_THIRD,))
    assert forecast.outlook(floor, NOW, (OPEN_THIRD,), HORIZON, LIMITS) == played_outlooks(
        both, HORIZON, LIMITS, Run(replications=50, seed=floor.seq)
    )


def test_runs_are_counted_and_timed(forecast: PlayedForecast, floor: Floor) -> None:
    metrics = Metrics()
    metrics.watch_forecast(forecast.cost)
    assert b"forecast_age" not in metrics.text()
    forecast.waits(floor, NOW)
    forecast.waits(floor, NOW)
    assert b'queue_monitor_forecast_runs_total{kind="waits"} 2.0' in metrics.text()
    assert 0.0 < forecast.cost.last_s["waits"] < 60.0
    assert b"queue_monitor_forecast_age_seconds" in metrics.text()


def worker_of(forecast: PlayedForecast) -> int:
    worker = forecast._turn.get()
    forecast._turn.put(worker)
    assert worker is not None
    return worker.pid


def test_a_worker_that_dies_is_replaced(forecast: PlayedForecast, floor: Floor) -> None:
    played = forecast.waits(floor, NOW)
    first = worker_of(forecast)
    os.kill(first, signal.SIGKILL)
    assert forecast.waits(floor, NOW) == QuickForecast().waits(floor, NOW)  # its last question
    assert forecast.waits(floor, NOW) == played
    assert worker_of(forecast) != first


def test_a_worker_that_cannot_start_leaves_the_average_day(floor: Floor) -> None:
    forecast = PlayedForecast(QuickForecast(), Here(), command=("-c", "raise SystemExit(3)"))
    assert forecast.waits(floor, NOW) == QuickForecast().waits(floor, NOW)
    outlooks = forecast.outlook(floor, NOW, (OPEN_THIRD,), HORIZON, LIMITS)
    assert outlooks == QuickForecast().outlook(floor, NOW, (OPEN_THIRD,), HORIZON, LIMITS)
    forecast.close()


def test_a_worker_that_talks_nonsense_is_ended(floor: Floor) -> None:
    nonsense = "import os; os.read(0, 9); os.write(1, b'\\x00\\x00\\x00\\x02no')"
    forecast = PlayedForecast(QuickForecast(), Here(), command=("-c", nonsense))
    assert forecast.waits(floor, NOW) == QuickForecast().waits(floor, NOW)
    forecast.close()


def test_of_those_who_wait_for_their_turn_only_the_newest_is_played(
    forecast: PlayedForecast, floor: Floor
) -> None:
    played = forecast.waits(floor, NOW)
    worker = forecast._turn.get()  # a run is in flight
    answers: dict[int, object] = {}
    askers = [
        threading.Thread(target=lambda n=n: answers.update({n: forecast.waits(floor, NOW)}))
        for n in range(3)
    ]
    for n, asker in enumerate(askers, start=forecast._newest["waits"] + 1):
        asker.start()
        while forecast._newest["waits"] < n:
            time.sleep(0.001)
    forecast._turn.put(worker)
    for asker in askers:
        asker.join()
    assert answers == {
        0: QuickForecast().waits(floor, NOW),
        1: QuickForecast().waits(floor, NOW),
        2: played,
    }


def test_the_worker_ends_when_nobody_can_ask_any_more(
    forecast: PlayedForecast, floor: Floor
) -> None:
    forecast.waits(floor, NOW)
    pid = worker_of(forecast)
    forecast.close()
    with pytest.raises(ProcessLookupError):
        _until_gone(forecast, pid)
    assert forecast.waits(floor, NOW) == QuickForecast().waits(floor, NOW)


def _until_gone(forecast: PlayedForecast, pid: int) -> None:
    for _ in range(500):
        forecast._bury()
        os.kill(pid, 0)
        time.sleep(0.01)


def test_a_message_arrives_as_it_was_sent_and_a_broken_one_not_at_all(floor: Floor) -> None:
    question = AskWaits(scene=QuickForecast().scene(floor, NOW, ()), replications=3, seed=1)
    hear, tell = os.pipe()
    send(tell, question)
    assert read_question(hear) == question
    os.write(tell, (1 << 31).to_bytes(4, "big"))
    with pytest.raises(Broken):
        read_answer(hear)
    os.close(tell)
    with pytest.raises(Broken):
        read_question(hear)
    os.close(hear)


def test_the_server_does_not_load_numpy_for_its_forecasts() -> None:
    code = "import sys, queue_monitor.forecast; sys.exit('numpy' in sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
