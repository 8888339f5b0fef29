"""Who is next. The one function that calls people, in the office and in every forecast.

A counter looks at its lanes in order and takes from the first that has anybody in it. Within
a lane the highest accumulated priority wins: waiting time × the class's rate (Kleinrock's
accumulating priority queue, 1964), so that a slower class still overtakes in the end and
nobody starves. Equal priority is served in the order of arrival.

An appointment whose hour is near (its place is `lead` before its slot) is not kept waiting for
lanes: from then on it stands beside the first of whatever lane the counter would take from, if the
counter takes it at all.

That is the usual discipline. An office may plan another one for all of its lanes: `strict`, urgent
classes first, then appointments whose slot has come (by slot), then walk-ins, then appointments
before their slot; or `fifo`, everybody in the order of arrival, lane by lane.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from queue_monitor.domain.floor import Floor, LineKey
from queue_monitor.domain.floor.lines import line_of
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    ClassId,
    Counter,
    DisciplineName,
    Lane,
    Ticket,
    TicketId,
)

_Rank = tuple[float, datetime, datetime, str]


class Why(StrEnum):
    """Why this ticket is next at this counter."""

    FIRST_COME = "first_come"  # nobody here has an earlier place
    PRIORITY = "priority"  # its class's rate outweighs an earlier place
    LANE = "lane"  # the counter serves this lane before people with earlier places
    BOUND = "bound"  # transferred to this very counter
    APPOINTMENT = "appointment"  # it was booked for about now


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who is next, and from which of the counter's lanes (0 is the first)."""

    ticket: Ticket
    lane: int


def priority_s(ticket: Ticket, rate: float, at: datetime) -> float:
    """Accumulated priority in weighted seconds: time since `place_at` × `rate`, at least 0."""
    return max((at - ticket.place_at).total_seconds(), 0.0) * rate


def next_ticket(floor: Floor, counter: Counter, at: datetime) -> Choice | None:
    """Whom `counter` would call at `at`; None if nobody it serves is waiting."""
    for index, lane in enumerate(counter.serves):
        heads = _heads(floor, counter, lane, own=index == 0)
        if heads:
            beside = _at_their_hour(floor, counter.serves[index + 1 :], at)
            best = _best(floor, [*heads, *beside], at)
            own = any(best is head for head in heads)
            return Choice(ticket=best, lane=index if own else _lane_of(counter, best))
    return None


def explain(floor: Floor, counter: Counter, choice: Choice) -> Why:
    """Why `choice` goes before everybody else this counter could take."""
    ticket = choice.ticket
    if ticket.bound:
        return Why.BOUND
    before = counter.serves[: choice.lane + 1]
    if ticket.visit_class == APPOINTMENT and _has_earlier(floor, counter, ticket, before, own=True):
        return Why.APPOINTMENT
    lanes = counter.serves[choice.lane :]
    if _has_earlier(floor, counter, ticket, lanes[:1], own=choice.lane == 0):
        return Why.PRIORITY
    if _has_earlier(floor, counter, ticket, lanes[1:], own=False):
        return Why.LANE
    return Why.FIRST_COME


def upcoming(floor: Floor, counter: Counter, at: datetime, *, most: int = 10) -> list[Ticket]:
    """The next `most` tickets this counter would call if nobody else called."""
    rank = _ranking(floor, at)
    near = {t.id: t for t in _at_their_hour(floor, counter.serves, at, whole=True)}
    found: list[Ticket] = []
    done: set[TicketId] = set()
    for index, lane in enumerate(counter.serves):
        keys = _keys(floor, counter, lane, own=index == 0)
        waiting = [floor.tickets[ticket] for key in keys for ticket in floor.lines[key]]
        waiting = [ticket for ticket in waiting if ticket.id not in done]
        if waiting:
            last, mine = max(map(rank, waiting)), {ticket.id for ticket in waiting}
            waiting += [t for t in near.values() if t.id not in done | mine and rank(t) < last]
            waiting.sort(key=rank)
            found += waiting
            done.update(ticket.id for ticket in waiting)
        if len(found) >= most:
            break
    return found[:most]


def can_take(floor: Floor, counter: Counter, ticket: Ticket) -> bool:
    """Whether `counter` may call `ticket`: by its lanes, or as bound to it or given up."""
    if ticket.bound:
        return ticket.counter == counter.id
    return _is_orphaned(floor, line_of(ticket)) or any(
        ticket.service in lane.services and ticket.visit_class in lane.classes
        for lane in counter.serves
    )


def _rates(floor: Floor) -> dict[ClassId, float]:
    return {plan.id: plan.rate for plan in floor.plan.classes}


def _ranking(floor: Floor, at: datetime) -> Callable[[Ticket], _Rank]:
    """The lowest goes first."""
    discipline = floor.plan.discipline
    if discipline is DisciplineName.STRICT:
        return partial(_strict_rank, at=at)
    if discipline is DisciplineName.FIFO:
        return _fifo_rank
    rates = _rates(floor)
    return lambda ticket: _rank(ticket, rates.get(ticket.visit_class, 1.0), at)


def _rank(ticket: Ticket, rate: float, at: datetime) -> _Rank:
    return (-priority_s(ticket, rate, at), ticket.place_at, ticket.issued_at, ticket.id)


def _fifo_rank(ticket: Ticket) -> _Rank:
    return (0.0, ticket.place_at, ticket.issued_at, ticket.id)


def _strict_rank(ticket: Ticket, at: datetime) -> _Rank:
    if ticket.visit_class == APPOINTMENT and ticket.slot_at is not None:
        tier = 1.0 if ticket.slot_at <= at else 3.0
        return (tier, ticket.slot_at, ticket.place_at, ticket.id)
    tier = 2.0 if ticket.visit_class in {WALK_IN, APPOINTMENT} else 0.0
    return (tier, ticket.place_at, ticket.issued_at, ticket.id)


def _keys(floor: Floor, counter: Counter, lane: Lane, *, own: bool) -> list[LineKey]:
    """Lines with somebody in them that the lane takes.

    To the first lane belong tickets bound to the counter, and of any counter those that no plan
    provides for any more: they came before the service or class was given up, and are served.
    """
    lines = floor.lines
    keys: list[LineKey] = [
        key
        for service in lane.services
        for visit_class in lane.classes
        if lines.get(key := (service, visit_class, None))
    ]
    if own:
        keys.extend(
            key
            for key, line in lines.items()
            if line and (key[2] == counter.id or (_is_orphaned(floor, key) and key not in keys))
        )
    return keys


def _is_orphaned(floor: Floor, key: LineKey) -> bool:
    """Whether the office has given up the service or the class while people wait for it."""
    service, visit_class, counter = key
    if counter is not None:
        return False
    plan = floor.plan
    return plan.service(service) is None or plan.visit_class(visit_class) is None


def _heads(floor: Floor, counter: Counter, lane: Lane, *, own: bool) -> list[Ticket]:
    tickets, lines = floor.tickets, floor.lines
    keys = _keys(floor, counter, lane, own=own)
    if floor.plan.discipline is DisciplineName.STRICT:  # appointments stand by slot, not by place
        return [tickets[ticket] for key in keys for ticket in lines[key][: _deep(key)]]
    return [tickets[lines[key][0]] for key in keys]


def _at_their_hour(
    floor: Floor, lanes: tuple[Lane, ...], at: datetime, *, whole: bool = False
) -> list[Ticket]:
    """Appointments of `lanes` that have reached their place: of each line those that may be its
    next, with `whole` all. Nobody under `fifo`: there a booking gives no precedence.
    """
    discipline = floor.plan.discipline
    if discipline is DisciplineName.FIFO:
        return []
    deep = None if whole or discipline is DisciplineName.STRICT else 1
    found = (
        floor.tickets[ticket]
        for lane in lanes
        if APPOINTMENT in lane.classes
        for service in lane.services
        for ticket in floor.lines.get((service, APPOINTMENT, None), ())[:deep]
    )
    return [ticket for ticket in found if ticket.place_at <= at]


def _lane_of(counter: Counter, ticket: Ticket) -> int:
    """The first of the counter's lanes that takes `ticket`."""
    return next(
        index
        for index, lane in enumerate(counter.serves)
        if ticket.service in lane.services and ticket.visit_class in lane.classes
    )


def _deep(key: LineKey) -> int | None:
    """How many of a line may be its first: all of those with a slot."""
    return None if key[1] == APPOINTMENT else 1


def _best(floor: Floor, heads: list[Ticket], at: datetime) -> Ticket:
    if len(heads) == 1:
        return heads[0]
    return min(heads, key=_ranking(floor, at))


def _has_earlier(
    floor: Floor, counter: Counter, ticket: Ticket, lanes: tuple[Lane, ...], *, own: bool
) -> bool:
    return any(
        head.place_at < ticket.place_at
        for lane in lanes
        for head in _heads(floor, counter, lane, own=own)
    )


def waited(ticket: Ticket, at: datetime) -> timedelta:
    """Time in the present line at `at`; never negative, whatever the clock does."""
    return max(at - ticket.waiting_since, timedelta(0))
