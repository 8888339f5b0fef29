"""What people and config.yaml ask of the office about the rules: floor in, events out. Pure."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.config import Settings, book_of
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.rule_events import RuleChanged, RuleReset, RulesRead
from queue_monitor.domain.rulebook import Rule, Rulebook, RuleSetting, Scope


def follow(floor: Floor, at: datetime, *, settings: Settings) -> Sequence[Event]:
    """What config.yaml says is in the log, and what it no longer says is not. For each start."""
    known, read = floor.watch.rules, book_of(settings)
    if known is not None and (known.zone, known.written) == (read.zone, read.written):
        return ()
    return (RulesRead(at=at, zone=read.zone, rules=read.written),)


def change(floor: Floor, at: datetime, *, setting: RuleSetting, by: ActorId) -> Sequence[Event]:
    """A person sets a rule; what it says already is no change, what config.yaml says a reset."""
    book = book_on(floor)
    if book.setting(*setting.key) == setting:
        return ()
    if book.written_setting(*setting.key) == setting:
        return reset(floor, at, scope=setting.scope, rule=setting.rule, by=by)
    return (RuleChanged(at=at, by=by, setting=setting),)


def reset(floor: Floor, at: datetime, *, scope: Scope, rule: Rule, by: ActorId) -> Sequence[Event]:
    """Back to config.yaml; nothing where the page has changed nothing."""
    if book_on(floor).changed_setting(scope, rule) is None:
        return ()
    return (RuleReset(at=at, by=by, rule=rule, scope=scope),)


def reset_all(floor: Floor, at: datetime, *, by: ActorId) -> Sequence[Event]:
    """Every rule back to config.yaml."""
    changed = book_on(floor).changed
    return tuple(RuleReset(at=at, by=by, rule=s.rule, scope=s.scope) for s in changed)


def book_on(floor: Floor) -> Rulebook:
    """The rules in force; an empty book before the first start has told any."""
    return floor.watch.rules or Rulebook(zone="UTC")
