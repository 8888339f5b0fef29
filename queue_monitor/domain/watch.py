"""Alerts, notices and plans as values: what e-Eyes knows, folded from the log."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from queue_monitor.domain.model import ActorId, ClerkId, CounterId, ServiceId

AlertId = NewType("AlertId", str)  # unique for ever: "2026-03-04/e1"
PlanId = NewType("PlanId", str)  # "2026-03-04/r1"
NoticeId = NewType("NoticeId", str)  # "2026-03-04/n1"


class AlertState(StrEnum):
    """Where an episode is in its life; OK is the absence of one."""

    PENDING = "pending"
    FIRING = "firing"
    ACKED = "acked"
    CLEARING = "clearing"
    RESOLVED = "resolved"
    TRANSIENT = "transient"


class PlanState(StrEnum):
    """Where a proposed reallocation is."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    OFFERED = "offered"
    APPLIED = "applied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class NoticeState(StrEnum):
    """Where a notice is on its way."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRYING = "retrying"
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule looks at: the whole office, one service or one class."""

    kind: str = "office"  # "office", "service", "class"
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One episode of one rule in one scope."""

    id: AlertId
    rule: str  # "waiting", "wait", "blind"
    scope: Scope
    state: AlertState
    crossed_at: datetime  # when the limit broke, however late it was noticed
    noticed_at: datetime
    value: float  # people, or seconds
    limit: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one recipient over one channel."""

    id: NoticeId
    alert: AlertId
    channel: str
    to: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a reallocation did."""

    recover_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A remedy: who does what where, what it should do, and how far it has come."""

    id: PlanId
    alert: AlertId
    kind: str  # "open_counter", "add_service", "move_clerk", …
    counter: CounterId
    clerk: ClerkId | None
    services: tuple[ServiceId, ...]
    state: PlanState = PlanState.PROPOSED
    decided_by: ActorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All episodes, plans and notices that still matter today."""

    alerts: dict[AlertId, Alert] = field(default_factory=dict)
    plans: dict[PlanId, Plan] = field(default_factory=dict)
    notices: dict[NoticeId, Notice] = field(default_factory=dict)
    last_number: int = 0  # of the day's alerts, plans and notices together

    def next_day(self) -> "Watch":
        """What is carried into a new business day."""
        return Watch()
