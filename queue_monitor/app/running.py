"""An office at work: what runs beside the requests, in which order it starts and stops."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from flask import Flask

import alerts.ruling
from alerts.e_eyes import Eyes
from display.ringer import Ringer
from kiosk.booking.letters import Post
from kiosk.printing.desk import Presses
from kiosk.survey.herald import Herald
from kiosk.survey.keeping import Keeping
from queue_monitor import daybook as daybooks
from queue_monitor.accounts.service import Accounts
from queue_monitor.app.rush import GivesWay
from queue_monitor.clock import SteadyClock
from queue_monitor.domain.errors import TryLater
from queue_monitor.forecast.client import PlayedForecast
from queue_monitor.runtime import Runtime, Serving
from queue_monitor.statistics.lessons import Lessons
from queue_monitor.statistics.nightly import Nightly
from queue_monitor.statistics.ranges import RangesFollower
from queue_monitor.statistics.visits import VisitsFollower
from queue_monitor.store.bell import Bell
from queue_monitor.store.disk import Disk
from queue_monitor.store.roll import Roll
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from queue_monitor.timekeeping import Timekeeper
from queue_monitor.web import Parts
from queue_monitor.web.thrift import Tidy

DRAIN_S: Final = 5.0
VISITS_EVERY_S: Final = 5.0
LESSONS_EVERY_S: Final = 2.0
RANGES_EVERY_S: Final = 5.0
LETTERS_EVERY_S: Final = 2.0
COMPLAINTS_EVERY_S: Final = 30.0
LOOK_ELSEWHERE_EVERY_S: Final = 1.0
PROBE_DISK_EVERY_S: Final = 2.0
RING_EVERY_S: Final = 0.002  # in a rush one ring is for several commits


@dataclass(slots=True, kw_only=True)
class Running:
    """An office that is served, or about to be."""

    parts: Parts
    app: Flask
    runtime: Runtime
    clock: SteadyClock
    timekeeper: Timekeeper
    accounts: Accounts
    store: SqliteStore
    file: SqliteFile
    disk: Disk
    bell: Bell
    roll: Roll
    eyes: Eyes
    presses: Presses
    ringer: Ringer | None
    forecast: PlayedForecast
    visits: VisitsFollower
    post: Post
    survey: Keeping
    herald: Herald
    lessons: Lessons
    ranges: RangesFollower
    nightly: Nightly
    serving: Serving | None = None
    stopping: bool = False

    def start(self) -> None:
        """Commit, open the day if it is due, watch, and feed the screens. Nothing listens yet."""
        parts, spawn = self.parts, self.runtime.spawn
        self.timekeeper.resume(parts.office.floor())
        parts.office.start()
        parts.office.ask(partial(alerts.ruling.follow, settings=parts.settings))
        parts.office.ask(parts.daybook.turn)
        spawn(
            daybooks.keep,
            parts.office,
            parts.daybook,
            now=self.clock.now,
            sleep=self.runtime.sleep,
            alive=self._alive,
            settle=self.timekeeper.settle,
        )
        spawn(parts.live.run, self.runtime.sleep, self._alive)
        spawn(parts.live.refresh_for_ever, self.runtime.sleep, self._alive)
        spawn(parts.live.beat_for_ever, self.runtime.sleep, self._alive)
        spawn(Tidy(lambda: parts.live.listening).run, self.runtime.sleep, self._alive)
        self.eyes.start()
        self.presses.start()
        if self.ringer is not None:
            spawn(self.ringer.run, self._alive)
        spawn(self._ring)
        spawn(self._look_elsewhere)
        if self.bell.hears:
            spawn(self._listen)
        spawn(self._beside, VISITS_EVERY_S, self.visits.catch_up)
        spawn(self._beside, LESSONS_EVERY_S, self.lessons.catch_up)
        spawn(self._beside, RANGES_EVERY_S, self.ranges.catch_up)
        if self.post.is_on:
            spawn(self._every, LETTERS_EVERY_S, self.post.send_due)
        if self.parts.settings.survey.enabled:
            spawn(self._every, COMPLAINTS_EVERY_S, self.herald.tell_due)
        spawn(self._every, PROBE_DISK_EVERY_S, self.disk.probe)
        spawn(self._purge_every_night)
        spawn(self.nightly.run, self._alive)

    def listen(self, host: str, port: int) -> int:
        """Answer requests from now on; the port, which is any free one for 0."""
        self.serving = self.runtime.serve(self.app, host=host, port=port)
        # What lives as long as the process need not be looked at by the collector again: half
        # the tail of a call to a thousand screens is spent there otherwise.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        return self.serving.port

    def stop(self) -> None:
        """Finish the requests under way, then close the store."""
        if self.serving is not None:
            self.serving.stop(DRAIN_S)
        self.stopping = True
        self.presses.stop()
        self.eyes.stop()
        self.eyes.outbox.settle(DRAIN_S)
        self.forecast.close()
        self.nightly.close()
        self.parts.office.stop()
        self.bell.close()
        self.roll.close()
        self.file.close()

    def _alive(self) -> bool:
        return not self.stopping

    # -- loops beside the requests -----------------------------------------------------------

    def _every(self, seconds: float, work: Callable[[], object]) -> None:
        while self._alive():
            with suppress(TryLater):
                self.runtime.offload(work)
            self.runtime.sleep(seconds)

    def _beside(self, seconds: float, work: Callable[[], object]) -> None:
        """Read the log beside everybody, but not in a rush."""
        way = GivesWay(every_s=seconds)
        self._every(seconds, lambda: work() if way.is_due(self.parts.office.floor().seq) else None)

    def _purge_every_night(self) -> None:
        """Delete for good what has expired: at the start, and each night at the set hour."""
        settings = self.parts.settings
        while self._alive():
            with suppress(TryLater):
                self.runtime.offload(self._purge)
            rest = daybooks.until(
                settings.privacy.purge_at, self.clock.now(), settings.office.time_zone
            )
            self.runtime.sleep(self.clock.real_s(rest))

    def _purge(self) -> None:
        self.survey.clean()
        SqliteVault(self.file, now=self.clock.now).purge(self.clock.now())

    def _ring(self) -> None:
        """Tell other processes on the same store that the log has moved."""
        follower = self.parts.office.stream.follower()
        while self._alive():
            if follower.wait(60.0):
                follower.take()
                self.bell.ring()
                self.runtime.sleep(RING_EVERY_S)

    def _listen(self) -> None:
        """Look into the log when another process rings."""
        while self._alive():
            self.runtime.wait_readable(self.bell.fileno())
            self.bell.wait(timedelta(0))
            self.parts.office.look()

    def _look_elsewhere(self) -> None:
        """A bell that was not heard must not leave a screen behind for good."""
        while self._alive():
            self.runtime.sleep(LOOK_ELSEWHERE_EVERY_S)
            with suppress(TryLater):
                if self.runtime.offload(self.store.changed_elsewhere):
                    self.parts.office.look()
