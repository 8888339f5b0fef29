"""The one place where the parts meet: builds an office from its settings, starts and stops it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog
from flask import Flask
from flask_socketio import SocketIO

import alerts.channel_routes
import alerts.complaint_letters
import alerts.routes
import alerts.ruling
import display.push_routes
import display.routes
import kiosk.booking.routes
import kiosk.booking.staff_routes
import kiosk.routes
import kiosk.survey.routes
import kiosk.survey.staff_routes
import queue_monitor.accounts.routes
import queue_monitor.console.routes
import queue_monitor.statistics.score_routes
import queue_monitor.statistics.waits_routes
from alerts.channels.plain_mail import mailer_of
from alerts.channels.ways import Ways, ways_of
from alerts.e_eyes import Eyes
from display.phones import Phones
from display.ringer import Ringer
from kiosk.booking.desk import BookingDesk
from kiosk.booking.letters import Post
from kiosk.booking.persons import Persons
from kiosk.printing.desk import Presses
from kiosk.survey.desk import SurveyDesk
from kiosk.survey.herald import Herald
from kiosk.survey.keeping import Keeping
from queue_monitor import daybook as daybooks
from queue_monitor.accounts.service import Accounts
from queue_monitor.clock import SteadyClock
from queue_monitor.config import Settings
from queue_monitor.daybook import Daybook
from queue_monitor.domain.errors import QueueMonitorError, TryLater
from queue_monitor.domain.events import AccountChanged
from queue_monitor.forecast.client import PlayedForecast
from queue_monitor.forecast.factory import forecast_of
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.office import Office
from queue_monitor.runtime import Runtime, Serving
from queue_monitor.statistics.day_scores import DayScores
from queue_monitor.statistics.lessons import Lessons, facts_of
from queue_monitor.statistics.nightly import Nightly
from queue_monitor.statistics.ranges import RangesFollower
from queue_monitor.statistics.visit_table import VisitTable
from queue_monitor.statistics.visits import VisitsFollower
from queue_monitor.store.bell import Bell
from queue_monitor.store.disk import Disk
from queue_monitor.store.roll import Roll
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from queue_monitor.store.survey import SurveyBook
from queue_monitor.store.survey_complaints import ComplaintBook
from queue_monitor.timekeeping import Timekeeper
from queue_monitor.tokens import Seal, TicketTokens
from queue_monitor.web import Parts, install
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.health import Check
from queue_monitor.web.live import Live
from queue_monitor.web.peer import Site, is_same_origin
from queue_monitor.web.thrift import Tidy, ping_without_waiting_tasks

DRAIN_S: Final = 5.0
VISITS_EVERY_S: Final = 5.0
LESSONS_EVERY_S: Final = 2.0
RANGES_EVERY_S: Final = 5.0
LETTERS_EVERY_S: Final = 2.0
COMPLAINTS_EVERY_S: Final = 30.0
LOOK_ELSEWHERE_EVERY_S: Final = 1.0
PROBE_DISK_EVERY_S: Final = 2.0
RING_EVERY_S: Final = 0.002  # in a rush one ring is for several commits
MOST_PENDING: Final = 2_000  # requests that wait for the disk before /readyz says so
MOST_BEHIND: Final = 1_000  # events that screens have not been told of before /readyz says so
_log = structlog.get_logger("queue_monitor.app")


class _Json:
    """What Socket.IO encodes and decodes with."""

    @staticmethod
    def dumps(value: object, **_options: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: Any) -> Any:
        return msgspec.json.decode(text)


class _Web(Flask):
    """Flask without coroutines: looking for them took a tenth of the time of a request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself; none of ours is a coroutine."""
        return func


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
        spawn(self._every, VISITS_EVERY_S, self.visits.catch_up)
        spawn(self._every, LESSONS_EVERY_S, self.lessons.catch_up)
        spawn(self._every, RANGES_EVERY_S, self.ranges.catch_up)
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


def build(settings: Settings, *, runtime: Runtime, data: Path, clock: SteadyClock) -> Running:
    """Put an office together on the SQLite file `data`. Nothing runs until `start`.

    Raises StoreUnusable if the file cannot be used.
    """
    file = SqliteFile(data)
    store, vault = SqliteStore(file), SqliteVault(file, now=clock.now)
    office = Office(store=store, tasks=runtime, now=clock.now)
    site = _site(settings)
    accounts = Accounts(
        vault,
        clock=clock,
        runtime=runtime,
        record=lambda by, account, what: _record(office, by, account, what),
        clerks=[clerk.id for clerk in settings.clerks],
        site=site,
    )
    tokens = TicketTokens(vault, office.floor)
    forecast = forecast_of(settings, runtime)
    parts = Parts(
        settings=settings,
        office=office,
        daybook=Daybook(settings),
        live=Live(stream=office.stream, clock=clock, accounts=accounts, tokens=tokens),
        clock=clock,
        forecast=forecast,
        tokens=tokens,
        seal=Seal.kept(vault, "links"),
        accounts=accounts,
        runtime=runtime,
        catalogues=Catalogues.of_packages(),
        site=site,
    )
    ways = ways_of(settings, now=clock.now, vault=vault)
    roll = Roll(data)
    eyes = Eyes(parts, ways=ways, roll=roll, real_s=clock.real_s)
    post = Post(
        vault=vault,
        settings=settings,
        catalogues=parts.catalogues,
        floor=office.floor,
        now=clock.now,
        token_of=tokens.token_of,
        mailer=mailer_of(ways),
    )
    phones = Phones(vault)
    ringer = _ringer(parts, runtime, phones, ways)
    app = web_app(parts, runtime, ways, DayScores(vault), VisitTable(file))
    app.register_blueprint(
        display.push_routes.blueprint(parts, phones=phones, pusher=ways.phones, ringer=ringer)
    )
    desk = BookingDesk(parts, Persons(vault, file), post)
    app.register_blueprint(kiosk.booking.routes.blueprint(parts, desk))
    app.register_blueprint(kiosk.booking.staff_routes.blueprint(parts, desk, file))
    answers, complaints = SurveyBook(file), ComplaintBook(file)
    survey = SurveyDesk(parts, answers, vault)
    app.register_blueprint(kiosk.survey.routes.blueprint(parts, survey))
    app.register_blueprint(
        kiosk.survey.staff_routes.blueprint(parts, survey, answers, complaints, vault)
    )
    disk = Disk(data)
    _add_checks(parts, eyes, disk)
    parts.metrics.watch_forecast(forecast.cost)
    return Running(
        parts=parts,
        app=app,
        runtime=runtime,
        clock=clock,
        timekeeper=Timekeeper(
            clock=clock,
            vault=vault,
            offload=runtime.offload,
            memory=max(settings.alerts.reopen_within, settings.alerts.flapping.within),
        ),
        accounts=accounts,
        store=store,
        file=file,
        disk=disk,
        bell=Bell(data),
        roll=roll,
        eyes=eyes,
        presses=Presses(parts, roll=roll),
        ringer=ringer,
        forecast=forecast,
        visits=VisitsFollower(store, file),
        post=post,
        survey=Keeping(answers, complaints, settings=settings, now=clock.now),
        herald=Herald(
            complaints=complaints,
            vault=vault,
            floor=office.floor,
            now=clock.now,
            tell=alerts.complaint_letters.teller(settings, ways.channels, parts.catalogues),
            remind_after=settings.survey.remind_after,
        ),
        lessons=Lessons(store, partial(facts_of, settings), forecast),
        ranges=RangesFollower(store, QuickForecast(forecast.settings), forecast.tails),
        nightly=Nightly(
            store=store,
            vault=vault,
            settings=settings,
            data=data,
            is_open=lambda: office.floor().is_open,
            now=clock.now,
            runtime=runtime,
        ),
    )


def web_app(
    parts: Parts, runtime: Runtime, ways: Ways, scores: DayScores, visits: VisitTable
) -> Flask:
    """Every page and operation of the office, and its live topics."""
    app = _Web("queue_monitor")
    office = parts.settings.office
    install(app, parts, timezone=office.time_zone, offered=office.languages)
    for module in (
        kiosk.routes,
        display.routes,
        queue_monitor.console.routes,
        queue_monitor.accounts.routes,
        alerts.routes,
    ):
        app.register_blueprint(module.blueprint(parts))
    app.register_blueprint(alerts.channel_routes.blueprint(parts, ways))
    app.register_blueprint(queue_monitor.statistics.score_routes.blueprint(parts, scores))
    app.register_blueprint(queue_monitor.statistics.waits_routes.blueprint(parts, visits))
    socketio = SocketIO(
        app,
        async_mode=runtime.mode,
        json=_Json,
        manage_session=False,
        cors_allowed_origins=lambda _origin, environ: is_same_origin(environ, parts.site),
        max_http_buffer_size=64 * 1024,
        ping_interval=25,
        ping_timeout=20,
    )
    ping_without_waiting_tasks(socketio, runtime)
    parts.live.attach(socketio)
    if runtime.mode == "eventlet":
        # Clients that keep their connection busy would starve everybody else.
        app.before_request(lambda: runtime.sleep(0))
    parts.lean.install(app, parts.metrics)
    return app


def _ringer(parts: Parts, runtime: Runtime, phones: Phones, ways: Ways) -> Ringer | None:
    if ways.phones is None:
        return None
    return Ringer(
        follower=parts.office.stream.follower(),
        phones=phones,
        pusher=ways.phones,
        tasks=runtime,
        now=parts.clock.now,
        catalogues=parts.catalogues,
        zone=parts.settings.office.time_zone,
    )


def _site(settings: Settings) -> Site:
    url = settings.server.public_url
    origin = None
    if url is not None:
        split = urlsplit(str(url))
        origin = f"{split.scheme}://{split.netloc}"
    return Site(
        proxies=frozenset(settings.server.trusted_proxies),
        trust_loopback=settings.server.trust_loopback,
        public_origin=origin,
    )


def _record(office: Office, by: Any, account: str, what: str) -> None:
    office.ask(lambda _floor, at: (AccountChanged(at=at, by=by, account=account, what=what),))


def _store_check(office: Office, disk: Disk) -> Check:
    if disk.trouble is not None:
        return Check(ok=False, note=disk.trouble)
    if office.trouble is not None:
        return Check(ok=False, note=f"the latest write failed: {office.trouble}")
    return Check(ok=office.pending < MOST_PENDING, note=f"{office.pending} requests wait")


def _screens_check(parts: Parts) -> Check:
    behind = parts.live.behind
    return Check(ok=behind < MOST_BEHIND, note=f"{behind} events behind, {parts.live.listening} on")


def _add_checks(parts: Parts, eyes: Eyes, disk: Disk) -> None:
    parts.health.add("store", partial(_store_check, parts.office, disk))
    parts.health.add("screens", partial(_screens_check, parts))
    parts.health.add("e_eyes", eyes.check)


__all__ = ["QueueMonitorError", "Running", "build", "web_app"]
