"""What goes over the pipes to a printer's process and back: one JSON document to a line."""

from __future__ import annotations

import posix

import msgspec

from kiosk.printing.outcomes import How
from kiosk.printing.paper import Form, Paper
from queue_monitor.domain.slips import PrinterState


class SetUp(msgspec.Struct, frozen=True, kw_only=True, tag="set_up"):
    """The first message: which printer, and how to treat it."""

    address: str
    form: Form
    asks: bool
    timeout_s: float
    look_every_s: float


class Print(msgspec.Struct, frozen=True, kw_only=True, tag="print"):
    """One slip."""

    slip: str  # comes back with the outcome
    paper: Paper


class Is(msgspec.Struct, frozen=True, kw_only=True, tag="is"):
    """How the printer is. Told at each look, changed or not: a sign of life."""

    state: PrinterState


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """What became of a slip."""

    slip: str
    how: How


ToPrinter = SetUp | Print
FromPrinter = Is | Done

_encode = msgspec.json.Encoder().encode
_to_printer: msgspec.json.Decoder[ToPrinter] = msgspec.json.Decoder(ToPrinter)
_from_printer: msgspec.json.Decoder[FromPrinter] = msgspec.json.Decoder(FromPrinter)


def send(fd: int, message: ToPrinter | FromPrinter) -> None:
    """Write one message. Raises OSError if nobody reads.

    `posix`, as the server's async libraries put their own in the place of `os`.
    """
    rest = memoryview(_encode(message) + b"\n")
    while rest:
        rest = rest[posix.write(fd, rest) :]


def to_printer(line: bytes) -> ToPrinter:
    """Raises msgspec.MsgspecError."""
    return _to_printer.decode(line)


def from_printer(line: bytes) -> FromPrinter:
    """Raises msgspec.MsgspecError."""
    return _from_printer.decode(line)
