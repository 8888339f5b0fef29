"""Slips and printers as JSON: pure functions from floor and settings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from queue_monitor.web.visitor import Name, words

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.printers import Printer
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.domain.slips import SlipRecord

_LATEST: Final = 60  # slips that staff see


class SlipView(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's newest slip. `state` is "none" while it never had one."""

    number: str
    state: str  # none, queued, printing, printed, dropped
    copy: int  # 1 is the first; 0 without any
    printer: str | None
    printer_state: str | None  # ready, paper_low, paper_out, cover_open, offline, fault
    works: bool  # whether slips come out of that printer now
    reason: str | None  # of one that was dropped: too_late, not_needed, failed, no_printer
    again_until: datetime  # so long the kiosk prints it again


class SlipLine(msgspec.Struct, frozen=True, kw_only=True):
    """One slip, as staff see it."""

    ticket: str
    number: str
    printer: str
    state: str
    copy: int
    tries: int
    requested_at: datetime
    ended_at: datetime | None
    reason: str | None


class PrinterView(msgspec.Struct, frozen=True, kw_only=True):
    """One printer, as staff see it. `state` is null until it was heard of."""

    id: str
    name: Name
    kiosks: tuple[str, ...]
    state: str | None
    works: bool
    since: datetime | None
    waiting: int  # slips


class PrintersView(msgspec.Struct, frozen=True, kw_only=True):
    """Every printer, and the newest slips of the day, newest first."""

    seq: int
    at: datetime
    printers: tuple[PrinterView, ...]
    slips: tuple[SlipLine, ...]
    printed: int


def slip_view(floor: Floor, ticket: Ticket, *, again_within: timedelta) -> SlipView:
    """The slip of one ticket."""
    record = floor.slips.of(ticket.id)
    printer = None if record is None else floor.slips.printers.get(record.printer)
    return SlipView(
        number=ticket.number,
        state="none" if record is None else record.state.value,
        copy=0 if record is None else record.copy,
        printer=None if record is None else record.printer,
        printer_state=None if printer is None else printer.state.value,
        works=printer is not None and printer.works,
        reason=None if record is None or record.reason is None else record.reason.value,
        again_until=ticket.issued_at + again_within,
    )


def printers_view(floor: Floor, at: datetime, settings: Settings) -> PrintersView:
    """All of it."""
    records = sorted(floor.slips.by_ticket.values(), key=lambda r: r.requested_at, reverse=True)
    return PrintersView(
        seq=floor.seq,
        at=at,
        printers=tuple(_printer(floor, printer) for printer in settings.printers),
        slips=tuple(_line(floor, record) for record in records[:_LATEST]),
        printed=floor.slips.printed,
    )


def _printer(floor: Floor, printer: Printer) -> PrinterView:
    record = floor.slips.printers.get(printer.id)
    return PrinterView(
        id=printer.id,
        name=words(printer.name),
        kiosks=printer.kiosks,
        state=None if record is None else record.state.value,
        works=record is not None and record.works,
        since=None if record is None else record.since,
        waiting=len(floor.slips.queue.get(printer.id, ())),
    )


def _line(floor: Floor, record: SlipRecord) -> SlipLine:
    ticket = floor.tickets.get(record.ticket)
    return SlipLine(
        ticket=record.ticket,
        number=record.ticket if ticket is None else ticket.number,
        printer=record.printer,
        state=record.state.value,
        copy=record.copy,
        tries=record.tries,
        requested_at=record.requested_at,
        ended_at=record.ended_at,
        reason=None if record.reason is None else record.reason.value,
    )
