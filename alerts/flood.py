"""Tickets that no crowd can have taken: more from one device than it may give out. Pure."""

from collections import defaultdict, deque
from dataclasses import replace
from datetime import datetime, timedelta

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, TicketId

_MINUTE = timedelta(minutes=1)


def beyond_limit(floor: Floor, per_minute: int) -> frozenset[TicketId]:
    """Waiting tickets that came when their device had given `per_minute` within a minute."""
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
            times.append(ticket.issued_at)
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
    return replace(floor, lines=lines, waiting_count=floor.waiting_count - len(beyond))
