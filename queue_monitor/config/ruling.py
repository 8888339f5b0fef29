"""The rules of e-Eyes that config.yaml writes down, as the log knows them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from queue_monitor.config.limits import DAYS, LimitHours, Limits
from queue_monitor.config.settings import Settings
from queue_monitor.config.watch import Alerts
from queue_monitor.domain.rule_events import RulesRead
from queue_monitor.domain.rulebook import (
    LimitSpan,
    Rule,
    Rulebook,
    RuleSetting,
    Scope,
    ScopeKind,
    Thresholds,
)

#: Rules that any scope may have, in the order of the page.
SCOPED: Final = (
    Rule.WAITING,
    Rule.WAIT,
    Rule.FORECAST,
    Rule.LONG_SERVICE,
    Rule.UNSTARTED,
    Rule.IDLE,
    Rule.PARKED,
)
_OFFICE: Final = (Rule.SILENT, Rule.CHANNEL)
_KINDS: Final = ("limit", "clear", "worse")


def rules_of(alerts: Alerts) -> tuple[RuleSetting, ...]:
    """Every rule that the settings have a word on, the office's first, those that are off too."""
    scoped: list[tuple[Scope, Limits]] = [(Scope(), alerts)]
    scoped += [(Scope(kind=ScopeKind.SERVICE, id=s), w) for s, w in alerts.services.items()]
    scoped += [(Scope(kind=ScopeKind.CLASS, id=c), w) for c, w in alerts.classes.items()]
    found = [
        setting
        for scope, limits in scoped
        for rule in SCOPED
        if (setting := _scoped(rule, scope, limits, alerts.hold)) is not None
    ]
    return (*found, *_of_office(alerts))


def book_of(settings: Settings) -> Rulebook:
    """The rules of config.yaml alone."""
    return Rulebook(zone=settings.office.time_zone, written=rules_of(settings.alerts))


def read_at(settings: Settings, at: Any) -> RulesRead:
    """The event that says so."""
    return RulesRead(at=at, zone=settings.office.time_zone, rules=rules_of(settings.alerts))


def figure(value: object) -> float | None:
    """A value of config.yaml in its rule's unit: people and percent as they are, spans in s."""
    match value:
        case None:
            return None
        case timedelta():
            return value.total_seconds()
        case int() | float():
            return float(value)
        case _:
            raise TypeError(value)


def _scoped(rule: Rule, scope: Scope, limits: Limits, hold: timedelta) -> RuleSetting | None:
    """The rule in one scope; None for one that a service or class does not speak of."""
    spans = tuple(_spans(rule, limits))
    usual = _thresholds(rule, limits)
    if scope.kind is not ScopeKind.OFFICE and usual.limit is None and not spans:
        return None
    own_hold = getattr(limits, f"{rule}_hold")
    return RuleSetting(
        rule=rule,
        scope=scope,
        limits=usual,
        hold=hold if own_hold is None else own_hold,
        within=limits.forecast_within if rule is Rule.FORECAST else None,
        spans=spans,
    )


def _of_office(alerts: Alerts) -> Iterator[RuleSetting]:
    for rule in _OFFICE:
        limit, hold = getattr(alerts, f"{rule}_limit"), getattr(alerts, f"{rule}_hold")
        yield RuleSetting(
            rule=rule,
            scope=Scope(),
            limits=Thresholds(limit=figure(limit), clear=figure(limit)),
            hold=alerts.hold if hold is None else hold,
        )
    blind_s = figure(alerts.blind)
    yield RuleSetting(rule=Rule.BLIND, scope=Scope(), limits=Thresholds(limit=blind_s))


def _thresholds(rule: Rule, limits: Limits | LimitHours) -> Thresholds:
    values = (figure(getattr(limits, f"{rule}_{kind}", None)) for kind in _KINDS)
    return Thresholds(**dict(zip(_KINDS, values, strict=True)))


def _spans(rule: Rule, limits: Limits) -> Iterator[LimitSpan]:
    for hours in limits.hours:
        if f"{rule}_limit" in hours.model_fields_set:
            yield LimitSpan(
                days=tuple(DAYS.index(day) for day in hours.days),
                start=f"{hours.start:%H:%M}",
                end=f"{hours.end:%H:%M}",
                limits=_thresholds(rule, hours),
            )
