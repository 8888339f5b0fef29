"""What boards, phones and other programs ask for: the public part of the API."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint

from display import open_routes, pages, phone_app, plain_routes, voice_routes
from display.board import (
    BoardView,
    Minutes,
    WaitingView,
    board_view,
    ranges_of,
    waiting_view,
)
from display.media import MediaList, files_in
from queue_monitor.domain.errors import UnknownTicket
from queue_monitor.domain.model import WALK_IN, ServiceId, TicketId, TicketState
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.visitor import TicketView, doors, ticket_place, ticket_view

if TYPE_CHECKING:
    from queue_monitor.config.screens import Board
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """Boards, signs, the phone page, and the public part of the API."""
    display = Blueprint("display", __name__, template_folder="templates")
    api = Api(display, parts, tag="public")
    boards = Boards(parts)
    _board(api, parts, boards)
    _tickets(api, parts)
    open_routes.add(api, parts)
    voice_routes.add(display, api, parts)
    pages.add(display, parts)
    phone_app.add(display, parts)
    plain_routes.add(display, parts)
    parts.live.topic("board", boards.at)
    for board in parts.settings.boards:
        parts.live.topic(f"board/{board.id}", partial(boards.at, board=board))
    parts.live.tickets(
        lambda floor, ticket, at: _ticket_at(parts, floor, ticket, at),
        place=lambda floor, ticket: ticket_place(floor, floor.ticket(ticket), parts.settings),
    )
    return display


class Boards:
    """Makes boards, and remembers the ranges shown so that they do not jump."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shown: dict[ServiceId, Minutes] = {}

    def at(self, floor: Floor, at: datetime, board: Board | None = None) -> BoardView:
        """The board for `floor` at `at`; with `board`, what it shows of the office."""
        parts = self._parts
        accepting = parts.daybook.is_accepting(floor, at)
        view = board_view(
            floor,
            at,
            parts.settings,
            doors(floor, parts.daybook.hours(at), accepting=accepting),
            waits={
                service.id: parts.forecast.newcomer(floor, service.id, WALK_IN, at)
                for service in parts.settings.services
            },
            shown=self._shown,
            board=board,
        )
        self._shown = {**({} if board is None else self._shown), **ranges_of(view)}
        return view


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
        "/api/v1/boards/<board>",
        answers={200: BoardView},
        roles=None,
        problems=("unknown_board",),
        summary="A board with services of its own",
    )
    def board_of(_: Call[None], board: str) -> BoardView:
        """What the board of that id in config.yaml shows: its services' numbers and desks."""
        found = pages.board_named(parts, board)
        return boards.at(parts.office.floor(), parts.clock.now(), found)

    @api.operation(
        "GET",
        "/api/v1/media",
        answers={200: MediaList},
        roles=None,
        summary="Pictures and videos beside the calls",
        cache_s=30,
    )
    def media(_: Call[None]) -> MediaList:
        """What the layout `media` shows; each file is at `/media/<name>`."""
        display = parts.settings.display
        files = parts.runtime.offload(files_in, display.media)
        return MediaList(files=files, picture_s=display.picture_time.total_seconds())

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
