"""The office of config.yaml and its days, as simulations want them."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import TYPE_CHECKING, Final

from queue_monitor.config import Settings
from queue_monitor.simulation.day import SimulatedDay, simulate
from tests.support.config import office as settings

if TYPE_CHECKING:
    from queue_monitor.simulation.pattern import Pattern

MONDAY: Final = date(2026, 11, 23)
SUNDAY: Final = date(2026, 11, 22)


def office() -> Settings:
    """The repository's office."""
    return settings()


@cache
def a_day(seed: int, *, begin: str | None = None, pattern: Pattern | None = None) -> SimulatedDay:
    """A Monday of that office."""
    hour = None if begin is None else time.fromisoformat(begin)
    return simulate(office(), seed=seed, day=MONDAY, begin=hour, pattern=pattern)
