"""The ticket of a visitor whose browser runs no scripts: its token in a cookie, in no address.

A fragment does not reach the server, so the visitor hands the link over once, in a form; from then
on the browser shows the cookie. It is of no use to another site: forms bear a mark that only
whoever knows the token can make.
"""

from __future__ import annotations

import re
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from flask import request

from queue_monitor.web.peer import is_secure
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from queue_monitor.domain.model import TicketId
    from queue_monitor.web.parts import Parts

COOKIE: Final = "qm_ticket"
PATH: Final = "/t"
MARK: Final = "mark"  # the form field
_AGE_S: Final = 18 * 3600
_TOKEN: Final = re.compile(r"[\w-]{16,64}", re.ASCII)


def token_in(text: str) -> str | None:
    """The token in a link, or alone, as somebody has typed or pasted it; None if there is none."""
    found = text.strip().rpartition("#")[2].strip()
    return found if _TOKEN.fullmatch(found) else None


def held(parts: Parts) -> tuple[str, TicketId] | None:
    """Token and ticket that this browser holds."""
    token = request.cookies.get(COOKIE, "")
    ticket = parts.tokens.ticket_of(token) if _TOKEN.fullmatch(token) else None
    return None if ticket is None else (token, ticket)


def mark_of(token: str) -> str:
    """What a form must bear that acts on the ticket."""
    return sha256(f"form {token}".encode()).hexdigest()


def acting(parts: Parts) -> TicketId:
    """The ticket that the form just sent may act on. Raises Problem unknown_ticket, csrf."""
    holds = held(parts)
    if holds is None:
        raise Problem("unknown_ticket", ticket="–")
    token, ticket = holds
    if not compare_digest(request.form.get(MARK, "").encode(), mark_of(token).encode()):
        raise Problem("csrf")
    return ticket


def keep(response: Response, token: str, parts: Parts) -> None:
    """Let the browser hold the ticket until the day is over."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=_AGE_S,
        path=PATH,
        secure=is_secure(request.environ, parts.site),
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response) -> None:
    """The browser holds it no more."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Lax")
