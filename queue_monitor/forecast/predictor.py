"""Days played to the forecast as they happened: told event by event, asked in between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from queue_monitor.forecast.figures import Clear
from queue_monitor.forecast.honest import Honest
from queue_monitor.forecast.learning.learner import Learner
from queue_monitor.forecast.near import SPANS_S
from queue_monitor.forecast.passage import beginnings_s, first_passage_s
from queue_monitor.forecast.persons import Ints, persons
from queue_monitor.forecast.play import play
from queue_monitor.forecast.records import Call, Config, Day, Happening, Probe, in_order
from queue_monitor.forecast.scene import Scene
from queue_monitor.forecast.situate import situated
from queue_monitor.forecast.spread import Floats
from queue_monitor.forecast.truth import JOINED_S

_SOON_S: Final = SPANS_S[-1]
_LONGEST_S: Final = 4 * 3600.0
_COMING_S: Final = 2.5 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What is left of a wait, in seconds."""

    p10: float
    p50: float
    p90: float
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Waits by ticket, odds of a breach within so many seconds, and whether to sound the alarm."""

    waits: Mapping[str, Wait]
    p_breach: Mapping[int, float]
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is set rather than learned."""

    replications: int = 250
    discipline: str | None = None  # None: the day's own
    alarm_at: float = 0.58
    clear_at: float = 0.48


@dataclass(slots=True)
class Predictor:
    """Knows an office from its earlier days, and one day as far as it has been told."""

    choices: Choices = field(default_factory=Choices)
    learner: Learner = field(default_factory=Learner)
    honest: Honest = field(default_factory=Honest)
    alarm: bool = False
    _asked: int = 0

    def train(self, days: Iterable[Day]) -> None:
        """Learn from whole days, earlier first."""
        for day in days:
            self.begin_day(day.config)
            for event in in_order(day.events):
                self.take(event)

    def begin_day(self, config: Config) -> None:
        """A day opens."""
        self.learner.begin_day(config)
        self.honest.begin_day()
        self.alarm = False

    def take(self, event: Happening) -> None:
        """Something has happened."""
        if isinstance(event, Call):
            self.honest.called(event.ticket, event.t)
        self.learner.take(event)

    def answer(self, probe: Probe) -> Answer:
        """Ranges for all who wait and the odds of a breach, as seen at the probe."""
        at, rows = probe.t, self.choices.replications
        self._asked += 1
        random = np.random.default_rng(self._asked)
        discipline = self.choices.discipline or self.learner.track.config.discipline
        scene = situated(self.learner, at, discipline)
        until_s = self._coming_s(scene)
        scene = self.learner.informed(scene, at, until_s)
        lesson = self.learner.lesson(scene, at, rows, random)
        people = persons(scene, until_s, rows, self._asked, lesson=lesson)
        calls = play(scene, people, _LONGEST_S, waiting_only=True, at_least_s=_SOON_S)
        limits = self.learner.track.config.limits
        clear = Clear(
            waiting=limits.max_waiting,
            wait_s=limits.max_wait_s,
            lines=tuple(range(len(scene.lines))),
        )
        passages = first_passage_s(people, calls, clear)
        left = beginnings_s(passages, self._joined_s(at))
        odds = {int(span): float((left <= span).mean()) for span in SPANS_S}
        self.alarm = odds[int(_SOON_S)] >= (
            self.choices.clear_at if self.alarm else self.choices.alarm_at
        )
        return Answer(
            waits=self._waits(scene, people.first, calls, probe), p_breach=odds, alarm=self.alarm
        )

    def _waits(
        self,
        scene: Scene,
        first: Ints,
        calls: Floats,
        probe: Probe,
    ) -> dict[str, Wait]:
        waits: dict[str, Wait] = {}
        for line, begins in zip(scene.lines, first, strict=True):
            if not line.tickets:
                continue
            theirs = np.minimum(calls[:, begins : begins + len(line.tickets)], _LONGEST_S)
            lows, middles, highs = np.quantile(theirs, (0.1, 0.5, 0.9), axis=0)
            means = theirs.mean(axis=0)
            for i, ticket in enumerate(line.tickets):
                arrives = probe.kind == "arrival" and ticket == probe.ticket
                tails = self.honest.ticket if arrives else self.honest.live
                p10, p50, p90 = tails.applied(float(lows[i]), float(middles[i]), float(highs[i]))
                if arrives or probe.kind != "arrival":
                    self.honest.told(ticket, probe.t, p10, p90, first=arrives)
                waits[ticket] = Wait(p10=p10, p50=p50, p90=p90, mean=float(means[i]))
        return waits

    def _joined_s(self, at: float) -> float:
        """So long yet a crossing would only be the last breach going on; 0.0 while it is on."""
        track = self.learner.track
        if track.relieved_at is None or track.breached(at):
            return 0.0
        return max(track.relieved_at + JOINED_S - at, 0.0)

    def _coming_s(self, scene: Scene) -> float:
        """So far ahead people are thought of: until those who wait now are surely called."""
        work_s = sum(len(line.tickets) * scene.times[line.service].mean_s for line in scene.lines)
        counters = sum(place.is_open for place in self.learner.track.places.values())
        return min(_SOON_S + 2.5 * work_s / max(counters, 1) + 300.0 * bool(work_s), _COMING_S)
