"""The spool: which slip is to come out next, and what becomes of it. Pure requests to the office.

A number's slip is wanted as soon as the number is in the log; everything after that is in the log
too, so that a crash at any point leaves a slip either still to be printed or known to be printed.
One whose bytes had begun to go out when everything stopped is printed again, and says so: the
paper may then be there twice, but never not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from kiosk.printing.outcomes import How
from queue_monitor.domain.errors import NoSlipNow
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, Ticket, TicketId, TicketState
from queue_monitor.domain.slip_events import (
    PrinterChanged,
    SlipDropped,
    SlipPrinted,
    SlipPutBack,
    SlipRequested,
    SlipStarted,
)
from queue_monitor.domain.slips import (
    DropReason,
    PrinterId,
    PrinterState,
    SlipRecord,
    SlipState,
)

#: Tickets whose holder still has use for a slip.
ALIVE: Final = frozenset(
    {
        TicketState.BOOKED,
        TicketState.CHECKED_IN,
        TicketState.WAITING,
        TicketState.CALLED,
        TicketState.PARKED,
        TicketState.NO_SHOW,
    }
)
#: Begun so often and never whole: something is wrong that more paper does not mend.
MOST_TRIES: Final = 3

Chooses = Callable[[ActorId], PrinterId | None]


def request_first(
    floor: Floor,
    at: datetime,
    *,
    tickets: Iterable[TicketId],
    choose: Chooses,
    keep: timedelta,
) -> Sequence[SlipRequested]:
    """Slips for those of `tickets` taken at a kiosk with a printer that never had one."""
    return tuple(_first(floor, at, tickets, choose, keep))


def _first(
    floor: Floor, at: datetime, tickets: Iterable[TicketId], choose: Chooses, keep: timedelta
) -> Iterator[SlipRequested]:
    for id_ in tickets:
        ticket = floor.tickets.get(id_)
        if ticket is None or ticket.device is None or floor.slips.of(id_) is not None:
            continue
        if ticket.state not in ALIVE or at - ticket.issued_at > keep:
            continue
        printer = choose(ticket.device)
        if printer is not None:
            yield SlipRequested(at=at, ticket=id_, copy=1, printer=printer, by=ticket.device)


def request_again(
    floor: Floor, at: datetime, *, ticket: TicketId, printer: PrinterId, by: ActorId
) -> Sequence[SlipRequested]:
    """Another slip of the same number; nothing if one is on its way.

    Raises UnknownTicket, and NoSlipNow for a visit that is over or at a counter.
    """
    held = floor.ticket(ticket)
    if held.state not in ALIVE:
        raise NoSlipNow(held.number)
    known = floor.slips.of(ticket)
    if known is not None and known.is_open:
        return ()
    copy = 1 if known is None else known.copy + 1
    return (SlipRequested(at=at, ticket=ticket, copy=copy, printer=printer, by=by),)


def begin_next(
    floor: Floor, at: datetime, *, printer: PrinterId, press: str, keep: timedelta
) -> Sequence[Event]:
    """Take the next slip in hand, and drop those before it that nobody needs any more.

    Nothing while another one is in hand, be it another process's.
    """
    waiting = floor.slips.waiting(printer)
    if any(slip.state is SlipState.PRINTING for slip in waiting):
        return ()
    events: list[Event] = []
    for slip in waiting:
        reason = _useless(floor.tickets.get(slip.ticket), slip, at, keep)
        if reason is None:
            return (*events, SlipStarted(at=at, ticket=slip.ticket, copy=slip.copy, press=press))
        events.append(SlipDropped(at=at, ticket=slip.ticket, copy=slip.copy, reason=reason))
    return events


def drop_useless(
    floor: Floor, at: datetime, *, printer: PrinterId, keep: timedelta
) -> Sequence[SlipDropped]:
    """While nothing can be printed: what nobody waits for any more goes."""
    return tuple(
        SlipDropped(at=at, ticket=slip.ticket, copy=slip.copy, reason=reason)
        for slip in floor.slips.waiting(printer)
        if slip.state is SlipState.QUEUED
        and (reason := _useless(floor.tickets.get(slip.ticket), slip, at, keep)) is not None
    )


def _useless(
    ticket: Ticket | None, slip: SlipRecord, at: datetime, keep: timedelta
) -> DropReason | None:
    if ticket is None or ticket.state not in ALIVE:
        return DropReason.NOT_NEEDED
    if at - slip.requested_at > keep:
        return DropReason.TOO_LATE
    return DropReason.FAILED if slip.tries >= MOST_TRIES else None


def settle(
    floor: Floor, at: datetime, *, ticket: TicketId, copy: int, press: str, how: How
) -> Sequence[Event]:
    """What came of the slip in this press's hand; nothing if it is in another's by now."""
    slip = floor.slips.of(ticket)
    if slip is None or slip.copy != copy or slip.press != press or not slip.is_open:
        return ()
    if how is How.PRINTED:
        return (SlipPrinted(at=at, ticket=ticket, copy=copy),)
    sent = how is not How.NOT_SENT
    return (SlipPutBack(at=at, ticket=ticket, copy=copy, sent=sent),)


def take_over(
    floor: Floor, at: datetime, *, printer: PrinterId, gone: Collection[str]
) -> Sequence[SlipPutBack]:
    """Slips in the hand of a press that is gone: they may be on paper or not."""
    return tuple(
        SlipPutBack(at=at, ticket=slip.ticket, copy=slip.copy, sent=True)
        for slip in floor.slips.waiting(printer)
        if slip.state is SlipState.PRINTING and slip.press in gone
    )


def drop_homeless(
    floor: Floor, at: datetime, *, printers: Collection[PrinterId]
) -> Sequence[SlipDropped]:
    """Slips for a printer that the configuration has no longer."""
    return tuple(
        SlipDropped(at=at, ticket=slip.ticket, copy=slip.copy, reason=DropReason.NO_PRINTER)
        for printer in floor.slips.queue
        if printer not in printers
        for slip in floor.slips.waiting(printer)
    )


def note_state(
    floor: Floor, at: datetime, *, printer: PrinterId, state: PrinterState
) -> Sequence[PrinterChanged]:
    """How the printer is, if that is news."""
    known = floor.slips.printers.get(printer)
    if known is not None and known.state is state:
        return ()
    return (PrinterChanged(at=at, printer=printer, state=state),)
