"""What a printer's answers mean: DLE EOT 1, 2 and 4, and GS r 1. Pure.

Real-time answers (DLE EOT) have bits 1 and 4 set and bits 0 and 7 clear; the answer to GS r has
only the pairs 0-1 and 2-3. So the two are told apart, and from most garbage too, whatever the
order they come in. Source: Epson, "ESC/POS Command Reference".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from queue_monitor.domain.slips import PrinterState

#: The questions, in the order in which the answers decide.
PRINTER: Final = 1
CAUSE: Final = 2
SENSOR: Final = 4
QUESTIONS: Final = (PRINTER, CAUSE, SENSOR)
#: GS r 1: the printer answers once it has printed all that came before.
ASK_WHEN_DONE: Final = b"\x1dr\x01"
_DONE: Final = frozenset({0x00, 0x03, 0x0C, 0x0F})


def ask(number: int) -> bytes:
    """DLE EOT `number`: answered at once, even by a printer that is offline."""
    return bytes((0x10, 0x04, number))


def is_real_time(byte: int) -> bool:
    """Whether it can be an answer to DLE EOT."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_done(byte: int) -> bool:
    """Whether it can be the answer to GS r: all that was sent before is on paper."""
    return byte in _DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One byte to each question."""

    printer: int
    cause: int
    sensor: int


def state_of(answers: Answers) -> PrinterState:
    """What is the matter, the gravest first."""
    if answers.cause & 0x04:
        return PrinterState.COVER_OPEN
    if answers.sensor & 0x60 or answers.cause & 0x20:
        return PrinterState.PAPER_OUT
    if answers.cause & 0x40:
        return PrinterState.FAULT
    if answers.printer & 0x08:
        return PrinterState.OFFLINE
    if answers.sensor & 0x0C:
        return PrinterState.PAPER_LOW
    return PrinterState.READY
