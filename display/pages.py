"""The pages that the lobby looks at: boards, counter signs, the phone page, and the way to all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from flask import Blueprint, Response, g, render_template, request, send_file

from display.media import mime_of, path_of
from queue_monitor.config.screens import Layout
from queue_monitor.domain.errors import UnknownCounter
from queue_monitor.domain.model import CounterId
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.plain_words import office_said
from queue_monitor.web.problems import Problem
from queue_monitor.web.visitor import words

if TYPE_CHECKING:
    from queue_monitor.config.screens import Board
    from queue_monitor.web.parts import Parts

LAYOUTS: Final[tuple[str, ...]] = get_args(Layout)
_MEDIA_KEPT_S: Final = 3600


def add(display: Blueprint, parts: Parts) -> None:
    """`/`, `/display…`, `/sign/…`, `/media/…` and `/t`."""
    _boards(display, parts)
    _signs(display, parts)
    _media(display, parts)

    @display.get("/t")
    @for_visitors
    def phone() -> str:
        """The phone page. The token stays behind # and never comes here."""
        return phone_page(parts)

    @display.get("/")
    def home() -> str:
        """Who uses which page."""
        return render_template("home.html", office=words(parts.settings.office.name))


def phone_page(parts: Parts) -> str:
    """The phone page before it knows its number: the same for everybody of a language."""
    return render_template(
        "display/phone.html",
        office=office_said(parts),
        page_data={"office": words(parts.settings.office.name)},
    )


def board_named(parts: Parts, board: str) -> Board:
    """The board of config.yaml. Raises Problem unknown_board."""
    found = parts.settings.board(board)
    if found is None:
        raise Problem("unknown_board", board=board[:60])
    return found


def _boards(display: Blueprint, parts: Parts) -> None:
    @display.get("/display")
    @for_visitors
    def board() -> str:
        """The lobby board."""
        return _board_page(parts, None)

    @display.get("/display/<board>")
    @for_visitors
    def board_of(board: str) -> str:
        """A board with services of its own."""
        return _board_page(parts, board_named(parts, board))


def _board_page(parts: Parts, board: Board | None) -> str:
    """In the office's first language, whatever the screen was set up with."""
    _speak_first_language(parts)
    layout = request.args.get("layout") or (board or parts.settings.display).layout
    if layout not in LAYOUTS:
        raise Problem("unknown_layout", layout=layout[:60], layouts=", ".join(LAYOUTS))
    data: dict[str, Any] = {
        "topic": "board" if board is None else f"board/{board.id}",
        "name": None if board is None else words(board.name),
        "layout": layout,
    }
    office = office_said(parts)
    return render_template("display/board.html", layout=layout, office=office, page_data=data)


def _signs(display: Blueprint, parts: Parts) -> None:
    @display.get("/sign/<int:counter>")
    @for_visitors
    def sign(counter: int) -> str:
        """The sign over a counter."""
        desk = parts.settings.counter(CounterId(counter))
        if desk is None:
            raise UnknownCounter(counter)
        _speak_first_language(parts)
        data = {"counter": counter, "name": words(desk.name)}
        return render_template("display/sign.html", counter=counter, page_data=data)


def _media(display: Blueprint, parts: Parts) -> None:
    @display.get("/media/<name>")
    def media_file(name: str) -> Response:
        """A picture or video of the folder in config.yaml; parts of it too, as players ask."""
        path = parts.runtime.offload(path_of, parts.settings.display.media, name)
        if path is None:
            raise Problem("not_found")
        return send_file(
            path, mimetype=mime_of(name), conditional=True, etag=True, max_age=_MEDIA_KEPT_S
        )


def _speak_first_language(parts: Parts) -> None:
    """Nobody chooses in a lobby; `?lang=` is for whoever sets a screen up."""
    wanted = request.args.get("lang")
    known = parts.catalogues.for_visitors
    g.language = wanted if wanted in known else parts.settings.office.languages[0]
