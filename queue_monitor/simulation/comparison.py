"""The same day again without a server: with reallocation and without, the same random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts import reallocation
from alerts.watching import watching_of
from queue_monitor.config import Settings
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Alert, Proposal
from queue_monitor.forecast import Forecast
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.direct import Candidates
from queue_monitor.simulation.journal import Figures
from queue_monitor.simulation.study import live


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of one day."""

    without: Figures
    with_: Figures


def compare(
    day: SimulatedDay, settings: Settings, *, candidates: Candidates, until: datetime
) -> Comparison:
    """Both runs up to `until`, some tenths of a second each, and the scoring of remedies."""
    return Comparison(
        without=relive(day, settings, candidates=None, until=until),
        with_=relive(day, settings, candidates=candidates, until=until),
    )


def relive(
    day: SimulatedDay, settings: Settings, *, candidates: Candidates | None, until: datetime
) -> Figures:
    """One run; nobody is moved without `candidates`."""
    return live(day, settings, candidates=candidates, until=until).figures


def candidates_of(settings: Settings, forecast: Forecast) -> Candidates:
    """The remedies that e-Eyes itself would find."""
    watching = watching_of(settings)
    express = frozenset(counter.number for counter in settings.counters if counter.express)

    def candidates(floor: Floor, alert: Alert, at: datetime) -> Sequence[Proposal]:
        return reallocation.proposals(
            floor, alert, at, watching=watching, forecast=forecast, express=express
        )

    return candidates
