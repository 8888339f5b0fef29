"""Posts in other hands than the roster says: value, event, and how one follows the other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.model import ActorId

#: Swaps that are over are shown so long.
_KEPT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A post in other hands than the roster says, for some hours."""

    post: str
    start: datetime
    end: datetime
    who: str | None  # recipient id; None: nobody
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChanged:
    """A post is in other hands for some hours: a swap, or nobody (`who` None).

    `restored`: those hours are as the roster says again.
    """

    at: datetime
    by: ActorId
    post: str
    start: datetime
    end: datetime
    who: str | None
    restored: bool = False


def changed(duties: tuple[Duty, ...], event: DutyChanged) -> tuple[Duty, ...]:
    """The newest word counts; what is long past is forgotten."""
    kept = [
        part
        for duty in duties
        if duty.end > event.at - _KEPT
        for part in (_without(duty, event) if duty.post == event.post else (duty,))
    ]
    if not event.restored:
        kept.append(
            Duty(
                post=event.post,
                start=event.start,
                end=event.end,
                who=event.who,
                by=event.by,
                at=event.at,
            )
        )
    return tuple(kept)


def _without(duty: Duty, event: DutyChanged) -> tuple[Duty, ...]:
    """What is left of `duty` outside the hours of `event`."""
    before = replace(duty, end=min(duty.end, event.start))
    after = replace(duty, start=max(duty.start, event.end))
    return tuple(part for part in (before, after) if part.start < part.end)
