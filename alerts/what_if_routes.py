"""The what-if page and its operations."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from alerts.what_if import Bench, WhatIf, WhatIfView
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call, Reply
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Problem
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts


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
        problems=("what_if_running",),
        summary="Simulate days with other limits, staff or crowds",
        example={"days": 3, "staff": 8, "arrivals_percent": 120},
    )
    def begin_simulation(call: Call[WhatIf]) -> WhatIfView:
        """Drawn days, each without reallocation and with it, as the office is and as asked; in a
        process of its own, one at a time. Nothing of it enters the log.
        """
        return bench.begin(call.body)

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
