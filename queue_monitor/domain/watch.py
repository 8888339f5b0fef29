"""Alerts, notices and plans as values: what e-Eyes knows, folded from the log."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from queue_monitor.domain.channels import ChannelRecord
from queue_monitor.domain.duties import Duty
from queue_monitor.domain.model import ActorId, ClerkId
from queue_monitor.domain.notices import (
    OUTCOME_UNKNOWN,
    UNDERWAY,
    Failure,
    Notice,
    NoticeKind,
    NoticeState,
    Tap,
    Verb,
)
from queue_monitor.domain.plans import (
    Answer,
    Appraisal,
    Effect,
    Hurt,
    Measured,
    Placing,
    Plan,
    PlanKind,
    PlanState,
    Proposal,
)
from queue_monitor.domain.rulebook import Rule, Rulebook, Scope, ScopeKind
from queue_monitor.domain.watch_ids import (
    AlertId,
    NoticeId,
    PlanId,
    SilenceId,
    alert_id,
    day_of,
    notice_id,
    number_of,
    plan_id,
    silence_id,
)

__all__ = [
    "ACTIVE",
    "OUTCOME_UNKNOWN",
    "UNDERWAY",
    "Alert",
    "AlertId",
    "AlertState",
    "Answer",
    "ChannelRecord",
    "Duty",
    "Effect",
    "Failure",
    "Hurt",
    "Measured",
    "Notice",
    "NoticeId",
    "NoticeKind",
    "NoticeState",
    "Plan",
    "PlanId",
    "PlanKind",
    "PlanState",
    "Proposal",
    "Rule",
    "Scope",
    "ScopeKind",
    "Silence",
    "SilenceId",
    "Tap",
    "Told",
    "Verb",
    "Watch",
    "alert_id",
    "day_of",
    "notice_id",
    "number_of",
    "plan_id",
    "silence_id",
]

#: Ended episodes and plans that a new day still shows as history.
_REMEMBERED: Final = 50


class AlertState(StrEnum):
    """Where an episode is in its life; OK is the absence of one."""

    PENDING = "pending"
    FIRING = "firing"
    ACKED = "acked"
    CLEARING = "clearing"
    RESOLVED = "resolved"
    TRANSIENT = "transient"  # back under the limit within the hold time


#: States in which the episode is not over.
ACTIVE: Final = frozenset(
    {AlertState.PENDING, AlertState.FIRING, AlertState.ACKED, AlertState.CLEARING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who has been told of an episode outside the screens."""

    to: str  # the recipient's id in config.yaml, never an address
    channel: str
    at: datetime
    resolved: bool = False  # False: that it fires; True: that it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One episode of one rule in one scope."""

    id: AlertId
    rule: Rule
    scope: Scope
    state: AlertState
    since: datetime  # of the present state: the exact instant, however late it was noticed
    crossed_at: datetime  # when the limit broke, however late it was noticed
    noticed_at: datetime
    value: float  # people, or seconds, at the latest change of state
    limit: float
    worst: float  # highest value known of the episode; final once it is over
    before: AlertState | None = None  # while CLEARING or PENDING: where a breach or its end leads
    fired_at: datetime | None = None  # when the present run of FIRING was recorded
    ladder_at: datetime | None = None  # when the run's first step was told; later steps count on
    step: int = 0  # ladder steps of this run already queued
    acked_by: ActorId | None = None
    acked_at: datetime | None = None
    acked_value: float | None = None
    ack_note: str | None = None
    ack_lapses_at: datetime | None = None
    first_acked_at: datetime | None = None
    acted_at: datetime | None = None  # the first plan of the episode was applied
    recovered_at: datetime | None = None  # under the clear limits, and stayed
    resolved_at: datetime | None = None
    cause: str | None = None  # of the latest change of state
    reopenings: tuple[datetime, ...] = ()  # the crossings that reopened it
    unstable_until: datetime | None = None  # told in digests until then
    told: tuple[Told, ...] = ()
    appraisal: Appraisal | None = None  # against the same day with nothing done

    @property
    def key(self) -> tuple[Scope, Rule]:
        """One key has at most one active episode."""
        return (self.scope, self.rule)

    @property
    def is_active(self) -> bool:
        """Whether the episode is not over."""
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A person's word that nobody is to be told of one key until then. It ends by itself."""

    id: SilenceId
    scope: Scope
    rule: Rule
    by: ActorId
    reason: str
    begun_at: datetime
    until: datetime
    lifted_by: ActorId | None = None  # who ended it before its time
    lifted_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it mutes at `at`: up to its end, not with it."""
        return self.lifted_at is None and at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All episodes, plans and notices that still matter today, oldest first."""

    alerts: dict[AlertId, Alert] = field(default_factory=dict)
    plans: dict[PlanId, Plan] = field(default_factory=dict)
    notices: dict[NoticeId, Notice] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()  # of one post none overlaps another
    last_number: int = 0  # of the day's alerts, plans, notices and silences together
    helps: dict[ClerkId, int] = field(default_factory=dict)  # that each clerk gave in `helps_in`
    helps_in: str = ""  # the month they are counted in, "2026-03"
    placed: dict[ClerkId, Placing] = field(default_factory=dict)  # moved by hand today
    silences: dict[SilenceId, Silence] = field(default_factory=dict)
    channels: dict[str, ChannelRecord] = field(default_factory=dict)  # by name in config.yaml
    rules: Rulebook | None = None  # in force; None: the log has never been told of any

    def active(self) -> list[Alert]:
        """The episodes that are not over, oldest first."""
        return [alert for alert in self.alerts.values() if alert.is_active]

    def plans_of(self, alert: AlertId) -> list[Plan]:
        """The plans of an episode, oldest first."""
        return [plan for plan in self.plans.values() if plan.alert == alert]

    def helps_of(self, clerk: ClerkId, month: str) -> int:
        """How often the clerk has helped elsewhere in the month, "2026-03"."""
        return self.helps.get(clerk, 0) if month == self.helps_in else 0

    def silence_of(self, scope: Scope, rule: Rule, at: datetime) -> Silence | None:
        """The silence that mutes a key at `at`; of several the one that lasts longest."""
        holding = (
            silence
            for silence in self.silences.values()
            if silence.rule is rule and silence.scope == scope and silence.holds(at)
        )
        return max(holding, key=lambda silence: silence.until, default=None)

    def channel(self, name: str) -> ChannelRecord:
        """How a channel has fared; nothing is known of one that was never used."""
        return self.channels.get(name, ChannelRecord())

    def failing(self, at_least: int = 1) -> dict[str, ChannelRecord]:
        """The channels that failed so often in a row, by name."""
        return {k: c for k, c in self.channels.items() if c.failures >= at_least}

    def next_day(self, at: datetime) -> "Watch":
        """What is carried into a business day that opens at `at`: what is not finished, and some
        history.

        Episodes still active are carried so that e-Eyes ends them as `day_closed`.
        """
        notices = {k: n for k, n in self.notices.items() if n.is_underway}
        recent = list(self.alerts)[-_REMEMBERED:]
        needed = {*recent, *(n.alert for n in notices.values())}
        alerts = {k: a for k, a in self.alerts.items() if k in needed or a.is_active}
        plans = {k: p for k, p in self.plans.items() if p.alert in alerts}
        silences = {k: s for k, s in self.silences.items() if s.holds(at)}
        return Watch(
            alerts=alerts,
            plans=plans,
            notices=notices,
            duties=self.duties,
            silences=silences,
            helps=self.helps,
            helps_in=self.helps_in,
            channels=self.channels,
            rules=self.rules,
        )
