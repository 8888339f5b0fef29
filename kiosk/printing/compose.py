"""A ticket's slip in its own language, with what holds of the line at this moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from kiosk.printing.paper import Paper, paper_of
from kiosk.qr import phone_link, survey_link
from kiosk.slip import Line, Weight, slip
from queue_monitor.domain.model import TicketState
from queue_monitor.forecast import rounded_outwards
from queue_monitor.web.visitor import ticket_view

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.domain.slips import SlipRecord
    from queue_monitor.web.parts import Parts

#: Below the QR code, and above that of the survey. The slip page says the same in the same words.
_FOLLOW: Final = "Follow your place on your phone"
_HOW: Final = "After your visit, scan this code: how was it?"


def lines_of(
    parts: Parts,
    floor: Floor,
    ticket: Ticket,
    at: datetime,
    *,
    say: Callable[[str], str],
    again: bool = False,
) -> tuple[Line, ...]:
    """What the slip says, in the words that `say` finds."""
    waits = ticket.state is TicketState.WAITING
    wait = parts.forecast.waiting(floor, ticket, at) if waits else None
    return slip(
        ticket_view(floor, ticket, at, parts.settings, wait=wait),
        language=ticket.language,
        time_zone=parts.settings.office.time_zone,
        range_min=None if wait is None else rounded_outwards(wait),
        grace_min=int(floor.plan.grace.grace_time.total_seconds() // 60),
        say=say,
        again=again,
    )


def paper_for(parts: Parts, floor: Floor, record: SlipRecord, at: datetime) -> Paper:
    """The slip on paper. It says so if there may be one of the same number already."""
    ticket = floor.ticket(record.ticket)
    say = partial(parts.catalogues.gettext, _spoken(parts, ticket.language))
    again = record.copy > 1 or record.tries > 1
    origin, token = str(parts.settings.server.public_url), parts.tokens.token_of(ticket.id)
    return paper_of(
        lines_of(parts, floor, ticket, at, say=say, again=again),
        qr=phone_link(origin, token),
        below=(Line(text=say(_FOLLOW), weight=Weight.SMALL),),
        foot=(Line(text=say(_HOW), weight=Weight.SMALL),),
        foot_qr=survey_link(origin, token) if asks_how(parts, at) else None,
    )


def asks_how(parts: Parts, at: datetime) -> bool:
    """Whether the slip has a code of its own for the survey."""
    survey, zone = parts.settings.survey, ZoneInfo(parts.settings.office.time_zone)
    return survey.on_slip and survey.wave_on(at.astimezone(zone).date()) is not None


def _spoken(parts: Parts, language: str) -> str:
    known = parts.catalogues.for_visitors
    return language if language in known else parts.settings.office.languages[0]
