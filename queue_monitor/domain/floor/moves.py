"""What a changed ticket means for the floor: its line, who is aside, who is booked, how many wait.

A ticket's state says where it is kept, so each fold states only what became of the ticket.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.lines import accompanied, joined, left, line_of
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import Counter, CounterId, Ticket, TicketId, TicketState

_WAITING: Final = TicketState.WAITING
_ASIDE: Final = (TicketState.PARKED, TicketState.NO_SHOW)
_BOOKED: Final = (TicketState.BOOKED, TicketState.CHECKED_IN)


def moved(
    floor: Floor, before: Ticket | None, after: Ticket, counter: Counter | None = None, **more: Any
) -> Floor:
    """`floor` once `before` (None: a new ticket) is `after`, its counter `counter`, and `more`."""
    was, now = None if before is None else before.state, after.state
    more["tickets"] = floor.tickets.put(after.id, after)
    if counter is not None:
        more["counters"] = {**floor.counters, counter.id: counter}
    if was is _WAITING or now is _WAITING:
        lines = floor.lines
        if before is not None and was is _WAITING:
            lines = left(lines, before)
        if now is _WAITING:
            lines = joined(lines, after, floor.tickets)
        more["lines"] = lines
        people = after.people
        more["waiting_count"] = floor.waiting_count + people * (
            (now is _WAITING) - (was is _WAITING)
        )
        if people > 1:
            companions = floor.companions
            if before is not None and was is _WAITING:
                companions = accompanied(companions, line_of(before), 1 - people)
            if now is _WAITING:
                companions = accompanied(companions, line_of(after), people - 1)
            more["companions"] = companions
    if (was in _ASIDE) is not (now in _ASIDE):
        more["aside"] = _kept(floor.aside, after.id, now in _ASIDE)
    if (was in _BOOKED) is not (now in _BOOKED):
        more["bookings"] = _kept(floor.bookings, after.id, now in _BOOKED)
    return replace(floor, **more)


def _kept(ids: tuple[TicketId, ...], ticket: TicketId, kept: bool) -> tuple[TicketId, ...]:
    return (*ids, ticket) if kept else tuple(other for other in ids if other != ticket)


def freed(floor: Floor, counter: CounterId, at: datetime) -> Counter:
    """The counter once it holds nobody."""
    return replace(floor.counters[counter], ticket=None, ready_since=at)


def served_until(ticket: Ticket, at: datetime) -> timedelta:
    """The time at the desk so far; a clock set back takes nothing away."""
    stretch = timedelta(0) if ticket.started_at is None else at - ticket.started_at
    return ticket.served + max(stretch, timedelta(0))
