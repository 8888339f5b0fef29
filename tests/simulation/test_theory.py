"""The real rules, lived through by simulated people, against queueing theory.

Two kinds of proof. Each visitor's wait on one day is what two other programs give for the same
arrivals and service times: a recursion in numpy, and Ciw. And over many days the means are those
of the formulas, within the interval of independent days: 99.9 % for each of the nine figures, so
99 % for all of them together. The seeds are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev
from typing import Any, Final

import ciw
import numpy as np
import pytest

from tests.simulation.textbook import (
    MEAN,
    URGENT,
    WALK_IN,
    Stay,
    Textbook,
    cobham,
    erlang_c,
    lived,
    mean_wait,
    pollaczek_khinchine,
    steady,
)

CROWDED: Final = Textbook(counters=3, load=0.7)
URGENCY: Final = Textbook(counters=2, load=0.75, urgent_ratio=0.4)
UNEVEN: Final = Textbook(
    counters=1, load=0.5, service_times="log_normal", cv=1.2, mean=timedelta(seconds=45)
)
MEAN_S: Final = MEAN.total_seconds()
SEEDS: Final = range(1, 11)
_T: Final = 4.78  # Student's, nine degrees of freedom


def days(book: Textbook) -> list[list[Stay]]:
    return [steady(lived(book, seed)[1]) for seed in SEEDS]


def assert_near(found: Sequence[float], theory: float, *, within: float) -> None:
    """The interval of the independent days' figures holds `theory`, and is narrow enough."""
    half = _T * stdev(found) / sqrt(len(found))
    assert half < within * theory, "too few days to tell"
    assert abs(mean(found) - theory) < half


def shares(of: Sequence[Sequence[Stay]], what: Callable[[Stay], float]) -> list[float]:
    return [mean(what(stay) for stay in day) for day in of]


# -- each visitor, on the same random numbers ----------------------------------------------------


def first_come_waits_s(stays: Sequence[Stay], counters: int) -> list[float]:
    """Kiefer and Wolfowitz (1955): the counters' work, sorted; an arrival takes the least."""
    work, waits, before = np.zeros(counters), [], 0.0
    for stay in stays:
        work = np.maximum(work - (stay.came_s - before), 0.0)
        before = stay.came_s
        waits.append(float(work[0]))
        work[0] += stay.service_s
        work.sort()
    return waits


class _Own(ciw.dists.Distribution):  # type: ignore[misc]
    """Everybody brings their own service time."""

    def __init__(self, times_s: Sequence[float]) -> None:
        self._times_s = times_s

    def sample(self, t: Any = None, ind: Any = None) -> float:
        return float(self._times_s[ind.id_number - 1])


def ciws_waits_s(stays: Sequence[Stay], counters: int) -> list[float]:
    """The same visitors in Ciw, the urgent before everybody else."""
    classes = (URGENT, WALK_IN)
    arrivals = {}
    for kind in classes:
        at = [0.0, *(stay.came_s for stay in stays if stay.visit_class == kind)]
        gaps = [later - earlier for earlier, later in pairwise(at)]
        arrivals[kind] = [ciw.dists.Sequential([*gaps, float("inf")])]
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions={kind: [_Own([s.service_s for s in stays])] for kind in classes},
        number_of_servers=[counters],
        priority_classes={kind: place for place, kind in enumerate(classes)},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(stays[-1].came_s + 10 * 3600)
    records = sorted(simulation.get_all_records(), key=lambda record: record.id_number)
    return [record.waiting_time for record in records]


@pytest.mark.parametrize("book", [CROWDED, UNEVEN], ids=["M/M/3", "M/G/1"])
def test_everybody_waits_as_the_recursion_says(book: Textbook) -> None:
    _, stays = lived(book, 1)
    assert len(stays) > 300
    found = [stay.wait_s for stay in stays]
    assert max(found) > 2 * MEAN_S
    assert found == pytest.approx(first_come_waits_s(stays, book.counters), abs=0.001)


def test_everybody_waits_as_in_ciw_with_the_urgent_first() -> None:
    _, stays = lived(URGENCY, 1)
    found = [stay.wait_s for stay in stays]
    assert found == pytest.approx(ciws_waits_s(stays, URGENCY.counters), abs=0.001)
    assert found != pytest.approx(first_come_waits_s(stays, URGENCY.counters), abs=1)


# -- the formulas --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_mean_wait_and_chance_to_wait_are_erlangs() -> None:
    found = days(CROWDED)
    waits = shares(found, lambda stay: stay.wait_s / MEAN_S)
    assert_near(waits, mean_wait(CROWDED.counters, CROWDED.load), within=0.4)
    must_wait = shares(found, lambda stay: float(stay.wait_s > 0))
    assert_near(must_wait, erlang_c(CROWDED.counters, CROWDED.load), within=0.15)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("ahead", range(5))
def test_with_n_ahead_one_waits_for_n_and_one_services_of_all_counters(ahead: int) -> None:
    """First come, first served: an Erlang time of n + 1 stages, each the counters' together."""
    found = [
        mean(s.wait_s / MEAN_S for s in day if s.all_busy and s.ahead == ahead)
        for day in days(CROWDED)
    ]
    assert_near(found, (ahead + 1) / CROWDED.counters, within=0.25)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_with_a_strict_lane_both_classes_wait_as_cobham_says() -> None:
    urgent, others = cobham(URGENCY.counters, URGENCY.load, URGENCY.urgent_ratio)
    found = days(URGENCY)
    first = [mean(s.wait_s / MEAN_S for s in day if s.visit_class == URGENT) for day in found]
    rest = [mean(s.wait_s / MEAN_S for s in day if s.visit_class == WALK_IN) for day in found]
    assert_near(first, urgent, within=0.25)
    assert_near(rest, others, within=0.4)
    assert mean(first) < others * 0.5


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_one_counter_with_uneven_services_is_pollaczeks() -> None:
    waits = shares(days(UNEVEN), lambda stay: stay.wait_s / UNEVEN.mean.total_seconds())
    theory = pollaczek_khinchine(UNEVEN.load, UNEVEN.cv)
    assert_near(waits, theory, within=0.45)
    assert theory > 1.2 * mean_wait(1, UNEVEN.load)
