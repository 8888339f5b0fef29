"""Who is next. The one function that calls people, in the office and in every forecast.

A counter looks at its lanes in order and takes from the first that has anybody in it. Within
a lane the highest accumulated priority wins: waiting time × the class's rate (Kleinrock's
accumulating priority queue, 1964), so that a slower class still overtakes in the end and
nobody starves. Equal priority is served in the order of arrival.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_monitor.domain.floor import Floor, LineKey
from queue_monitor.domain.model import ClassId, Counter, Lane, Ticket


class Why(StrEnum):
    """Why this ticket is next at this counter."""

    FIRST_COME = "first_come"  # nobody here has an earlier place
    PRIORITY = "priority"  # its class's rate outweighs an earlier place
    LANE = "lane"  # the counter serves this lane before people with earlier places
    BOUND = "bound"  # transferred to this very counter


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
        best = _best(floor, _heads(floor, counter, lane, own=index == 0), at)
        if best is not None:
            return Choice(ticket=best, lane=index)
    return None


def explain(floor: Floor, counter: Counter, choice: Choice) -> Why:
    """Why `choice` goes before everybody else this counter could take."""
    ticket = choice.ticket
    if ticket.bound:
        return Why.BOUND
    lanes = counter.serves[choice.lane :]
    if _has_earlier(floor, counter, ticket, lanes[:1], own=choice.lane == 0):
        return Why.PRIORITY
    if _has_earlier(floor, counter, ticket, lanes[1:], own=False):
        return Why.LANE
    return Why.FIRST_COME


def upcoming(floor: Floor, counter: Counter, at: datetime, *, most: int = 10) -> list[Ticket]:
    """The next `most` tickets this counter would call if nobody else called."""
    rates = _rates(floor)
    found: list[Ticket] = []
    seen: set[LineKey] = set()
    for index, lane in enumerate(counter.serves):
        keys = [key for key in _keys(floor, counter, lane, own=index == 0) if key not in seen]
        seen.update(keys)
        waiting = [floor.tickets[ticket] for key in keys for ticket in floor.lines[key]]
        waiting.sort(key=lambda t: _rank(t, rates.get(t.visit_class, 1.0), at))
        found.extend(waiting)
        if len(found) >= most:
            break
    return found[:most]


def can_take(counter: Counter, ticket: Ticket) -> bool:
    """Whether `ticket` may be called by `counter` by its lanes, or because it is bound to it."""
    if ticket.bound:
        return ticket.counter == counter.id
    return any(
        ticket.service in lane.services and ticket.visit_class in lane.classes
        for lane in counter.serves
    )


def _rates(floor: Floor) -> dict[ClassId, float]:
    return {plan.id: plan.rate for plan in floor.plan.classes}


def _rank(ticket: Ticket, rate: float, at: datetime) -> tuple[float, datetime, datetime, str]:
    return (-priority_s(ticket, rate, at), ticket.place_at, ticket.issued_at, ticket.id)


def _keys(floor: Floor, counter: Counter, lane: Lane, *, own: bool) -> list[LineKey]:
    """Lines with somebody in them that the lane takes; bound tickets belong to the first lane."""
    lines = floor.lines
    keys: list[LineKey] = [
        key
        for service in lane.services
        for visit_class in lane.classes
        if lines.get(key := (service, visit_class, None))
    ]
    if own:
        keys.extend(key for key, line in lines.items() if key[2] == counter.id and line)
    return keys


def _heads(floor: Floor, counter: Counter, lane: Lane, *, own: bool) -> list[Ticket]:
    tickets, lines = floor.tickets, floor.lines
    return [tickets[lines[key][0]] for key in _keys(floor, counter, lane, own=own)]


def _best(floor: Floor, heads: list[Ticket], at: datetime) -> Ticket | None:
    if not heads:
        return None
    if len(heads) == 1:
        return heads[0]
    rates = _rates(floor)
    return min(heads, key=lambda ticket: _rank(ticket, rates.get(ticket.visit_class, 1.0), at))


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
