"""The lobby board, the phone page, the public counts, and the page that leads to all others."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request

from display.board import (
    BoardView,
    Minutes,
    WaitingView,
    board_view,
    ranges_of,
    waiting_view,
)
from queue_monitor.domain.errors import UnknownTicket
from queue_monitor.domain.model import WALK_IN, ServiceId, TicketId, TicketState
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.visitor import TicketView, doors, ticket_view, words

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """`/`, `/display`, `/t`, and the public part of the API."""
    display = Blueprint("display", __name__, template_folder="templates")
    api = Api(display, parts, tag="public")
    boards = Boards(parts)
    _board(api, parts, boards)
    _tickets(api, parts)
    _pages(display, parts)
    parts.live.topic("board", boards.at)
    parts.live.tickets(lambda floor, ticket, at: _ticket_at(parts, floor, ticket, at))
    return display


class Boards:
    """Makes boards, and remembers the ranges shown so that they do not jump."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shown: dict[ServiceId, Minutes] = {}

    def at(self, floor: Floor, at: datetime) -> BoardView:
        """The board for `floor` at `at`."""
        parts = self._parts
        accepting = parts.daybook.is_accepting(floor, at)
        board = board_view(
            floor,
            at,
            parts.settings,
            doors(floor, parts.daybook.hours(at), accepting=accepting),
            waits={
                service.id: parts.forecast.newcomer(floor, service.id, WALK_IN, at)
                for service in parts.settings.services
            },
            shown=self._shown,
        )
        self._shown = ranges_of(board)
        return board


def _board(api: Api, parts: Parts, boards: Boards) -> None:
    @api.operation(
        "GET",
        "/api/v1/board",
        answers={200: BoardView},
        roles=None,
        summary="The lobby board: now serving, latest calls, who waits for what",
    )
    def board(_: Call[None]) -> BoardView:
        """What the lobby's screens show."""
        return boards.at(parts.office.floor(), parts.clock.now())

    @api.operation(
        "GET",
        "/api/v1/waiting",
        answers={200: WaitingView},
        roles=None,
        summary="Public waiting counts",
        cache_s=5,
    )
    def waiting(_: Call[None]) -> WaitingView:
        """How many wait and how long it may take, per service; for open data and web sites."""
        return waiting_view(boards.at(parts.office.floor(), parts.clock.now()))


def _tickets(api: Api, parts: Parts) -> None:
    @api.operation(
        "GET",
        "/api/v1/tickets/<token>",
        answers={200: TicketView},
        roles=None,
        problems=("unknown_ticket",),
        summary="One ticket, by its token",
    )
    def ticket(_: Call[None], token: str) -> TicketView:
        """The visitor's own ticket: place, range, counter when called."""
        found = parts.tokens.ticket_of(token)
        if found is None:
            raise UnknownTicket(TicketId(token))
        return _ticket_at(parts, parts.office.floor(), found, parts.clock.now())


def _ticket_at(parts: Parts, floor: Floor, ticket_id: TicketId, at: datetime) -> TicketView:
    ticket = floor.ticket(ticket_id)
    waits = ticket.state is TicketState.WAITING
    wait = parts.forecast.waiting(floor, ticket, at) if waits else None
    return ticket_view(floor, ticket, at, parts.settings, wait=wait)


def _pages(display: Blueprint, parts: Parts) -> None:
    @display.get("/display")
    @for_visitors
    def board() -> str:
        """The lobby board, in the office's first language whatever the screen was set up with."""
        known = parts.catalogues.for_visitors
        wanted = request.args.get("lang")
        g.language = wanted if wanted in known else parts.settings.office.languages[0]
        return render_template("display/board.html")

    @display.get("/t")
    @for_visitors
    def phone() -> str:
        """The phone page. The token stays behind # and never comes here."""
        return render_template("display/phone.html")

    @display.get("/")
    def home() -> str:
        """Who uses which page."""
        return render_template("home.html", office=words(parts.settings.office.name))
