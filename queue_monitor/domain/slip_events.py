"""What became of slips and printers."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.model import ActorId, TicketId
from queue_monitor.domain.slips import DropReason, PrinterId, PrinterState


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRequested:
    """The ticket's `copy`-th slip is to come out of `printer`."""

    at: datetime
    ticket: TicketId
    copy: int
    printer: PrinterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipStarted:
    """Its bytes are about to be sent: whatever happens now, it may be on paper."""

    at: datetime
    ticket: TicketId
    copy: int
    press: str  # which process's hand has it; when that is gone another takes it over


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPutBack:
    """Nothing whole came out, as far as is known: it is to be sent again."""

    at: datetime
    ticket: TicketId
    copy: int
    sent: bool  # False: not a byte left, so that it cannot be on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPrinted:
    """On paper, as the printer says."""

    at: datetime
    ticket: TicketId
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDropped:
    """It will not be printed any more."""

    at: datetime
    ticket: TicketId
    copy: int
    reason: DropReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChanged:
    """The printer is in another state than before."""

    at: datetime
    printer: PrinterId
    state: PrinterState


SlipEvent = SlipRequested | SlipStarted | SlipPutBack | SlipPrinted | SlipDropped | PrinterChanged
