"""More time, and giving a number back, from a browser without scripts: plain forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, render_template

from kiosk.own_routes import give_back, give_more_time
from queue_monitor.web import own_ticket
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.plain_words import office_said
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from queue_monitor.web.parts import Parts

_NOW: Final = "/t/now"


def add(pages: Blueprint, parts: Parts) -> None:
    """`/t/more-time` and `/t/cancel`."""

    @pages.post("/t/more-time")
    @for_visitors
    def plain_more_time() -> Response:
        """Let the next few go first."""
        give_more_time(parts, own_ticket.acting(parts))
        return redirect(_NOW, code=303)

    @pages.get("/t/cancel")
    @for_visitors
    def plain_ask_cancel() -> str | Response:
        """Asks once more; nothing is changed by looking."""
        holds = own_ticket.held(parts)
        if holds is None:
            return redirect(_NOW)
        token, ticket = holds
        number = parts.office.floor().ticket(ticket).number
        return render_template(
            "kiosk/give_back.html",
            office=office_said(parts),
            number=number,
            mark=own_ticket.mark_of(token),
        )

    @pages.post("/t/cancel")
    @for_visitors
    def plain_cancel() -> Response:
        """Give the number back; sent twice, the page that follows says that it is so."""
        try:
            give_back(parts, own_ticket.acting(parts))
        except Problem as problem:
            if problem.code != "given_back":
                raise
        return redirect(_NOW, code=303)
