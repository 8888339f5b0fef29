"""Notices as values: one message to one recipient, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from queue_monitor.domain.watch_ids import AlertId, NoticeId, PlanId

#: Error of a notice whose worker died: perhaps it was sent, so its end is told too.
OUTCOME_UNKNOWN: Final = "outcome_unknown"


class NoticeKind(StrEnum):
    """What a notice says."""

    FIRING = "firing"
    PROPOSED = "proposed"  # a plan was found after they had been told of the alert
    RESOLVED = "resolved"
    UNSTABLE = "unstable"  # reopened again and again; details come in digests
    DIGEST = "digest"
    UNDELIVERED = "undelivered"  # another notice could not be delivered


class NoticeState(StrEnum):
    """Where a notice is on its way."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRYING = "retrying"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can be done from a message by one tap."""

    ACK = "ack"
    ACCEPT = "accept"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A link of the message was used; it does not work again."""

    verb: Verb
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The channel did not take it."""

    at: datetime
    error: str


#: States in which a notice still has a way to go.
UNDERWAY: Final = frozenset({NoticeState.QUEUED, NoticeState.CLAIMED, NoticeState.RETRYING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one recipient over one channel."""

    id: NoticeId
    alert: AlertId
    kind: NoticeKind
    channel: str  # the channel's id in config.yaml
    to: str  # the recipient's id in config.yaml
    step: int  # of the ladder, from 0
    queued_at: datetime
    due_at: datetime  # not sent before; moves on with every failure
    expires_at: datetime  # given up afterwards
    about: NoticeId | None = None  # the notice that was UNDELIVERED
    post: str | None = None  # the post of the roster for which `to` is told
    vacant: tuple[str, ...] = ()  # posts that were to be told first, and nobody was on duty
    plan: PlanId | None = None  # the proposed plan that the message offers
    state: NoticeState = NoticeState.QUEUED
    attempts: int = 0
    worker: str | None = None
    claimed_until: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    failures: tuple[Failure, ...] = ()  # the latest few, oldest first
    taps: tuple[Tap, ...] = ()

    @property
    def is_underway(self) -> bool:
        """Whether it is neither sent, dead nor cancelled."""
        return self.state in UNDERWAY

    @property
    def may_have_arrived(self) -> bool:
        """Whether a worker died while it had the notice: perhaps after the channel took it."""
        return any(failure.error == OUTCOME_UNKNOWN for failure in self.failures)
