"""Whose own view a commit may have changed: tickets, the most pressing first. Pure.

A thousand phones follow a thousand tickets. To look at all of them after each event would hold up
the one that is called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final

from queue_monitor.domain.floor.lines import place
from queue_monitor.domain.model import TicketState

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


def beside(old: Floor, new: Floor, of: Collection[TicketId]) -> list[TicketId]:
    """Those of `of` who wait for a service where somebody came, went or changed places, in order
    of place.
    """
    lines = old.lines.keys() | new.lines.keys()
    stirred = {key[0] for key in lines if old.lines.get(key) is not new.lines.get(key)}
    if not stirred:
        return []
    held = (new.tickets.get(ticket) for ticket in of)
    found = [
        t for t in held if t is not None and t.state is TicketState.WAITING and t.service in stirred
    ]
    found.sort(key=lambda ticket: (ticket.service, place(ticket)))
    return [ticket.id for ticket in found]


def in_turn(
    rooms: Sequence[str], *, over_s: float, sleep: Callable[[float], None]
) -> Iterator[str]:
    """Each of `rooms`, a few at a time, so that they take `over_s` together."""
    batches = max(ceil(len(rooms) / BATCH), 1)
    for batch in range(batches):
        yield from rooms[batch * BATCH : (batch + 1) * BATCH]
        sleep(over_s / batches)
