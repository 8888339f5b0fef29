"""Who is next at a counter, and why, in words."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Final

from queue_monitor.console.shapes import NextView, Reason
from queue_monitor.console.views import ticket_line
from queue_monitor.domain.discipline import Choice, Why, explain, next_ticket, upcoming
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import Counter, Ticket

SHOWN: Final = 10

#: A view that many read is made once, so these words come in every language the screens speak.
_WORDS: Final = MappingProxyType(
    {
        Why.FIRST_COME: {
            "zh-TW": "在此櫃檯可叫的號碼中，排隊最久。",
            "en": "First in line of those who can be called here.",
        },
        Why.PRIORITY: {
            "zh-TW": "優先號：等候時間加權後最高，先於較早取號者。",
            "en": "Priority: its weighted wait is the highest, ahead of earlier arrivals.",
        },
        Why.APPOINTMENT: {
            "zh-TW": "已到預約時段，先於較早取號者。",
            "en": "Booked for about now: appointments go before earlier arrivals.",
        },
        Why.LANE: {
            "zh-TW": "屬此櫃檯優先辦理的業務或號別。",
            "en": "This counter takes its service or class before others.",
        },
        Why.BOUND: {
            "zh-TW": "已轉到此櫃檯，只由此櫃檯叫號。",
            "en": "Transferred to this very counter.",
        },
    }
)
_NOBODY: Final = Reason(
    code="line_empty",
    text={"zh-TW": "目前沒有此櫃檯可叫的號碼。", "en": "Nobody waits for this counter."},
)


def next_view(floor: Floor, counter: Counter, at: datetime) -> NextView:
    """Whom `counter` would call at `at`, why, and up to ten in the order of calling."""
    choice = next_ticket(floor, counter, at)
    return NextView(
        seq=floor.seq,
        ticket=None if choice is None else ticket_line(floor, choice.ticket),
        reason=_NOBODY if choice is None else reason_of(floor, counter, choice),
        upcoming=tuple(
            ticket_line(floor, ticket) for ticket in upcoming(floor, counter, at, most=SHOWN)
        ),
    )


def reason_of(floor: Floor, counter: Counter, choice: Choice) -> Reason:
    """Why `choice` goes before everybody else this counter could take."""
    why = explain(floor, counter, choice)
    return Reason(code=why.value, text=_WORDS[why])


def reason_before(floor: Floor, counter: Counter, ticket: Ticket, at: datetime) -> Reason | None:
    """Why `ticket` was next on the floor before its call; None if it was chosen by hand."""
    choice = next_ticket(floor, counter, at)
    if choice is None or choice.ticket.id != ticket.id:
        return None
    return reason_of(floor, counter, choice)
