"""More time for somebody who waits: a few who stand behind go first."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import priority_s
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.floor.lines import line_of, place
from queue_monitor.domain.model import (
    APPOINTMENT,
    ActorId,
    DisciplineName,
    Ticket,
    TicketId,
    TicketState,
)

_JUST_AFTER: Final = timedelta(microseconds=1)


def give_way(
    floor: Floor, at: datetime, *, ticket: TicketId, places: int, by: ActorId
) -> Sequence[ev.Event]:
    """Let up to `places` of those behind go first, once a visit. Nobody else falls back.

    Raises UnknownTicket, WrongState, MoreTimeUsed, NobodyBehind.
    """
    held = floor.ticket(ticket)
    if held.state is not TicketState.WAITING:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    if held.gave_way_at is not None:
        raise er.MoreTimeUsed(held.number)
    behind = followers(floor, held, most=places)
    if not behind:
        raise er.NobodyBehind(held.number)
    return (
        ev.GaveWay(at=at, ticket=ticket, place_at=_place_after(floor, held, behind, at), by=by),
    )


def followers(floor: Floor, ticket: Ticket, *, most: int) -> list[Ticket]:
    """The `most` who stand next behind `ticket` and would gain by its giving way."""
    found: list[Ticket] = []
    for line in _lines(floor, ticket):
        first = _first_behind(floor, line, ticket)
        found.extend(floor.tickets[other] for other in line[first : first + most])
    return sorted(found, key=place)[:most]


def count_followers(floor: Floor, ticket: Ticket, *, most: int) -> int:
    """How many `followers` would find. Asked for every phone after each event."""
    found = 0
    for line in _lines(floor, ticket):
        found += len(line) - _first_behind(floor, line, ticket)
        if found >= most:
            return most
    return found


def _lines(floor: Floor, ticket: Ticket) -> Iterator[tuple[TicketId, ...]]:
    service, visit_class, counter = line_of(ticket)
    strict = floor.plan.discipline is DisciplineName.STRICT
    if strict and visit_class == APPOINTMENT and ticket.slot_at is not None:
        return  # these go by their slots, whatever their place
    for key, line in floor.lines.items():
        if key[0] != service or not line or (key[2] is not None and key[2] != counter):
            continue
        if not strict or key[1] == visit_class:
            yield line


def _first_behind(floor: Floor, line: tuple[TicketId, ...], ticket: Ticket) -> int:
    tickets = floor.tickets
    return bisect_right(line, place(ticket), key=lambda other: place(tickets[other]))


def _place_after(floor: Floor, ticket: Ticket, behind: list[Ticket], at: datetime) -> datetime:
    """Just behind all of `behind`, by place and by what their classes have accumulated."""
    place_at = max(other.place_at for other in behind) + _JUST_AFTER
    if floor.plan.discipline is not DisciplineName.ACCUMULATING:
        return place_at
    rates = {plan.id: plan.rate for plan in floor.plan.classes}
    own = rates.get(ticket.visit_class, 1.0)
    slower = [other for other in behind if rates.get(other.visit_class, 1.0) < own]
    if not slower:
        return place_at
    least_s = min(priority_s(other, rates.get(other.visit_class, 1.0), at) for other in slower)
    return max(place_at, at - timedelta(seconds=least_s / own) + _JUST_AFTER)
