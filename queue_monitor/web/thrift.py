"""Less memory for each screen, and what is freed given back.

A thousand screens are a thousand of everything that belongs to one. Engine.IO keeps a task for each
that only waits to send the next ping; where tasks have stacks of their own that is a tenth of what
a screen costs.
"""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from engineio.packet import PING, Packet
from engineio.socket import Socket

if TYPE_CHECKING:
    from flask_socketio import SocketIO

    from queue_monitor.runtime import Runtime

LOOK_EVERY_S: Final = 5.0
_MANY: Final = 50  # screens come or gone before it is worth tidying up


def ping_without_waiting_tasks(socketio: SocketIO, runtime: Runtime) -> None:
    """Have pings sent by a timer of the event loop. Plain threads keep their own way."""
    if runtime.mode == "threading" or socketio.server is None:
        return
    engine: Any = socketio.server.eio
    start_task = engine.start_background_task

    def start(target: Callable[..., object], *args: object, **kwargs: object) -> object:
        if getattr(target, "__func__", None) is not Socket._send_ping:
            return start_task(target, *args, **kwargs)
        runtime.later(engine.ping_interval, _ping, target.__self__)  # type: ignore[attr-defined]
        return None

    engine.start_background_task = start


def _ping(screen: Any) -> None:
    if not screen.closing and not screen.closed:
        screen.last_ping = time.time()
        screen.send(Packet(PING))


class Tidy:
    """Collects what closed screens left behind, and gives free memory back to the machine.

    The collector hardly ever looks at what is old, for that would hold up calls; so it is told to
    when many screens have come or gone.
    """

    def __init__(self, listening: Callable[[], int]) -> None:
        self._listening = listening
        self._last = 0

    def run(self, sleep: Callable[[float], None], alive: Callable[[], bool]) -> None:
        """Look now and then, until `alive` says no."""
        while alive():
            sleep(LOOK_EVERY_S)
            self.look()

    def look(self) -> bool:
        """Tidy up if many screens came or went since the last time; whether it did."""
        now = self._listening()
        if abs(now - self._last) < _MANY:
            return False
        if now < self._last:
            gc.collect()
        self._last = now
        with suppress(OSError, AttributeError):  # only glibc has it
            ctypes.CDLL(None).malloc_trim(0)
        return True
