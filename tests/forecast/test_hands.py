"""What becomes of a counter once the visit in hand is over."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_monitor.forecast import QuickForecast, Settings
from queue_monitor.forecast.lesson import plain
from queue_monitor.forecast.persons import persons
from tests.forecast.offices import NOW, Day, lane, plan

ROWS: Final = 1500
VISIT_S, BETWEEN_S, AWAY_S = 300.0, 10.0, 600.0
NOBODY_COMES: Final = 1e-9


@settings(max_examples=20)
@given(st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_a_clerk_is_gone_after_the_visit_in_hand_as_often_as_after_any_other(
    ratio: float, seed: int
) -> None:
    day = Day(plan(services={"seal": VISIT_S}, counters={1: [lane("seal")]})).opened(1)
    day.busy(1, service="seal", since=NOW)
    day.issued("seal", at=NOW - timedelta(minutes=2))
    settings = Settings(walk=timedelta(0), no_show_ratio=0.0)
    scene = QuickForecast(settings).scene(day.floor, NOW, ())
    lesson = replace(
        plain(scene, ROWS),
        mu=np.full((ROWS, 1), np.log(VISIT_S)),
        sigma=np.array([1e-9]),
        between=(BETWEEN_S, BETWEEN_S),
        absent=(AWAY_S, AWAY_S),
        absence_ratio=ratio,
    )
    people = persons(scene, NOBODY_COMES, ROWS, seed, lesson=lesson)
    in_hand, later = people.free_s[:, 0] - VISIT_S, people.gaps_s[:, 0]
    for pauses in (in_hand, later):
        away = np.isclose(pauses, AWAY_S, atol=1e-3)
        assert away.mean() == pytest.approx(ratio, abs=0.08)
        assert pauses[~away] == pytest.approx(BETWEEN_S, abs=1e-3)
