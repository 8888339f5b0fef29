"""Appointments: made for a slot, moved to another one, kept, or withdrawn in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ANOTHER_DAY,
    APPOINTMENT,
    WALK_IN,
    ActorId,
    ServiceId,
    Ticket,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.guards import movable


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time for appointments, and for how many of them there is room."""

    at: datetime
    day_from: datetime  # the day it belongs to: up to, not with, `day_to`
    day_to: datetime
    per_service: int  # people of one service
    together: int  # people of all services
    letter: str = "R"  # of the day's appointment numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRule:
    """When an appointment may be taken up, and what becomes of who is late."""

    early: timedelta = timedelta(minutes=30)  # checks in this long before the slot at most
    late: timedelta = timedelta(minutes=15)  # later than this: a walk-in
    lead: timedelta = timedelta(minutes=5)  # its priority grows from this long before the slot


def taken(floor: Floor, slot_at: datetime, service: ServiceId | None = None) -> int:
    """How many have an appointment at `slot_at`, whether they are here already or not."""
    return sum(
        1
        for ticket in appointments(floor)
        if ticket.slot_at == slot_at
        and service in {None, ticket.service}
        and ticket.state is not TicketState.CANCELLED
    )


def appointments(floor: Floor) -> Iterator[Ticket]:
    """Every appointment of the floor, in whatever state; those of today last for the day."""
    return (ticket for ticket in floor.tickets.values() if ticket.slot_at is not None)


def book_slot(
    floor: Floor,
    at: datetime,
    *,
    ticket: TicketId,
    service: ServiceId,
    language: str,
    slot: Slot,
    pick_up: bool = False,
) -> Sequence[ev.Event]:
    """An appointment in `slot`. Raises UnknownService, UnknownClass, SlotFull."""
    _require_room(floor, slot, service)
    return book(
        floor,
        at,
        ticket=ticket,
        number=_next_number(floor, slot),
        service=service,
        visit_class=APPOINTMENT,
        language=language,
        slot_at=slot.at,
        pick_up=pick_up,
    )


def book(
    floor: Floor,
    at: datetime,
    *,
    ticket: TicketId,
    number: str,
    service: ServiceId,
    visit_class: str,
    language: str,
    slot_at: datetime,
    pick_up: bool = False,
) -> Sequence[ev.Event]:
    """An appointment at `slot_at`. Raises UnknownService, UnknownClass."""
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    kind = next((known.id for known in floor.plan.classes if known.id == visit_class), None)
    if kind is None:
        raise er.UnknownClass(visit_class)
    if ticket in floor.tickets:
        raise er.AlreadyDecided(ticket, floor.tickets[ticket].state)
    return (
        ev.Booked(
            at=at,
            ticket=ticket,
            number=number,
            service=service,
            visit_class=kind,
            language=language,
            slot_at=slot_at,
            pick_up=pick_up,
        ),
    )


def rebook(floor: Floor, at: datetime, *, ticket: TicketId, slot: Slot) -> Sequence[ev.Event]:
    """The appointment at another slot; to the one it has, nothing.

    Raises UnknownTicket, WrongState, SlotOver, SlotFull.
    """
    held = _still_to_come(floor, at, ticket, TicketState.CANCELLED)
    if held.slot_at == slot.at:
        return ()
    _require_room(floor, slot, held.service)
    number = _next_number(floor, slot)
    return (ev.Rebooked(at=at, ticket=ticket, number=number, slot_at=slot.at),)


def cancel_booking(
    floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId
) -> Sequence[ev.Event]:
    """Withdraw an appointment before its hour. Raises UnknownTicket, WrongState, SlotOver."""
    _still_to_come(floor, at, ticket, TicketState.CANCELLED)
    return (ev.Cancelled(at=at, ticket=ticket, by=by),)


def check_in(
    floor: Floor,
    at: datetime,
    *,
    ticket: TicketId,
    rule: ArrivalRule | None = None,
    opens_at: datetime | None = None,
    accepting: bool = True,
) -> Sequence[ev.Event]:
    """The visitor with an appointment has come and stands in line; by `rule`, if there is one.

    The place counts from a little before the slot: nobody overtakes by being early, and a few
    minutes late lose nothing. Who comes too late is a walk-in from now on, with the same errand
    and number.
    Raises UnknownTicket, AlreadyCheckedIn, WrongState, OfficeClosed, TooSoon, SlotOver.
    """
    held = floor.ticket(ticket)
    if held.slot_at is not None and held.state in _HERE:
        raise er.AlreadyCheckedIn(held.number)
    movable(floor, ticket, TicketState.CHECKED_IN)
    came = ev.CheckedIn(at=at, ticket=ticket)
    if rule is None or held.slot_at is None:
        return (came, ev.Joined(at=at, ticket=ticket))
    if at - held.slot_at > ANOTHER_DAY:
        raise er.SlotOver(held.number, held.slot_at)
    if at < held.slot_at - rule.early:
        raise er.TooSoon(held.number, held.slot_at, held.slot_at - rule.early)
    if floor.day is None or floor.day.practice or not floor.is_open or not accepting:
        raise er.OfficeClosed(opens_at)
    if at > held.slot_at + rule.late:
        return (came, ev.Joined(at=at, ticket=ticket, place_at=at, visit_class=WALK_IN))
    return (came, ev.Joined(at=at, ticket=ticket, place_at=held.slot_at - rule.lead))


_HERE: Final = frozenset(TicketState) - {
    TicketState.BOOKED,
    TicketState.CANCELLED,
    TicketState.EXPIRED,
    TicketState.NO_SHOW,
}


def _still_to_come(floor: Floor, at: datetime, ticket: TicketId, to: TicketState) -> Ticket:
    held = floor.ticket(ticket)
    if held.state is not TicketState.BOOKED or held.slot_at is None:
        raise er.WrongState(held.number, held.state, to)
    if at >= held.slot_at:
        raise er.SlotOver(held.number, held.slot_at)
    return held


def _require_room(floor: Floor, slot: Slot, service: ServiceId) -> None:
    if taken(floor, slot.at, service) >= slot.per_service or taken(floor, slot.at) >= slot.together:
        raise er.SlotFull(slot.at)


def _next_number(floor: Floor, slot: Slot) -> str:
    """The one after the highest of that day."""
    given = (
        int(ticket.number.removeprefix(slot.letter))
        for ticket in appointments(floor)
        if ticket.slot_at is not None
        and slot.day_from <= ticket.slot_at < slot.day_to
        and ticket.number.removeprefix(slot.letter).isdecimal()
    )
    return f"{slot.letter}{max(given, default=0) + 1:03d}"
