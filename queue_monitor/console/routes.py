"""The clerk's page, the floor, and who is next at a counter."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from queue_monitor.console import desk_routes, ticket_routes
from queue_monitor.console.desk import COUNTER, Desk
from queue_monitor.console.next import next_view
from queue_monitor.console.shapes import FloorView, NextView
from queue_monitor.console.views import floor_view
from queue_monitor.domain.model import WALK_IN, CounterId
from queue_monitor.web.identity import CLERKS, WATCHERS, Role
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor, guard

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """The page `/console`, `/api/v1/floor` and `/api/v1/counters/…`."""
    console = Blueprint("console", __name__, template_folder="templates")
    api = Api(console, parts, tag="counters")
    _page(console, parts)
    _slips_page(console, parts)
    _reading(api, parts)
    desk = Desk(parts)
    desk_routes.declare(api, desk)
    ticket_routes.declare(api, desk)
    parts.live.topic("floor", partial(_floor_at, parts), roles=WATCHERS)
    return console


def _floor_at(parts: Parts, floor: Floor, at: datetime) -> FloorView:
    """`floor` as staff see it, with the forecast for those who come at `at`."""
    expected = {
        plan.id: parts.forecast.newcomer(floor, plan.id, WALK_IN, at)
        for plan in floor.plan.services
    }
    return floor_view(floor, at, parts.settings, expected=expected, name_of=parts.accounts.name_of)


def _page(console: Blueprint, parts: Parts) -> None:
    @console.get("/console")
    @guard(parts, CLERKS)
    def page() -> str:
        """The clerk's page."""
        actor = current_actor(parts)
        assert actor is not None
        me = {"actor": actor.id, "role": actor.role, "name": actor.name, "clerk": actor.clerk}
        return render_template(
            "console/console.html", page_data={"me": me, "at": parts.clock.now().isoformat()}
        )


def _slips_page(console: Blueprint, parts: Parts) -> None:
    @console.get("/slips")
    @guard(parts, CLERKS | {Role.GREETER})
    def slips() -> str:
        """What became of each slip, and how the printers are; the JSON is the kiosk's."""
        return render_template("console/slips.html", page_data={})


def _reading(api: Api, parts: Parts) -> None:
    @api.operation(
        "GET",
        "/api/v1/floor",
        answers={200: FloorView},
        roles=WATCHERS,
        summary="Counters, lines and clerks at this moment",
    )
    def floor(_: Call[None]) -> FloorView:
        """Everything on the floor. Lines are in the order of arrival."""
        return _floor_at(parts, parts.office.floor(), parts.clock.now())

    @api.operation(
        "GET",
        f"{COUNTER}/next",
        answers={200: NextView},
        roles=WATCHERS,
        problems=("unknown_counter",),
        summary="Who is next at a counter, and why",
    )
    def next_at(_: Call[None], counter: int) -> NextView:
        """Whom the counter would call now, why, and up to ten in the order of calling."""
        newest = parts.office.floor()
        return next_view(newest, newest.counter(CounterId(counter)), parts.clock.now())
