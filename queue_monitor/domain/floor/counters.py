"""Counters opened, paused, closed and changed; clerks who come and go."""

from datetime import datetime
from typing import assert_never

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.moves import moved
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import ClerkDuty, Counter, CounterStatus

_CounterEvent = (
    ev.CounterOpened
    | ev.LanesChanged
    | ev.CounterPaused
    | ev.CounterResumed
    | ev.CounterClosed
    | ev.HelpRequested
    | ev.HelpAnswered
)


def counter_changed(floor: Floor, event: _CounterEvent) -> Floor:
    """Whatever happens to a counter apart from its visits."""
    counter = floor.counters[event.counter]
    match event:
        case ev.CounterOpened():
            changed = replace(
                counter,
                status=CounterStatus.OPEN,
                clerk=event.clerk,
                holder=event.by,
                serves=event.serves,
                since=event.at,
                ready_since=event.at,
                reason=None,
                help_at=None,
            )
        case ev.LanesChanged():
            changed = replace(counter, serves=event.serves, ready_since=event.at)
        case ev.CounterPaused():
            changed = replace(
                counter, status=CounterStatus.PAUSED, reason=event.reason, since=event.at
            )
        case ev.CounterResumed():
            changed = replace(
                counter,
                status=CounterStatus.OPEN,
                reason=None,
                since=event.at,
                ready_since=event.at,
            )
        case ev.CounterClosed():
            return _closed(floor, counter, event.at)
        case ev.HelpRequested():
            changed = replace(counter, help_at=event.at)
        case ev.HelpAnswered():
            changed = replace(counter, help_at=None)
        case _:
            assert_never(event)
    return _with_counter(floor, changed)


def _with_counter(floor: Floor, counter: Counter) -> Floor:
    return replace(floor, counters={**floor.counters, counter.id: counter})


def _closed(floor: Floor, counter: Counter, at: datetime) -> Floor:
    """Whoever was to wait for this counter alone now waits for any that serves them."""
    plan = floor.plan.counter(counter.id)
    closed = Counter(
        id=counter.id,
        serves=counter.serves if plan is None else plan.serves,
        since=at,
        finished=counter.finished,
    )
    floor = _with_counter(floor, closed)
    for key in [key for key in floor.lines if key[2] == counter.id]:
        for ticket in map(floor.tickets.__getitem__, floor.lines[key]):
            floor = moved(floor, ticket, replace(ticket, bound=False, counter=None))
    return floor


def clerk_changed(floor: Floor, event: ev.ClerkCame | ev.ClerkWent) -> Floor:
    """A clerk is ready, or gone."""
    came = isinstance(event, ev.ClerkCame)
    duty = ClerkDuty(id=event.clerk, present=came, since=event.at)
    return replace(floor, clerks={**floor.clerks, duty.id: duty})
