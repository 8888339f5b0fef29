"""The what-if page and its operations."""

from __future__ import annotations

import atexit
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from alerts.kept_days import kept, logs_of
from alerts.what_if import MOST_DAYS, Bench, RecordedDaysView, WhatIf, WhatIfView
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call, Reply
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Problem
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts

#: Days to choose from: three months of weekdays.
_OFFERED: Final = 65


def register(pages: Blueprint, api: Api, parts: Parts) -> None:
    """The page `/what-if` and `/api/v1/what-if…`."""
    bench = Bench(parts.settings)
    atexit.register(bench.close)

    @pages.get("/what-if")
    @guard(parts, SUPERVISORS)
    def what_if() -> str:
        """What would be otherwise with other limits, staff or crowds."""
        return render_template("alerts/what_if.html", page_data={})

    @api.operation(
        "GET",
        "/api/v1/what-if",
        answers={200: WhatIfView},
        roles=SUPERVISORS,
        summary="The latest simulation and how far it is",
    )
    def simulation(_: Call[None]) -> WhatIfView:
        """Its question, the days done, and the result once there is one."""
        return bench.view()

    @api.operation(
        "POST",
        "/api/v1/what-if",
        body=WhatIf,
        answers={200: WhatIfView},
        roles=SUPERVISORS,
        problems=("what_if_running", "no_such_day"),
        summary="Simulate days with other limits, staff or crowds",
        example={"days": 3, "staff": 8, "arrivals_percent": 120},
    )
    def begin_simulation(call: Call[WhatIf]) -> WhatIfView:
        """Drawn or recorded days, each without reallocation and with it, as the office is and as
        asked; in a process of its own, one at a time. Nothing of it enters the log.
        """
        bench.check_free()
        wanted, floor = set(call.body.recorded), parts.office.floor()
        if not wanted:
            return bench.begin(call.body)
        days = parts.office.consult(partial(logs_of, floor=floor, wanted=wanted))
        if missing := wanted - {day for day, _ in days}:
            raise Problem("no_such_day", day=min(missing).isoformat())
        return bench.begin(call.body, days)

    @api.operation(
        "GET",
        "/api/v1/what-if/days",
        answers={200: RecordedDaysView},
        roles=SUPERVISORS,
        summary="Recorded days that may be lived again",
    )
    def recorded_days(_: Call[None]) -> RecordedDaysView:
        """Business days of the log that are over, without practice."""
        floor = parts.office.floor()
        found = parts.office.consult(partial(kept, floor=floor, most=_OFFERED))
        return RecordedDaysView(days=found, most=MOST_DAYS)

    @api.operation(
        "DELETE",
        "/api/v1/what-if",
        answers={200: WhatIfView},
        roles=SUPERVISORS,
        summary="Cancel the simulation, or forget its result",
    )
    def cancel_simulation(_: Call[None]) -> WhatIfView:
        """At once; nothing of it is left."""
        return bench.cancel()

    @api.operation(
        "GET",
        "/api/v1/what-if/report",
        answers={200: Media(content_type="text/html")},
        roles=SUPERVISORS,
        problems=("no_what_if",),
        summary="The latest simulation as a page for a plan",
    )
    def simulation_report(_: Call[None]) -> Reply:
        """One HTML page with tables and charts, complete in itself."""
        page = bench.report()
        if page is None:
            raise Problem("no_what_if")
        name = 'attachment; filename="what-if.html"'
        return Reply(page, headers={"Content-Disposition": name})
