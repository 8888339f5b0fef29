"""What e-Eyes, the notices and the reallocation have done: events beside those of the queue."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.duties import DutyChanged
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.notice_events import (
    NoticeAnswered,
    NoticeCancelled,
    NoticeClaimed,
    NoticeEvent,
    NoticeFailed,
    NoticeQueued,
    NoticeSent,
)
from queue_monitor.domain.plan_events import (
    HelpAccepted,
    HelpDeclined,
    HelpOffered,
    PlanEvent,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationDeclined,
    ReallocationEnded,
    ReallocationMeasured,
    ReallocationProposed,
    ReallocationWithdrawn,
)
from queue_monitor.domain.rule_events import RuleEvent
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Silence,
    SilenceId,
)

__all__ = [
    "AlertAcknowledged",
    "AlertCleared",
    "AlertMoved",
    "AlertRaised",
    "AlertSilenced",
    "AlertUnstable",
    "DutyChanged",
    "HelpAccepted",
    "HelpDeclined",
    "HelpOffered",
    "NoticeAnswered",
    "NoticeCancelled",
    "NoticeClaimed",
    "NoticeFailed",
    "NoticeQueued",
    "NoticeSent",
    "ReallocationAccepted",
    "ReallocationApplied",
    "ReallocationDeclined",
    "ReallocationEnded",
    "ReallocationMeasured",
    "ReallocationProposed",
    "ReallocationWithdrawn",
    "SilenceLifted",
    "WatchEvent",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised:
    """A limit was crossed: a new episode begins, PENDING or FIRING."""

    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMoved:
    """An episode went to another state by the clock or the queue, not by a person.

    `cause`: "held", "transient", "lapsed", "worse", "clearing", "breached", "reopened", or of one
    that was only pending "day_closed", "unwatched".
    `at` is when it was noticed, `since` the exact instant the state began.
    """

    at: datetime
    alert: AlertId
    to: AlertState
    cause: str
    since: datetime
    value: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged:
    """A person has seen it; `value` is what they saw, so that worse is worse than that."""

    at: datetime
    alert: AlertId
    by: ActorId
    note: str | None
    lapses_at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCleared:
    """The episode is over. `cause`: "recovered", "day_closed", "unwatched" when its rule was taken
    away, or of a blind alert "seeing".
    """

    at: datetime
    alert: AlertId
    cause: str
    since: datetime
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertUnstable:
    """It reopens again and again: told in digests until `until`; None says it is steady again."""

    at: datetime
    alert: AlertId
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSilenced:
    """A person mutes one key until an instant; that it ends then needs no event."""

    at: datetime
    silence: Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceLifted:
    """A person ended a silence before its time."""

    at: datetime
    silence: SilenceId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTried:
    """A channel was tried out by a person, or its standing connection came or went ("system").

    `to` is the recipient's id in config.yaml, "" for a connection; `error` None if it worked.
    """

    at: datetime
    channel: str
    by: ActorId
    to: str
    error: str | None


WatchEvent = (
    AlertRaised
    | AlertMoved
    | AlertAcknowledged
    | AlertCleared
    | AlertUnstable
    | AlertSilenced
    | SilenceLifted
    | NoticeEvent
    | DutyChanged
    | ChannelTried
    | PlanEvent
    | RuleEvent
)
