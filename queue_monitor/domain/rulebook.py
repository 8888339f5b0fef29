"""The rules e-Eyes goes by: what is watched where, by which limits at which hours, who said so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from queue_monitor.domain.model import ActorId

#: Changes that are still shown as history.
_REMEMBERED: Final = 50


class Rule(StrEnum):
    """What is watched."""

    WAITING = "waiting"  # people in line
    WAIT = "wait"  # seconds the oldest of them has waited
    FORECAST = "forecast"  # percent: the odds that one of the two above is crossed soon
    LONG_SERVICE = "long_service"  # percent of the time that 19 in 20 services stay under
    UNSTARTED = "unstarted"  # seconds since a call that no service has followed
    IDLE = "idle"  # seconds a counter calls nobody while people it could serve wait
    PARKED = "parked"  # seconds a number has been set aside
    SILENT = "silent"  # seconds since a paired kiosk or board was last heard of
    CHANNEL = "channel"  # seconds a channel has delivered nothing that it was given
    BLIND = "blind"  # seconds without an evaluation: e-Eyes cannot see


class Unit(StrEnum):
    """What a rule's values count."""

    PEOPLE = "people"
    SECONDS = "seconds"
    PERCENT = "percent"


#: The unit of each rule that does not count seconds.
_UNITS: Final = MappingProxyType(
    {
        Rule.WAITING: Unit.PEOPLE,
        Rule.FORECAST: Unit.PERCENT,
        Rule.LONG_SERVICE: Unit.PERCENT,
    }
)
#: Rules that look at the whole office alone.
OFFICE_ONLY: Final = frozenset({Rule.SILENT, Rule.CHANNEL, Rule.BLIND})
#: Rules that say that it is crowded: what a reallocation can relieve.
CROWD: Final = frozenset({Rule.WAITING, Rule.WAIT})
#: Rules that who is on duty sees to: the ladder tells the first step alone.
SMALL: Final = frozenset({Rule.FORECAST, Rule.LONG_SERVICE, Rule.UNSTARTED, Rule.IDLE, Rule.PARKED})
#: Rules that nobody is told of outside the screens: a crowd that may never come.
ON_SCREENS: Final = frozenset({Rule.FORECAST})
#: Rules that set a reallocation going: a crowd, and one that is on its way.
RELIEVED: Final = CROWD | {Rule.FORECAST}
#: Rules whose alert is told again at a worse limit.
WORSENING: Final = CROWD


def unit_of(rule: Rule) -> Unit:
    """What the values of `rule` count."""
    return _UNITS.get(rule, Unit.SECONDS)


class ScopeKind(StrEnum):
    """How wide a rule looks."""

    OFFICE = "office"
    SERVICE = "service"
    CLASS = "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule looks at: the whole office, one service or one class."""

    kind: ScopeKind = ScopeKind.OFFICE
    id: str = ""  # of the service or class


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Raised above `limit`, over at or below `clear`, told again at or above `worse`.

    In the rule's unit. Without a limit nothing is watched. Odds are raised at `limit` too.
    """

    limit: float | None = None
    clear: float | None = None
    worse: float | None = None


OFF: Final = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSpan:
    """Other limits at some hours of some weekdays, by the clock on the office's wall."""

    days: tuple[int, ...]  # 0 is Monday; of the beginning, where it runs past midnight
    start: str  # "11:30"
    end: str  # "13:30"; one that is not later than `start` is of the next day
    limits: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """One rule in one scope as somebody wrote it down."""

    rule: Rule
    scope: Scope
    limits: Thresholds  # at all hours that no span names
    hold: timedelta = timedelta(0)  # a crossing must last this long
    within: timedelta | None = None  # how far ahead odds look
    spans: tuple[LimitSpan, ...] = ()  # the first that names the hour counts

    @property
    def key(self) -> tuple[Scope, Rule]:
        """One key has one setting."""
        return (self.scope, self.rule)

    @property
    def is_on(self) -> bool:
        """Whether it watches at any hour."""
        return any(t.limit is not None for t in (self.limits, *(s.limits for s in self.spans)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What became of one rule, when, and by whom.

    `cause`: "changed" on the page, "reset" to config.yaml's word, or "config": config.yaml itself
    was changed.
    """

    at: datetime
    by: ActorId
    cause: str
    scope: Scope
    rule: Rule
    before: RuleSetting | None  # None: there was no such rule
    after: RuleSetting | None  # None: there is none any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """config.yaml's rules and what people put in their place."""

    zone: str  # of the clock on the wall
    written: tuple[RuleSetting, ...] = ()  # as config.yaml has them
    changed: tuple[RuleSetting, ...] = ()  # in place of those, or beside them
    history: tuple[RuleChange, ...] = ()  # oldest first

    def setting(self, scope: Scope, rule: Rule) -> RuleSetting | None:
        """The rule in force; None if nobody ever named it."""
        return self.changed_setting(scope, rule) or self.written_setting(scope, rule)

    def written_setting(self, scope: Scope, rule: Rule) -> RuleSetting | None:
        """What config.yaml says."""
        return next((s for s in self.written if s.key == (scope, rule)), None)

    def changed_setting(self, scope: Scope, rule: Rule) -> RuleSetting | None:
        """What people put in its place; None if they did not."""
        return next((s for s in self.changed if s.key == (scope, rule)), None)

    def in_force(self) -> tuple[RuleSetting, ...]:
        """Every rule as it counts now: config.yaml's in its order, then what was added."""
        changed = {s.key: s for s in self.changed}
        kept = tuple(changed.pop(s.key, s) for s in self.written)
        return (*kept, *changed.values())


def noted(history: tuple[RuleChange, ...], *changes: RuleChange) -> tuple[RuleChange, ...]:
    """`history` with `changes`; the oldest are forgotten."""
    return (*history, *changes)[-_REMEMBERED:]
