"""A forecast run through its own process, and what the asking process feels of it meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.machine import quantile
from bench.report import Figure
from queue_monitor.cli.places import Here
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import CounterId
from queue_monitor.forecast import (
    Change,
    ChangeLanes,
    ClearLimits,
    OpenCounter,
    PlayedForecast,
    QuickForecast,
)
from tests.forecast.offices import NOW, Day, lane, plan

_SERVES: Final = {
    n: [lane("seal", "pass"), lane("move")] if n % 2 else [lane("move", "pass"), lane("seal")]
    for n in range(1, 11)
}
_LIMITS: Final = ClearLimits(waiting=7, wait=timedelta(minutes=10))


def forecasts(_folder: Path, *, rounds: int) -> Iterator[Figure]:
    """40 waiting at 8 counters, 200 replications; then with 8 candidates."""
    floor = _crowd()
    changes: list[Change] = [
        OpenCounter(counter=CounterId(n), clerk=None, serves=tuple(_SERVES[n])) for n in (9, 10)
    ]
    changes += [
        ChangeLanes(counter=CounterId(n), serves=tuple(_SERVES[1 + n % 2])) for n in range(1, 7)
    ]
    forecast = PlayedForecast(QuickForecast(), Here(), replications=200)
    lag = _Lag()
    try:
        with lag:
            waits_s = _timed(lambda: forecast.waits(floor, NOW), rounds)
            outlook_s = _timed(
                lambda: forecast.outlook(floor, NOW, changes, timedelta(minutes=30), _LIMITS),
                max(rounds // 4, 3),
            )
    finally:
        forecast.close()
    yield Figure(name="forecast run, p95", value=waits_s * 1000, unit="ms", at_most=50)
    yield Figure(
        name="forecast with 8 candidates, p95", value=outlook_s * 1000, unit="ms", at_most=500
    )
    yield Figure(
        name="lag of the asking process meanwhile, p99",
        value=quantile(sorted(lag.late_s), 0.99) * 1000,
        unit="ms",
        at_most=10,
    )


def _crowd() -> Floor:
    means = {"seal": 200.0, "pass": 400.0, "move": 300.0}
    day = Day(plan(services=means, counters=_SERVES))
    day.opened(*range(1, 9))
    day.busy(*range(1, 9), service="pass", since=NOW - timedelta(minutes=3))
    for n in range(40):
        day.issued(list(means)[n % 3], at=NOW - timedelta(seconds=700 - 15 * n))
    return day.floor


def _timed(work: Callable[[], object], rounds: int) -> float:
    work()  # the process starts
    took_s = []
    for _ in range(rounds):
        began_s = time.monotonic()
        work()
        took_s.append(time.monotonic() - began_s)
    return quantile(sorted(took_s), 0.95)


class _Lag:
    """A thread that wants to wake every two milliseconds, and how late it does."""

    def __init__(self) -> None:
        self.late_s: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> _Lag:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            began_s = time.monotonic()
            time.sleep(0.002)
            self.late_s.append(time.monotonic() - began_s - 0.002)
