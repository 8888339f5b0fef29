"""The phone page for browsers without scripts: drawn here, and fetched anew every few seconds.

The ticket's token comes in a form and then in a cookie; no address and no log line holds it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request

from display.moments import NEXT_BUT
from queue_monitor.domain.model import ENDED, TicketState
from queue_monitor.forecast import rounded_outwards
from queue_monitor.web import own_ticket
from queue_monitor.web.languages import for_visitors, language
from queue_monitor.web.peer import peer_address
from queue_monitor.web.plain_words import office_said, range_said, said
from queue_monitor.web.problems import Problem
from queue_monitor.web.visitor import ticket_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from queue_monitor.domain.model import TicketId
    from queue_monitor.web.parts import Parts

NOW: Final = "/t/now"
_LIMIT: Final = "60/minute plain-ticket"
_SOON_S: Final = 5
_LATER_S: Final = 15
_ENDED: Final = frozenset(state.value for state in ENDED)


def add(pages: Blueprint, parts: Parts) -> None:
    """`/t/open`, `/t/now` and `/t/close`."""

    @pages.post("/t/open")
    @for_visitors
    def plain_open() -> BaseResponse:
        """The link that the visitor has pasted, or its last part."""
        wait_s = parts.accounts.admit(_LIMIT, peer_address(request.environ, parts.site))
        if wait_s > 0:
            raise Problem("too_many", retry_after_s=int(wait_s) + 1)
        token = own_ticket.token_in(request.form.get("link", "")[:400])
        if token is None or parts.tokens.ticket_of(token) is None:
            return make_response(_form(parts, wrong=True), 422)
        response = redirect(NOW, code=303)
        own_ticket.keep(response, token, parts)
        return response

    @pages.get(NOW)
    @for_visitors
    def plain_now() -> BaseResponse:
        """The ticket as it stands; the browser asks again by itself unless told not to."""
        holds = own_ticket.held(parts)
        if holds is None:
            return make_response(_form(parts, wrong=False))
        token, ticket = holds
        still = "still" in request.args
        shown = _shown(parts, ticket)
        response = make_response(
            render_template(
                "display/plain.html", **shown, mark=own_ticket.mark_of(token), still=still
            )
        )
        if not still and shown["again_s"] is not None:
            response.headers["Refresh"] = str(shown["again_s"])
        return response

    @pages.post("/t/close")
    @for_visitors
    def plain_close() -> BaseResponse:
        """The browser forgets the ticket; its place in line stays."""
        response = redirect(own_ticket.PATH, code=303)
        own_ticket.drop(response)
        return response


def _shown(parts: Parts, id_: TicketId) -> dict[str, Any]:
    floor, at = parts.office.floor(), parts.clock.now()
    ticket = floor.ticket(id_)
    waits = ticket.state is TicketState.WAITING
    wait = parts.forecast.waiting(floor, ticket, at) if waits else None
    view = ticket_view(floor, ticket, at, parts.settings, wait=wait)
    zone = ZoneInfo(parts.settings.office.time_zone)
    lang = language(parts.catalogues)

    def hour(instant: datetime | None) -> str:
        return "" if instant is None else f"{instant.astimezone(zone):%H:%M}"

    def pick(name: Mapping[str, str] | None) -> str:
        return said(name, lang)

    is_near = view.state == "called" or (view.ahead is not None and view.ahead <= NEXT_BUT)
    return {
        "view": view,
        "office": office_said(parts),
        "hour": hour,
        "pick": pick,
        "wait": None if wait is None else range_said(rounded_outwards(wait)),
        "soon": view.ahead is not None and view.ahead <= NEXT_BUT,
        "over": view.state in _ENDED,
        "asks": parts.settings.survey.wave_on(at.astimezone(zone).date()) is not None,
        "thanks": "thanks" in request.args,
        "again_s": None if view.state in _ENDED else _SOON_S if is_near else _LATER_S,
    }


def _form(parts: Parts, *, wrong: bool) -> str:
    return render_template("display/plain_form.html", office=office_said(parts), wrong=wrong)
