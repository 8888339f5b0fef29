"""What e-Eyes, the notices and the reallocation have done: events beside those of the queue."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.model import ActorId, ClerkId, Lane
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

    `cause`: "held", "transient", "lapsed", "worse", "clearing", "breached", "reopened".
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
    """The episode is over. `cause`: "recovered", "day_closed", or of a blind alert "seeing"."""

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
    """The remedy is no longer needed or possible.

    `cause`: "recovered", "day_closed", "floor_changed" or "nobody_came" (all helpers were asked).
    """

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
    """The clerk comes: by their own word, or by the office's rule (`by` is then "system")."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    by: ActorId


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
    before: tuple[Lane, ...]  # lanes of the counter until now


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationMeasured:
    """The episode is over: what the plan did for it."""

    at: datetime
    plan: PlanId
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationEnded:
    """Staff went back. `cause`: "stood_down", "counter_closed", "day_closed"."""

    at: datetime
    plan: PlanId
    cause: str


WatchEvent = (
    AlertRaised
    | AlertMoved
    | AlertAcknowledged
    | AlertCleared
    | AlertUnstable
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
    | ReallocationMeasured
    | ReallocationEnded
)
