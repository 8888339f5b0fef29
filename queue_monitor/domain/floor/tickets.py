"""Tickets given, booked, set back in line and ended."""

from typing import Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.moves import moved
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import ServiceId, Ticket, TicketState


def issued(floor: Floor, event: ev.Issued) -> Floor:
    """A number taken now."""
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        visit_class=event.visit_class,
        language=event.language,
        state=TicketState.WAITING,
        issued_at=event.at,
        place_at=event.at,
        waiting_since=event.at,
        device=event.device,
        needs=event.needs,
        errands=event.errands,
        people=event.people,
    )
    requests = floor.requests
    return moved(
        floor,
        None,
        ticket,
        numbers=_counted(floor, event.service, event.number),
        requests=requests if event.request is None else requests.put(event.request, event),
        issued_count=floor.issued_count + 1,
    )


def _counted(floor: Floor, service: ServiceId, number: str) -> dict[ServiceId, int]:
    plan = floor.plan.service(service)
    letter = "" if plan is None else plan.letter
    return {**floor.numbers, service: int(number.removeprefix(letter))}


def booked(floor: Floor, event: ev.Booked) -> Floor:
    """An appointment: no place in line before its hour."""
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        visit_class=event.visit_class,
        language=event.language,
        state=TicketState.BOOKED,
        issued_at=event.at,
        place_at=event.slot_at,
        waiting_since=event.slot_at,
        slot_at=event.slot_at,
        pick_up=event.pick_up,
    )
    return moved(floor, None, ticket)


def rebooked(floor: Floor, event: ev.Rebooked) -> Floor:
    """The same appointment at another hour."""
    ticket = floor.tickets[event.ticket]
    slot_at = event.slot_at
    changed = replace(
        ticket, number=event.number, place_at=slot_at, waiting_since=slot_at, slot_at=slot_at
    )
    return moved(floor, ticket, changed)


def checked_in(floor: Floor, event: ev.CheckedIn) -> Floor:
    """The visitor with the appointment is here."""
    ticket = floor.tickets[event.ticket]
    return moved(floor, ticket, replace(ticket, state=TicketState.CHECKED_IN))


def joined(floor: Floor, event: ev.Joined) -> Floor:
    """Checked in, and in line; waits from then, or from the place if that is still to come."""
    ticket = floor.tickets[event.ticket]
    place_at = event.place_at or event.at
    waiting = replace(
        ticket,
        state=TicketState.WAITING,
        visit_class=event.visit_class or ticket.visit_class,
        place_at=place_at,
        waiting_since=max(event.at, place_at),
    )
    return moved(floor, ticket, waiting)


def back_in_line(floor: Floor, event: ev.Returned | ev.Requeued) -> Floor:
    """Missed or parked, and in line again."""
    ticket = floor.tickets[event.ticket]
    place_at = event.place_at if isinstance(event, ev.Returned) else ticket.place_at
    back = replace(
        ticket,
        state=TicketState.WAITING,
        place_at=place_at,
        waiting_since=max(event.at, place_at),
        missed_at=None,
        parked_at=None,
        parked_reason=None,
        bound=False,
        counter=None,
    )
    return moved(floor, ticket, back)


def gave_way(floor: Floor, event: ev.GaveWay) -> Floor:
    """Still waiting, at a later place; the wait counts from there, for the rest was wished for."""
    ticket = floor.tickets[event.ticket]
    later = replace(
        ticket,
        place_at=event.place_at,
        waiting_since=max(ticket.waiting_since, event.place_at),
        gave_way_at=event.at,
    )
    return moved(floor, ticket, later)


_ENDS: Final = {
    ev.Cancelled: TicketState.CANCELLED,
    ev.Left: TicketState.LEFT,
    ev.Expired: TicketState.EXPIRED,
}


def ended(floor: Floor, event: ev.Cancelled | ev.Left | ev.Expired) -> Floor:
    """Over without a service."""
    ticket = floor.tickets[event.ticket]
    return moved(floor, ticket, replace(ticket, state=_ENDS[type(event)], ended_at=event.at))
