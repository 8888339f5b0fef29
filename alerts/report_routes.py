"""One episode on a page of its own, and the month's report, over the JSON API."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, render_template

from alerts import ledger
from alerts.appraisals import Course, course
from alerts.report_shapes import EpisodeView, ReportView
from alerts.report_views import episode_view, report_view
from queue_monitor.domain.errors import UnknownAlert
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Alert
from queue_monitor.domain.watch_ids import AlertId
from queue_monitor.web.identity import SUPERVISORS, WATCHERS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor, guard

if TYPE_CHECKING:
    from alerts.watching import Watching
    from alerts.wording import Wording
    from queue_monitor.domain.plans import Plan
    from queue_monitor.store.base import EventStore
    from queue_monitor.web.parts import Parts

Month = Annotated[str, msgspec.Meta(pattern=r"^2[0-8][0-9]{2}-(0[1-9]|1[0-2])$")]


class ReportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`month=2026-03`; the present month if left out."""

    month: Month | None = None


def declare(pages: Blueprint, api: Api, parts: Parts, watching: Watching, wording: Wording) -> None:
    """Declare the page `/supervisor/alerts/<id>` and the operations on `api`."""
    days = ledger.Ledger()
    zone = ZoneInfo(parts.settings.office.time_zone)

    @pages.get("/supervisor/alerts/<alert>")
    @guard(parts, SUPERVISORS)
    def alert_page(alert: str) -> str:
        """One episode: its course, what was done, what that did."""
        actor = current_actor(parts)
        assert actor is not None
        me = {"actor": actor.id, "role": actor.role, "name": actor.name, "clerk": actor.clerk}
        return render_template("alerts/alert.html", page_data={"me": me, "alert": alert})

    @api.operation(
        "GET",
        "/api/v1/alerts/<alert>",
        answers={200: EpisodeView},
        roles=WATCHERS,
        problems=("unknown_alert",),
        summary="One alert's course",
    )
    def episode(_: Call[None], alert: str) -> EpisodeView:
        """The line and its longest wait from five minutes before the crossing to the end, what was
        done when, and the same stretch with nothing done: the same visitors, visits and clerks, but
        for what the plans changed, called anew by the office's own rule.
        """
        floor, now = parts.office.floor(), parts.clock.now()
        found = parts.office.consult(partial(_episode, alert=AlertId(alert), floor=floor, now=now))
        if found is None:
            raise UnknownAlert(alert)
        known, plans, told = found
        return episode_view(
            floor, now, known, plans, told, watching=watching.on(floor, now), wording=wording
        )

    @api.operation(
        "GET",
        "/api/v1/reallocations/report",
        query=ReportQuery,
        answers={200: ReportView},
        roles=WATCHERS,
        summary="What reallocation did in a month",
    )
    def report(call: Call[None]) -> ReportView:
        """Episodes, minutes to acknowledge, to act and to recover, waiting that people were
        spared, and how often each clerk helped; together and day by day.
        """
        month = call.query(ReportQuery).month or f"{parts.clock.now().astimezone(zone):%Y-%m}"
        first, after = month_bounds(month, zone)
        return report_view(
            month, parts.office.consult(partial(days.month, first=first, after=after)), wording
        )


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the month, and the first after it, by the office's clock."""
    year, number = (int(part) for part in month.split("-"))
    first = datetime(year, number, 1, tzinfo=zone)
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return first.astimezone(UTC), after.astimezone(UTC)


def _episode(
    store: EventStore, *, alert: AlertId, floor: Floor, now: datetime
) -> tuple[Alert, list[Plan], Course] | None:
    """The episode with its course, from the log. Blocks."""
    found = ledger.find(store, alert, floor)
    if found is None:
        return None
    known, plans = found
    at_work = [plan for plan in plans if plan.applied_at is not None]
    ends = [known.resolved_at or now, *(plan.ended_at or now for plan in at_work)]
    begin = store.day_start(at=known.crossed_at)
    log = ledger.day_log(store, begin) if begin else ()
    return known, plans, course(log, known, at_work, max(ends))
