"""The forecast of a running office, from its settings."""

from typing import Protocol
from zoneinfo import ZoneInfo

from queue_monitor.forecast.client import Offload, PlayedForecast
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.forecast.times import Settings


class ForecastSection(Protocol):
    """The settings' part that is about expected waits."""

    @property
    def prior_weight(self) -> float:
        """Visits that the configured service times count as."""


class OfficeSection(Protocol):
    """The settings' part that is about the office itself."""

    @property
    def time_zone(self) -> str:
        """IANA name of its time zone."""


class HasForecast(Protocol):
    """The office's settings, as far as they are needed here."""

    @property
    def office(self) -> OfficeSection: ...

    @property
    def forecast(self) -> ForecastSection: ...


def forecast_of(settings: HasForecast, runtime: Offload) -> PlayedForecast:
    """Newcomers in closed form at once; the rest played in a process that starts when asked."""
    return PlayedForecast(
        QuickForecast(
            Settings(
                prior_weight=settings.forecast.prior_weight,
                zone=ZoneInfo(settings.office.time_zone),
            )
        ),
        runtime,
    )
