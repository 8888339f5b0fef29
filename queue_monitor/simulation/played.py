"""The office's forecast for simulations: remedies are played forward here and now.

The server has them played in a process of its own and makes do with less when it is slow. A
simulation must say the same on every machine, however busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.floor import Floor
from queue_monitor.forecast import QuickForecast
from queue_monitor.forecast.base import UNLIMITED, BreachOdds, Change, ClearLimits, Outlook
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.passage import played_breach
from queue_monitor.forecast.summary import played_outlooks

REPLICATIONS: Final = 200


class PlayedHere(QuickForecast):
    """Outlooks from many plays of the day, seeded by the floor's number."""

    def outlook(
        self,
        floor: Floor,
        at: datetime,
        changes: Sequence[Change],
        horizon: timedelta,
        clear: ClearLimits = UNLIMITED,
    ) -> Sequence[Outlook]:
        """The office as it is and with each change, in their order."""
        scene = self.scene(floor, at, changes)
        run = Run(replications=REPLICATIONS, seed=floor.seq)
        return played_outlooks(scene, horizon, clear, run)

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        """The odds of each limit, from one play made now."""
        run = Run(replications=REPLICATIONS, seed=floor.seq)
        return played_breach(self.scene(floor, at, ()), limits, at, run)
