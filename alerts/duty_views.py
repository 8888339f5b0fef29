"""From roster and swaps to JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from alerts.notices import Ladder
from alerts.roster import DutySpan
from alerts.shapes import Words
from alerts.wording import Wording
from queue_monitor.domain.watch import Duty


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be told. `channels`: the ways that are switched on for them."""

    id: str
    name: Words
    channels: Sequence[str]


class SwapView(msgspec.Struct, frozen=True, kw_only=True):
    """By whom and when it was changed."""

    by: str
    by_name: str | None
    at: datetime


class DutySpanView(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of one person; `who` null is nobody. `planned` is whom the roster names."""

    start: datetime
    end: datetime
    who: str | None
    planned: str | None
    swap: SwapView | None


class PostView(msgspec.Struct, frozen=True, kw_only=True):
    """A post: who has it now, until when, and the days that were asked for."""

    id: str
    name: Words
    now: str | None
    until: datetime | None  # when it next changes hands, if within a week
    spans: Sequence[DutySpanView]


class DutiesView(msgspec.Struct, frozen=True, kw_only=True):
    """Posts taken in turns, and everybody who may take one."""

    seq: int
    at: datetime
    first: str  # the first day shown, in the office's zone
    posts: Sequence[PostView]
    people: Sequence[PersonView]


def duties_view(
    duties: Sequence[Duty],
    at: datetime,
    *,
    seq: int,
    ladder: Ladder,
    wording: Wording,
    first: date,
    days: int,
) -> DutiesView:
    """Every post from the day `first` on."""
    return DutiesView(
        seq=seq,
        at=at,
        first=first.isoformat(),
        posts=[
            PostView(
                id=post.id,
                name=post.name,
                now=post.on_duty(duties, at),
                until=post.next_change(duties, at),
                spans=[_span(span, wording) for span in post.spans(duties, first, days)],
            )
            for post in ladder.posts.values()
        ],
        people=[
            PersonView(
                id=who,
                name=wording.recipient(who),
                channels=[way.channel for way in ladder.others.get(who, ())],
            )
            for who in wording.settings.recipients
        ],
    )


def _span(span: DutySpan, wording: Wording) -> DutySpanView:
    swap = span.swap
    return DutySpanView(
        start=span.start,
        end=span.end,
        who=span.who,
        planned=span.planned,
        swap=None
        if swap is None
        else SwapView(by=swap.by, by_name=wording.actor(swap.by), at=swap.at),
    )
