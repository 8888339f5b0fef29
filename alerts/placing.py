"""A supervisor moves a clerk by hand: floor in, events out, or a refusal that says why. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts.guards import FIRM, against_placing, placed_lanes
from queue_monitor.config import Reallocation
from queue_monitor.domain import rules
from queue_monitor.domain.errors import (
    CounterAlreadyOpen,
    Guarded,
    OfficeClosed,
    UnknownClerk,
)
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, ClerkId, CounterId, CounterStatus
from queue_monitor.domain.plan_events import ClerkPlaced


def place(
    floor: Floor,
    at: datetime,
    *,
    clerk: ClerkId,
    counter: CounterId | None,
    by: ActorId,
    settings: Reallocation,
    reason: str | None = None,
) -> Sequence[Event]:
    """Move `clerk` to the closed `counter`, or with None from the counters to other work.

    A `reason` overrides the guards that a reason can override. Where the clerk sits there already
    nothing happens. Raises UnknownClerk, UnknownCounter, OfficeClosed, CounterAlreadyOpen where
    somebody sits, CounterBusy while the clerk has a visitor in hand, and Guarded.
    """
    known = floor.plan.clerk(clerk)
    if known is None:
        raise UnknownClerk(clerk)
    if floor.day is None or not floor.is_open:
        raise OfficeClosed(None)
    seat = floor.counter_of(clerk)
    if counter == (None if seat is None else seat.id):
        return ()
    if counter is not None and floor.counter(counter).status is not CounterStatus.CLOSED:
        raise CounterAlreadyOpen(counter)
    allowed = rules.By(actor=by, any_counter=True)
    moves: list[rules.Request] = []
    if seat is not None:
        left = seat.id
        moves.append(lambda floor, at: rules.close_counter(floor, at, counter=left, by=allowed))
    if counter is not None:
        to, lanes = counter, placed_lanes(floor, clerk, counter)
        moves.append(
            lambda floor, at: rules.open_counter(
                floor, at, counter=to, by=allowed, clerk=clerk, serves=lanes
            )
        )
    events = rules.in_turn(*moves)(floor, at)
    guards = tuple(against_placing(floor, at, clerk, counter, settings))
    if guards and (reason is None or FIRM.intersection(guards)):
        raise Guarded(guards=guards, overridable=not FIRM.intersection(guards))
    placed = ClerkPlaced(
        at=at,
        day=floor.day.id,
        clerk=clerk,
        counter=counter,
        left=None if seat is None else seat.id,
        by=by,
        helps=counter is not None and counter != known.home,
        reason=reason,
        overrode=tuple(guards),
    )
    return (*events, placed)
