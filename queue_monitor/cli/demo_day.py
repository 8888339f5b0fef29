"""The demo's day: a server of its own, people who use it, and a summary at the end."""

from __future__ import annotations

import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from queue_monitor import logs
from queue_monitor.cli.demo_screen import Screen, invitation, summary
from queue_monitor.cli.group import CannotListen, Failed
from queue_monitor.cli.places import DATABASE, Here, now
from queue_monitor.clock import SteadyClock
from queue_monitor.domain.model import SYSTEM
from queue_monitor.forecast import forecast_of
from queue_monitor.runtime import load
from queue_monitor.serving import base_url, first_link, running
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.comparison import compare
from queue_monitor.simulation.day import SimulatedDay, next_open_day, simulate
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.http import HttpPort
from queue_monitor.web.identity import Role

if TYPE_CHECKING:
    from queue_monitor.app import Running
    from queue_monitor.config import Settings
    from queue_monitor.runtime import AsyncMode, Runtime
    from queue_monitor.simulation.comparison import Comparison
    from queue_monitor.simulation.journal import Journal

_NAP_S = 0.2  # longest sleep, so that Ctrl-C is heard at once
_GLANCE_REAL_S = 0.1  # people look at their screens no more often than this in real time
_GLANCE = timedelta(seconds=15)
_LATE = timedelta(seconds=90)  # by this the figures of the run are no longer those of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for."""

    speed: float
    begin: time
    until: time | None
    hands_on: bool
    seed: int
    host: str
    port: int | None
    keep: bool
    async_mode: AsyncMode


def run(settings: Settings, wishes: Wishes) -> None:
    """The whole demo. Raises Failed for hours outside the office's, or a port that is taken."""
    logs.configure(level="error")
    try:
        day = simulate(
            settings, seed=wishes.seed, day=next_open_day(settings, now()), begin=wishes.begin
        )
    except ValueError as error:
        raise Failed(str(error)) from error
    until = _until(day, wishes.until)
    settings = for_demo(settings)
    screen = Screen(day, settings, until=until)
    with _folder(keep=wishes.keep) as folder:
        _live(settings, wishes, day=day, until=until, folder=folder, screen=screen)


def for_demo(settings: Settings) -> Settings:
    """The office as it is, but nothing leaves the house, and the kiosk may be quick."""
    channels = settings.channels
    quiet = {
        name: getattr(channels, name).model_copy(update={"enabled": False})
        for name in type(channels).model_fields
    }
    return settings.model_copy(
        update={
            "channels": channels.model_copy(update=quiet),
            "printers": (),  # the office's own belong to its own server; the browser prints
            # All visitors come through one device, in fast motion.
            "kiosk": settings.kiosk.model_copy(update={"tickets_per_minute": 1000}),
            "server": settings.server.model_copy(update={"public_url": None}),
        }
    )


def _live(
    settings: Settings,
    wishes: Wishes,
    *,
    day: SimulatedDay,
    until: datetime,
    folder: Path,
    screen: Screen,
) -> None:
    """The day on the server, up to `until` or Ctrl-C, and its summary.

    The screens stay alive until the summary is there.
    """
    runtime = load(wishes.async_mode)
    stop = _Stop()
    port = _port(settings, wishes)
    stopwatch = _Stopwatch()
    clock = SteadyClock(start=day.begins_at, speed=wishes.speed, monotonic=stopwatch)
    data = folder / DATABASE
    with running(
        settings, runtime=runtime, data=data, host=wishes.host, port=port, clock=clock
    ) as (office, at_port):
        address = base_url(wishes.host, at_port)
        people = _people(settings, office, address, clock=clock, runtime=runtime, stop=stop)
        link = first_link(office)
        for line in invitation(
            settings, day, address=address, link=link, hands_on=wishes.hands_on, data=data
        ):
            click.echo(line)
        hall = Hall(
            day,
            people,
            settings,
            supervised=not wishes.hands_on,
            glance=max(_GLANCE, timedelta(seconds=_GLANCE_REAL_S * wishes.speed)),
            watch=screen.show,
        )
        screen.follow(hall.journal, address)
        stopwatch.start()
        journal = hall.run(until=until)
        screen.end()
        screen.say(
            "同一天重新模擬，有調派與無調派 … the same day again, with and without reallocation …"
        )
        compared = runtime.offload(_compare, settings, day, journal)
        _sum_up(day, journal, compared)


def _compare(settings: Settings, day: SimulatedDay, journal: Journal) -> Comparison:
    """The day once more, without and with reallocation; blocks for a few seconds."""
    forecast = forecast_of(settings, Here())
    try:
        return compare(
            day,
            settings,
            advice=advice_of(settings, forecast),
            until=journal.ended_at or day.begins_at,
        )
    finally:
        forecast.close()


def _sum_up(day: SimulatedDay, journal: Journal, compared: Comparison) -> None:
    ended_at = journal.ended_at or day.begins_at
    for line in summary(day, journal.figures(), compared, ended_at=ended_at):
        click.echo(line)
    if journal.late_by > _LATE:
        late = round(journal.late_by.total_seconds() / 60)
        click.echo(
            f"本機跟不上此速度，最多落後 {late} 分鐘；請降低 --speed。\n"
            f"This machine could not keep up: people acted up to {late} min late. Lower --speed."
        )


def _people(
    settings: Settings,
    office: Running,
    address: str,
    *,
    clock: SteadyClock,
    runtime: Runtime,
    stop: _Stop,
) -> HttpPort:
    """A bearer token for everybody who acts, and time that passes until Ctrl-C."""

    def token(role: Role, clerk: str | None = None) -> str:
        tokens = office.accounts.tokens
        return tokens.create(role=role, by=SYSTEM, label="demo", clerk=clerk)[0]

    def pause_until(instant: datetime) -> bool:
        while not stop.asked:
            left_s = clock.real_s(instant - clock.now())
            if left_s <= 0:
                return True
            runtime.sleep(min(left_s, _NAP_S))
        return False

    return HttpPort(
        address,
        tokens={clerk.id: token(Role.CLERK, clerk.id) for clerk in settings.clerks},
        supervisor=token(Role.SUPERVISOR),
        kiosk=token(Role.KIOSK),
        now=clock.now,
        pause_until=pause_until,
    )


class _Stopwatch:
    """Seconds since `start`; 0 before it, so that starting the server takes no office time."""

    def __init__(self) -> None:
        self._began_s: float | None = None

    def start(self) -> None:
        """From now on time passes."""
        self._began_s = monotonic()

    def __call__(self) -> float:
        return 0.0 if self._began_s is None else monotonic() - self._began_s


class _Stop:
    """Ctrl-C, SIGTERM and a closed terminal end the day in order; a second one the process."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    """A folder for the day's log, gone afterwards unless it is to be kept."""
    folder = Path(tempfile.mkdtemp(prefix="queue-monitor-demo-"))
    try:
        yield folder
    finally:
        if keep:
            click.echo(f"日誌保留於 the day's log is kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _port(settings: Settings, wishes: Wishes) -> int:
    """The wished port, which must be free; else the configured one, or any if that is taken."""
    wanted = settings.server.port if wishes.port is None else wishes.port
    family = socket.AF_INET6 if ":" in wishes.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((wishes.host, wanted))
        except OSError as error:
            if wishes.port is not None:
                raise CannotListen(wishes.host, wanted, error) from error
            return 0
    return wanted


def _until(day: SimulatedDay, hour: time | None) -> datetime:
    if hour is None:
        return day.ends_at
    until = datetime.combine(day.date, hour, tzinfo=day.zone).astimezone(UTC)
    if until <= day.begins_at:
        raise Failed(f"--until {hour:%H:%M} is not after the demo's beginning")
    return min(until, day.ends_at)
