"""The public page of waits: now, today, and what is usual by weekday and hour."""

from __future__ import annotations

import gzip
import threading
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, Response, g, render_template, request

from queue_monitor.domain.errors import TryLater
from queue_monitor.statistics.usual_waits import (
    LEAST_DAYS,
    LEAST_VISITS,
    UsualWait,
    best_times,
    quantile,
    usual_waits,
)
from queue_monitor.statistics.waits_now import plain_waits
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.visitor import words

if TYPE_CHECKING:
    from queue_monitor.statistics.visit_table import VisitTable
    from queue_monitor.web.parts import Parts

_LOOKED_BACK: Final = timedelta(days=91)  # thirteen weeks
_KEPT: Final = timedelta(minutes=5)
#: What plotly.js writes into a page by itself: a sheet for its maps, which are not used here, and
#: empty style attributes. A newer plotly.js may need another hash; the browser says which.
_PLOTLY_STYLES: Final = (
    "sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o=",
    "unsafe-hashes",  # for attributes too; of these hashes alone
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
)


class UsualCell(msgspec.Struct, frozen=True, kw_only=True):
    """What was usual for those who came in that hour of that weekday (0 is Monday).

    `enough`: of enough visits on enough days that it says something.
    """

    weekday: int
    hour: int
    visits: int
    days: int
    median_min: float
    p90_min: float
    enough: bool


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """How long those waited who were called today; null while nobody was."""

    called: int
    median_min: float | None
    p90_min: float | None


class UsualView(msgspec.Struct, frozen=True, kw_only=True):
    """What people waited, from the visits of thirteen weeks up to yesterday, and today."""

    at: datetime
    first: date
    last: date
    days: int  # on which anybody was called
    visits: int
    least_days: int  # a cell says something from so many days
    least_visits: int  # and so many visits on
    today: Today
    cells: tuple[UsualCell, ...]
    best: tuple[UsualCell, ...]  # the hours with the shortest waits, shortest first


class Usual:
    """Makes the view, and keeps it for some minutes: it reads thirteen weeks of visits."""

    def __init__(self, parts: Parts, table: VisitTable) -> None:
        self._parts = parts
        self._table = table
        self._view: UsualView | None = None
        self._lock = threading.Lock()

    def view(self) -> UsualView:
        """The newest view. Blocks; to be called off the event loop. Raises StoreUnavailable."""
        now = self._parts.clock.now()
        with self._lock:
            view = self._view
            if view is None or not timedelta(0) <= now - view.at < _KEPT:
                view = self._view = self._made(now)
            return view

    def _made(self, now: datetime) -> UsualView:
        zone = ZoneInfo(self._parts.settings.office.time_zone)
        today = now.astimezone(zone).date()
        waits = self._table.waits(first=today - _LOOKED_BACK, last=today)
        before = [wait for wait in waits if wait.day < today]
        called = sorted(wait.waiting_s for wait in waits if wait.day == today)
        cells = usual_waits(before, zone)
        return UsualView(
            at=now,
            first=today - _LOOKED_BACK,
            last=today - timedelta(days=1),
            days=len({wait.day for wait in before}),
            visits=len(before),
            least_days=LEAST_DAYS,
            least_visits=LEAST_VISITS,
            today=Today(
                called=len(called),
                median_min=_minutes(quantile(called, 0.5)) if called else None,
                p90_min=_minutes(quantile(called, 0.9)) if called else None,
            ),
            cells=tuple(_cell(cell) for cell in cells),
            best=tuple(_cell(cell) for cell in best_times(cells)),
        )


def blueprint(parts: Parts, table: VisitTable) -> Blueprint:
    """The page `/waits`, `/api/v1/waits`, and the library that draws its chart."""
    pages = Blueprint("waits", __name__, template_folder="templates")
    api = Api(pages, parts, tag="public")
    usual = Usual(parts, table)

    @pages.get("/waits")
    @for_visitors
    def waits_page() -> str:
        """The best time to come."""
        g.allowed_styles = _PLOTLY_STYLES
        name = words(parts.settings.office.name)
        data = {"office": name, "plotly": f"/assets-plotly/{_plotly_version()}.js"}
        return render_template("statistics/waits.html", page_data=data, plain=plain_waits(parts))

    @api.operation(
        "GET",
        "/api/v1/waits",
        answers={200: UsualView},
        roles=None,
        summary="What people usually wait, by weekday and hour",
        cache_s=300,
    )
    def waits(_: Call[None]) -> UsualView:
        """From the visits of thirteen weeks, appointments and practice left out. A cell with
        `enough` false is of too few visits or days to go by.
        """
        return parts.runtime.offload(usual.view)

    @pages.get("/assets-plotly/<version>.js")
    def plotly(version: str) -> Response:
        """plotly.js as the Python library brings it, compressed once; 4.8 MB else."""
        if version != _plotly_version() or "gzip" not in request.headers.get("Accept-Encoding", ""):
            response = Response(_plotly_path().read_bytes(), mimetype="text/javascript")
            response.headers["Cache-Control"] = "no-cache"
            return response
        response = Response(parts.runtime.offload(_plotly_gzipped), mimetype="text/javascript")
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    return pages


def _cell(cell: UsualWait) -> UsualCell:
    return UsualCell(
        weekday=cell.weekday,
        hour=cell.hour,
        visits=cell.visits,
        days=cell.days,
        median_min=_minutes(cell.median_s),
        p90_min=_minutes(cell.p90_s),
        enough=cell.is_enough,
    )


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


@cache
def _plotly_path() -> Path:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise TryLater
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _plotly_version() -> str:
    return f"{_plotly_path().stat().st_size:x}"


@cache
def _plotly_gzipped() -> bytes:
    return gzip.compress(_plotly_path().read_bytes(), 6)
