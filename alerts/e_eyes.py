"""e-Eyes, the watcher: sleeps until the next crossing or until the log moves, and records.

There is no sampling: between two looks nothing can fall due, for the next look is set to the
earliest instant at which time alone changes something. The short longest sleep is a heartbeat,
by which the watchdog sees that the watcher lives.
"""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid4

import structlog

from alerts.about import about_in, device_name, heard_of, lately_heard
from alerts.adviser import Adviser, Candidates
from alerts.appraiser import Appraiser
from alerts.channels.ways import Ways
from alerts.desk import Desk
from alerts.letters import Letters
from alerts.outbox import Outbox, Roll
from alerts.readings import NONE, Readings
from alerts.reallocation import proposals
from alerts.release import odds_without
from alerts.requests import Remedies, look, look_blind, next_look
from alerts.seams import Hours, Tasks, pause_s
from alerts.senses import Senses
from alerts.tap_routes import links_of
from alerts.watching import Watching, watching_of
from alerts.wording import Wording
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.office import Office
from queue_monitor.web.health import Check, Heartbeat

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts

_HEARTBEAT_S: Final = 5.0  # longest sleep; a third of the time after which it counts as blind
_PACE_S: Final = 0.01  # shortest time between two looks, so that a rush is looked at in bundles
_GUARD_EVERY_S: Final = 1.0
_AGAIN_S: Final = 1.0
_log = structlog.get_logger("alerts.e_eyes")


class Watcher:
    """One watcher. Any number of them, in any number of processes, raise one episode."""

    def __init__(
        self,
        *,
        office: Office,
        tasks: Tasks,
        hours: Hours,
        watching: Watching,
        heartbeat: Heartbeat,
        monotonic: Callable[[], float],
        remedies: Callable[[], Remedies] = dict,
        readings: Callable[[Floor, datetime], Readings] = lambda _floor, _at: NONE,
    ) -> None:
        self._office = office
        self._tasks = tasks
        self._hours = hours
        self._watching = watching
        self._heartbeat = heartbeat
        self._monotonic = monotonic
        self._remedies = remedies
        self._readings = readings
        self._follower = office.stream.follower()
        self._looked_s = monotonic()

    @property
    def silent_s(self) -> float:
        """Real seconds since the last look that went well."""
        return self._monotonic() - self._looked_s

    def run(self, alive: Callable[[], bool]) -> None:
        """Watch until `alive` says no."""
        while alive():
            try:
                rest_s = self.look()
            except TryLater:
                rest_s = 0.5  # the store is away; the watchdog counts
            self._follower.wait(rest_s)
            pause_s = self._looked_s + _PACE_S - self._monotonic()
            if pause_s > 0:
                self._tasks.sleep(pause_s)
            self._follower.take()

    def look(self) -> float:
        """Look once and record what is due; real seconds until the next look is needed.

        What is due is found on the newest floor at hand, and decided again inside the committer.
        """
        floor, now = self._office.floor(), self._hours.now()
        readings = self._readings(floor, now)
        request = partial(
            look, watching=self._watching, remedies=self._remedies(), readings=readings
        )
        if request(floor, now):
            answer = self._office.ask(request)
            floor, now = answer.floor, answer.at
        self._looked_s = self._monotonic()
        self._heartbeat.beat(now)
        due_at = next_look(floor, now, watching=self._watching, readings=readings)
        return pause_s(self._hours, due_at, now, most_s=_HEARTBEAT_S)


class Watchdog:
    """Looks whether e-Eyes looks. Apart from it, so that one does not fall with the other."""

    def __init__(
        self,
        *,
        office: Office,
        tasks: Tasks,
        watching: Watching,
        heartbeat: Heartbeat,
        hours: Hours,
        silent_s: Callable[[], float],
    ) -> None:
        self._office = office
        self._tasks = tasks
        self._hours = hours
        self._watching = watching
        self._heartbeat = heartbeat
        self._silent_s = silent_s

    def run(self, alive: Callable[[], bool]) -> None:
        """Guard until `alive` says no."""
        while alive():
            self._tasks.sleep(_GUARD_EVERY_S)
            if alive():
                with suppress(TryLater):
                    self.guard()

    def guard(self) -> None:
        """Raise the blind alert, once, when e-Eyes has been silent too long. Raises TryLater."""
        silent = timedelta(seconds=self._silent_s())
        floor, now = self._office.floor(), self._hours.now()
        if silent <= self._watching.on(floor, now).life.blind:
            return
        self._heartbeat.blind = True
        self._office.ask(partial(look_blind, silent=silent, watching=self._watching))


class Eyes:
    """Everything that watches, advises and tells, for one running office."""

    def __init__(
        self,
        parts: "Parts",
        *,
        ways: Ways | None = None,
        roll: Roll | None = None,
        real_s: Callable[[timedelta], float],
        tasks: Tasks | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        candidates: Candidates | None = None,
    ) -> None:
        self._alive = False
        self._ways = ways or Ways()
        self._tasks = tasks or cast("Tasks", parts.runtime)
        self._hours = _OfficeHours(parts, real_s)
        self._heartbeat = parts.health.heartbeat
        watching, office = watching_of(parts.settings), parts.office
        self.adviser = Adviser(
            office=office,
            tasks=self._tasks,
            hours=self._hours,
            candidates=candidates or _candidates(parts, watching),
            odds=partial(odds_without, watching=watching, forecast=parts.forecast),
            watching=watching,
            monotonic=monotonic,
        )
        self.senses = Senses(
            foresight=parts.forecast,
            devices=partial(heard_of, parts.accounts),
            channels=frozenset(self._ways.channels),
            watching=watching,
            tasks=self._tasks,
        )
        self.appraiser = Appraiser(office=office, tasks=self._tasks)
        self.watcher = Watcher(
            office=office,
            tasks=self._tasks,
            hours=self._hours,
            watching=watching,
            heartbeat=self._heartbeat,
            monotonic=monotonic,
            remedies=self.adviser.remedies,
            readings=self.senses.readings,
        )
        self.watchdog = Watchdog(
            office=office,
            tasks=self._tasks,
            watching=watching,
            heartbeat=self._heartbeat,
            hours=self._hours,
            silent_s=lambda: self.watcher.silent_s,
        )
        wording = Wording(
            settings=parts.settings,
            texts=parts.catalogues,
            languages=tuple(parts.catalogues.languages),
            about=about_in(watching, partial(lately_heard, parts.accounts)),
            device_name=partial(device_name, parts.accounts),
        )
        self.outbox = Outbox(
            office=office,
            tasks=self._tasks,
            hours=self._hours,
            channels=self._ways.channels,
            compose=Letters(wording=wording, links_of=links_of(parts).of).message,
            ladder=watching.ladder,
            worker=uuid4().hex[:8],
            jitter=random.random,
            roll=roll,
        )
        self.desk = (
            None
            if self._ways.line is None
            else Desk(office=office, tasks=self._tasks, line=self._ways.line)
        )
        self._blind_s = watching.life.blind.total_seconds()

    def start(self) -> None:
        """Begin to watch. The office must be committing."""
        self._alive = True
        loops = (
            self.watcher.run,
            self.watchdog.run,
            self.adviser.run,
            self.appraiser.run,
            self.outbox.run,
            self.senses.run,
        )
        for run in loops:
            self._tasks.spawn(self._keep, run)
        if self.desk is not None:
            self._tasks.spawn(self._keep, self.desk.run)

    def _keep(self, run: Callable[[Callable[[], bool]], None]) -> None:
        """Whatever goes wrong is logged, and the loop begins again."""
        while self._alive:
            try:
                run(self.is_alive)
            except Exception:  # noqa: BLE001 - the watcher's loop: nobody else would restart it
                _log.exception("loop_failed")
                self._tasks.sleep(_AGAIN_S)

    def stop(self) -> None:
        """Let each loop end at its next turn, and the broker know that we go."""
        self._alive = False
        if self.desk is not None:
            self.desk.close()

    def is_alive(self) -> bool:
        """Whether the loops go on."""
        return self._alive

    def check(self) -> Check:
        """For /readyz: whether e-Eyes sees the floor."""
        silent_s = self.watcher.silent_s
        return Check(ok=silent_s <= self._blind_s, note=f"looked {silent_s:.1f} s ago")


class _OfficeHours:
    def __init__(self, parts: "Parts", real_s: Callable[[timedelta], float]) -> None:
        self.now = parts.clock.now
        self.real_s = real_s


def _candidates(parts: "Parts", watching: Watching) -> Candidates:
    express = frozenset(c.number for c in parts.settings.counters if c.express)
    return partial(proposals, watching=watching, forecast=parts.forecast, express=express)
