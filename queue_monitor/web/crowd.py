"""Whose own view a commit may have changed: tickets, the most pressing first. Pure.

A thousand phones follow a thousand tickets. To look at all of them after each event would hold up
the one that is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import TicketId

#: Told without a pause; a few milliseconds.
BATCH: Final = 16


def moved(old: Floor, new: Floor) -> Iterator[TicketId]:
    """Tickets that something happened to: they were called, served, missed, transferred …"""
    for ticket, now in new.tickets.differing(old.tickets):
        if old.tickets.get(ticket) is not now:
            yield ticket


def beside(old: Floor, new: Floor) -> Iterator[TicketId]:
    """Who waits for a service where somebody came, went or changed places, in order of place."""
    lines = old.lines.keys() | new.lines.keys()
    stirred = {key[0] for key in lines if old.lines.get(key) is not new.lines.get(key)}
    for service in sorted(stirred):
        yield from (ticket.id for ticket in new.waiting(service=service))


def in_turn(
    rooms: Sequence[str], *, over_s: float, sleep: Callable[[float], None]
) -> Iterator[str]:
    """Each of `rooms`, a few at a time, so that they take `over_s` together."""
    batches = max(ceil(len(rooms) / BATCH), 1)
    for batch in range(batches):
        yield from rooms[batch * BATCH : (batch + 1) * BATCH]
        sleep(over_s / batches)
