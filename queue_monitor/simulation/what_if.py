"""What if: the same days lived again under other limits, staff and crowds, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final, Literal

from queue_monitor.config import Settings
from queue_monitor.forecast.times import Settings as ForecastSettings
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.changes import Changes, changed
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.over import Limit
from queue_monitor.simulation.played import PlayedHere
from queue_monitor.simulation.study import DayUnder, live

Mode = Literal["off", "propose", "auto"]
MODES: Final[tuple[Mode, ...]] = ("off", "propose", "auto")

#: Told after each day that is done: how many of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDay:
    """A day to be lived, the office it is in, and what to call it."""

    name: str
    settings: Settings
    day: SimulatedDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way to live the days: with these changes, and with reallocation or without."""

    changes: Changes
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """The days under one scenario, in the order of the days."""

    scenario: Scenario
    days: tuple[DayUnder, ...]


def scenarios(changes: Changes, modes: Sequence[Mode]) -> list[Scenario]:
    """The office as it is in each mode, then changed in each; once if nothing is changed."""
    ways = [Changes()] if changes.is_nothing else [Changes(), changes]
    return [Scenario(changes=way, mode=mode) for way in ways for mode in dict.fromkeys(modes)]


def limit_of(settings: Settings) -> Limit:
    """What minutes over the limit are measured by: the office's limits, before any change."""
    usual = Limit()
    return Limit(
        waiting=settings.alerts.waiting_limit or usual.waiting,
        wait=settings.alerts.wait_limit or usual.wait,
    )


def check(days: Sequence[OfficeDay], ways: Sequence[Scenario]) -> None:
    """Raises ValueError for changes that cannot be made."""
    for way in ways:
        for day in days:
            changed(day.settings, day.day, way.changes)


def run(
    days: Sequence[OfficeDay],
    ways: Sequence[Scenario],
    *,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[Lived]:
    """Every day in every way, with the same random numbers."""
    tasks = [(i, j) for i in range(len(days)) for j in range(len(ways))]
    found: dict[tuple[int, int], DayUnder] = {}
    for task, under in _results(days, ways, tasks, workers):
        found[task] = under
        progress(len(found), len(tasks))
    return [
        Lived(scenario=way, days=tuple(found[i, j] for i in range(len(days))))
        for j, way in enumerate(ways)
    ]


def _results(
    days: Sequence[OfficeDay],
    ways: Sequence[Scenario],
    tasks: Sequence[tuple[int, int]],
    workers: int,
) -> Iterator[tuple[tuple[int, int], DayUnder]]:
    if workers <= 1:
        for i, j in tasks:
            yield (i, j), lived(days[i], ways[j])
        return
    # Forking a process that has threads is not safe; a new one starts clean.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(lived, days[i], ways[j]): (i, j) for i, j in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def lived(day: OfficeDay, way: Scenario) -> DayUnder:
    """One day in one way."""
    settings, drawn = changed(day.settings, day.day, way.changes)
    limit = limit_of(day.settings)
    if way.mode == "off":
        return live(drawn, settings, advice=None, limit=limit)
    settings = in_mode(settings, way.mode)
    return live(
        drawn,
        settings,
        advice=advice_of(settings, forecast_for(settings)),
        limit=limit,
        supervised=way.mode != "auto",
    )


def in_mode(settings: Settings, mode: Mode) -> Settings:
    """With reallocations that a supervisor decides on, or that go ahead by themselves."""
    reallocation = settings.reallocation.model_copy(update={"mode": mode})
    return settings.model_copy(update={"reallocation": reallocation})


def forecast_for(settings: Settings) -> PlayedHere:
    """What remedies are scored by."""
    return PlayedHere(ForecastSettings(prior_weight=settings.forecast.prior_weight))
