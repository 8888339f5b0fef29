"""What became of the rules of e-Eyes: read from config.yaml, changed by people, set back."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.model import ActorId
from queue_monitor.domain.rulebook import Rule, RuleSetting, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRead:
    """config.yaml says this from now on; what people changed holds where it says what it said.

    The newer word counts, rule by rule: where config.yaml now says something else about a rule
    than when that was changed, config.yaml is in force again.
    """

    at: datetime
    zone: str
    rules: tuple[RuleSetting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanged:
    """A person put this in place of config.yaml's rule, or beside its rules."""

    at: datetime
    by: ActorId
    setting: RuleSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReset:
    """A person went back to what config.yaml says of this rule."""

    at: datetime
    by: ActorId
    rule: Rule
    scope: Scope


RuleEvent = RulesRead | RuleChanged | RuleReset
