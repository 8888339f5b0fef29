"""The day played forward many times at once, every scenario in step, with numpy.

Row (scenario, replication) advances by its own next event: the counter that is free first
calls whom `domain.discipline` would call. Tests hold every row against `march`, and that
against the discipline itself.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from queue_monitor.forecast.persons import Floats, Ints, Persons
from queue_monitor.forecast.scene import Scene

_NO_LANE: Final = 99


@dataclass(slots=True)
class _Rows:
    """What each row that is still running knows; `at` is its place among all rows."""

    at: Ints
    replication: Ints
    scenario: Ints
    free_s: Floats  # (rows, counters)
    heads: Ints  # (rows, lines): column of each line's first
    next_s: Floats  # (rows, lines): when that one joined, or will

    def kept(self, keep: NDArray[np.bool_]) -> "_Rows":
        return _Rows(
            at=self.at[keep],
            replication=self.replication[keep],
            scenario=self.scenario[keep],
            free_s=self.free_s[keep],
            heads=self.heads[keep],
            next_s=self.next_s[keep],
        )


def play(scene: Scene, people: Persons, until_s: float, *, waiting_only: bool = False) -> Floats:
    """When each is called: (scenarios × replications, people), inf if not by `until_s`.

    Rows are ordered by scenario, then replication. With `waiting_only` a row ends as soon as
    nobody of those who wait now is left.
    """
    replications = len(people.free_s)
    calls = np.full((len(scene.scenarios) * replications, people.places_s.shape[1]), np.inf)
    if not scene.lines or not scene.hands:
        return calls
    rates = np.array([line.rate for line in scene.lines])
    lanes = _lanes(scene)
    served = np.asarray((lanes < _NO_LANE).any(axis=1))  # (scenarios, lines)
    rows = _start(scene, people)
    while len(rows.at):
        counter = rows.free_s.argmin(axis=1)
        every = np.arange(len(counter))
        now = rows.free_s[every, counter]
        running = now <= until_s
        if waiting_only:
            running &= ((rows.next_s <= 0.0) & served[rows.scenario]).any(axis=1)
        if not running.all():
            rows = rows.kept(running)
            continue
        lane = lanes[rows.scenario, counter]
        choice, found = _choices(rows.next_s, lane, rates, now)
        column = rows.heads[every, choice]
        calls[rows.at[found], column[found]] = now[found]
        wake = np.where(lane < _NO_LANE, rows.next_s, np.inf).min(axis=1)
        work = people.works_s[rows.replication, column]
        rows.free_s[every, counter] = np.where(found, now + work, wake)
        column = column + found
        rows.heads[every, choice] = column
        rows.next_s[every, choice] = people.places_s[rows.replication, column]
    return calls


def _choices(
    next_s: Floats, lane: NDArray[np.int8], rates: Floats, now: Floats
) -> tuple[Ints, NDArray[np.bool_]]:
    """For each row the line to call from, and whether anybody is there."""
    lane = np.where(next_s <= now[:, None], lane, _NO_LANE)
    best = lane.min(axis=1)
    priority = np.where(lane == best[:, None], (now[:, None] - next_s) * rates, -np.inf)
    choice = priority.argmax(axis=1)
    return choice, best < _NO_LANE


def _lanes(scene: Scene) -> NDArray[np.int8]:
    """(scenarios, counters, lines): in which of its lanes the counter takes the line."""
    lanes = np.full(
        (len(scene.scenarios), len(scene.hands), len(scene.lines)), _NO_LANE, dtype=np.int8
    )
    for s, desks in enumerate(scene.scenarios):
        for c, desk in enumerate(desks):
            for index, lines in enumerate(desk.lanes):
                lanes[s, c, list(lines)] = index
    return lanes


def _start(scene: Scene, people: Persons) -> _Rows:
    scenarios, replications = len(scene.scenarios), len(people.free_s)
    rows = scenarios * replications
    free = np.full((scenarios, replications, len(scene.hands)), np.inf)
    for s, desks in enumerate(scene.scenarios):
        for c, desk in enumerate(desks):
            if any(desk.lanes):
                after = 0.0 if desk.after is None else people.free_s[:, desk.after]
                free[s, :, c] = np.maximum(people.free_s[:, c], desk.start_s + after)
    replication = np.tile(np.arange(replications), scenarios)
    return _Rows(
        at=np.arange(rows),
        replication=replication,
        scenario=np.repeat(np.arange(scenarios), replications),
        free_s=free.reshape(rows, -1),
        heads=np.tile(people.first, (rows, 1)),
        next_s=people.places_s[replication][:, people.first],
    )
