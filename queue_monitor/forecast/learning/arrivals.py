"""Who comes: by half hours from earlier days, and how today differs from them.

Today's level lies around the usual and is unknown at opening; beside it a surge may be on, a
factor that lasts about forty minutes. Both are one grid of odds, updated with every arrival and
with every minute in which nobody came (a Poisson process's likelihood).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, floor
from typing import Final

import numpy as np

from queue_monitor.forecast.spread import Floats

BIN_S: Final = 1800.0
_BORROWED: Final = 3.0  # days that a service's own half hours borrow from the office's
_COLD_SD: Final = 0.45  # of the level's logarithm where no day was seen
_LEVEL_SD: Final = 0.18
_LEVEL_DAYS: Final = 6.0
_SHARE_WEIGHT: Final = 60.0  # people that the usual shares of services count as, today
_COLD_SHARE_WEIGHT: Final = 10.0
_LEVELS: Final = np.exp(np.linspace(-1.5, 1.5, 31))
_SURGES: Final = np.array([1.0, 1.5, 2.0, 2.6])
_SURGE_EVERY_S: Final = 30 * 3600.0
SURGE_FOR_S: Final = 2400.0
_MORNING: Final = (0.7, 0.9, 1.2, 1.5, 1.5, 1.3, 1.1, 0.9)  # half hours from opening; then this:
_LATER: Final = 0.8
_COLD_CLASSES: Final = (("walk_in", 0.96), ("priority", 0.04))
Kind = tuple[str, str]  # service and class


@dataclass(slots=True)
class Arrivals:
    """Counts of earlier days, and odds of today's level and surge."""

    cold_per_s: float = 1 / 180.0  # where no day was seen: of the whole office
    days: float = 0.0
    counts: dict[Kind, dict[int, float]] = field(default_factory=dict)
    level_var: float = _LEVEL_SD**2
    today: Counter[tuple[Kind, int]] = field(default_factory=Counter)
    odds: Floats = field(default_factory=lambda: np.ones((1, 1)))
    at_s: float = 0.0
    open_s: float = 0.0
    close_s: float = 86400.0
    services: tuple[str, ...] = ()
    _rates: dict[int, dict[Kind, float]] = field(default_factory=dict)

    def begin_day(self, open_s: float, close_s: float, services: Sequence[str]) -> None:
        """The day before goes to the counts; today is as usual until it shows."""
        if self.today:
            self._keep_day()
        self.today = Counter()
        self._rates = {}
        self.open_s, self.close_s, self.services = open_s, close_s, tuple(services)
        self.at_s = open_s
        sd = self.level_var**0.5 if self.days else _COLD_SD
        prior = np.exp(-0.5 * (np.log(_LEVELS) / sd) ** 2)
        surges = np.array([0.985, 0.005, 0.005, 0.005])
        self.odds = np.outer(prior / prior.sum(), surges)

    def came(self, kind: Kind, at_s: float) -> None:
        """Somebody without an appointment took a number."""
        self.until(at_s)
        self.today[kind, _bin(at_s)] += 1
        self.odds = self.odds * (_LEVELS[:, None] * _SURGES[None, :])
        self.odds /= self.odds.sum()

    def until(self, at_s: float) -> None:
        """Time has passed in which nobody came."""
        while self.at_s < at_s:
            step_s = min(at_s - self.at_s, 300.0)
            expected = sum(self.usual(_bin(self.at_s)).values()) * step_s
            self.odds = self.odds * np.exp(-expected * _LEVELS[:, None] * _SURGES[None, :])
            ends, begins = 1.0 - exp(-step_s / SURGE_FOR_S), 1.0 - exp(-step_s / _SURGE_EVERY_S)
            on = self.odds[:, 1:] * (1.0 - ends) + self.odds[:, :1] * begins / (len(_SURGES) - 1)
            off = self.odds[:, :1] * (1.0 - begins) + self.odds[:, 1:].sum(1, keepdims=True) * ends
            self.odds = np.concatenate([off, on], axis=1)
            self.odds /= self.odds.sum()
            self.at_s += step_s

    def drawn(self, random: np.random.Generator, rows: int) -> tuple[Floats, Floats]:
        """(rows,) levels of today, and factors of the surge that is on (1: none)."""
        flat = random.choice(self.odds.size, size=rows, p=self.odds.ravel())
        width = self.odds.shape[1]
        return _LEVELS[flat // width], _SURGES[flat % width]

    def coming(self, at_s: float, until_s: float) -> Mapping[Kind, list[tuple[float, float]]]:
        """For each kind steps (end in seconds from `at_s`, usual people a second)."""
        shares = self._shares()
        kinds: dict[Kind, list[tuple[float, float]]] = {}
        start_s = at_s
        while start_s < at_s + until_s:
            end_s = (floor(start_s / BIN_S) + 1.0) * BIN_S
            for kind, rate in self.usual(_bin(start_s)).items():
                steps = kinds.setdefault(kind, [])
                steps.append((end_s - at_s, rate * shares.get(kind[0], 1.0)))
            start_s = end_s
        return kinds

    def usual(self, half_hour: int) -> Mapping[Kind, float]:
        """People a second of each kind in that half hour of a usual day."""
        known = self._rates.get(half_hour)
        if known is None:
            known = self._rates[half_hour] = self._usual(half_hour)
        return known

    def _usual(self, half_hour: int) -> dict[Kind, float]:
        begins_s = half_hour * BIN_S
        open_share = min(max(self.close_s - begins_s, 0.0) / BIN_S, 1.0)
        if begins_s + BIN_S <= self.open_s or open_share <= 0.0:
            return {}
        if not self.days:
            since = int((begins_s - self.open_s) // BIN_S)
            shape = _MORNING[since] if 0 <= since < len(_MORNING) else _LATER
            each = self.cold_per_s * shape * open_share / max(len(self.services), 1)
            return {
                (service, visit_class): each * share
                for service in self.services
                for visit_class, share in _COLD_CLASSES
            }
        whole = sum(self._smooth(kind, half_hour) for kind in self.counts)
        total = sum(sum(bins.values()) for bins in self.counts.values())
        rates = {}
        for kind, bins in self.counts.items():
            share = sum(bins.values()) / max(total, 1.0)
            own = bins.get(half_hour, 0.0)
            borrowed = _BORROWED * whole * share / self.days
            rates[kind] = (own + borrowed) / (self.days + _BORROWED) / BIN_S
        return rates

    def _smooth(self, kind: Kind, half_hour: int) -> float:
        bins = self.counts[kind]
        return (
            0.15 * bins.get(half_hour - 1, 0.0)
            + 0.7 * bins.get(half_hour, 0.0)
            + 0.15 * bins.get(half_hour + 1, 0.0)
        )

    def _shares(self) -> dict[str, float]:
        """For each service how much more of today's people it has than usual, shrunk."""
        expected: dict[str, float] = {}
        half_hour = _bin(self.open_s)
        while half_hour <= _bin(self.at_s):
            for kind, rate in self.usual(half_hour).items():
                expected[kind[0]] = expected.get(kind[0], 0.0) + rate
            half_hour += 1
        seen: Counter[str] = Counter()
        for (kind, _), count in self.today.items():
            seen[kind[0]] += count
        total, people = sum(expected.values()), sum(seen.values())
        weight = _SHARE_WEIGHT if self.days else _COLD_SHARE_WEIGHT
        return {
            service: (weight * rate / total + seen[service]) / (weight + people) / (rate / total)
            for service, rate in expected.items()
            if rate > 0.0
        }

    def _keep_day(self) -> None:
        usual = sum(
            sum(self.usual(half_hour).values()) * BIN_S
            for half_hour in range(_bin(self.open_s), _bin(self.close_s - 1.0) + 1)
        )
        count = float(sum(self.today.values()))
        if self.days >= 2.0 and usual > 0.0:
            # Of the ratio's variance, what a Poisson process of that size would not explain.
            over = (count / usual - 1.0) ** 2 * self.days / (self.days + 1.0) - 1.0 / usual
            weight = _LEVEL_DAYS + self.days
            self.level_var += (max(over, 0.0) - self.level_var) / (weight + 1.0)
        for (kind, half_hour), people in self.today.items():
            bins = self.counts.setdefault(kind, {})
            bins[half_hour] = bins.get(half_hour, 0.0) + people
        self.days += 1.0


def _bin(at_s: float) -> int:
    return int(at_s // BIN_S)
