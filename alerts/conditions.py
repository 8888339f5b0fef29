"""When each limit is crossed, to the instant. Pure.

A count breaks its limit at the event that makes it one too many; an age breaks it with the
passing of time, strictly after the limit: 600 s exactly is not yet over 10 minutes. Instants
have a resolution of one microsecond, so the first instant past a limit is the limit + 1 µs. Where
the hours change a limit, what is over the new one crosses it with the stroke of the hour.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from alerts.readings import NONE, Readings
from alerts.subjects import Subject, class_of, service_of, subjects
from queue_monitor.config import Alerts, rules_of
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import Ticket, TicketState
from queue_monitor.domain.rulebook import (
    CROWD,
    OFF,
    Rule,
    RuleSetting,
    Scope,
    Thresholds,
)
from queue_monitor.domain.timetable import Stretch, Timetable

TICK: Final = timedelta(microseconds=1)
_NEVER: Final = float("inf")
#: The other rule of a crowd, whose clear limit counts too.
OTHER: Final = {Rule.WAITING: Rule.WAIT, Rule.WAIT: Rule.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One rule in one scope, with the limits of an hour. Values are in the rule's unit.

    The clear limits of a crowd are all those of the scope: an alert of either rule clears only
    when the line is short again and nobody in it has waited long. With a `timetable` the limits
    differ by hour, and `limit`, `worse`, `clear…` are those of the hour it was made for.
    """

    rule: Rule
    scope: Scope
    limit: float
    worse: float | None = None  # told again at or above it
    clear: float | None = None  # of rules other than a crowd's
    clear_waiting: int | None = None
    clear_wait: timedelta | None = None
    hold: timedelta = timedelta(0)
    within: timedelta | None = None  # how far ahead odds look
    timetable: Timetable | None = None
    partner: Timetable | None = None  # of the crowd's other rule, whose clear limit counts too
    valid_from: datetime | None = None  # when the rule was changed to this
    partner_from: datetime | None = None  # and when the crowd's other rule was
    readings: Readings = field(default=NONE, compare=False, repr=False)

    @property
    def key(self) -> tuple[Scope, Rule]:
        """One key, one alert."""
        return (self.scope, self.rule)


def watched(alerts: Alerts, zone: str = "Asia/Taipei") -> tuple[Condition, ...]:
    """Every condition the settings ask for, the office's first."""
    return conditions_of(rules_of(alerts), zone)


def conditions_of(rules: Iterable[RuleSetting], zone: str) -> tuple[Condition, ...]:
    """Every rule that watches at any hour, with its usual limits."""
    known = {setting.key: setting for setting in rules}
    return tuple(
        _condition(setting, known.get((setting.scope, OTHER.get(setting.rule, Rule.BLIND))), zone)
        for setting in known.values()
        if setting.is_on and setting.rule is not Rule.BLIND
    )


def _condition(setting: RuleSetting, other: RuleSetting | None, zone: str) -> Condition:
    if setting.rule not in CROWD:
        other = None
    timed = bool(setting.spans or (other is not None and other.spans))
    bare = Condition(
        rule=setting.rule,
        scope=setting.scope,
        limit=_NEVER,
        hold=setting.hold,
        within=setting.within,
        timetable=Timetable.of(setting, zone) if timed else None,
        partner=Timetable.of(other, zone) if timed and other is not None else None,
    )
    return _limited(bare, setting.limits, OFF if other is None else other.limits)


def at_hour(condition: Condition, at: datetime) -> Condition:
    """The condition with the limits in force at `at`."""
    if condition.timetable is None:
        return condition
    other = OFF if condition.partner is None else condition.partner.at(at).limits
    return _limited(condition, condition.timetable.at(at).limits, other)


def _limited(condition: Condition, own: Thresholds, other: Thresholds) -> Condition:
    clear, waiting, wait = None, None, None
    if condition.rule in CROWD:
        both = (own, other) if condition.rule is Rule.WAITING else (other, own)
        waiting, wait = (None if t.limit is None else t.clear for t in both)
    elif own.limit is not None:
        clear = own.clear
    return replace(
        condition,
        limit=_NEVER if own.limit is None else own.limit,
        worse=own.worse if own.limit is not None else None,
        clear=clear,
        clear_waiting=None if waiting is None else int(waiting),
        clear_wait=None if wait is None else timedelta(seconds=wait),
    )


def in_scope(floor: Floor, scope: Scope) -> list[Ticket]:
    """Who waits within the scope, in order of place."""
    return floor.waiting(service=service_of(scope), visit_class=class_of(scope))


def subjects_over(floor: Floor, condition: Condition, at: datetime) -> list[Subject]:
    """Whom or what the alert is about at `at`, furthest first; all of its scope if none is over."""
    known = sorted(_subjects(floor, condition), key=lambda subject: subject.value(at), reverse=True)
    limit = at_hour(condition, at).limit
    return [subject for subject in known if subject.value(at) > limit] or known


def value_now(floor: Floor, condition: Condition, at: datetime) -> float:
    """In the rule's unit; never below 0, whatever the clock does."""
    match condition.rule:
        case Rule.WAITING:
            return _count(floor, condition.scope)
        case Rule.FORECAST:
            odds = condition.readings.odds.get(condition.scope)
            return 0.0 if odds is None else odds.percent
        case _:
            return max((s.value(at) for s in _subjects(floor, condition)), default=0.0)


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


def is_known(condition: Condition) -> bool:
    """Whether all that the rule goes by is known."""
    if condition.rule is Rule.FORECAST:
        return condition.scope in condition.readings.odds
    return condition.rule is not Rule.SILENT or condition.readings.devices is not None


def is_clear(floor: Floor, condition: Condition, at: datetime) -> bool:
    """Whether the scope is within all its clear limits at `at`. What is not known is not clear."""
    condition = at_hour(condition, at)
    if condition.rule in CROWD:
        return _is_short(floor, condition) and _is_quick(floor, condition, at)
    if condition.limit == _NEVER:
        return True
    if not is_known(condition):
        return False
    return condition.clear is None or value_now(floor, condition, at) <= condition.clear


def settled_at(floor: Floor, condition: Condition, at: datetime) -> datetime:
    """What stands at `at` began then at the earliest: with an event, another limit or reading."""
    instants = [floor.queue_at or at]
    changed = (condition.valid_from, condition.partner_from)
    instants += [instant for instant in changed if instant is not None]
    if condition.timetable is not None:
        instants.append(condition.timetable.at(at).begin)
    if condition.partner is not None:
        instants.append(condition.partner.at(at).begin)
    odds = condition.readings.odds.get(condition.scope)
    if condition.rule is Rule.FORECAST and odds is not None:
        instants.append(odds.at)
    if condition.rule is Rule.SILENT:
        instants += [heard.at for heard in condition.readings.devices or ()]
        instants += [printer.since for printer in floor.slips.printers.values()]
    return max((instant for instant in instants if instant <= at), default=at)


def next_hour(condition: Condition, at: datetime) -> datetime | None:
    """When other limits may come into force next; None if they never do."""
    tables = [t for t in (condition.timetable, condition.partner) if t is not None]
    return min((table.at(at).end for table in tables), default=None)


def worst_since(floor: Floor, condition: Condition, since: datetime, at: datetime) -> float:
    """The highest value between the two instants, from the tickets of the day."""
    if condition.rule not in CROWD:
        return value_now(floor, condition, at)
    spans = list(_spans(floor, condition.scope, since, at))
    if condition.rule is Rule.WAITING:
        return _most_at_once([(max(begin, since), end, people) for begin, end, people in spans])
    return max(
        (max(end - begin, timedelta(0)).total_seconds() for begin, end, _ in spans), default=0.0
    )


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
    if limit is None or limit == _NEVER:
        return None
    match condition.rule:
        case Rule.WAITING:
            return _joined_as(floor, condition.scope, int(limit) + 1)
        case Rule.FORECAST:
            return _foreseen_at(floor, condition, limit)
        case _:
            found = (s.reaches(limit) + TICK for s in _subjects(floor, condition))
            return min(found, default=None)


def _reaches(floor: Floor, condition: Condition, worse: float | None) -> datetime | None:
    if worse is None:
        return None
    if condition.rule is Rule.WAITING:
        return _joined_as(floor, condition.scope, int(worse))
    return min((s.reaches(worse) for s in _subjects(floor, condition)), default=None)


def _foreseen_at(floor: Floor, condition: Condition, limit: float) -> datetime | None:
    """A crowd that is there already is no longer foreseen: nobody is warned of it anew."""
    odds = condition.readings.odds.get(condition.scope)
    if odds is None or odds.percent < limit:
        return None
    active = {alert.rule for alert in floor.watch.active() if alert.scope == condition.scope}
    return None if active & CROWD and Rule.FORECAST not in active else odds.at


def _subjects(floor: Floor, condition: Condition) -> tuple[Subject, ...]:
    return subjects(floor, condition.rule, condition.scope, condition.readings)


def _is_short(floor: Floor, condition: Condition) -> bool:
    most = condition.clear_waiting
    return most is None or _count(floor, condition.scope) <= most


def _is_quick(floor: Floor, condition: Condition, at: datetime) -> bool:
    longest = condition.clear_wait
    if longest is None:
        return True
    oldest = subjects(floor, Rule.WAIT, condition.scope, condition.readings)
    return all(subject.value(at) <= longest.total_seconds() for subject in oldest)


def _count(floor: Floor, scope: Scope) -> int:
    return floor.count_waiting(service=service_of(scope), visit_class=class_of(scope))


def _joined_as(floor: Floor, scope: Scope, nth: int) -> datetime | None:
    """When the nth person of those in line, counted from whoever stands longest, joined."""
    if nth < 1 or _count(floor, scope) < nth:
        return None
    longest = floor.waiting_longest(nth, service=service_of(scope), visit_class=class_of(scope))
    reached = 0
    for ticket in longest:
        reached += ticket.people
        if reached >= nth:
            joined = ticket.waiting_since
            return joined if floor.at is None else min(joined, floor.at)
    return None


def _spans(
    floor: Floor, scope: Scope, since: datetime, at: datetime
) -> Iterable[tuple[datetime, datetime, int]]:
    """Begin and end of each ticket's latest time in line, where it touches `since` to `at`, and
    its people."""
    service, visit_class = service_of(scope), class_of(scope)
    for ticket in floor.tickets.values():
        if service is not None and ticket.service != service:
            continue
        if visit_class is not None and ticket.visit_class != visit_class:
            continue
        end = _left_at(ticket) or at
        if ticket.waiting_since < at and end > since:
            yield ticket.waiting_since, min(end, at), ticket.people


def _left_at(ticket: Ticket) -> datetime | None:
    if ticket.state is TicketState.WAITING:
        return None
    instants = (ticket.called_at, ticket.parked_at, ticket.ended_at)
    return min(
        (at for at in instants if at is not None and at >= ticket.waiting_since), default=None
    )


def _most_at_once(spans: Sequence[tuple[datetime, datetime, int]]) -> float:
    changes = sorted([(end, -n) for _, end, n in spans] + [(begin, n) for begin, _, n in spans])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return float(most)
