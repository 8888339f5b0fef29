"""The page 回測, its figures, and how fresh the forecast is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from queue_monitor.statistics.score_views import ForecastView, ScoresView, total_of
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard

if TYPE_CHECKING:
    from queue_monitor.statistics.day_scores import DayScores
    from queue_monitor.web.parts import Parts

_SHOWN: Final = 30


def blueprint(parts: Parts, scores: DayScores) -> Blueprint:
    """The page `/forecast` and `/api/v1/forecast…`."""
    pages = Blueprint("forecast", __name__, template_folder="templates")
    api = Api(pages, parts, tag="forecast")

    @pages.get("/forecast")
    @guard(parts, SUPERVISORS)
    def forecast_page() -> str:
        """How good the forecast was on the days that are over."""
        return render_template("statistics/forecast.html", page_data={})

    @api.operation(
        "GET",
        "/api/v1/forecast",
        answers={200: ForecastView},
        roles=SUPERVISORS,
        summary="How old the forecast is and what it cost",
    )
    def forecast(_: Call[None]) -> ForecastView:
        """Of the newest run, in seconds; the same figures are on `/metrics`."""
        cost = parts.metrics.forecast
        return ForecastView(
            age_s=None if cost is None else cost.age_s(),
            took_s=None if cost is None else cost.took_s(),
        )

    @api.operation(
        "GET",
        "/api/v1/forecast/scores",
        answers={200: ScoresView},
        roles=SUPERVISORS,
        summary="How good the forecast was, day by day",
    )
    def forecast_scores(_: Call[None]) -> ScoresView:
        """The last thirty days that were scored, as `queue-monitor score` does it, each with what
        was learned from the twenty days before it. A day is scored once it is over.
        """
        days = parts.runtime.offload(scores.newest, _SHOWN)
        return ScoresView(days=days, total=total_of(days))

    return pages
