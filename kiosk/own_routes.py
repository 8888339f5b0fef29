"""What somebody may ask for their own number, by its token alone: more time, or to give it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from queue_monitor.domain import rules
from queue_monitor.domain.errors import UnknownTicket, WrongState
from queue_monitor.domain.model import TicketId, TicketState
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Problem
from queue_monitor.web.visitor import TicketView, ticket_view

if TYPE_CHECKING:
    from datetime import datetime

    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


def add_routes(api: Api, parts: Parts) -> None:
    """`/api/v1/tickets/{token}/cancel` and `…/more-time`."""

    @api.operation(
        "POST",
        "/api/v1/tickets/<token>/cancel",
        answers={200: TicketView},
        roles=None,
        problems=("unknown_ticket", "wrong_state", "given_back"),
        summary="Give a number back",
        limit="30/minute",
    )
    def cancel(_: Call[None], token: str) -> TicketView:
        """Withdraw a waiting number. Whoever has its token may; once called, ask at the counter."""
        return give_back(parts, _ticket_of(parts, token))

    @api.operation(
        "POST",
        "/api/v1/tickets/<token>/more-time",
        answers={200: TicketView},
        roles=None,
        problems=(
            "unknown_ticket",
            "wrong_state",
            "more_time_used",
            "nobody_behind",
            "more_time_off",
        ),
        summary="Let the next few go first",
        limit="30/minute",
    )
    def more_time(_: Call[None], token: str) -> TicketView:
        """A waiting number falls back by `phone.more_time_places`, once; nobody else does."""
        return give_more_time(parts, _ticket_of(parts, token))


def _ticket_of(parts: Parts, token: str) -> TicketId:
    ticket = parts.tokens.ticket_of(token)
    if ticket is None:
        raise UnknownTicket(TicketId(token))
    return ticket


def give_back(parts: Parts, ticket: TicketId) -> TicketView:
    """Withdraw a waiting number. Raises WrongState once it was called, Problem given_back if the
    visitor, or whoever else has the link, did so before.
    """
    by = parts.office.floor().ticket(ticket).device or rules.BY_SYSTEM.actor
    try:
        answer = parts.office.ask(partial(rules.cancel, ticket=ticket, by=by))
    except WrongState as refused:
        if refused.state != TicketState.CANCELLED:
            raise
        raise Problem("given_back", number=refused.number) from None
    return _view(parts, answer.floor, ticket, answer.at)


def give_more_time(parts: Parts, ticket: TicketId) -> TicketView:
    """Raises Problem more_time_off, and as `rules.give_way`."""
    places = parts.settings.phone.more_time_places
    if places == 0:
        raise Problem("more_time_off")
    by = parts.office.floor().ticket(ticket).device or rules.BY_SYSTEM.actor
    answer = parts.office.ask(partial(rules.give_way, ticket=ticket, places=places, by=by))
    return _view(parts, answer.floor, ticket, answer.at)


def _view(parts: Parts, floor: Floor, id_: TicketId, at: datetime) -> TicketView:
    held = floor.ticket(id_)
    waits = held.state is TicketState.WAITING
    wait = parts.forecast.waiting(floor, held, at) if waits else None
    return ticket_view(floor, held, at, parts.settings, wait=wait)
