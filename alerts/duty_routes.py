"""The roster's page and operations: who is on duty, and swaps."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, render_template

from alerts import duties
from alerts.duty_views import DutiesView, duties_view
from queue_monitor.domain.errors import UnknownPost, WrongHours
from queue_monitor.web.identity import SUPERVISORS, WATCHERS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard

if TYPE_CHECKING:
    from alerts.roster import Post
    from alerts.watching import Watching
    from alerts.wording import Wording
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts

_FAR: Final = timedelta(days=400)  # from today: what a page may leaf through
Days = Annotated[int, msgspec.Meta(ge=1, le=62)]
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class DutiesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`first`: a day as 2026-11-23, today if not given; `days` from it on."""

    first: date | None = None
    days: Days = 7


class Swap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes the post; `who` null is nobody, `restore` goes back to the roster.

    Whole days from `first` to `last`, or of one day the hours from `start` up to `end`
    ("24:00" is given by leaving `end` out).
    """

    first: date
    last: date | None = None
    start: Hour | None = None
    end: Hour | None = None
    who: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    restore: bool = False


def register(
    pages: Blueprint, api: Api, parts: Parts, watching: Watching, wording: Wording
) -> None:
    """The page `/duty` and `/api/v1/duties…`."""
    zone = ZoneInfo(parts.settings.office.time_zone)
    posts = watching.ladder.posts

    def view(floor: Floor, at: datetime, query: DutiesQuery) -> DutiesView:
        today = at.astimezone(zone).date()
        first = query.first or today
        if abs(first - today) > _FAR:
            raise WrongHours
        return duties_view(
            floor.watch.duties,
            at,
            seq=floor.seq,
            ladder=watching.ladder,
            wording=wording,
            first=first,
            days=query.days,
        )

    @pages.get("/duty")
    @guard(parts, SUPERVISORS)
    def duty() -> str:
        """Who is on duty today and this week, and swaps."""
        noon = parts.settings.hours.noon
        half = time(12) if noon is None else noon.start
        return render_template("alerts/duty.html", page_data={"noon": f"{half:%H:%M}"})

    @api.operation(
        "GET",
        "/api/v1/duties",
        query=DutiesQuery,
        answers={200: DutiesView},
        roles=WATCHERS,
        problems=("wrong_hours",),
        summary="Who is on duty",
    )
    def on_duty(call: Call[None]) -> DutiesView:
        """Every post that people take in turns, from today or `first` on."""
        return view(parts.office.floor(), parts.clock.now(), call.query(DutiesQuery))

    @api.operation(
        "POST",
        "/api/v1/duties/<post>",
        body=Swap,
        answers={200: DutiesView},
        roles=SUPERVISORS,
        problems=("unknown_post", "unknown_person", "wrong_hours"),
        summary="Swap duty",
        example={"first": "2026-11-23", "start": "12:30", "who": "deputy"},
    )
    def swap_duty(call: Call[Swap], post: str) -> DutiesView:
        """Somebody else, or nobody, has the post for some hours or days; recorded with by whom."""
        known = posts.get(post)
        if known is None:
            raise UnknownPost(post)
        swap, by = call.body, call.actor.id
        start, end = _hours(known, swap)
        if swap.restore:
            request = partial(duties.restore, post=post, start=start, end=end, by=by)
        else:
            people = frozenset(parts.settings.recipients)
            request = partial(
                duties.swap, post=post, start=start, end=end, who=swap.who, by=by, known=people
            )
        answer = parts.office.ask(request)
        return view(answer.floor, answer.at, DutiesQuery(first=swap.first))


def _hours(post: Post, swap: Swap) -> tuple[datetime, datetime]:
    """The hours of a swap in UTC. Raises WrongHours for hours of more than one day."""
    last = swap.last or swap.first
    if last != swap.first and (swap.start or swap.end):
        raise WrongHours
    start = time.fromisoformat(swap.start) if swap.start else time(0)
    try:
        if swap.end:
            until = time.fromisoformat(swap.end)
            return post.instant(swap.first, start), post.instant(last, until)
        return post.instant(swap.first, start), post.instant(last + timedelta(days=1), time(0))
    except OverflowError:  # the first or the last day of the calendar
        raise WrongHours from None
