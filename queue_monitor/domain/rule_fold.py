"""How the rules in force follow from the log."""

from dataclasses import replace
from typing import assert_never

from queue_monitor.domain.model import SYSTEM
from queue_monitor.domain.rule_events import RuleChanged, RuleEvent, RuleReset, RulesRead
from queue_monitor.domain.rulebook import Rulebook, RuleChange, RuleSetting, noted


def evolve_rules(book: Rulebook | None, event: RuleEvent) -> Rulebook:
    """`book` after `event`; None is the book of a log that has never known any rules."""
    match event:
        case RulesRead():
            return _read(book, event)
        case RuleChanged():
            return _changed(book or Rulebook(zone="UTC"), event)
        case RuleReset():
            return _reset(book or Rulebook(zone="UTC"), event)
        case _:
            assert_never(event)


def _read(book: Rulebook | None, event: RulesRead) -> Rulebook:
    if book is None:
        return Rulebook(zone=event.zone, written=event.rules)
    after = replace(book, zone=event.zone, written=event.rules)
    keys = dict.fromkeys(s.key for s in (*book.written, *event.rules))
    renewed = [k for k in keys if book.written_setting(*k) != after.written_setting(*k)]
    after = replace(after, changed=tuple(s for s in book.changed if s.key not in renewed))
    changes = (
        RuleChange(
            at=event.at,
            by=SYSTEM,
            cause="config",
            scope=key[0],
            rule=key[1],
            before=book.setting(*key),
            after=after.setting(*key),
        )
        for key in renewed
    )
    return replace(after, history=noted(book.history, *changes))


def _changed(book: Rulebook, event: RuleChanged) -> Rulebook:
    setting = event.setting
    others = tuple(s for s in book.changed if s.key != setting.key)
    change = RuleChange(
        at=event.at,
        by=event.by,
        cause="changed",
        scope=setting.scope,
        rule=setting.rule,
        before=book.setting(*setting.key),
        after=setting,
    )
    return replace(book, changed=(*others, setting), history=noted(book.history, change))


def _reset(book: Rulebook, event: RuleReset) -> Rulebook:
    key = (event.scope, event.rule)
    before: RuleSetting | None = book.setting(*key)
    change = RuleChange(
        at=event.at,
        by=event.by,
        cause="reset",
        scope=event.scope,
        rule=event.rule,
        before=before,
        after=book.written_setting(*key),
    )
    kept = tuple(s for s in book.changed if s.key != key)
    return replace(book, changed=kept, history=noted(book.history, change))
