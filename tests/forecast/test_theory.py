"""The play of the day against queueing theory: many days at once, the formulas within 99.9 %."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
import pytest

from queue_monitor.forecast.persons import Persons
from queue_monitor.forecast.play import play
from queue_monitor.forecast.scene import Desk, Scene, SceneLine
from queue_monitor.forecast.spread import Floats
from queue_monitor.forecast.times import ServiceTime
from tests.simulation.textbook import cobham, mean_wait

REPLICATIONS: Final = 200
PEOPLE: Final = 800  # of each line; the first hundred find an empty office
COUNTERS: Final = 3
LOAD: Final = 0.75  # services of one second
_Z: Final = 3.29


def a_scene(*, strict: bool) -> Scene:
    """The urgent and the others; `strict`: the urgent are a lane of their own, ahead."""
    lines = tuple(
        SceneLine(service=0, visit_class=name, rate=1.0, arrivals_per_s=0.0)
        for name in ("urgent", "other")
    )
    lanes = ((0,), (1,)) if strict else ((0, 1),)
    return Scene(
        services=("a",),
        times=(ServiceTime(mean_s=1.0, cv=1.0),),
        lines=lines,
        hands=(None,) * COUNTERS,
        scenarios=((Desk(lanes=lanes),) * COUNTERS,),
        walk_s=0.0,
        between_s=0.0,
        no_show_ratio=0.0,
    )


def crowd(urgent_ratio: float) -> Persons:
    """Poisson arrivals and exponential services, each line's people in the order of coming."""
    random = np.random.default_rng(7)
    never = np.full((REPLICATIONS, 1), np.inf)
    places: list[Floats] = []
    for ratio in (urgent_ratio, 1 - urgent_ratio):
        gaps = random.exponential(1 / (LOAD * COUNTERS * ratio), (REPLICATIONS, PEOPLE))
        places += [np.cumsum(gaps, axis=1), never]
    every = np.concatenate(places, axis=1)
    return Persons(
        places_s=every,
        sinces_s=every,
        works_s=random.exponential(1.0, every.shape),
        gaps_s=np.zeros(every.shape),
        lines=np.repeat([0, 1], PEOPLE + 1),
        heads=np.ones(2 * (PEOPLE + 1), dtype=np.int64),
        first=np.array([0, PEOPLE + 1]),
        free_s=np.zeros((REPLICATIONS, COUNTERS)),
        speed=np.ones((REPLICATIONS, COUNTERS)),
        opens_s=np.zeros((REPLICATIONS, COUNTERS)),
    )


def waits(urgent_ratio: float, *, strict: bool) -> tuple[Floats, Floats]:
    """Of the two lines, by replication, of those who came in the time both lines last."""
    people = crowd(urgent_ratio)
    calls = play(a_scene(strict=strict), people, 1e6)
    came = people.places_s
    last = np.minimum(came[:, PEOPLE - 1], came[:, -2])[:, None]
    counted = (came > 100.0) & (came < last - 50.0)
    both = np.full(came.shape, np.nan)
    both[counted] = calls[counted] - came[counted]
    return both[:, :PEOPLE], both[:, PEOPLE + 1 : -1]


def assert_near(found: Floats, theory: float, *, within: float) -> None:
    means = np.nanmean(found, axis=1)
    half = _Z * float(means.std(ddof=1)) / sqrt(len(means))
    assert half < within * theory, "too few days to tell"
    assert float(means.mean()) == pytest.approx(theory, abs=half)


def test_first_come_the_mean_wait_is_erlangs() -> None:
    assert_near(
        np.concatenate(waits(0.5, strict=False), axis=1), mean_wait(COUNTERS, LOAD), within=0.08
    )


def test_with_a_strict_lane_both_classes_wait_as_cobham_says() -> None:
    urgent, others = cobham(COUNTERS, LOAD, 0.5)
    found = waits(0.5, strict=True)
    assert_near(found[0], urgent, within=0.05)
    assert_near(found[1], others, within=0.12)
    assert np.nanmean(found[0]) < others * 0.5
