"""Numbers taken, withdrawn, set aside and brought back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ActorId,
    ClassId,
    DayId,
    Need,
    ServiceId,
    ServicePlan,
    Ticket,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.guards import movable

_JUST_AFTER: Final = timedelta(microseconds=1)


def issue(
    floor: Floor,
    at: datetime,
    *,
    service: ServiceId,
    visit_class: ClassId,
    language: str,
    device: ActorId,
    request: str | None = None,
    opens_at: datetime | None = None,
    accepting: bool = True,
    needs: tuple[Need, ...] = (),
    errands: tuple[ServiceId, ...] = (),
    people: int = 1,
) -> Sequence[ev.Event]:
    """A number for `service`, and for `errands` after it, for `people` who come together.

    A repeated `request` gives no second one: nothing to append.

    Raises UnknownService, UnknownClass, OfficeClosed, ServicePaused, NumbersExhausted, and
    KeyReused if `request` came before with another wish.
    """
    plan = floor.plan.service(service)
    if plan is None:
        raise er.UnknownService(service)
    if all(known.id != visit_class for known in floor.plan.classes):
        raise er.UnknownClass(visit_class)
    errands = tuple(dict.fromkeys(errand for errand in errands if errand != service))
    needs = tuple(dict.fromkeys(needs))
    if request is not None and (known := floor.requests.get(request)) is not None:
        wish = (service, visit_class, language, needs, errands, people)
        return _same_again(known, wish)
    if floor.day is None or floor.day.closed_at is not None or not accepting:
        raise er.OfficeClosed(opens_at)
    for wanted in (service, *errands):
        if floor.plan.service(wanted) is None:
            raise er.UnknownService(wanted)
        if wanted in floor.paused_services:
            raise er.ServicePaused(wanted)
    number = _next_number(floor, floor.day.id, plan)
    return (
        ev.Issued(
            at=at,
            ticket=_named(floor.day.id, number),
            number=number,
            service=service,
            visit_class=visit_class,
            language=language,
            device=device,
            request=request,
            needs=needs,
            errands=errands,
            people=people,
        ),
    )


def _same_again(known: ev.Issued, wish: tuple[object, ...]) -> Sequence[ev.Event]:
    """Compared with what was asked then: the ticket itself may since have gone elsewhere."""
    then = (known.service, known.visit_class, known.language)
    if wish != (*then, known.needs, known.errands, known.people):
        raise er.KeyReused(known.number)
    return ()


def _next_number(floor: Floor, day: DayId, plan: ServicePlan) -> str:
    """The next of its band that nobody has today: the letter may have been another service's."""
    following = max(floor.numbers.get(plan.id, 0) + 1, plan.first_number)
    while _named(day, number := f"{plan.letter}{following:03d}") in floor.tickets:
        following += 1
    if plan.last_number is not None and following > plan.last_number:
        raise er.NumbersExhausted(plan.id, plan.last_number)
    return number


def _named(day: DayId, number: str) -> TicketId:
    return TicketId(f"{day}/{number}")


def cancel(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """Withdraw a ticket before its call. Raises UnknownTicket, WrongState."""
    movable(floor, ticket, TicketState.CANCELLED)
    return (ev.Cancelled(at=at, ticket=ticket, by=by),)


def leave(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """Staff saw that the visitor is gone. Raises UnknownTicket, WrongState."""
    movable(floor, ticket, TicketState.LEFT)
    return (ev.Left(at=at, ticket=ticket, by=by),)


def park_waiting(
    floor: Floor, at: datetime, *, ticket: TicketId, reason: str | None, by: ActorId
) -> Sequence[ev.Event]:
    """Set a waiting number aside, place kept. Raises UnknownTicket, WrongState."""
    held = movable(floor, ticket, TicketState.PARKED)
    if held.state is not TicketState.WAITING:
        raise er.WrongState(held.number, held.state, TicketState.PARKED)
    return (ev.Parked(at=at, ticket=ticket, counter=None, reason=reason, by=by),)


def requeue(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """A parked number back in line, at its old place. Raises UnknownTicket, WrongState."""
    held = floor.ticket(ticket)
    if held.state is not TicketState.PARKED:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    return (ev.Requeued(at=at, ticket=ticket, by=by),)


def take_back(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """A missed number came back: in line again, behind `grace.behind` others.

    Raises UnknownTicket, WrongState, and GraceOver past the grace time.
    """
    held = floor.ticket(ticket)
    if held.state is not TicketState.NO_SHOW or held.missed_at is None:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    until = held.missed_at + floor.plan.grace.grace_time
    if at > until:
        raise er.GraceOver(held.number, until)
    return (ev.Returned(at=at, ticket=ticket, place_at=_place_behind(floor, held), by=by),)


def _place_behind(floor: Floor, ticket: Ticket) -> datetime:
    """Just after the last of those it must let go first; its own place if there are none."""
    line = floor.lines.get((ticket.service, ticket.visit_class, None), ())
    behind = line[: floor.plan.grace.behind]
    if not behind:
        return ticket.place_at
    return max(floor.tickets[behind[-1]].place_at + _JUST_AFTER, ticket.place_at)
