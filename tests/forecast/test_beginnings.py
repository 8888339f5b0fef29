"""When a breach is a new one, and not the last going on."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.days import OFFICES, OfficeShape, day
from queue_monitor.forecast.passage import beginnings_s
from queue_monitor.forecast.predictor import Choices, Predictor
from queue_monitor.forecast.records import Arrive, Call, Config, CounterOf, Day, Probe, in_order
from queue_monitor.forecast.track import Track
from queue_monitor.forecast.truth import JOINED_S, truth_of
from tests.forecast.test_predictor import whole


@settings(max_examples=10)
@given(st.sampled_from(OFFICES), st.integers(0, 10_000), st.sampled_from(["plain", "surge"]))
def test_the_track_knows_when_the_last_breach_ended(
    office: OfficeShape, seed: int, kind: str
) -> None:
    told = whole(day(office, seed, kind))
    breaches = truth_of(told).breaches
    track = Track(told.config)
    for at, together in groupby(in_order(told.events), key=lambda event: event.t):
        for event in together:
            track.take(event)
        if not any(begins <= at < ends for begins, ends in breaches):
            ended = [ends for _, ends in breaches if ends <= at]
            assert track.relieved_at == (max(ended) if ended else None)


def test_who_is_called_the_moment_they_come_ends_no_breach() -> None:
    track = Track(Config(open=0.0, close=9000.0, counters=(CounterOf(id="K", skills=("A",)),)))
    for n in range(7):
        track.take(Arrive(t=10.0 * n, ticket=f"A{n}", service="A"))
    track.take(Arrive(t=100.0, ticket="A8", service="A"))
    track.take(Call(t=100.0, ticket="A8", counter="K"))
    assert track.relieved_at is None


@given(
    st.lists(st.one_of(st.floats(0.0, 900.0), st.just(float("inf"))), min_size=1, max_size=40),
    st.floats(0.0, JOINED_S),
)
def test_only_plays_in_which_the_last_breach_is_over_say_when_the_next_begins(
    passages: list[float], joined_s: float
) -> None:
    left = beginnings_s(np.array(passages), joined_s).tolist()
    over = [passage for passage in passages if passage >= joined_s]
    assert left == (over or passages)


def relieved(told: Day) -> tuple[Predictor, float]:
    """A day told until its first breach is over."""
    predictor = Predictor(choices=Choices(replications=80))
    predictor.begin_day(told.config)
    ended = truth_of(told).breaches[0][1]
    for event in in_order(told.events):
        if event.t <= ended:
            predictor.take(event)
    return predictor, ended


@pytest.mark.parametrize("seed", [1, 2])
def test_a_crowd_just_relieved_is_not_foretold_as_a_breach_that_begins_at_once(seed: int) -> None:
    predictor, ended = relieved(whole(day(OFFICES[1], seed, "surge")))
    odds = predictor.answer(Probe(t=ended + 1.0, probe="p1")).p_breach
    assert odds[300] == 0.0  # within five minutes it would be the same
    assert 0.0 < odds[900] < 1.0


def test_while_a_breach_is_on_the_odds_are_certain() -> None:
    predictor, ended = relieved(whole(day(OFFICES[1], 1, "surge")))
    for n in range(8):
        predictor.take(Arrive(t=ended + 1.0, ticket=f"X{n}", service="B"))
    answer = predictor.answer(Probe(t=ended + 2.0, probe="p1"))
    assert set(answer.p_breach.values()) == {1.0}
    assert answer.alarm
