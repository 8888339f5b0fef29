"""What supervisors ask about the roster: somebody else takes a post for some hours. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.duties import DutyChanged
from queue_monitor.domain.errors import UnknownPerson, WrongHours
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId

#: A swap is for hours or days; who takes a post for good stands in the settings.
LONGEST: Final = timedelta(days=62)
AHEAD: Final = timedelta(days=366)


def swap(
    floor: Floor,
    at: datetime,
    *,
    post: str,
    start: datetime,
    end: datetime,
    who: str | None,
    by: ActorId,
    known: Collection[str],
) -> Sequence[Event]:
    """`who` (None: nobody) has `post` from `start` up to `end`. Nothing if it is so already.

    Raises UnknownPerson, and WrongHours for hours that are past, too many or too far off.
    """
    if who is not None and who not in known:
        raise UnknownPerson(who)
    start = _from_now(at, start, end)
    for duty in floor.watch.duties:
        same = (duty.post, duty.who) == (post, who)
        if same and duty.start <= start and end <= duty.end:
            return ()
    return (DutyChanged(at=at, by=by, post=post, start=start, end=end, who=who),)


def restore(
    floor: Floor, at: datetime, *, post: str, start: datetime, end: datetime, by: ActorId
) -> Sequence[Event]:
    """Those hours are as the roster says again. Nothing if they are. Raises WrongHours."""
    start = _from_now(at, start, end)
    overlapping = (d for d in floor.watch.duties if d.post == post)
    if not any(duty.start < end and start < duty.end for duty in overlapping):
        return ()
    return (DutyChanged(at=at, by=by, post=post, start=start, end=end, who=None, restored=True),)


def _from_now(at: datetime, start: datetime, end: datetime) -> datetime:
    """The beginning of the hours that are still to come: who was on duty stays as it was."""
    if not start < end or end <= at or end - start > LONGEST or start > at + AHEAD:
        raise WrongHours
    return max(start, at)
