"""When each limit is crossed, to the instant. Pure.

A count breaks its limit at the event that makes it one too many; an age breaks it with the
passing of time, strictly after the limit: 600 s exactly is not yet over 10 minutes. Instants
have a resolution of one microsecond, so the first instant past a limit is the limit + 1 µs. Where
the hours change a limit, what is over the new one crosses it with the stroke of the hour.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from alerts.conditions import NEVER, Condition, at_hour, count_in, subjects_of
from alerts.subjects import Subject, class_of, service_of
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import CROWD, Rule, Scope, Thresholds
from queue_monitor.domain.timetable import Stretch, Timetable

TICK: Final = timedelta(microseconds=1)


def subjects_over(floor: Floor, condition: Condition, at: datetime) -> list[Subject]:
    """Whom or what the alert is about at `at`, furthest first; all of its scope if none is over."""
    known = sorted(
        subjects_of(floor, condition), key=lambda subject: subject.value(at), reverse=True
    )
    limit = at_hour(condition, at).limit
    return [subject for subject in known if subject.value(at) > limit] or known


def breach_at(floor: Floor, condition: Condition, at: datetime) -> datetime | None:
    """The first instant past the limit, as this floor stands, of what is over it at `at` or will
    be; None if time alone brings none.

    For an age it may lie ahead. For a count it is when the person one too many joined, judged
    by those still in line; not later than the floor itself, though the clock was set back.
    """
    if condition.timetable is None:
        return _valid(condition, _passes(floor, condition, condition.limit))
    found = _first(condition.timetable, at, lambda t: _passes(floor, condition, t.limit))
    return _valid(condition, found)


def worse_at(floor: Floor, condition: Condition, at: datetime) -> datetime | None:
    """When the worse limit is or was reached (at or above it); None if time alone brings none."""
    if condition.timetable is None:
        return _valid(condition, _reaches(floor, condition, condition.worse))
    found = _first(condition.timetable, at, lambda t: _reaches(floor, condition, t.worse))
    return _valid(condition, found)


def is_over(floor: Floor, condition: Condition, at: datetime) -> bool:
    """Whether the limit is broken at `at`."""
    broken = breach_at(floor, condition, at)
    return broken is not None and broken <= at


def _valid(condition: Condition, crossed: datetime | None) -> datetime | None:
    """A limit that somebody lowered is crossed then, not before."""
    if crossed is None or condition.valid_from is None:
        return crossed
    return max(crossed, condition.valid_from)


def _first(
    table: Timetable, at: datetime, reached: Callable[[Thresholds], datetime | None]
) -> datetime | None:
    """When what is over at `at` went over; or when something will."""
    before: list[Stretch] = []
    for stretch in table.around(at):
        over_at = _over_at(stretch, reached)
        if at >= stretch.end:
            before.append(stretch)
        elif over_at is not None:
            return _begun(before, over_at, reached) if over_at <= at else over_at
    return None


def _begun(
    before: list[Stretch], over_at: datetime, reached: Callable[[Thresholds], datetime | None]
) -> datetime:
    """It may have been over before its present limits came into force, by those before."""
    while before and over_at == before[-1].end:
        earlier = _over_at(before.pop(), reached)
        if earlier is None:
            break
        over_at = earlier
    return over_at


def _over_at(stretch: Stretch, reached: Callable[[Thresholds], datetime | None]) -> datetime | None:
    """When it goes over within the stretch; from then on it is over until its end."""
    passed = reached(stretch.limits)
    if passed is None or passed >= stretch.end:
        return None
    return max(passed, stretch.begin)


def _passes(floor: Floor, condition: Condition, limit: float | None) -> datetime | None:
    """When the value goes or went above `limit`; the odds, when they came to it."""
    if limit is None or limit == NEVER:
        return None
    match condition.rule:
        case Rule.WAITING:
            return _joined_as(floor, condition.scope, int(limit) + 1)
        case Rule.FORECAST:
            return _foreseen_at(floor, condition, limit)
        case _:
            found = (s.reaches(limit) + TICK for s in subjects_of(floor, condition))
            return min(found, default=None)


def _reaches(floor: Floor, condition: Condition, worse: float | None) -> datetime | None:
    if worse is None:
        return None
    if condition.rule is Rule.WAITING:
        return _joined_as(floor, condition.scope, int(worse))
    return min((s.reaches(worse) for s in subjects_of(floor, condition)), default=None)


def _foreseen_at(floor: Floor, condition: Condition, limit: float) -> datetime | None:
    """A crowd that is there already is no longer foreseen: nobody is warned of it anew."""
    odds = condition.readings.odds.get(condition.scope)
    if odds is None or odds.percent < limit:
        return None
    active = {alert.rule for alert in floor.watch.active() if alert.scope == condition.scope}
    return None if active & CROWD and Rule.FORECAST not in active else odds.at


def _joined_as(floor: Floor, scope: Scope, nth: int) -> datetime | None:
    """When the nth person of those in line, counted from whoever stands longest, joined."""
    if nth < 1 or count_in(floor, scope) < nth:
        return None
    longest = floor.waiting_longest(nth, service=service_of(scope), visit_class=class_of(scope))
    reached = 0
    for ticket in longest:
        reached += ticket.people
        if reached >= nth:
            joined = ticket.waiting_since
            return joined if floor.at is None else min(joined, floor.at)
    return None
