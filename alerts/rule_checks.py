"""Whether a rule makes sense, and in which words it does not: those of `queue-monitor check`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from alerts.rule_shapes import RuleBody, RuleHours
from alerts.rule_words import shown
from queue_monitor.config import limits as reckon
from queue_monitor.domain.rulebook import (
    WORSENING,
    LimitSpan,
    Rule,
    RuleSetting,
    Scope,
    Thresholds,
    Unit,
    unit_of,
)

SOURCES: Final = (
    WHOLE := "a whole number",
    AT_LEAST := "at least {least}",
    AT_MOST := "at most {most}",
    CLEAR_TOO_HIGH := "at most {limit}; above it an alert could never stay over",
    WORSE_TOO_LOW := "more than {limit}",
    ALWAYS_ON := "a limit: e-Eyes always watches itself",
    WRONG := "{found}: wanted {wanted}",
    NOTHING := "nothing",
    NOT_BY_HOUR := "no hours: this rule is the same at every hour",
)
_LEAST: Final = MappingProxyType({Unit.PEOPLE: 1.0, Unit.PERCENT: 1.0, Unit.SECONDS: 1.0})
_MOST: Final = MappingProxyType({Unit.PEOPLE: 9999.0, Unit.PERCENT: 1000.0, Unit.SECONDS: 86400.0})
_LEAST_BLIND_S: Final = 10.0  # e-Eyes looks every five seconds
_LONGEST_HOLD_S: Final = 3600.0
_FURTHEST_S: Final = 900.0  # the forecast looks no further


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong: where in the body (JSON pointer), and what would be right."""

    where: str
    found: str | None  # as the page shows it; None: nothing
    wanted: str  # a source text
    values: Mapping[str, str]


def setting_of(body: RuleBody, rule: Rule, scope: Scope) -> RuleSetting:
    """The rule that `body` says, with what follows from its limits."""
    within = body.within_s if body.within_s is not None else _FURTHEST_S
    return RuleSetting(
        rule=rule,
        scope=scope,
        limits=_thresholds(rule, body.limit, body.clear, body.worse),
        hold=timedelta(seconds=body.hold_s),
        within=timedelta(seconds=within) if rule is Rule.FORECAST else None,
        spans=tuple(_span(rule, hours) for hours in body.hours),
    )


def faults(body: RuleBody, rule: Rule) -> Iterator[Fault]:
    """Everything that makes no sense in it."""
    if rule is Rule.BLIND:
        if body.limit is None:
            yield _fault("/limit", ALWAYS_ON)
        if body.hours:
            yield _fault("/hours", NOT_BY_HOUR)
    yield from _of_limits("", rule, body.limit, body.clear, body.worse)
    if body.hold_s > _LONGEST_HOLD_S:
        yield _fault("/hold_s", AT_MOST, body.hold_s, most=f"{_LONGEST_HOLD_S:g}")
    within_s = body.within_s
    if rule is Rule.FORECAST and within_s is not None and not 60 <= within_s <= _FURTHEST_S:
        wanted = AT_MOST if within_s > _FURTHEST_S else AT_LEAST
        yield _fault("/within_s", wanted, within_s / 60, most=f"{_FURTHEST_S / 60:g}", least="1")
    for i, hours in enumerate(body.hours):
        yield from _of_limits(f"/hours/{i}", rule, hours.limit, hours.clear, hours.worse)


def _of_limits(
    where: str, rule: Rule, limit: float | None, clear: float | None, worse: float | None
) -> Iterator[Fault]:
    if limit is None:
        return
    unit = unit_of(rule)
    least = _LEAST_BLIND_S if rule is Rule.BLIND else _LEAST[unit]
    most = 100.0 if rule is Rule.FORECAST else _MOST[unit]
    figures = (("limit", limit), ("clear", clear), ("worse", worse))
    if unit is not Unit.SECONDS:
        for name, figure in figures:
            if figure is not None and figure != int(figure):
                yield _fault(f"{where}/{name}", WHOLE, figure)
    told = shown(rule, limit)
    if limit < least:
        yield _fault(f"{where}/limit", AT_LEAST, told, least=shown(rule, least))
    if limit > most:
        yield _fault(f"{where}/limit", AT_MOST, told, most=shown(rule, most))
    if clear is not None and clear > limit:
        yield _fault(f"{where}/clear", CLEAR_TOO_HIGH, shown(rule, clear), limit=told)
    if worse is not None and worse <= limit:
        yield _fault(f"{where}/worse", WORSE_TOO_LOW, shown(rule, worse), limit=told)


def _fault(where: str, wanted: str, found: float | str | None = None, **values: str) -> Fault:
    told = f"{found:g}" if isinstance(found, float | int) else found
    return Fault(where=where, found=told, wanted=wanted, values=values)


def _span(rule: Rule, hours: RuleHours) -> LimitSpan:
    return LimitSpan(
        days=tuple(reckon.DAYS.index(day) for day in hours.days),
        start=hours.from_,
        end=hours.to,
        limits=_thresholds(rule, hours.limit, hours.clear, hours.worse),
    )


_Reckoning = Callable[[Any], Any]
#: What follows from a limit: when it is over, when it is worse.
_FOLLOWS: Final[Mapping[Rule, tuple[_Reckoning, _Reckoning | None]]] = MappingProxyType(
    {
        Rule.WAITING: (reckon.two_fewer, reckon.five_more),
        Rule.WAIT: (reckon.four_fifths, reckon.double),
        Rule.FORECAST: (reckon.three_fifths, None),
    }
)


def _thresholds(
    rule: Rule, limit: float | None, clear: float | None, worse: float | None
) -> Thresholds:
    if limit is None:
        return Thresholds()
    if rule is Rule.BLIND:
        return Thresholds(limit=limit)
    over, again = _FOLLOWS.get(rule, (reckon.same, None))
    if clear is None:
        clear = _reckoned(rule, over, limit)
    if rule not in WORSENING:
        worse = None
    elif worse is None and again is not None:
        worse = _reckoned(rule, again, limit)
    return Thresholds(limit=limit, clear=clear, worse=worse)


def _reckoned(rule: Rule, reckoning: _Reckoning, limit: float) -> float:
    """config.yaml reckons with whole numbers and spans."""
    if rule is Rule.WAIT:
        return float(reckoning(timedelta(seconds=limit)).total_seconds())
    return float(reckoning(int(limit)) if unit_of(rule) is not Unit.SECONDS else reckoning(limit))
