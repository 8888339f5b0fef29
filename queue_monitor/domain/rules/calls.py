"""Numbers called, called again, missed, and calls taken back."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import can_take, next_ticket
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    MOVES,
    Counter,
    CounterId,
    CounterStatus,
    TicketId,
    TicketState,
)
from queue_monitor.domain.rules.asking import By
from queue_monitor.domain.rules.guards import held_counter, in_hand, require_idle


def call_next(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Call whoever is next by the discipline.

    Raises CounterClosed, CounterPaused, NotYourCounter, CounterBusy, LineEmpty.
    """
    desk = _calling(floor, counter, by)
    choice = next_ticket(floor, desk, at)
    if choice is None:
        raise er.LineEmpty(counter)
    return (ev.Called(at=at, ticket=choice.ticket.id, counter=counter, by=by.actor),)


def call_ticket(
    floor: Floor, at: datetime, *, counter: CounterId, ticket: TicketId, by: By
) -> Sequence[ev.Event]:
    """Call a chosen waiting ticket that the counter may take.

    Raises as `call_next`, and UnknownTicket, WrongState, NotServedHere.
    """
    desk = _calling(floor, counter, by)
    chosen = floor.ticket(ticket)
    if chosen.state is not TicketState.WAITING:
        raise er.WrongState(chosen.number, chosen.state, TicketState.CALLED)
    if not can_take(floor, desk, chosen):
        raise er.NotServedHere(chosen.number, counter)
    return (ev.Called(at=at, ticket=ticket, counter=counter, by=by.actor),)


def _calling(floor: Floor, counter: CounterId, by: By) -> Counter:
    desk = held_counter(floor, counter, by)
    if desk.status is CounterStatus.PAUSED:
        raise er.CounterPaused(counter)
    require_idle(floor, desk)
    return desk


def recall(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """Sound the called number again. Raises NoTicketInHand, WrongState once service began."""
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if held.state is not TicketState.CALLED:
        raise er.WrongState(held.number, held.state, TicketState.CALLED)
    return (ev.Recalled(at=at, ticket=held.id, counter=counter, by=by.actor),)


def no_show(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """Called, and nobody came. Raises WrongState once started, TooEarly within `call_for`."""
    held = in_hand(floor, held_counter(floor, counter, by), ticket)
    if TicketState.NO_SHOW not in MOVES[held.state] or held.called_at is None:
        raise er.WrongState(held.number, held.state, TicketState.NO_SHOW)
    until = held.called_at + floor.plan.grace.call_for
    if at < until:
        raise er.TooEarly(held.number, until)
    return (ev.Missed(at=at, ticket=held.id, counter=counter, by=by.actor),)


def undo(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Take back the latest call, start or no-show: the number has its old place again; one that was
    taken up again is set aside again.

    Raises NothingToUndo if the counter holds nobody and its latest number did not miss.
    """
    desk = held_counter(floor, counter, by)
    target = desk.ticket or desk.last
    if target is None:
        raise er.NothingToUndo(counter)
    held = floor.tickets[target]
    undoable = {TicketState.CALLED, TicketState.SERVING, TicketState.NO_SHOW}
    if held.state not in undoable or held.counter != counter:
        raise er.NothingToUndo(counter)
    if held.taken_up:
        return (
            ev.Parked(
                at=at, ticket=held.id, counter=counter, reason=held.parked_reason, by=by.actor
            ),
        )
    return (ev.Undone(at=at, ticket=held.id, counter=counter, by=by.actor),)
