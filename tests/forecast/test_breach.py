"""The odds that limits are crossed soon: from plays, from an average day, and as they are asked."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId
from queue_monitor.forecast import BreachOdds, ClearLimits, PlayedForecast, QuickForecast
from queue_monitor.forecast.figures import Clear
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.near import mean_breach
from queue_monitor.forecast.passage import first_passage_s, played_breach
from queue_monitor.forecast.persons import Persons
from tests.forecast.offices import NOW, Day, lane, plan
from tests.forecast.test_client import Here

MANY = Run(replications=200, seed=1)
LIMITS = ClearLimits(waiting=7, wait=timedelta(minutes=10))


def office(waiting: int, *, minutes: float = 1, counters: int = 2) -> Floor:
    """So many who came some minutes ago, and counters that have just begun with somebody."""
    serves = {n: [lane("transcript")] for n in range(1, counters + 1)}
    day = Day(plan(services={"transcript": 300.0, "seal": 300.0}, counters=serves))
    day.opened(*serves).busy(*serves, service="transcript")
    day.issued("transcript", waiting, at=NOW - timedelta(minutes=minutes))
    return day.floor


def rises(odds: BreachOdds) -> bool:
    return 0.0 <= odds.within_5_min <= odds.within_10_min <= odds.within_15_min <= 1.0


stays = st.lists(
    st.tuples(
        st.integers(-900, 900), st.one_of(st.integers(0, 900), st.just(None)), st.integers(1, 3)
    ),
    max_size=14,
)


def longhand(people: list[tuple[float, float, int]], waiting: int, wait_s: float) -> float:
    """Second by second: whole seconds are when anything happens."""
    for second in range(901):
        here = [(since, heads) for since, end, heads in people if since <= second < end]
        late = any(second - since >= wait_s and end > since + wait_s for since, end, _ in people)
        crowd = sum(heads for _, heads in here)
        if crowd > waiting or (late and any(second - since >= wait_s for since, _ in here)):
            return float(second)
    return float("inf")


@given(stays, st.integers(0, 6), st.integers(1, 900))
def test_the_first_passage_is_that_of_a_clock_that_looks_each_second(
    drawn: list[tuple[int, int | None, int]], waiting: int, wait_s: int
) -> None:
    people = [
        (float(since), float("inf") if stay is None else max(float(since) + stay, 1.0), heads)
        for since, stay, heads in drawn
    ]
    sinces = np.array([[since for since, _, _ in people]])
    table = Persons(
        places_s=sinces,
        sinces_s=sinces,
        works_s=np.zeros_like(sinces),
        lines=np.zeros(len(people), dtype=np.int64),
        heads=np.array([heads for _, _, heads in people], dtype=np.int64),
        first=np.zeros(1, dtype=np.int64),
        free_s=np.zeros((1, 0)),
        gaps_s=np.zeros_like(sinces),
        speed=np.ones((1, 0)),
        opens_s=np.zeros((1, 0)),
    )
    calls = np.array([[end for _, end, _ in people]])
    limit = Clear(waiting=waiting, wait_s=float(wait_s), lines=(0,))
    (passage,) = first_passage_s(table, calls, limit).tolist()
    expected = longhand(people, waiting, float(wait_s))
    assert passage == expected or (passage > 900 and expected == float("inf"))


@pytest.mark.parametrize("make", [mean_breach, lambda s, w, at: played_breach(s, w, at, MANY)])
def test_odds_rise_with_time_and_with_the_crowd(make) -> None:  # type: ignore[no-untyped-def]
    before = 0.0
    for waiting in (0, 5, 7, 8):
        (odds,) = make(QuickForecast().scene(office(waiting), NOW, ()), [LIMITS], NOW)
        assert rises(odds)
        assert odds.within_15_min >= before - 0.05
        before = odds.within_15_min
    (crossed,) = make(QuickForecast().scene(office(8), NOW, ()), [LIMITS], NOW)
    assert crossed.within_5_min == 1.0
    assert crossed.first_passage == timedelta(0)


def test_the_eighth_person_crosses_and_the_seventh_does_not() -> None:
    alone = ClearLimits(waiting=7)
    (seven,) = played_breach(
        QuickForecast().scene(office(7, minutes=0), NOW, ()), [alone], NOW, MANY
    )
    assert seven.first_passage != timedelta(0)


def test_another_service_has_odds_of_its_own() -> None:
    other = ClearLimits(waiting=7, service=ServiceId("seal"))
    scene = QuickForecast().scene(office(8), NOW, ())
    full, empty = played_breach(scene, [LIMITS, other], NOW, MANY)
    assert (full.within_5_min, empty.within_15_min, empty.first_passage) == (1.0, 0.0, None)


def test_odds_between_the_known_minutes_lie_between_their_odds() -> None:
    odds = BreachOdds(
        limits=LIMITS,
        made_at=NOW,
        within_5_min=0.2,
        within_10_min=0.4,
        within_15_min=0.8,
        first_passage=None,
    )
    minutes = (0.0, 2.5, 5.0, 7.5, 15.0, 60.0)
    assert [odds.within(timedelta(minutes=m)) for m in minutes] == pytest.approx(
        [0.0, 0.1, 0.2, 0.3, 0.8, 0.8]
    )


class Later(Here):
    """A runtime whose tasks run when told to."""

    def __init__(self) -> None:
        self.tasks: list[object] = []

    def spawn(self, work, /, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.tasks.append(lambda: work(*args, **kwargs))

    def run(self) -> None:
        while self.tasks:
            self.tasks.pop(0)()  # type: ignore[operator]


def test_who_asks_gets_the_newest_finished_odds_and_sets_one_run_going() -> None:
    later = Later()
    forecast = PlayedForecast(QuickForecast(), later, replications=50)
    floor = office(6)
    try:
        first = forecast.breach(floor, NOW, [LIMITS])
        assert first == QuickForecast().breach(floor, NOW, [LIMITS])
        forecast.breach(floor, NOW, [LIMITS])
        assert len(later.tasks) == 1  # one in flight
        later.run()
        soon = NOW + timedelta(seconds=4)
        (played,) = forecast.breach(floor, soon, [LIMITS])
        assert played.made_at == NOW
        assert not later.tasks  # nothing has happened since, and four seconds are nothing
        at = NOW + timedelta(seconds=6)
        assert forecast.breach(floor, at, [LIMITS]) == [played]
        later.run()
        (newer,) = forecast.breach(floor, at, [LIMITS])
        assert newer.made_at == at
    finally:
        forecast.close()


def test_old_odds_give_way_to_an_average_day() -> None:
    later = Later()
    forecast = PlayedForecast(QuickForecast(), later, replications=50)
    floor = office(6)
    try:
        forecast.breach(floor, NOW, [LIMITS])
        later.run()
        at = NOW + timedelta(minutes=1)
        (odds,) = forecast.breach(floor, at, [LIMITS])
        assert odds.made_at == at
    finally:
        forecast.close()
