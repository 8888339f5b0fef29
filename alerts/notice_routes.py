"""The delivery log: its page, and the same as JSON."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, render_template

from alerts.notice_views import OF_NOTICES, NoticesView, chosen, notices_view, watch_of
from queue_monitor.domain.watch import Watch
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from alerts.wording import Wording
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts

#: From the midnight at which a day begins: what was queued in it is sent or given up by then.
_SETTLED: Final = timedelta(hours=50)
Id = Annotated[str, msgspec.Meta(max_length=60)]
State = Literal["queued", "claimed", "retrying", "underway", "sent", "dead", "cancelled"]


class NoticesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`day` as 2026-11-23, that of `alert` or else the present one if not given."""

    day: date | None = None
    alert: Id | None = None
    channel: Id | None = None
    state: State | None = None


def register(pages: Blueprint, api: Api, parts: Parts, wording: Wording) -> None:
    """The page `/notices` and `/api/v1/notices`."""
    zone = ZoneInfo(parts.settings.office.time_zone)

    @pages.get("/notices")
    @guard(parts, SUPERVISORS)
    def delivery_log() -> str:
        """Every notice of a day: to whom, over which channel, and how it went."""
        return render_template("alerts/notices.html")

    @api.operation(
        "GET",
        "/api/v1/notices",
        query=NoticesQuery,
        answers={200: NoticesView},
        roles=SUPERVISORS,
        summary="The delivery log",
    )
    def notices(call: Call[None]) -> NoticesView:
        """Every notice of a day, newest first; of one alert, one channel, one state if asked."""
        query = call.query(NoticesQuery)
        floor, now = parts.office.floor(), parts.clock.now()
        day = query.day or _day_of(query.alert)
        if day is None or day == _present(floor):
            day, watch = None, floor.watch
        else:
            watch = _past(parts, day, zone)
        shown = chosen(watch, alert=query.alert, channel=query.channel, state=query.state)
        told = None if day is None else day.isoformat()
        return notices_view(watch, shown, now, seq=floor.seq, day=told, wording=wording)


def _present(floor: Floor) -> date | None:
    return None if floor.day is None else floor.day.date


def _day_of(alert: str | None) -> date | None:
    """The date of an alert's id, "2026-11-23.e4"; None for what is none."""
    try:
        return None if alert is None else date.fromisoformat(alert[:10])
    except ValueError:
        return None


def _past(parts: Parts, day: date, zone: ZoneInfo) -> Watch:
    """What is known of a day that is over, from the log."""
    try:
        since = datetime.combine(day, time(0), tzinfo=zone)
        events = parts.office.recorded(OF_NOTICES, since=since, until=since + _SETTLED)
    except OverflowError:
        raise Problem("not_found") from None
    return watch_of(events, day.isoformat())
