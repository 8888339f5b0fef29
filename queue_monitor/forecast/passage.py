"""When a crowd first crosses its limits, in each of many plays, and the odds from that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from queue_monitor.forecast.base import BreachOdds, ClearLimits
from queue_monitor.forecast.figures import Clear
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.near import SPANS_S
from queue_monitor.forecast.outlooks import clear_of
from queue_monitor.forecast.persons import Persons, persons
from queue_monitor.forecast.play import play
from queue_monitor.forecast.scene import Scene
from queue_monitor.forecast.spread import Floats

_HORIZON_S: Final = SPANS_S[-1]


def first_passage_s(people: Persons, calls: Floats, limit: Clear) -> Floats:
    """(replications,): when the limits are first crossed; inf if not by the end of the play.

    `calls`: (replications, people), inf for who is not called in the play. 0.0 if crossed now.
    """
    scope = np.isin(people.lines, limit.lines)
    places, ends = people.places_s[:, scope], calls[:, scope]
    first = np.full(len(calls), np.inf)
    if limit.wait_s is not None:
        late = people.sinces_s[:, scope] + limit.wait_s
        first = np.where(ends > late, late, np.inf).min(axis=1, initial=np.inf)
    if limit.waiting is not None and scope.any():
        # Who is called the moment they come never waited: calls go before arrivals.
        times = np.concatenate([ends, places], axis=1)
        heads = people.heads[scope]
        steps = np.concatenate([-heads, heads])
        order = times.argsort(axis=1, kind="stable")
        waiting = steps[order].cumsum(axis=1)
        times = np.take_along_axis(times, order, axis=1)
        crossed = np.where(waiting > limit.waiting, times, np.inf).min(axis=1)
        first = np.minimum(first, crossed)
    return np.asarray(np.maximum(first, 0.0), dtype=np.float64)


def beginnings_s(passages_s: Floats, joined_s: float) -> Floats:
    """First passages that begin a breach, where one until `joined_s` were the last one going on.

    Whoever asks for the next breach takes the last for over: replications in which it is not are
    left out, unless they are all.
    """
    over = passages_s[passages_s >= joined_s]
    return over if len(over) else passages_s


def odds_of(passages_s: Floats, limits: ClearLimits, made_at: datetime) -> BreachOdds:
    """Shares of the replications."""
    seen = passages_s[np.isfinite(passages_s)]
    five, ten, fifteen = (float((passages_s <= span).mean()) for span in SPANS_S)
    return BreachOdds(
        limits=limits,
        made_at=made_at,
        within_5_min=five,
        within_10_min=ten,
        within_15_min=fifteen,
        first_passage=timedelta(seconds=float(np.median(seen))) if len(seen) else None,
    )


def played_breach(
    scene: Scene, limits: Sequence[ClearLimits], made_at: datetime, run: Run
) -> list[BreachOdds]:
    """The odds of every limit from one run."""
    replications = run.replications
    scene, lesson = run.applied(scene, _HORIZON_S)
    people = persons(scene, _HORIZON_S, replications, run.seed, lesson=lesson)
    calls = play(scene, people, _HORIZON_S)[:replications]
    return [
        odds_of(first_passage_s(people, calls, clear_of(scene, limit)), limit, made_at)
        for limit in limits
    ]
