"""What is watched where, by which limits, and whether a scope is within its clear limits. Pure.

`crossings` says when a limit is crossed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from alerts.readings import NONE, Readings
from alerts.subjects import Subject, class_of, service_of, subjects
from queue_monitor.config import Alerts, rules_of
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import Ticket
from queue_monitor.domain.rulebook import (
    CROWD,
    OFF,
    Rule,
    RuleSetting,
    Scope,
    Thresholds,
)
from queue_monitor.domain.timetable import Timetable

NEVER: Final = float("inf")
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
        limit=NEVER,
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
        limit=NEVER if own.limit is None else own.limit,
        worse=own.worse if own.limit is not None else None,
        clear=clear,
        clear_waiting=None if waiting is None else int(waiting),
        clear_wait=None if wait is None else timedelta(seconds=wait),
    )


def in_scope(floor: Floor, scope: Scope) -> list[Ticket]:
    """Who waits within the scope, in order of place."""
    return floor.waiting(service=service_of(scope), visit_class=class_of(scope))


def value_now(floor: Floor, condition: Condition, at: datetime) -> float:
    """In the rule's unit; never below 0, whatever the clock does."""
    match condition.rule:
        case Rule.WAITING:
            return count_in(floor, condition.scope)
        case Rule.FORECAST:
            odds = condition.readings.odds.get(condition.scope)
            return 0.0 if odds is None else odds.percent
        case _:
            return max((s.value(at) for s in subjects_of(floor, condition)), default=0.0)


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
    if condition.limit == NEVER:
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


def subjects_of(floor: Floor, condition: Condition) -> tuple[Subject, ...]:
    """Every subject of the condition, in no order."""
    return subjects(floor, condition.rule, condition.scope, condition.readings)


def _is_short(floor: Floor, condition: Condition) -> bool:
    most = condition.clear_waiting
    return most is None or count_in(floor, condition.scope) <= most


def _is_quick(floor: Floor, condition: Condition, at: datetime) -> bool:
    longest = condition.clear_wait
    if longest is None:
        return True
    oldest = subjects(floor, Rule.WAIT, condition.scope, condition.readings)
    return all(subject.value(at) <= longest.total_seconds() for subject in oldest)


def count_in(floor: Floor, scope: Scope) -> int:
    """People who wait within the scope."""
    return floor.count_waiting(service=service_of(scope), visit_class=class_of(scope))
