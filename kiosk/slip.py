"""A ticket as lines to print. Pure: the same lines go to a browser or to a thermal printer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from queue_monitor.web.visitor import TicketView

Say = Callable[[str], str]  # a message in the visitor's language


class Weight(StrEnum):
    """How large a line stands on the paper."""

    NUMBER = "number"
    STRONG = "strong"
    PLAIN = "plain"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the slip, centred."""

    text: str
    weight: Weight = Weight.PLAIN


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a message for the catalogues."""
    return message


_AGAIN = N_("Printed again")
_PRACTICE = N_("Practice: not a real number")
_YOUR_NUMBER = N_("Your number")
_PRIORITY = N_("{service} ({kind})")
_TOGETHER = N_("For {n} people together")
_AHEAD = N_("Before you: {n}")
_WAIT = N_("Expected wait: {lo}–{hi} min")
_WAIT_WITHIN = N_("Expected wait: within {hi} min")
_KEEP = N_("Numbers are kept for {n} min if missed; please ask at any counter.")
_TAKEN = N_("Taken {at}")


def slip(
    ticket: TicketView,
    *,
    language: str,
    time_zone: str,
    range_min: tuple[int, int] | None,
    grace_min: int,
    say: Say,
    again: bool = False,
) -> tuple[Line, ...]:
    """The lines for `ticket`, in order; `range_min` is the rounded expected wait.

    The same for a reprint: what is said of the line is what holds at the time of printing.
    """
    issued_at = ticket.issued_at.astimezone(ZoneInfo(time_zone))
    found = [
        Line(text=_pick(ticket.office.name, language), weight=Weight.STRONG),
        Line(text=say(_YOUR_NUMBER)),
        Line(text=ticket.number, weight=Weight.NUMBER),
        Line(text=_purpose(ticket, language, say), weight=Weight.STRONG),
    ]
    if ticket.people > 1:
        found.append(Line(text=say(_TOGETHER).format(n=ticket.people), weight=Weight.STRONG))
    if ticket.practice:
        found.insert(0, Line(text=say(_PRACTICE), weight=Weight.STRONG))
    if again:
        found.insert(0, Line(text=say(_AGAIN), weight=Weight.SMALL))
    if ticket.ahead is not None:
        found.append(Line(text=say(_AHEAD).format(n=ticket.ahead)))
    if range_min is not None and range_min[1] > 0:
        text = say(_WAIT if range_min[0] > 0 else _WAIT_WITHIN)
        found.append(Line(text=text.format(lo=range_min[0], hi=range_min[1])))
    found.append(Line(text=say(_TAKEN).format(at=_hour(issued_at)), weight=Weight.SMALL))
    if grace_min > 0:
        found.append(Line(text=say(_KEEP).format(n=grace_min), weight=Weight.SMALL))
    return tuple(found)


def _purpose(ticket: TicketView, language: str, say: Say) -> str:
    service = _pick(ticket.service.name, language)
    if ticket.visit_class == "walk_in":
        return service
    return say(_PRIORITY).format(service=service, kind=_pick(ticket.class_name, language))


def _pick(name: object, language: str) -> str:
    words = dict(name) if isinstance(name, dict) else {}
    spare = "zh-TW" if language == "zh-TW" else "en"  # as on the screens
    return str(words.get(language) or words.get(spare) or words.get("zh-TW") or "")


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
