"""Numbers called, called again, missed, and calls taken back."""

from datetime import datetime
from typing import Final, TypedDict

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.moves import freed, moved
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import Call, CounterId, Ticket, TicketState

_KEPT: Final = 12


def called(floor: Floor, event: ev.Called) -> Floor:
    """From its line to the counter."""
    ticket = floor.tickets[event.ticket]
    summoned = replace(
        ticket,
        state=TicketState.CALLED,
        counter=event.counter,
        calls=ticket.calls + 1,
        called_at=event.at,
        started_at=None,
    )
    counter = replace(floor.counters[event.counter], ticket=summoned.id, last=summoned.id)
    heard = _heard(floor, summoned, event.counter, event.at, recall=False)
    return moved(floor, ticket, summoned, counter, **heard)


def recalled(floor: Floor, event: ev.Recalled) -> Floor:
    """The same call, sounded again."""
    ticket = floor.tickets[event.ticket]
    again = replace(ticket, calls=ticket.calls + 1)
    heard = _heard(floor, again, event.counter, event.at, recall=True)
    return moved(floor, ticket, again, **heard)


class _Heard(TypedDict):
    calls: tuple[Call, ...]
    last_call: int


def _heard(
    floor: Floor, ticket: Ticket, counter: CounterId, at: datetime, *, recall: bool
) -> _Heard:
    call = Call(
        id=floor.last_call + 1,
        ticket=ticket.id,
        number=ticket.number,
        counter=counter,
        at=at,
        recall=recall,
    )
    return {"calls": (*floor.calls[1 - _KEPT :], call), "last_call": call.id}


def missed(floor: Floor, event: ev.Missed) -> Floor:
    """Nobody came, to the counter or to an appointment."""
    ticket = floor.tickets[event.ticket]
    absent = replace(ticket, state=TicketState.NO_SHOW, missed_at=event.at)
    counter = None if event.counter is None else freed(floor, event.counter, event.at)
    return moved(floor, ticket, absent, counter)


def undone(floor: Floor, event: ev.Undone) -> Floor:
    """As if it had not been called: its old place, and off the boards."""
    ticket = floor.tickets[event.ticket]
    back = replace(
        ticket,
        state=TicketState.WAITING,
        started_at=None,
        called_at=None,
        missed_at=None,
        counter=ticket.counter if ticket.bound else None,
    )
    counter = floor.counters[event.counter]
    if counter.ticket == back.id:
        counter = freed(floor, event.counter, event.at)
    counter = replace(counter, last=None)
    calls = tuple(call for call in floor.calls if call.ticket != back.id)
    return moved(floor, ticket, back, counter, calls=calls)
