"""Everything an office teaches, fed with what happens, in order, day after day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from queue_monitor.forecast.learning.arrivals import SURGE_FOR_S, Arrivals
from queue_monitor.forecast.learning.pauses import Pauses
from queue_monitor.forecast.learning.services import Running, Services
from queue_monitor.forecast.lesson import Lesson
from queue_monitor.forecast.records import (
    APPOINTED,
    Arrive,
    Call,
    Config,
    CounterClose,
    CounterOpen,
    Finish,
    Happening,
    NoShow,
)
from queue_monitor.forecast.scene import Desk, Scene
from queue_monitor.forecast.track import END_OF_DAY, UNPLANNED, Place, Track

_LONGEST_BETWEEN_S: Final = 180.0  # longer pauses are of the clerk's own, not the way of things
_COLD_LOAD: Final = 0.45  # of the counters, where nothing is known of who comes


@dataclass(slots=True)
class Learner:
    """Feed it whole days: `begin_day`, then `take` every event as it happens."""

    services: Services = field(default_factory=Services)
    arrivals: Arrivals = field(default_factory=Arrivals)
    pauses: Pauses = field(default_factory=Pauses)
    track: Track = field(default_factory=lambda: Track(Config(open=0.0, close=86400.0)))

    def begin_day(self, config: Config) -> Track:
        """A day opens; gives the track that `take` keeps."""
        self._end_day()
        self.track = Track(config)
        for name, service in config.services.items():
            if name not in self.services.nominal_s and service.mean_s:
                self.services.nominal_s = {**self.services.nominal_s, name: service.mean_s}
            if name not in self.services.nominal_cv and service.cv:
                self.services.nominal_cv = {**self.services.nominal_cv, name: service.cv}
        self.services.begin_day()
        self.arrivals.cold_per_s = self._cold_per_s(config)
        self.arrivals.begin_day(config.open, config.close, tuple(config.services))
        return self.track

    def take(self, event: Happening) -> None:
        """Learn from one event, and keep the track."""
        track = self.track
        match event:
            case Arrive():
                if event.priority != APPOINTED:
                    self.arrivals.came((event.service, event.kind), event.t)
                elif event.slot is not None and event.appointment in track.expected:
                    self.pauses.early.add(event.t - event.slot)
                    self.pauses.shows.add(hit=True)
            case Call():
                self._called(event)
            case Finish():
                place = track.places.get(event.counter)
                if place is not None and place.ticket is not None:
                    ticket = place.ticket  # of people together each is taken for an equal share
                    lasted_s = (event.t - place.called_at) / ticket.people
                    self.services.finished(ticket.service, event.counter, lasted_s, event.t)
                self.pauses.no_shows.add(hit=False)
                self.pauses.absences.add(hit=False)
            case NoShow():
                place = track.places.get(event.counter)
                if place is not None and place.ticket is not None:
                    self.pauses.missed.add(event.t - place.called_at)
                self.pauses.no_shows.add(hit=True)
                self.pauses.absences.add(hit=False)
            case CounterOpen():
                self._opened(event)
            case CounterClose():
                if event.reason == UNPLANNED:
                    self.pauses.absences.hits += 1.0
            case _:
                pass
        track.take(event)

    def lesson(self, scene: Scene, at: float, rows: int, random: np.random.Generator) -> Lesson:
        """What `rows` replications of the scene take for true."""
        running = [
            Running(one.ticket.service, name, (at - one.called_at) / one.ticket.people)
            for name, one in self.track.places.items()
            if one.ticket is not None
        ]
        odds = self.services.paced(running, at)
        mu, speed = self.services.drawn(random, odds, scene.services, scene.counters, rows)
        self.arrivals.until(at)
        level, surge = self.arrivals.drawn(random, rows)
        return Lesson(
            mu=mu,
            sigma=np.array([self.services.sigma(service) for service in scene.services]),
            speed=np.exp(speed),
            walk_s=0.0,
            between=self.pauses.between.spread(),
            missed=self.pauses.missed.spread(),
            no_show_ratio=self.pauses.no_shows.value,
            absent=self.pauses.absent.spread(),
            absence_ratio=self.pauses.absences.value,
            level=level,
            surge=surge,
            surge_for_s=SURGE_FOR_S,
        )

    def informed(self, scene: Scene, at: float, until_s: float) -> Scene:
        """The scene with who is to come, and when closed counters open."""
        coming = self.arrivals.coming(at, until_s)
        lines = tuple(
            line
            if line.slot_s is not None or line.hour_s is not None or line.comes_s
            else replace(line, coming=tuple(steps))
            if (steps := coming.get((scene.services[line.service], line.visit_class)))
            else line
            for line in scene.lines
        )
        desks = tuple(
            self._desk(desk, place, at)
            for desk, place in zip(scene.scenarios[0], self._places(scene.counters), strict=True)
        )
        was = scene.scenarios[0]
        others = (
            tuple(
                now if desk == before else desk
                for desk, before, now in zip(scenario, was, desks, strict=True)
            )
            for scenario in scene.scenarios[1:]
        )
        return replace(scene, lines=lines, scenarios=(desks, *others))

    def comes_s(self, slot: float, at: float) -> tuple[tuple[float, ...], float]:
        """When somebody with that slot comes who is not here yet (from `at`), and the odds."""
        gone = at - slot
        ahead = self.pauses.early.spread()
        left = sum(offset > gone for offset in ahead) / len(ahead)
        shows = self.pauses.shows.value
        odds = shows * left / (shows * left + 1.0 - shows)
        if left <= 0.0:
            return (), 0.0
        return tuple(max(offset - gone, 0.0) for offset in ahead if offset > gone), odds

    def _places(self, counters: Sequence[str]) -> list[Place | None]:
        return [self.track.places.get(counter) for counter in counters]

    def _desk(self, desk: Desk, place: Place | None, at: float) -> Desk:
        if place is None:
            return desk
        due = tuple(
            (begins - at, ends - begins)
            for begins, ends in place.plan.breaks[place.breaks_begun :]
            if ends > at
        )
        desk = replace(desk, breaks=due)
        if place.is_open:
            return desk
        config = self.track.config
        gone_s = at - place.since
        if place.reason == END_OF_DAY or at >= config.close:
            return replace(desk, lanes=())
        if not place.opened_once:
            late_s = at - config.open
            ahead = [offset - late_s for offset in self.pauses.opens.spread()]
            soon = tuple(offset for offset in ahead if offset > 0.0)
            return replace(desk, opens_s=soon or self.pauses.back_after(late_s))
        if place.reason == UNPLANNED:
            return replace(desk, opens_s=self.pauses.back_after(gone_s))
        spans = place.plan.breaks[: place.breaks_begun]
        length_s = spans[-1][1] - spans[-1][0] if spans else 1800.0
        left_s = length_s - gone_s
        # One who ought to be back is back soon.
        return replace(desk, opens_s=(left_s, left_s) if left_s > 0.0 else (0.0, 60.0, 300.0))

    def _called(self, event: Call) -> None:
        place, ticket = self.track.places.get(event.counter), self.track.waiting.get(event.ticket)
        if place is None or ticket is None or place.finished_at is None:
            return
        gap_s = event.t - place.finished_at
        # Only where somebody stood there all the while does the gap say how long a clerk takes.
        if ticket.t <= place.finished_at and gap_s <= _LONGEST_BETWEEN_S:
            self.pauses.between.add(gap_s)

    def _opened(self, event: CounterOpen) -> None:
        place = self.track.places.get(event.counter)
        if place is None or place.is_open:
            return
        if place.opened_once and place.reason == UNPLANNED:
            self.pauses.absent.add(event.t - place.since)
        elif not place.opened_once:
            self.pauses.opens.add(event.t - self.track.config.open)

    def _end_day(self) -> None:
        for _ in self.track.expected:
            self.pauses.shows.add(hit=False)

    def _cold_per_s(self, config: Config) -> float:
        means = [self.services.mean_s(service) for service in config.services] or [300.0]
        return _COLD_LOAD * max(len(config.counters), 1) * len(means) / sum(means)
