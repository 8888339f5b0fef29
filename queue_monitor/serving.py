"""From settings to a served office that stops cleanly: what `serve` and `demo` share."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.config import Settings
from queue_monitor.domain.model import SYSTEM
from queue_monitor.runtime import Runtime

READY_FILE: Final = "QUEUE_MONITOR_READY_FILE"
PAGES: Final = (
    ("/kiosk", "取號機 kiosk"),
    ("/display", "叫號螢幕 lobby board"),
    ("/console", "櫃檯 clerk's console"),
    ("/supervisor", "主管 supervisor"),
    ("/accounts", "帳號 accounts and devices"),
)


@contextmanager
def running(
    settings: Settings,
    *,
    runtime: Runtime,
    data: Path,
    host: str,
    port: int,
    clock: SteadyClock | None = None,
) -> Iterator[tuple[Running, int]]:
    """An office that answers on the port it yields; stopped and closed on leaving.

    Raises StoreUnusable for a file it cannot use, OSError for an address it cannot have.
    """
    office = build(settings, runtime=runtime, data=data, clock=clock or SteadyClock())
    try:
        office.start()
        yield office, office.listen(host, port)
    finally:
        office.stop()


def serve(
    settings: Settings,
    *,
    runtime: Runtime,
    data: Path,
    host: str,
    port: int,
    say: Callable[[str], None],
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way."""
    asked_to_stop = _StopAsked()
    with running(settings, runtime=runtime, data=data, host=host, port=port) as (office, at_port):
        link = first_link(office)
        for line in welcome(settings, host=host, port=at_port, link=link, office=office):
            say(line)
        if ready_file := environ.get(READY_FILE):
            _tell_ready(Path(ready_file), at_port, _absolute(host, at_port, link))
        asked_to_stop.wait(runtime)
        say("Stopping: finishing what is under way …")


def first_link(office: Running) -> str | None:
    """The path of the first supervisor's one-time link; None once somebody can sign in."""
    token = office.accounts.staff.first_link(by=SYSTEM)
    return None if token is None else f"/set-up#{token}"


def welcome(
    settings: Settings, *, host: str, port: int, link: str | None, office: Running
) -> Iterator[str]:
    """What the terminal says once the office answers."""
    address = base_url(host, port)
    name = settings.office.name
    yield f"{name['zh-TW']} · {name['en']}"
    day = office.parts.office.floor().day
    if day is not None and day.practice:
        yield "練習模式 practice mode: outside office hours; numbers can be taken, none counts."
    for path, what in PAGES:
        yield f"  {address + path:<36} {what}"
    if link is not None:
        yield "  First sign-in (once, within 24 hours):"
        yield f"  {_absolute(host, port, link)}"
    yield "Ctrl-C stops."


def base_url(host: str, port: int) -> str:
    """The address as a browser on this machine would type it."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _absolute(host: str, port: int, link: str | None) -> str | None:
    return None if link is None else base_url(host, port) + link


def _tell_ready(path: Path, port: int, link: str | None) -> None:
    """Whole or not at all: whoever waits for the file reads it the moment it is there."""
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({"port": port, "pid": os.getpid(), "setup_link": link}))
    draft.replace(path)


class _StopAsked:
    """SIGTERM and SIGINT as something to wait for, in every async library alike."""

    def __init__(self) -> None:
        self._read, write = os.pipe()
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)

    def wait(self, runtime: Runtime) -> None:
        runtime.wait_readable(self._read)
