"""The same day again without a server: with reallocation and without, the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.config import Settings
from queue_monitor.simulation.advice import Advice
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.journal import Figures
from queue_monitor.simulation.study import live


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of one day."""

    without: Figures
    with_: Figures


def compare(
    day: SimulatedDay, settings: Settings, *, advice: Advice, until: datetime
) -> Comparison:
    """Both runs up to `until`, some tenths of a second each, and the scoring of remedies."""
    return Comparison(
        without=relive(day, settings, advice=None, until=until),
        with_=relive(day, settings, advice=advice, until=until),
    )


def relive(
    day: SimulatedDay, settings: Settings, *, advice: Advice | None, until: datetime
) -> Figures:
    """One run; nobody is moved without `advice`."""
    return live(day, settings, advice=advice, until=until).figures
