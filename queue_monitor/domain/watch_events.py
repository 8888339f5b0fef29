"""What e-Eyes, the notices and the reallocation have done: events beside those of the queue."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.model import ActorId, ClerkId
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Measured,
    Notice,
    NoticeId,
    Plan,
    PlanId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised:
    """A limit was crossed: a new episode begins, PENDING or FIRING."""

    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMoved:
    """An episode went to another state by the clock or the queue, not by a person.

    `cause`: "held", "lapsed", "worse", "clearing", "breached", "reopened", "transient".
    """

    at: datetime
    alert: AlertId
    to: AlertState
    cause: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged:
    """A person has seen it."""

    at: datetime
    alert: AlertId
    by: ActorId
    note: str | None
    lapses_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCleared:
    """The episode is over. `cause`: "recovered" or "day_closed"."""

    at: datetime
    alert: AlertId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQueued:
    """Somebody is to be told over a channel."""

    at: datetime
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClaimed:
    """A worker is about to send it; if nothing follows by `until`, another may."""

    at: datetime
    notice: NoticeId
    worker: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent:
    """The channel took it."""

    at: datetime
    notice: NoticeId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFailed:
    """The channel did not take it; tried again at `again_at`, or never (dead-lettered)."""

    at: datetime
    notice: NoticeId
    error: str
    again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCancelled:
    """Not needed any more: nobody was told."""

    at: datetime
    notice: NoticeId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationProposed:
    """A remedy with its expected effect."""

    at: datetime
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationAccepted:
    """The supervisor agreed, or the office's rule did (`by` is then "system")."""

    at: datetime
    plan: PlanId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationDeclined:
    """The supervisor did not agree."""

    at: datetime
    plan: PlanId
    by: ActorId
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationWithdrawn:
    """The remedy is no longer needed or possible. `cause` says why."""

    at: datetime
    plan: PlanId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOffered:
    """The request is before a clerk, who may answer until `until`."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAccepted:
    """The clerk comes."""

    at: datetime
    plan: PlanId
    clerk: ClerkId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpDeclined:
    """The clerk cannot come; `timed_out` when no answer came."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    reason: str | None
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationApplied:
    """Counters changed as planned, by the queue events beside this one."""

    at: datetime
    plan: PlanId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationEnded:
    """Staff went back; what it did is measured."""

    at: datetime
    plan: PlanId
    measured: Measured | None


WatchEvent = (
    AlertRaised
    | AlertMoved
    | AlertAcknowledged
    | AlertCleared
    | NoticeQueued
    | NoticeClaimed
    | NoticeSent
    | NoticeFailed
    | NoticeCancelled
    | ReallocationProposed
    | ReallocationAccepted
    | ReallocationDeclined
    | ReallocationWithdrawn
    | HelpOffered
    | HelpAccepted
    | HelpDeclined
    | ReallocationApplied
    | ReallocationEnded
)
