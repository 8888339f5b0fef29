"""A notice's way out, as requests: claimed, sent, then marked. Pure.

The order is what makes it at least once: whoever dies between the claim and the mark leaves a
claim that runs out, and another sends again. The notice's id goes along, so that a repeat can
be recognised.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from alerts.channels.reasons import Reason
from alerts.draft import Draft
from alerts.notices import CLAIM, Ladder, back_off, instead_of
from alerts.pipeline import may_be_sent
from alerts.plan_notices import offered
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import (
    OUTCOME_UNKNOWN,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Watch,
)
from queue_monitor.domain.watch_events import NoticeClaimed, NoticeFailed, NoticeSent


def ready_at(watch: Watch, queued: Notice) -> datetime | None:
    """When a worker may take it; None while that depends on events, or if it is settled."""
    match queued.state:
        case NoticeState.QUEUED | NoticeState.RETRYING:
            return queued.due_at if may_be_sent(watch, queued) else None
        case NoticeState.CLAIMED:
            return queued.claimed_until if may_be_sent(watch, queued) else None
        case _:
            return None


def ready(floor: Floor, at: datetime) -> list[Notice]:
    """Notices that a worker may take now, oldest first."""
    found = []
    for queued in floor.watch.notices.values():
        instant = ready_at(floor.watch, queued)
        if instant is not None and instant <= at:
            found.append(queued)
    return found


def next_ready(floor: Floor, at: datetime) -> datetime | None:
    """The earliest instant after `at` at which a notice may be taken by time alone."""
    instants = (ready_at(floor.watch, queued) for queued in floor.watch.notices.values())
    return min((i for i in instants if i is not None and i > at), default=None)


def claim(
    floor: Floor, at: datetime, *, notice: NoticeId, worker: str, ladder: Ladder
) -> Sequence[Event]:
    """`worker` is about to send it. Of two who ask, one gets a NoticeClaimed, the other nothing.

    Past its deadline it is dead-lettered instead.
    """
    queued = floor.watch.notices.get(notice)
    if queued is None:
        return ()
    instant = ready_at(floor.watch, queued)
    if instant is None or instant > at:
        return ()
    if queued.expires_at <= at:
        return _dead(floor, at, queued, queued.error or Reason.TOO_LATE, ladder)
    plan = offered(floor.watch, queued)
    return (NoticeClaimed(at=at, notice=notice, worker=worker, until=at + CLAIM, plan=plan),)


def abandoned(floor: Floor, at: datetime, *, workers: Collection[str]) -> Sequence[Event]:
    """The processes of `workers` are gone: what they had claimed may be sent again at once."""
    return tuple(
        NoticeFailed(at=at, notice=queued.id, error=OUTCOME_UNKNOWN, again_at=at)
        for queued in floor.watch.notices.values()
        if queued.state is NoticeState.CLAIMED and queued.worker in workers
    )


def sent(floor: Floor, at: datetime, *, notice: NoticeId) -> Sequence[Event]:
    """The channel took it, whoever has the claim by now."""
    queued = floor.watch.notices.get(notice)
    if queued is None or not queued.is_underway:
        return ()
    return (NoticeSent(at=at, notice=notice),)


def failed(
    floor: Floor,
    at: datetime,
    *,
    notice: NoticeId,
    worker: str,
    error: str,
    for_good: bool,
    jitter: float,
    ladder: Ladder,
) -> Sequence[Event]:
    """The channel did not take it: again later, or never if `for_good` or past the deadline.

    `jitter` from 0 to 1. Nothing if another worker has the claim.
    """
    queued = floor.watch.notices.get(notice)
    if queued is None or queued.state is not NoticeState.CLAIMED or queued.worker != worker:
        return ()
    again_at = at + back_off(queued.attempts, jitter=jitter)
    if for_good or again_at >= queued.expires_at:
        return _dead(floor, at, queued, error, ladder)
    return (NoticeFailed(at=at, notice=notice, error=error, again_at=again_at),)


def _dead(
    floor: Floor, at: datetime, queued: Notice, error: str, ladder: Ladder
) -> Sequence[Event]:
    """Given up, and said so over another channel; that notice's own failure is told to nobody."""
    draft = Draft(floor, at)
    draft.add(NoticeFailed(at=at, notice=queued.id, error=error, again_at=None))
    alert = floor.watch.alerts.get(queued.alert)
    route = instead_of(ladder, queued, floor.watch.duties, at)
    if alert is not None and route is not None and queued.kind is not NoticeKind.UNDELIVERED:
        draft.tell(alert, NoticeKind.UNDELIVERED, [route], about=queued.id)
    return draft.events
