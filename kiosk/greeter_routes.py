"""`/greeter`: who asks for help at which kiosk, a number for somebody, where a number stands.

What it shows is the topic `floor`; what it gives is a number as from a kiosk. Its words are the
staff's, and so its page lies in the core.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from kiosk.lobby_routes import GREETERS
from queue_monitor.domain.errors import UnknownTicket
from queue_monitor.domain.model import TicketId, TicketState
from queue_monitor.web.identity import WATCHERS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor, guard
from queue_monitor.web.visitor import TicketView, ticket_view

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.web.parts import Parts

#: As people say a number: "a 23", "A-023".
_SAID: Final = re.compile(r"\s*([A-Za-z]{1,3})[\s-]*(\d{1,6})\s*")
_EXPECTED: Final = frozenset({TicketState.BOOKED, TicketState.CHECKED_IN})


def add(pages: Blueprint, api: Api, parts: Parts) -> None:
    """The page, and `/api/v1/numbers/…`."""

    @pages.get("/greeter")
    @guard(parts, GREETERS)
    def greeter() -> str:
        """The greeter's page, for a phone or a tablet carried about."""
        actor = current_actor(parts)
        me = None if actor is None else actor.id
        return render_template("greeter.html", page_data={"me": me})

    @api.operation(
        "GET",
        "/api/v1/numbers/<number>",
        answers={200: TicketView},
        roles=WATCHERS,
        problems=("unknown_ticket",),
        summary="Where a number stands",
    )
    def find_number(_: Call[None], number: str) -> TicketView:
        """Today's visit of that number, as its own visitor sees it: where, since when, how long
        yet. "a23" is A023."""
        floor, at = parts.office.floor(), parts.clock.now()
        ticket = found(floor, number)
        if ticket is None:
            raise UnknownTicket(TicketId(number[:40]))
        waits = ticket.state is TicketState.WAITING
        wait = parts.forecast.waiting(floor, ticket, at) if waits else None
        return ticket_view(floor, ticket, at, parts.settings, wait=wait)


def found(floor: Floor, said: str) -> Ticket | None:
    """Today's ticket of that number; one that is here rather than one that is still expected."""
    match = _SAID.fullmatch(said)
    number = said.strip().upper() if match is None else f"{match[1].upper()}{match[2]:0>3}"
    known = [ticket for ticket in floor.tickets.values() if ticket.number == number]
    if floor.day is not None:
        today = [t for t in known if t.id.startswith((f"{floor.day.id}/", f"{floor.day.date}/"))]
        known = today or known
    return max(known, key=lambda t: (t.state not in _EXPECTED, t.issued_at), default=None)
