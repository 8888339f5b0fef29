"""What the table of visits keeps of appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from queue_monitor.domain.model import ClassId, ServiceId, TicketId
from queue_monitor.store.base import Tables, Value
from queue_monitor.store.codec import instant_text, text_instant

_KEPT: Final = (
    "SELECT ticket, number, service, visit_class, language, slot_at, issued_at, counter, outcome"
    " FROM visits WHERE slot_at >= ? AND slot_at < ? LIMIT 5000"
)
_MISSED: Final = (
    "SELECT ticket, slot_at FROM visits WHERE outcome = 'no_show' AND issued_at IS NULL"
    " AND slot_at IS NOT NULL AND ticket IN ({places}) ORDER BY slot_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAppointment:
    """An appointment as the table has it."""

    ticket: TicketId
    number: str
    service: ServiceId
    visit_class: ClassId
    language: str
    slot_at: datetime
    came_at: datetime | None  # None for who has not come
    counter: int | None
    outcome: str | None  # None while the visit goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedAppointment:
    """An appointment that somebody did not keep."""

    ticket: TicketId
    slot_at: datetime


def kept_appointments(
    tables: Tables, begins: datetime, ends: datetime
) -> Sequence[KeptAppointment]:
    """Those with a slot from `begins` to before `ends`, at most 5,000, in no order.

    Raises StoreUnavailable.
    """
    return [_kept(row) for row in tables.query(_KEPT, (instant_text(begins), instant_text(ends)))]


def missed_appointments(tables: Tables, tickets: Sequence[TicketId]) -> Sequence[MissedAppointment]:
    """Those of `tickets` to which nobody came, the oldest first. Raises StoreUnavailable."""
    if not tickets:
        return ()
    question = _MISSED.format(places=", ".join("?" * len(tickets)))
    return [
        MissedAppointment(ticket=TicketId(str(ticket)), slot_at=text_instant(str(slot_at)))
        for ticket, slot_at in tables.query(question, tickets)
    ]


def _kept(row: tuple[Value, ...]) -> KeptAppointment:
    ticket, number, service, visit_class, language, slot_at, came_at, counter, outcome = row
    return KeptAppointment(
        ticket=TicketId(str(ticket)),
        number=str(number),
        service=ServiceId(str(service)),
        visit_class=ClassId(str(visit_class)),
        language=str(language),
        slot_at=text_instant(str(slot_at)),
        came_at=None if came_at is None else text_instant(str(came_at)),
        counter=counter if isinstance(counter, int) else None,
        outcome=None if outcome is None else str(outcome),
    )
