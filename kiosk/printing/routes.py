"""Slips and printers over the JSON API: what became of a slip, printing it again, all printers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from kiosk.printing import spool
from kiosk.printing.desk import chooser
from kiosk.printing.metrics import PrinterFigures
from kiosk.printing.views import PrintersView, SlipView, printers_view, slip_view
from queue_monitor.domain.errors import UnknownTicket
from queue_monitor.domain.model import TicketId
from queue_monitor.domain.slips import PrinterId
from queue_monitor.web.identity import CLERKS, ISSUERS, WATCHERS, Role
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.web.parts import Parts

_HELPERS: Final = CLERKS | {Role.GREETER}
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class PrintSlip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which number's slip: `A023`, or the ticket's id. `printer` null: where it came out before."""

    ticket: Short
    printer: Short | None = None


def add_routes(api: Api, parts: Parts) -> None:
    """`/api/v1/tickets/{token}/slip`, `/api/v1/slips`, `/api/v1/printers` and their live topic."""
    _of_one_ticket(api, parts)
    _for_staff(api, parts)
    view = partial(printers_view, settings=parts.settings)
    parts.live.topic("printers", view, roles=WATCHERS)
    parts.metrics.registry.register(PrinterFigures(parts.settings, parts.office.floor))


def _of_one_ticket(api: Api, parts: Parts) -> None:
    choose, office = chooser(parts.settings, parts.accounts), parts.office
    again_within = parts.settings.kiosk.reprint_within

    @api.operation(
        "GET",
        "/api/v1/tickets/<token>/slip",
        answers={200: SlipView},
        roles=None,
        problems=("unknown_ticket",),
        summary="What became of a number's slip",
    )
    def slip(_: Call[None], token: str) -> SlipView:
        """Whether it is printed, and if not, what is the matter with the printer."""
        floor = office.floor()
        ticket = floor.ticket(_ticket_of(parts, token))
        return slip_view(floor, ticket, again_within=again_within)

    @api.operation(
        "POST",
        "/api/v1/tickets/<token>/slip",
        answers={200: SlipView},
        roles=ISSUERS,
        problems=("unknown_ticket", "no_printer", "no_slip_now", "reprint_over"),
        summary="Print a number's slip again",
        limit="30/minute",
    )
    def again(call: Call[None], token: str) -> SlipView:
        """A kiosk prints a slip again for as long as `kiosk.reprint_within`; staff, at any time.
        Nothing happens while one is on its way."""
        id_, actor = _ticket_of(parts, token), call.actor
        ticket = office.floor().ticket(id_)
        printer = choose(actor.id) or _printer_of(parts, office.floor(), ticket)
        if printer is None:
            raise Problem("no_printer")
        if actor.role is Role.KIOSK and parts.clock.now() - ticket.issued_at > again_within:
            raise Problem("reprint_over")
        request = partial(spool.request_again, ticket=id_, printer=printer, by=actor.id)
        answer = office.ask(request)
        return slip_view(answer.floor, ticket, again_within=again_within)


def _for_staff(api: Api, parts: Parts) -> None:
    office, settings = parts.office, parts.settings

    @api.operation(
        "GET",
        "/api/v1/printers",
        answers={200: PrintersView},
        roles=WATCHERS,
        summary="Every slip printer, and the day's newest slips",
    )
    def printers(_: Call[None]) -> PrintersView:
        """How each printer is, and what became of each slip."""
        return printers_view(office.floor(), parts.clock.now(), settings)

    @api.operation(
        "POST",
        "/api/v1/slips",
        body=PrintSlip,
        answers={200: SlipView},
        roles=_HELPERS,
        problems=("unknown_ticket", "unknown_printer", "no_printer", "no_slip_now"),
        summary="Print the slip of any number",
    )
    def print_slip(call: Call[PrintSlip]) -> SlipView:
        """For somebody who lost theirs, or who took a number by telephone."""
        wish, floor = call.body, office.floor()
        ticket = _found(floor, wish.ticket)
        printer = _printer_of(parts, floor, ticket)
        if wish.printer is not None:
            printer = PrinterId(wish.printer)
            if settings.printer(printer) is None:
                raise Problem("unknown_printer", printer=wish.printer)
        if printer is None:
            raise Problem("no_printer")
        answer = office.ask(
            partial(spool.request_again, ticket=ticket.id, printer=printer, by=call.actor.id)
        )
        return slip_view(answer.floor, ticket, again_within=settings.kiosk.reprint_within)


def _found(floor: Floor, name: str) -> Ticket:
    """By its id, or by the number of today. Raises UnknownTicket."""
    day = "" if floor.day is None else floor.day.id
    for id_ in (name, f"{day}/{name.strip().upper()}"):
        if TicketId(id_) in floor.tickets:
            return floor.ticket(TicketId(id_))
    raise UnknownTicket(name)


def _printer_of(parts: Parts, floor: Floor, ticket: Ticket) -> PrinterId | None:
    """Where its last slip came out; else its kiosk's printer; else the office's first."""
    known = floor.slips.of(ticket.id)
    if known is not None and parts.settings.printer(known.printer) is not None:
        return known.printer
    chosen = None
    if ticket.device is not None:
        chosen = chooser(parts.settings, parts.accounts)(ticket.device)
    return chosen or next((p.id for p in parts.settings.printers), None)


def _ticket_of(parts: Parts, token: str) -> TicketId:
    ticket = parts.tokens.ticket_of(token)
    if ticket is None:
        raise UnknownTicket(token)
    return ticket
