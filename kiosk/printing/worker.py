"""`python -m kiosk.printing.worker`: one printer, in a process of its own.

Opening, writing and asking may all hang; here they hold up nobody. A slip comes on standard
input, how the printer is and what became of the slip goes out on standard output. The process
ends when its parent does.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, assert_never

from kiosk.printing.layout import slip_bytes
from kiosk.printing.links import Lost, open_link
from kiosk.printing.messages import Done, Is, Print, SetUp, send, to_printer
from kiosk.printing.outcomes import How
from kiosk.printing.session import Session
from queue_monitor.domain.slips import PrinterState

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.printing.links import Link
    from kiosk.printing.paper import Paper


def state_now(printer: SetUp, tell: Callable[[PrinterState], None]) -> None:
    """Ask how the printer is, and let go of it: others may print on it too."""
    try:
        link = open_link(printer.address, timeout_s=printer.timeout_s)
    except Lost:
        tell(PrinterState.OFFLINE)
        return
    try:
        tell(Session(link, tell, asks=printer.asks, timeout_s=printer.timeout_s).state())
    except Lost:
        tell(PrinterState.OFFLINE)
    finally:
        _let_go(link)


def print_now(printer: SetUp, paper: Paper, tell: Callable[[PrinterState], None]) -> How:
    """Print one slip and say what became of it."""
    data = slip_bytes(paper, printer.form)
    try:
        link = open_link(printer.address, timeout_s=printer.timeout_s)
    except Lost:
        tell(PrinterState.OFFLINE)
        return How.NOT_SENT
    try:
        return Session(link, tell, asks=printer.asks, timeout_s=printer.timeout_s).print(data)
    finally:
        _let_go(link)


def _let_go(link: Link) -> None:
    with suppress(Lost):
        link.close()


class Worker:
    """Takes messages as they come, and looks at the printer while none does."""

    def __init__(self, heard: int, told: int) -> None:
        self._heard = heard
        self._say = partial(send, told)
        self._buffer = b""
        self._printer: SetUp | None = None

    def run(self) -> None:
        """Until the other end is closed."""
        while (line := self._next_line()) is not None:
            message = to_printer(line)
            match message:
                case SetUp():
                    self._printer = message
                    self._look()
                case Print():
                    assert self._printer is not None, "a slip before the printer"
                    how = print_now(self._printer, message.paper, self._tell)
                    self._say(Done(slip=message.slip, how=how))
                    if how is not How.PRINTED:
                        self._look()
                case _:
                    assert_never(message)

    def _next_line(self) -> bytes | None:
        while b"\n" not in self._buffer:
            wait_s = None if self._printer is None else self._printer.look_every_s
            ready, _, _ = select.select([self._heard], [], [], wait_s)
            if not ready:
                self._look()
            elif more := os.read(self._heard, 1 << 16):
                self._buffer += more
            else:
                return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def _look(self) -> None:
        assert self._printer is not None
        state_now(self._printer, self._tell)

    def _tell(self, state: PrinterState) -> None:
        self._say(Is(state=state))


def main() -> None:
    """Keep standard output for messages alone, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)  # tickets and alerts go before paper
    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        Worker(sys.stdin.fileno(), told).run()
    except BrokenPipeError:
        return


if __name__ == "__main__":
    main()
