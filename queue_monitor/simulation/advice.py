"""What e-Eyes goes by beside the log, for a simulated day: remedies, and what is foreseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from alerts import reallocation
from alerts.readings import Readings
from alerts.release import odds_without
from alerts.senses import foreseen
from alerts.watching import watching_of
from queue_monitor.config import Settings
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Alert, Plan, Proposal
from queue_monitor.forecast import Forecast

#: Remedies for an alert on a floor, best first.
Candidates = Callable[[Floor, Alert, datetime], Sequence[Proposal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Without `odds` nobody is proposed to go back, without `readings` nothing is foreseen."""

    candidates: Candidates
    odds: Callable[[Floor, Plan, datetime], float] | None = None
    readings: Callable[[Floor, datetime], Readings] | None = None


def advice_of(settings: Settings, forecast: Forecast) -> Advice:
    """What e-Eyes itself would find."""
    watching = watching_of(settings)

    def readings(floor: Floor, at: datetime) -> Readings:
        return Readings(odds=foreseen(forecast, watching, floor, at))

    return Advice(
        candidates=partial(
            reallocation.proposals,
            watching=watching,
            forecast=forecast,
            express=frozenset(c.number for c in settings.counters if c.express),
        ),
        odds=partial(odds_without, watching=watching, forecast=forecast),
        readings=readings,
    )
