"""From the rules in force to their JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from alerts.rule_shapes import (
    RuleBody,
    RuleChangeView,
    RuleHours,
    RulesView,
    RuleView,
)
from alerts.rule_words import MINUTES, RuleWords
from alerts.ruling import book_on
from alerts.shapes import ScopeView
from alerts.wording import Wording
from queue_monitor.config import Settings
from queue_monitor.config.limits import DAYS
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import (
    LimitSpan,
    Rule,
    Rulebook,
    RuleChange,
    RuleSetting,
    Scope,
    ScopeKind,
    unit_of,
)
from queue_monitor.domain.timetable import Timetable


def rules_view(floor: Floor, at: datetime, *, settings: Settings, wording: Wording) -> RulesView:
    """Every rule, those that are off too, the office's first."""
    book, words = book_on(floor), RuleWords(wording)
    return RulesView(
        seq=floor.seq,
        at=at,
        rules=[rule_view(book, s, at, words=words, wording=wording) for s in book.in_force()],
        history=[_change(c, words, wording) for c in reversed(book.history)],
        scopes=[_scope(scope, wording) for scope in _scopes(settings)],
    )


def rule_view(
    book: Rulebook, setting: RuleSetting, at: datetime, *, words: RuleWords, wording: Wording
) -> RuleView:
    """One rule as it is in force at `at`."""
    written = book.written_setting(*setting.key)
    is_changed = book.changed_setting(*setting.key) is not None
    change = _latest(book.history, setting.key) if is_changed else None
    return RuleView(
        rule=setting.rule.value,
        scope=_scope(setting.scope, wording),
        name=words.name(setting.rule),
        unit=unit_of(setting.rule).value,
        told_in="minutes" if setting.rule in MINUTES else unit_of(setting.rule).value,
        template=words.template(setting.rule),
        sentence=words.sentence(setting),
        setting=_body(setting),
        limit_now=Timetable.of(setting, book.zone).at(at).limits.limit,
        config=None if written is None else _body(written),
        config_sentence=None if written is None else words.sentence(written),
        changed=is_changed,
        changed_by=None if change is None else change.by,
        changed_by_name=None if change is None else wording.actor(change.by),
        changed_at=None if change is None else change.at,
    )


def _latest(history: Iterable[RuleChange], key: tuple[Scope, Rule]) -> RuleChange | None:
    found = [change for change in history if (change.scope, change.rule) == key]
    return found[-1] if found else None


def _body(setting: RuleSetting) -> RuleBody:
    return RuleBody(
        limit=setting.limits.limit,
        clear=setting.limits.clear,
        worse=setting.limits.worse,
        hold_s=setting.hold.total_seconds(),
        within_s=None if setting.within is None else setting.within.total_seconds(),
        hours=[_hours(span) for span in setting.spans],
    )


def _hours(span: LimitSpan) -> RuleHours:
    return RuleHours(
        days=[DAYS[day] for day in span.days],
        from_=span.start,
        to=span.end,
        limit=span.limits.limit,
        clear=span.limits.clear,
        worse=span.limits.worse,
    )


def _change(change: RuleChange, words: RuleWords, wording: Wording) -> RuleChangeView:
    return RuleChangeView(
        at=change.at,
        by=change.by,
        by_name=wording.actor(change.by),
        cause=change.cause,
        rule=change.rule.value,
        scope=_scope(change.scope, wording),
        name=words.name(change.rule),
        before=None if change.before is None else words.sentence(change.before),
        after=None if change.after is None else words.sentence(change.after),
    )


def _scopes(settings: Settings) -> Sequence[Scope]:
    services = [Scope(kind=ScopeKind.SERVICE, id=s.id) for s in settings.services]
    classes = [Scope(kind=ScopeKind.CLASS, id=c.id) for c in settings.classes]
    return (Scope(), *services, *classes)


def _scope(scope: Scope, wording: Wording) -> ScopeView:
    return ScopeView(kind=scope.kind.value, id=scope.id, name=wording.scope(scope))
