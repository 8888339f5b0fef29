"""People who come under one number take the time of as many, in every way of looking ahead."""

from datetime import timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain.model import ServiceId
from queue_monitor.forecast import NO_WAIT, ClearLimits, QuickForecast, Settings
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.march import mean_crowds, mean_free_s
from queue_monitor.forecast.near import mean_breach
from queue_monitor.forecast.passage import played_breach
from queue_monitor.forecast.persons import persons
from queue_monitor.forecast.summary import played_outlooks, played_waits
from queue_monitor.forecast.times import ServiceTime, of_several
from tests.forecast.offices import NOW, WALK_IN, Day, lane, plan

ZERO: Final = timedelta(0)
BARE: Final = Settings(walk=ZERO, between=ZERO, no_show_ratio=0.0)
MEAN_S: Final = 300.0
RUN: Final = Run(replications=300, seed=7)
NOBODY_COMES: Final = 1e-9


def office(counters: int = 1) -> Day:
    """Counters that all serve one service of five minutes, each busy since just now."""
    serves = {n: [lane("seal")] for n in range(1, counters + 1)}
    day = Day(plan(services={"seal": MEAN_S}, counters=serves))
    return day.opened(*serves)


def newcomer_s(day: Day) -> float:
    wait = QuickForecast(BARE).newcomer(day.floor, ServiceId("seal"), WALK_IN, NOW)
    assert wait is not None
    return wait.p50.total_seconds()


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(1, 3))
def test_a_group_ahead_is_waited_for_as_long_as_its_people_one_by_one(
    groups: list[int], counters: int
) -> None:
    together, alone = office(counters), office(counters)
    for day in (together, alone):
        day.busy(*range(1, counters + 1), service="seal", since=NOW)
    for people in groups:
        together.issued("seal", people=people)
        alone.issued("seal", people)
    forecast = QuickForecast(BARE)
    told = []
    for day in (together, alone):
        wait = forecast.newcomer(day.floor, ServiceId("seal"), WALK_IN, NOW)
        assert wait is not None
        told.append(wait)
    assert told[0] == told[1]


def test_a_group_at_the_counter_is_waited_for_as_many() -> None:
    one, four = office(), office()
    (ticket,) = one.issued("seal")
    one.called(ticket, 1)
    (ticket,) = four.issued("seal", people=4)
    four.called(ticket, 1)
    assert newcomer_s(four) > 3.0 * newcomer_s(one)


def test_who_stands_before_a_group_does_not_wait_for_it() -> None:
    day = office()
    day.busy(1, service="seal")
    (first,) = day.issued("seal", at=NOW - timedelta(minutes=2))
    alone = QuickForecast(BARE).waiting(day.floor, day.floor.ticket(first), NOW)
    day.issued("seal", people=6)
    assert QuickForecast(BARE).waiting(day.floor, day.floor.ticket(first), NOW) == alone
    assert alone != NO_WAIT


def test_an_average_day_and_a_played_one_give_a_group_the_time_of_its_people() -> None:
    day = office()
    (group,) = day.issued("seal", people=5, at=NOW - timedelta(minutes=2))
    (last,) = day.issued("seal", at=NOW - timedelta(minutes=1))
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    (crowd,) = mean_crowds(scene, NOBODY_COMES)
    assert list(crowd.works_s) == pytest.approx([5 * MEAN_S, MEAN_S])
    waits = played_waits(scene, RUN)
    assert waits[group] == NO_WAIT
    assert waits[last].p50.total_seconds() == pytest.approx(5 * MEAN_S, rel=0.1)
    people = persons(scene, NOBODY_COMES, 4000, 7)
    assert people.heads.tolist()[:2] == [5, 1]
    works = people.works_s[:, :2]
    assert works.mean(axis=0) == pytest.approx([5 * MEAN_S, MEAN_S], rel=0.03)
    assert np.std(works[:, 0]) / np.std(works[:, 1]) == pytest.approx(5**0.5, rel=0.1)


def test_what_is_left_of_a_group_in_hand_is_that_of_its_people() -> None:
    day = office()
    (group,) = day.issued("seal", people=5, at=NOW)
    day.called(group, 1)
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    assert mean_free_s(scene) == pytest.approx([5 * MEAN_S])
    played = persons(scene, NOBODY_COMES, 4000, 7).free_s.mean()
    assert played == pytest.approx(5 * MEAN_S, rel=0.05)


@pytest.mark.parametrize("people", [1, 2, 9])
def test_the_sum_of_several_times_has_their_mean_and_less_spread(people: int) -> None:
    one = ServiceTime(mean_s=MEAN_S, cv=0.6)
    several = of_several(one, people)
    assert several.mean_s == people * MEAN_S
    assert several.cv * several.mean_s == pytest.approx(people**0.5 * one.cv * one.mean_s)


def test_a_foreseen_crowd_is_one_of_people() -> None:
    day = office()
    day.busy(1, service="seal")
    day.issued("seal", people=6)
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    limits = [ClearLimits(waiting=5), ClearLimits(waiting=6)]
    for over, within in (mean_breach(scene, limits, NOW), played_breach(scene, limits, NOW, RUN)):
        assert over.within_5_min == 1.0
        assert within.first_passage is None or within.first_passage > ZERO
    (outlook,) = played_outlooks(scene, timedelta(seconds=1), ClearLimits(waiting=5), RUN)
    assert outlook.waiting == pytest.approx(6.0, abs=0.1)
    assert outlook.clear_after is None


def test_nothing_more_is_sent_where_everybody_came_alone() -> None:
    day = office()
    day.issued("seal", 3)
    (line,) = QuickForecast(BARE).scene(day.floor, NOW, ()).lines
    assert (line.people, line.heads) == ((), (1, 1, 1))
