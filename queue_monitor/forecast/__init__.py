"""Expected waits as ranges, and what a change of counters would do to them."""

from queue_monitor.forecast.base import (
    NO_WAIT,
    BreachOdds,
    Change,
    ChangeLanes,
    ClearLimits,
    Forecast,
    MoveClerk,
    OpenCounter,
    Outlook,
    WaitRange,
)
from queue_monitor.forecast.client import PlayedForecast
from queue_monitor.forecast.factory import forecast_of
from queue_monitor.forecast.quick import QuickForecast, before
from queue_monitor.forecast.ranges import rounded_outwards
from queue_monitor.forecast.times import Settings

__all__ = [
    "NO_WAIT",
    "BreachOdds",
    "Change",
    "ChangeLanes",
    "ClearLimits",
    "Forecast",
    "MoveClerk",
    "OpenCounter",
    "Outlook",
    "PlayedForecast",
    "QuickForecast",
    "Settings",
    "WaitRange",
    "before",
    "forecast_of",
    "rounded_outwards",
]
