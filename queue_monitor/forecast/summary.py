"""What many plays of the day say together: ranges for those who wait, an outlook a scenario."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from queue_monitor.domain.model import ServiceId, TicketId
from queue_monitor.forecast.base import ClearLimits, Outlook, WaitRange
from queue_monitor.forecast.figures import STEP_S, Clear
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.outlooks import clear_of
from queue_monitor.forecast.passage import first_passage_s
from queue_monitor.forecast.persons import Persons, persons
from queue_monitor.forecast.play import play
from queue_monitor.forecast.scene import Scene
from queue_monitor.forecast.spread import Floats

_AHEAD_S: Final = 2 * 3600.0
_LAST_S: Final = 12 * 3600.0


def played_waits(scene: Scene, run: Run) -> Mapping[TicketId, WaitRange]:
    """P10, P50, P90 of each waiting ticket's call over the replications."""
    scene, lesson = run.applied(scene, _AHEAD_S)
    people = persons(scene, _AHEAD_S, run.replications, run.seed, lesson=lesson)
    calls = play(scene, people, _LAST_S, waiting_only=True)[: run.replications]
    waits: dict[TicketId, WaitRange] = {}
    for line, first in zip(scene.lines, people.first, strict=True):
        theirs = calls[:, first : first + len(line.tickets)]
        if not theirs.size or not np.isfinite(theirs).any():
            continue
        # Nearest rank, so that a call that never came in time stays the worst of all.
        low, middle, high = np.quantile(theirs, (0.1, 0.5, 0.9), axis=0, method="inverted_cdf")
        waits.update(
            (TicketId(ticket), _range(low[i], middle[i], high[i]))
            for i, ticket in enumerate(line.tickets)
        )
    return run.known.told(scene.at_s, waits)


def played_outlooks(
    scene: Scene, horizon: timedelta, limits: ClearLimits, run: Run
) -> list[Outlook]:
    """One outlook for each scenario, all with the same people."""
    horizon_s, replications = horizon.total_seconds(), run.replications
    scene, lesson = run.applied(scene, horizon_s)
    people = persons(scene, horizon_s, replications, run.seed, lesson=lesson)
    calls = play(scene, people, horizon_s)
    clear = clear_of(scene, limits)
    return [
        _outlook(scene, people, calls[s * replications : (s + 1) * replications], horizon_s, clear)
        for s in range(len(scene.scenarios))
    ]


def _outlook(
    scene: Scene, people: Persons, calls: Floats, horizon_s: float, clear: Clear
) -> Outlook:
    came = people.places_s <= horizon_s
    stays = np.where(came, np.minimum(calls, horizon_s) - people.sinces_s, 0.0)
    scope = np.isin(people.lines, clear.lines)
    longest = stays[:, scope].max(axis=1, initial=0.0)
    services = np.array([line.service for line in scene.lines], dtype=np.int64)[people.lines]
    p50, p90 = np.quantile(longest, (0.5, 0.9))
    return Outlook(
        longest_wait_p50=_span(p50),
        longest_wait_p90=_span(p90),
        waiting=float(((scope & came & (calls > horizon_s)) @ people.heads).mean()),
        services={
            ServiceId(name): _span(np.median(stays[:, services == i].max(axis=1, initial=0.0)))
            for i, name in enumerate(scene.services)
        },
        clear_after=_clear_after(people, calls, horizon_s, clear),
        crossed=float((first_passage_s(people, calls, clear) <= horizon_s).mean()),
    )


def _clear_after(
    people: Persons, calls: Floats, horizon_s: float, clear: Clear
) -> timedelta | None:
    """When half of the replications have come under the limits, looked at every half minute.

    One that is over them again at the end was not relieved: it found a gap between two calls.
    """
    scope = np.isin(people.lines, clear.lines)
    sinces, places, ends = people.sinces_s[:, scope], people.places_s[:, scope], calls[:, scope]
    heads = people.heads[scope]

    def is_clear(at_s: float) -> NDArray[np.bool_]:
        here = (places <= at_s) & (at_s < ends)
        now = np.ones(len(calls), dtype=bool)
        if clear.waiting is not None:
            now &= here @ heads <= clear.waiting
        if clear.wait_s is not None:
            oldest = np.where(here, sinces, np.inf).min(axis=1, initial=np.inf)
            now &= at_s - oldest <= clear.wait_s
        return now

    lasting = is_clear(horizon_s)
    cleared = np.zeros(len(calls), dtype=bool)
    at_s = 0.0
    while at_s <= horizon_s:
        cleared |= lasting & is_clear(at_s)
        if 2 * cleared.sum() >= len(calls):
            return _span(at_s)
        at_s += STEP_S
    return None


def _range(low: float, middle: float, high: float) -> WaitRange:
    return WaitRange(p10=_span(low), p50=_span(middle), p90=_span(high))


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=float(min(seconds, _LAST_S)))
