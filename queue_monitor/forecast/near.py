"""The odds of a crossing around an average day: how near it comes to each limit, each minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import NormalDist
from typing import Final

from queue_monitor.forecast.base import BreachOdds, ClearLimits
from queue_monitor.forecast.figures import Clear
from queue_monitor.forecast.march import march, mean_crowds, mean_free_s
from queue_monitor.forecast.outlooks import clear_of
from queue_monitor.forecast.scene import Scene

SPANS_S: Final = (300.0, 600.0, 900.0)
_HORIZON_S: Final = SPANS_S[-1]
_STEP_S: Final = 60.0  # an average day is looked at this often
_CROWD_CV: Final = 0.5  # how unsure an average day is of a crowd's size and of its longest wait
_NEVER: Final = float("inf")


def mean_breach(scene: Scene, limits: Sequence[ClearLimits], made_at: datetime) -> list[BreachOdds]:
    """The odds around an average day: how near its crowd and its longest wait come to a limit."""
    crowds = mean_crowds(scene, _HORIZON_S)
    calls = march(
        scene.lines,
        crowds,
        scene.scenarios[0],
        mean_free_s(scene),
        _HORIZON_S,
        discipline=scene.discipline,
    )
    odds = []
    for limit in limits:
        clear = clear_of(scene, limit)
        stays = [
            (
                place,
                since,
                calls[i][n] if n < len(calls[i]) else _NEVER,
                crowds[i].heads[n] if crowds[i].heads else 1,
            )
            for i in clear.lines
            for n, (place, since) in enumerate(
                zip(crowds[i].places_s, crowds[i].sinces_s, strict=True)
            )
        ]
        course = [_near(stays, step * _STEP_S, clear) for step in range(int(_HORIZON_S / _STEP_S))]
        course.append(_near(stays, _HORIZON_S, clear))
        now = 1.0 if course[0] > 1.0 else 0.0  # what is so at once is no matter of odds
        five, ten, fifteen = (
            max([now, *(_chance(near) for near in course[1 : int(span / _STEP_S) + 1])])
            for span in SPANS_S
        )
        passage = next((n * _STEP_S for n, near in enumerate(course) if near > 1.0), None)
        odds.append(
            BreachOdds(
                limits=limit,
                made_at=made_at,
                within_5_min=five,
                within_10_min=ten,
                within_15_min=fifteen,
                first_passage=None if passage is None else timedelta(seconds=passage),
            )
        )
    return odds


def _near(stays: list[tuple[float, float, float, int]], at_s: float, clear: Clear) -> float:
    """The crowd, or its longest wait, as a share of its limit at one moment; above 1: crossed."""
    here = [(since, heads) for place, since, end, heads in stays if place <= at_s < end]
    near = 0.0
    if clear.waiting is not None:
        near = sum(heads for _, heads in here) / (clear.waiting + 0.5)
    if clear.wait_s is not None and here:
        longest = min(since for since, _ in here)
        near = max(near, (at_s - longest) / max(clear.wait_s, 1.0))
    return near


def _chance(near: float) -> float:
    return NormalDist(1.0, _CROWD_CV).cdf(near) if near > 0.0 else 0.0
