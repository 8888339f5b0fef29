"""All printers of one office: which kiosk prints where, and a press for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid4

import structlog

from kiosk.printing import spool
from kiosk.printing.compose import paper_for
from kiosk.printing.messages import SetUp
from kiosk.printing.paper import Form
from kiosk.printing.press import Order, Press, Roll, Tasks
from queue_monitor.accounts.service import Accounts
from queue_monitor.config.printers import ALL
from queue_monitor.domain.errors import TryLater

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.printers import Printer
    from queue_monitor.domain.model import ActorId
    from queue_monitor.domain.slips import PrinterId
    from queue_monitor.web.identity import Identities
    from queue_monitor.web.parts import Parts

_AGAIN_S: Final = 1.0
_STOP_S: Final = 4.0
#: Python's names of the code pages; cp950 is Big5 with the letters that Microsoft added.
_ENCODINGS: Final = {"big5": "cp950", "gb18030": "gb18030"}
#: Beginnings of ids of those who take numbers at a machine; staff take them without paper.
_MACHINES: Final = ("device:", "token:", "loopback")
_log = structlog.get_logger("kiosk.printing")


def set_up_of(printer: Printer) -> SetUp:
    """What its process has to know."""
    return SetUp(
        address=printer.address,
        form=Form(
            method=printer.kind,
            dots=printer.dots,
            columns=printer.columns,
            encoding=_ENCODINGS[printer.code_page],
            cut=printer.cut,
        ),
        asks=printer.status,
        timeout_s=printer.timeout.total_seconds(),
        look_every_s=printer.look_every.total_seconds(),
    )


def chooser(settings: Settings, identities: Identities) -> spool.Chooses:
    """Which printer the slips of a kiosk come out of: the first that names it, or names `all`."""

    def choose(device: ActorId) -> PrinterId | None:
        if not device.startswith(_MACHINES):
            return None
        names = {device, ALL, *_names(identities, device)}
        return next((p.id for p in settings.printers if names.intersection(p.kiosks)), None)

    return choose


def _names(identities: Identities, device: ActorId) -> tuple[str, ...]:
    kind, _, id_ = device.partition(":")
    if kind == "device" and isinstance(identities, Accounts):
        return tuple(d.name for d in identities.devices.latest if d.id == id_)
    name = identities.name_of(device)
    return () if name is None else (name,)


class Presses:
    """A press for every printer in the configuration."""

    def __init__(self, parts: Parts, *, roll: Roll, tasks: Tasks | None = None) -> None:
        self._parts = parts
        self._tasks = tasks or cast("Tasks", parts.runtime)
        self._alive = False
        self._running = 0
        name = uuid4().hex[:8]
        choose = chooser(parts.settings, parts.accounts)
        self._presses = [
            Press(
                Order(
                    printer=printer.id,
                    set_up=set_up_of(printer),
                    keep=printer.keep,
                    choose=choose,
                    compose=partial(paper_for, parts),
                ),
                office=parts.office,
                tasks=self._tasks,
                now=parts.clock.now,
                name=name,
                roll=roll,
            )
            for printer in parts.settings.printers
        ]

    def start(self) -> None:
        """Begin to print. The office must be committing."""
        self._alive = True
        if isinstance(self._parts.accounts, Accounts) and self._presses:
            self._tasks.offload(self._parts.accounts.devices.all)  # so that kiosks have names
        known = frozenset(printer.id for printer in self._parts.settings.printers)
        drop = partial(spool.drop_homeless, printers=known)
        if drop(self._parts.office.floor(), self._parts.clock.now()):
            self._parts.office.ask(drop)
        for press in self._presses:
            self._tasks.spawn(self._keep, press.run)

    def stop(self) -> None:
        """Take no more in hand; what is, may come out."""
        self._alive = False
        for press in self._presses:
            press.wake()
        give_up_s = monotonic() + _STOP_S
        while self._running and monotonic() < give_up_s:
            self._tasks.sleep(0.02)

    def _keep(self, run: Callable[[Callable[[], bool]], None]) -> None:
        """Whatever goes wrong is logged, and the loop begins again."""
        self._running += 1
        while self._alive:
            try:
                run(self._is_alive)
            except TryLater:
                self._tasks.sleep(_AGAIN_S)
            except Exception:  # noqa: BLE001 - the press's loop: nobody else would restart it
                _log.exception("press_failed")
                self._tasks.sleep(_AGAIN_S)
        self._running -= 1

    def _is_alive(self) -> bool:
        return self._alive
