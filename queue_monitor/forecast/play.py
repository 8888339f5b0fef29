"""The day played forward many times at once, every scenario in step, with numpy.

Row (scenario, replication) advances by its own next call: the counter that can call first, being
free and having somebody to call, calls whom `domain.discipline` would call. Tests hold every row
against `march`, and that against the discipline itself.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from queue_monitor.forecast.persons import Ints, Persons
from queue_monitor.forecast.scene import ACCUMULATING, STRICT, Scene, is_near
from queue_monitor.forecast.spread import Floats

_NO_LANE: Final = 99
_SLOT_CAME, _SLOT_AHEAD = 1, 3


@dataclass(slots=True)
class _Rows:
    """What each row that is still running knows; `at` is its place among all rows."""

    at: Ints
    replication: Ints
    scenario: Ints
    free_s: Floats  # (rows, counters)
    breaks: Ints  # (rows, counters): how many planned breaks have begun
    heads: Ints  # (rows, lines): column of each line's first
    next_s: Floats  # (rows, lines): when that one joined, or will

    def kept(self, keep: NDArray[np.bool_]) -> "_Rows":
        return _Rows(
            at=self.at[keep],
            replication=self.replication[keep],
            scenario=self.scenario[keep],
            free_s=self.free_s[keep],
            breaks=self.breaks[keep],
            heads=self.heads[keep],
            next_s=self.next_s[keep],
        )


def play(
    scene: Scene,
    people: Persons,
    until_s: float,
    *,
    waiting_only: bool = False,
    at_least_s: float = 0.0,
) -> Floats:
    """When each is called: (scenarios × replications, people), inf if not by `until_s`.

    Rows are ordered by scenario, then replication. With `waiting_only` a row ends as soon as
    nobody of those who wait now is left and `at_least_s` have passed.
    """
    replications = len(people.free_s)
    calls = np.full((len(scene.scenarios) * replications, people.places_s.shape[1]), np.inf)
    if not scene.lines or not scene.hands:
        return calls
    lanes = _lanes(scene)
    ranks = _Ranks.of(scene)
    dues, lengths = _breaks(scene)
    served = np.asarray((lanes < _NO_LANE).any(axis=1))  # (scenarios, lines)
    rows = _start(scene, people)
    while len(rows.at):
        every = np.arange(len(rows.at))
        lane = lanes[rows.scenario] if len(lanes) > 1 else lanes
        # (rows, counters): when each has somebody to call
        wake = np.where(lane < _NO_LANE, rows.next_s[:, None, :], np.inf).min(axis=2)
        ready = np.maximum(rows.free_s, wake)
        counter = ready.argmin(axis=1)
        now = ready[every, counter]
        due = dues[rows.scenario, counter, rows.breaks[every, counter]]
        running = np.minimum(now, np.maximum(due, rows.free_s[every, counter])) <= until_s
        if waiting_only:
            left = ((rows.next_s <= 0.0) & served[rows.scenario]).any(axis=1)
            running &= left | (now <= at_least_s)
        if not running.all():
            rows = rows.kept(running)
            continue
        begins = now >= due
        if begins.any():
            _rest(rows, every[begins], counter[begins], due[begins], lengths)
        theirs = lanes[rows.scenario, counter]
        column, choice = _choices(rows, theirs, ranks, np.where(begins, due, now))
        calling = ~begins
        called = column[calling]
        calls[rows.at[calling], called] = now[calling]
        who = rows.replication
        busy = people.works_s[who, column] * people.speed[who, counter] + people.gaps_s[who, column]
        here, line = every[calling], choice[calling]
        rows.free_s[here, counter[calling]] = (now + busy)[calling]
        rows.heads[here, line] = called + 1
        rows.next_s[here, line] = people.places_s[who[calling], called + 1]
    return calls


def _rest(rows: _Rows, here: Ints, counter: Ints, due: Floats, lengths: Floats) -> None:
    """Planned breaks begin when the counter is first free after they are due."""
    begun = rows.breaks[here, counter]
    free = np.maximum(rows.free_s[here, counter], due)
    rows.free_s[here, counter] = free + lengths[rows.scenario[here], counter, begun]
    rows.breaks[here, counter] = begun + 1


@dataclass(frozen=True, slots=True)
class _Ranks:
    """How `discipline` orders the heads of lines: the lowest figure first."""

    discipline: str
    rates: Floats
    tiers: Floats
    slots_s: Floats  # NaN for a line without
    hours_s: Floats  # of early comers: when their place is; -inf for all others
    near: NDArray[np.bool_]  # these stand beside the first lane that has anybody in it

    @classmethod
    def of(cls, scene: Scene) -> "_Ranks":
        slots = [np.nan if line.slot_s is None else line.slot_s for line in scene.lines]
        return cls(
            scene.discipline,
            np.array([line.rate for line in scene.lines]),
            np.array([float(line.tier) for line in scene.lines]),
            np.array(slots),
            np.array([-np.inf if line.hour_s is None else line.hour_s for line in scene.lines]),
            np.array([is_near(line, scene.discipline) for line in scene.lines]),
        )

    def figures(self, next_s: Floats, now: Floats) -> tuple[Floats, Floats]:
        """Of each line's head: what decides, and what does between two it leaves equal.

        Two figures, never one sum of both: a sum rounds away what tells the second apart.
        """
        next_s = np.maximum(next_s, self.hours_s)
        if self.discipline == ACCUMULATING:
            gained = np.minimum(next_s - now[:, None], 0.0)
            return np.asarray(gained * self.rates, dtype=np.float64), next_s
        if self.discipline != STRICT:
            return next_s, next_s
        booked = ~np.isnan(self.slots_s)
        came = np.where(self.slots_s <= now[:, None], _SLOT_CAME, _SLOT_AHEAD)
        return np.where(booked, came, self.tiers), np.where(booked, self.slots_s, next_s)


def _choices(rows: _Rows, lane: NDArray[np.int8], ranks: _Ranks, now: Floats) -> tuple[Ints, Ints]:
    """For each row the person to call, and their line."""
    lane = np.where(rows.next_s <= now[:, None], lane, _NO_LANE)
    best = np.minimum(lane.min(axis=1), _NO_LANE - 1)
    first, second = ranks.figures(rows.next_s, now)
    near = ranks.near & (ranks.hours_s <= now[:, None])
    able = (lane == best[:, None]) | (near & (lane < _NO_LANE))
    first = np.where(able, first, np.inf)
    choice = np.where(first == first.min(axis=1)[:, None], second, np.inf).argmin(axis=1)
    return rows.heads[np.arange(len(choice)), choice], choice


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


def _breaks(scene: Scene) -> tuple[Floats, Floats]:
    """(scenarios, counters, breaks): when each is due, inf after the last; how long it is."""
    most = max(len(desk.breaks) for desks in scene.scenarios for desk in desks)
    shape = (len(scene.scenarios), len(scene.hands), most + 1)
    dues, lengths = np.full(shape, np.inf), np.zeros(shape)
    for s, desks in enumerate(scene.scenarios):
        for c, desk in enumerate(desks):
            for n, (due_s, length_s) in enumerate(desk.breaks):
                dues[s, c, n], lengths[s, c, n] = due_s, length_s
    return dues, lengths


def _start(scene: Scene, people: Persons) -> _Rows:
    scenarios, replications = len(scene.scenarios), len(people.free_s)
    rows = scenarios * replications
    free = np.full((scenarios, replications, len(scene.hands)), np.inf)
    for s, desks in enumerate(scene.scenarios):
        for c, desk in enumerate(desks):
            if any(desk.lanes):
                after = 0.0 if desk.after is None else people.free_s[:, desk.after]
                begins = np.maximum(people.free_s[:, c], desk.start_s + after)
                free[s, :, c] = np.maximum(begins, people.opens_s[:, c] if desk.opens_s else 0.0)
    replication = np.tile(np.arange(replications), scenarios)
    return _Rows(
        at=np.arange(rows),
        replication=replication,
        scenario=np.repeat(np.arange(scenarios), replications),
        free_s=free.reshape(rows, -1),
        breaks=np.zeros((rows, len(scene.hands)), dtype=np.int64),
        heads=np.tile(people.first, (rows, 1)),
        next_s=people.places_s[replication][:, people.first],
    )
