"""Tickets that no crowd can have taken: more from one device than it may give out. Pure."""

from collections import defaultdict, deque
from dataclasses import replace
from datetime import datetime, timedelta

from queue_monitor.domain.floor import Floor, companions_in
from queue_monitor.domain.model import ActorId, TicketId

_MINUTE = timedelta(minutes=1)


def beyond_limit(floor: Floor, per_minute: int) -> frozenset[TicketId]:
    """Waiting tickets that came when their device had given numbers for `per_minute` people
    within a minute."""
    recent: dict[ActorId, deque[datetime]] = defaultdict(deque)
    beyond: set[TicketId] = set()
    for ticket in sorted(floor.waiting(), key=lambda t: t.issued_at):
        if ticket.device is None:
            continue
        times = recent[ticket.device]
        while times and times[0] <= ticket.issued_at - _MINUTE:
            times.popleft()
        if len(times) >= per_minute:
            beyond.add(ticket.id)
        else:
            times.extend([ticket.issued_at] * ticket.people)
    return frozenset(beyond)


def without_flood(floor: Floor, per_minute: int) -> Floor:
    """The floor as reallocation looks at it: without the tickets beyond a device's limit."""
    beyond = beyond_limit(floor, per_minute)
    if not beyond:
        return floor
    lines = {
        key: tuple(ticket for ticket in line if ticket not in beyond)
        for key, line in floor.lines.items()
    }
    return replace(
        floor,
        lines=lines,
        companions=companions_in(lines, floor.companions, floor.tickets),
        waiting_count=floor.waiting_count - sum(floor.tickets[t].people for t in beyond),
    )
