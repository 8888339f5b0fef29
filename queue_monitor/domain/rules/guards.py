"""What most rules look at first: may this ticket move, is this counter the asker's."""

from queue_monitor.domain import errors as er
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    MOVES,
    Counter,
    CounterId,
    CounterStatus,
    Ticket,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.asking import By


def movable(floor: Floor, ticket: TicketId, to: TicketState) -> Ticket:
    """The ticket, which may become `to` from where it stands. Raises UnknownTicket, WrongState."""
    held = floor.ticket(ticket)
    if to not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, to)
    return held


def held_counter(floor: Floor, counter: CounterId, by: By) -> Counter:
    """The counter, not closed, and the asker's to act on."""
    desk = floor.counter(counter)
    if desk.status is CounterStatus.CLOSED:
        raise er.CounterClosed(counter)
    mine = desk.holder == by.actor or (by.clerk is not None and desk.clerk == by.clerk)
    if not (mine or by.any_counter):
        raise er.NotYourCounter(counter)
    return desk


def require_idle(floor: Floor, desk: Counter) -> None:
    """Raises CounterBusy while the counter holds somebody."""
    if desk.ticket is not None:
        raise er.CounterBusy(desk.id, floor.tickets[desk.ticket].number)


def in_hand(floor: Floor, desk: Counter, ticket: TicketId | None) -> Ticket:
    """What the desk holds; `ticket`, if the asker named one, must be that."""
    if desk.ticket is None:
        if ticket is not None:
            raise er.NotYourTicket(floor.ticket(ticket).number, desk.id)
        raise er.NoTicketInHand(desk.id)
    if ticket is not None and ticket != desk.ticket:
        raise er.NotYourTicket(floor.ticket(ticket).number, desk.id)
    return floor.tickets[desk.ticket]
