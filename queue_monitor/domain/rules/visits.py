"""What happens at the desk: started, parked, taken up, transferred, finished."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    MOVES,
    CounterId,
    CounterStatus,
    ServiceId,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.asking import By
from queue_monitor.domain.rules.guards import held_counter, in_hand, require_idle


def start(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """The visitor is at the desk. Raises NoTicketInHand, NotYourTicket, WrongState."""
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if held.state is not TicketState.CALLED:
        raise er.WrongState(held.number, held.state, TicketState.SERVING)
    return (ev.Started(at=at, ticket=held.id, counter=counter),)


def park(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    reason: str | None = None,
    ticket: TicketId | None = None,
) -> Sequence[ev.Event]:
    """Set the visit in hand aside. Raises NoTicketInHand, NotYourTicket, WrongState."""
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if TicketState.PARKED not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, TicketState.PARKED)
    return (ev.Parked(at=at, ticket=held.id, counter=counter, reason=reason, by=by.actor),)


def take_up(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId
) -> Sequence[ev.Event]:
    """A parked visit goes on at this counter. Raises CounterBusy, UnknownTicket, WrongState."""
    desk = held_counter(floor, counter, by)
    held = floor.ticket(ticket)
    if held.state is not TicketState.PARKED:
        raise er.WrongState(held.number, held.state, TicketState.SERVING)
    require_idle(floor, desk)
    return (ev.TakenUp(at=at, ticket=ticket, counter=counter, by=by.actor),)


def transfer(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    service: ServiceId | None = None,
    to: CounterId | None = None,
    ticket: TicketId | None = None,
) -> Sequence[ev.Event]:
    """The visit in hand goes on in another line, or at another counter; arrival kept.

    Raises NoTicketInHand, WrongState before a start, UnknownService, UnknownCounter,
    TransferInPlace if that changes nothing, NobodyServes if the counter is closed.
    """
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if held.state is not TicketState.SERVING:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    into = held.service if service is None else service
    if floor.plan.service(into) is None:
        raise er.UnknownService(into)
    if to == counter or (to is None and into == held.service):
        raise er.TransferInPlace(held.number)
    if to is not None and floor.counter(to).status is CounterStatus.CLOSED:
        raise er.NobodyServes(to)
    return (
        ev.Transferred(at=at, ticket=held.id, counter=counter, service=into, to=to, by=by.actor),
    )


def finish(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """The service is done, and the visit over unless it has another errand.

    Raises NoTicketInHand, NotYourTicket, WrongState before a start.
    """
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if TicketState.DONE not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, TicketState.DONE)
    for service in held.errands:
        if floor.plan.service(service) is not None:  # else the office gives it no more
            return (ev.WentOn(at=at, ticket=held.id, counter=counter, service=service),)
    return (ev.Finished(at=at, ticket=held.id, counter=counter),)
