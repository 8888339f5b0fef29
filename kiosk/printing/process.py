"""The server's end of a printer's process: started, spoken to, heard, and ended when it hangs."""

from __future__ import annotations

import os
import posix
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from signal import SIGKILL
from typing import Final

import msgspec

from kiosk.printing.messages import FromPrinter, Print, SetUp, from_printer, send
from queue_monitor import child

_COMMAND: Final = ("-m", "kiosk.printing.worker")
_SOME: Final = 1 << 16


@dataclass(slots=True, kw_only=True)
class Process:
    """One process. It ends when our ends of its pipes are closed, ours by a crash too.

    `posix` throughout: async libraries put their own in the place of `os`, and those wait for a
    loop that another thread does not have.
    """

    pid: int
    ask: int
    hear: int
    _rest: bytes = field(default=b"", init=False)

    @classmethod
    def start(cls, printer: SetUp) -> Process:
        """Raises OSError."""
        made = child.start(_COMMAND)
        started = cls(pid=made.pid, ask=made.ask, hear=made.hear)
        started.say(printer)
        return started

    def say(self, message: SetUp | Print) -> None:
        """Raises OSError if it is gone."""
        send(self.ask, message)

    def listen(self, take: Callable[[FromPrinter], None]) -> bool:
        """Read what there is, waiting if there is nothing; False when it has ended."""
        try:
            data = posix.read(self.hear, _SOME)
        except OSError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            with suppress(msgspec.MsgspecError):
                take(from_printer(line))
        return bool(data)

    def kill(self) -> None:
        """End it now; `listen` then says so."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, SIGKILL)

    def let_go(self) -> None:
        """Close our ends, once `listen` has said that it ended."""
        self.kill()
        posix.close(self.ask)
        posix.close(self.hear)

    def is_buried(self) -> bool:
        """Collect what is left of it, without waiting: a driver may hold it for long."""
        with suppress(ChildProcessError):
            return posix.waitpid(self.pid, posix.WNOHANG) != (0, 0)
        return True
