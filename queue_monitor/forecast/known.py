"""What the worker knows of its office: taught by events, it makes scenes and ranges truer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from queue_monitor.domain.model import TicketId
from queue_monitor.forecast.base import WaitRange
from queue_monitor.forecast.honest import Honest
from queue_monitor.forecast.learning.learner import Learner
from queue_monitor.forecast.lesson import Lesson
from queue_monitor.forecast.records import Call, Config, Happening
from queue_monitor.forecast.scene import Scene


@dataclass(slots=True)
class Known:
    """Nothing before a day was taught; then scenes are played with what its events say."""

    learner: Learner = field(default_factory=Learner)
    honest: Honest = field(default_factory=Honest)
    has_day: bool = False

    def teach(self, config: Config | None, events: list[Happening]) -> None:
        """A day opens, or goes on."""
        if config is not None:
            self.learner.begin_day(config)
            self.honest.begin_day()
            self.has_day = True
        if not self.has_day:
            return
        for event in events:
            if isinstance(event, Call):
                self.honest.called(event.ticket, event.t)
            self.learner.take(event)

    def applied(
        self, scene: Scene, until_s: float, replications: int, seed: int
    ) -> tuple[Scene, Lesson | None]:
        """The scene with who is to come and when counters open, and what to take for true."""
        if not self.has_day:
            return scene, None
        scene = self.learner.informed(scene, scene.at_s, until_s)
        random = np.random.default_rng(seed)
        return scene, self.learner.lesson(scene, scene.at_s, replications, random)

    def told(
        self, at_s: float, waits: Mapping[TicketId, WaitRange]
    ) -> Mapping[TicketId, WaitRange]:
        """The ranges as wide as they have to be, kept to be compared with what comes."""
        if not self.has_day:
            return waits
        honest = {}
        for ticket, wait in waits.items():
            p10, p50, p90 = self.honest.live.applied(
                wait.p10.total_seconds(), wait.p50.total_seconds(), wait.p90.total_seconds()
            )
            number = ticket.rpartition("/")[2]  # as the day's records name it
            self.honest.told(number, at_s, p10, p90, first=False)
            honest[ticket] = WaitRange(
                p10=timedelta(seconds=p10), p50=timedelta(seconds=p50), p90=timedelta(seconds=p90)
            )
        return honest


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How often a day is played, from which dice, and by what is known of the office."""

    replications: int
    seed: int
    known: Known = field(default_factory=Known)

    def applied(self, scene: Scene, until_s: float) -> tuple[Scene, Lesson | None]:
        """The scene and the lesson, see `Known`."""
        return self.known.applied(scene, until_s, self.replications, self.seed)
