"""Slips and printers after an event."""

from typing import assert_never

from queue_monitor.domain import slip_events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.model import TicketId
from queue_monitor.domain.slips import (
    OUT_OF_ORDER,
    PrinterId,
    PrinterRecord,
    SlipRecord,
    Slips,
    SlipState,
)


def evolve_slips(slips: Slips, event: ev.SlipEvent) -> Slips:
    """The slips after `event`; one that speaks of an older copy changes nothing."""
    match event:
        case ev.SlipRequested():
            return _requested(slips, event)
        case ev.PrinterChanged():
            return _printer_changed(slips, event)
        case ev.SlipStarted():
            slip = _meant(slips, event.ticket, event.copy)
            if slip is None:
                return slips
            return _kept(
                slips,
                replace(slip, state=SlipState.PRINTING, tries=slip.tries + 1, press=event.press),
            )
        case ev.SlipPutBack():
            slip = _meant(slips, event.ticket, event.copy)
            if slip is None:
                return slips
            tries = slip.tries if event.sent else max(slip.tries - 1, 0)
            return _kept(slips, replace(slip, state=SlipState.QUEUED, tries=tries, press=None))
        case ev.SlipPrinted():
            slip = _meant(slips, event.ticket, event.copy)
            if slip is None:
                return slips
            done = replace(slip, state=SlipState.PRINTED, ended_at=event.at)
            return _ended(replace(slips, printed=slips.printed + 1), done)
        case ev.SlipDropped():
            slip = _meant(slips, event.ticket, event.copy)
            if slip is None:
                return slips
            dropped = replace(slip, state=SlipState.DROPPED, ended_at=event.at, reason=event.reason)
            return _ended(slips, dropped)
        case _:
            assert_never(event)


def _requested(slips: Slips, event: ev.SlipRequested) -> Slips:
    slip = SlipRecord(
        ticket=event.ticket,
        copy=event.copy,
        printer=event.printer,
        state=SlipState.QUEUED,
        requested_at=event.at,
        by=event.by,
    )
    known = slips.of(event.ticket)
    if known is not None and known.is_open:
        slips = _out_of_queue(slips, known.printer, known.ticket)
    queue = (*slips.queue.get(event.printer, ()), event.ticket)
    return _kept(replace(slips, queue={**slips.queue, event.printer: queue}), slip)


def _printer_changed(slips: Slips, event: ev.PrinterChanged) -> Slips:
    known = slips.printers.get(event.printer)
    failing_since = None
    if event.state in OUT_OF_ORDER:
        failing_since = event.at
        if known is not None and known.failing_since is not None:
            failing_since = known.failing_since
    record = PrinterRecord(state=event.state, since=event.at, failing_since=failing_since)
    return replace(slips, printers={**slips.printers, event.printer: record})


def _meant(slips: Slips, ticket: TicketId, copy: int) -> SlipRecord | None:
    slip = slips.of(ticket)
    return slip if slip is not None and slip.copy == copy and slip.is_open else None


def _kept(slips: Slips, slip: SlipRecord) -> Slips:
    return replace(slips, by_ticket=slips.by_ticket.put(slip.ticket, slip))


def _ended(slips: Slips, slip: SlipRecord) -> Slips:
    return _kept(_out_of_queue(slips, slip.printer, slip.ticket), slip)


def _out_of_queue(slips: Slips, printer: PrinterId, ticket: TicketId) -> Slips:
    queue = tuple(t for t in slips.queue.get(printer, ()) if t != ticket)
    return replace(slips, queue={**slips.queue, printer: queue})
