"""Puts an office together from its settings, on a data file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import alerts.complaint_letters
import display.push_routes
import kiosk.booking.routes
import kiosk.booking.staff_routes
import kiosk.survey.routes
import kiosk.survey.staff_routes
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
from queue_monitor.accounts.service import Accounts
from queue_monitor.app.running import Running
from queue_monitor.app.web import web_app
from queue_monitor.clock import SteadyClock
from queue_monitor.config import Settings
from queue_monitor.daybook import Daybook
from queue_monitor.domain.events import AccountChanged
from queue_monitor.domain.model import ActorId
from queue_monitor.forecast.factory import forecast_of
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.office import Office
from queue_monitor.runtime import Runtime
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
from queue_monitor.web import Parts
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.health import Check
from queue_monitor.web.live import Live
from queue_monitor.web.peer import Site

if TYPE_CHECKING:
    from flask import Flask

MOST_PENDING: Final = 2_000  # requests that wait for the disk before /readyz says so
MOST_BEHIND: Final = 1_000  # events that screens have not been told of before /readyz says so


def build(settings: Settings, *, runtime: Runtime, data: Path, clock: SteadyClock) -> Running:
    """Put an office together on the SQLite file `data`. Nothing runs until `start`.

    Raises StoreUnusable if the file cannot be used.
    """
    file = SqliteFile(data)
    store, vault = SqliteStore(file), SqliteVault(file, now=clock.now)
    office = Office(store=store, tasks=runtime, now=clock.now)
    tokens = TicketTokens(vault, office.floor)
    accounts = _accounts(settings, office, vault, runtime=runtime, clock=clock)
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
        site=accounts.site,
    )
    ways = ways_of(settings, now=clock.now, vault=vault)
    roll, disk = Roll(data), Disk(data)
    eyes = Eyes(parts, ways=ways, roll=roll, real_s=clock.real_s)
    phones = Phones(vault)
    ringer = _ringer(parts, runtime, phones, ways)
    app = web_app(parts, runtime, ways, DayScores(vault), VisitTable(file))
    app.register_blueprint(
        display.push_routes.blueprint(parts, phones=phones, pusher=ways.phones, ringer=ringer)
    )
    post = _with_booking(app, parts, file, vault, ways)
    survey, herald = _with_survey(app, parts, file, vault, ways)
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
        survey=survey,
        herald=herald,
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


def _accounts(
    settings: Settings, office: Office, vault: SqliteVault, *, runtime: Runtime, clock: SteadyClock
) -> Accounts:
    def record(by: ActorId, account: str, what: str) -> None:
        office.ask(lambda _floor, at: (AccountChanged(at=at, by=by, account=account, what=what),))

    return Accounts(
        vault,
        clock=clock,
        runtime=runtime,
        record=record,
        clerks=[clerk.id for clerk in settings.clerks],
        site=_site(settings),
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


# -- what not every office uses --------------------------------------------------------------


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


def _with_booking(
    app: Flask, parts: Parts, file: SqliteFile, vault: SqliteVault, ways: Ways
) -> Post:
    post = Post(
        vault=vault,
        settings=parts.settings,
        catalogues=parts.catalogues,
        floor=parts.office.floor,
        now=parts.clock.now,
        token_of=parts.tokens.token_of,
        mailer=mailer_of(ways),
    )
    desk = BookingDesk(parts, Persons(vault, file), post)
    app.register_blueprint(kiosk.booking.routes.blueprint(parts, desk))
    app.register_blueprint(kiosk.booking.staff_routes.blueprint(parts, desk, file))
    return post


def _with_survey(
    app: Flask, parts: Parts, file: SqliteFile, vault: SqliteVault, ways: Ways
) -> tuple[Keeping, Herald]:
    settings, now = parts.settings, parts.clock.now
    answers, complaints = SurveyBook(file), ComplaintBook(file)
    desk = SurveyDesk(parts, answers, vault)
    app.register_blueprint(kiosk.survey.routes.blueprint(parts, desk))
    app.register_blueprint(
        kiosk.survey.staff_routes.blueprint(parts, desk, answers, complaints, vault)
    )
    herald = Herald(
        complaints=complaints,
        vault=vault,
        floor=parts.office.floor,
        now=now,
        tell=alerts.complaint_letters.teller(settings, ways.channels, parts.catalogues),
        remind_after=settings.survey.remind_after,
    )
    return Keeping(answers, complaints, settings=settings, now=now), herald


# -- health ----------------------------------------------------------------------------------


def _add_checks(parts: Parts, eyes: Eyes, disk: Disk) -> None:
    parts.health.add("store", partial(_store_check, parts.office, disk))
    parts.health.add("screens", partial(_screens_check, parts))
    parts.health.add("e_eyes", eyes.check)


def _store_check(office: Office, disk: Disk) -> Check:
    if disk.trouble is not None:
        return Check(ok=False, note=disk.trouble)
    if office.trouble is not None:
        return Check(ok=False, note=f"the latest write failed: {office.trouble}")
    return Check(ok=office.pending < MOST_PENDING, note=f"{office.pending} requests wait")


def _screens_check(parts: Parts) -> Check:
    behind = parts.live.behind
    return Check(ok=behind < MOST_BEHIND, note=f"{behind} events behind, {parts.live.listening} on")
