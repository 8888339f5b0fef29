"""What has become of notices: events beside those of the queue."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.notices import Notice, Verb
from queue_monitor.domain.watch_ids import NoticeId, PlanId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQueued:
    """Somebody is to be told over a channel."""

    at: datetime
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClaimed:
    """A worker is about to send it; if nothing follows by `until`, another may.

    `plan` is the proposed plan that the message offers, if there is one to offer.
    """

    at: datetime
    notice: NoticeId
    worker: str
    until: datetime
    plan: PlanId | None = None


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
class NoticeAnswered:
    """Whoever has the message did something by a link in it; what, the event beside it tells."""

    at: datetime
    notice: NoticeId
    verb: Verb


NoticeEvent = (
    NoticeQueued | NoticeClaimed | NoticeSent | NoticeFailed | NoticeCancelled | NoticeAnswered
)
