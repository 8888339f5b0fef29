"""Who stands in which line, in order of place."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime

from queue_monitor.domain.model import ClassId, CounterId, ServiceId, Ticket, TicketId
from queue_monitor.domain.shelf import Shelf

#: A line: its service, its class, and the one counter that may call it (None: any that serves it).
LineKey = tuple[ServiceId, ClassId, CounterId | None]
Lines = Mapping[LineKey, tuple[TicketId, ...]]
#: Who stands in each line beside the holders of its numbers; a line of people alone is left out.
Companions = Mapping[LineKey, int]


def line_of(ticket: Ticket) -> LineKey:
    """The line that `ticket` stands in while it waits."""
    return (ticket.service, ticket.visit_class, ticket.counter if ticket.bound else None)


def place(ticket: Ticket) -> tuple[datetime, datetime]:
    """What a line is in the order of."""
    return (ticket.place_at, ticket.issued_at)


def joined(lines: Lines, ticket: Ticket, tickets: Shelf[TicketId, Ticket]) -> Lines:
    """`lines` with `ticket` at its place, which is mostly the last."""
    key, own = line_of(ticket), place(ticket)
    line = lines.get(key, ())
    if not line or place(tickets[line[-1]]) <= own:
        return {**lines, key: line + (ticket.id,)}  # noqa: RUF005 - copies the line once, not twice
    spot = bisect_right(line, own, key=lambda other: place(tickets[other]))
    return {**lines, key: (*line[:spot], ticket.id, *line[spot:])}


def left(lines: Lines, ticket: Ticket) -> Lines:
    """`lines` without `ticket`, which is mostly the first."""
    key = line_of(ticket)
    line = lines[key]
    if line[0] == ticket.id:
        return {**lines, key: line[1:]}
    return {**lines, key: tuple(other for other in line if other != ticket.id)}


def accompanied(companions: Companions, key: LineKey, more: int) -> Companions:
    """`companions` with so many more (below 0: fewer) in the line."""
    count = companions.get(key, 0) + more
    if count:
        return {**companions, key: count}
    return {other: known for other, known in companions.items() if other != key}


def companions_in(lines: Lines, known: Companions, tickets: Shelf[TicketId, Ticket]) -> Companions:
    """Counted anew for `lines`, of which some are shorter than those that `known` counts."""
    found = {key: sum(tickets[ticket].people - 1 for ticket in lines.get(key, ())) for key in known}
    return {key: count for key, count in found.items() if count}
