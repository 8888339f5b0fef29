"""Slips and printers as values: what became of each slip, and what is the matter with a printer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from queue_monitor.domain.model import ActorId, TicketId
from queue_monitor.domain.shelf import Shelf

PrinterId = NewType("PrinterId", str)


class PrinterState(StrEnum):
    """What a printer says of itself, or that it says nothing."""

    READY = "ready"
    PAPER_LOW = "paper_low"  # prints still
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"  # off, unplugged, or not to be reached
    FAULT = "fault"  # an error of its own, or answers that make no sense


#: States in which nothing comes out.
OUT_OF_ORDER: Final = frozenset(PrinterState) - {PrinterState.READY, PrinterState.PAPER_LOW}


class SlipState(StrEnum):
    """Where a slip is on its way to the paper."""

    QUEUED = "queued"
    PRINTING = "printing"  # its bytes are on their way; from here on it may be on paper
    PRINTED = "printed"
    DROPPED = "dropped"  # nobody waits for it any more, or there is no such printer


class DropReason(StrEnum):
    """Why a slip was never printed."""

    TOO_LATE = "too_late"  # its visitor has long gone by the screen
    NOT_NEEDED = "not_needed"  # called, cancelled or over before the printer was back
    FAILED = "failed"  # begun several times, and never came out whole
    NO_PRINTER = "no_printer"  # the configuration has it no longer


#: Slips that are still to come out.
OPEN: Final = frozenset({SlipState.QUEUED, SlipState.PRINTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRecord:
    """The newest slip of one ticket."""

    ticket: TicketId
    copy: int  # 1: the first; 2, 3, …: asked for again
    printer: PrinterId
    state: SlipState
    requested_at: datetime
    by: ActorId
    tries: int = 0  # times its bytes were sent; from the second on it may be on paper twice
    press: str | None = None  # in whose hand it is while PRINTING
    ended_at: datetime | None = None
    reason: DropReason | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come out."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterRecord:
    """A printer as it last spoke of itself."""

    state: PrinterState
    since: datetime
    failing_since: datetime | None = None  # when it went out of order, through whatever states

    @property
    def works(self) -> bool:
        """Whether slips come out of it."""
        return self.state not in OUT_OF_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """All slips of the day and all printers, folded from the log."""

    by_ticket: Shelf[TicketId, SlipRecord] = field(default_factory=Shelf)
    queue: Mapping[PrinterId, tuple[TicketId, ...]] = field(default_factory=dict)
    printers: Mapping[PrinterId, PrinterRecord] = field(default_factory=dict)
    printed: int = 0

    def of(self, ticket: TicketId) -> SlipRecord | None:
        """The ticket's newest slip; None if it never had one."""
        return self.by_ticket.get(ticket)

    def waiting(self, printer: PrinterId) -> tuple[SlipRecord, ...]:
        """Slips that are to come out of `printer`, in their order."""
        return tuple(self.by_ticket[ticket] for ticket in self.queue.get(printer, ()))
