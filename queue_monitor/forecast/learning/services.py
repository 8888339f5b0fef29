"""Service times learned as they end: by service, by counter, by the day, and when all is slow.

The logarithm of a service's time is a sum: the office, the service, the counter's clerk, today,
and chance. The parts are one Gaussian, updated with every service that ends (Kalman's filter,
1960), so that a service seldom given borrows from the rest. Beside it runs a filter over paces:
usual, or slower by some factor for about an hour (a system that drags). Those still being served
say something too: who sits longer than usual is counted as censored, when the forecast is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, log1p
from typing import Final

import numpy as np

from queue_monitor.forecast.spread import Floats, log_upper

_LEAST_S: Final = 10.0  # shorter services are slips of the hand
_UNKNOWN_S: Final = 300.0
_COMMON_SD: Final = 0.25  # nominal times of all services together are off by this much
_OWN_SD: Final = 0.20  # and each by this much more
_UNTOLD_SD: Final = 0.60  # of a service whose nominal time is not told
_COUNTER_SD: Final = 0.14
_DAY_SD: Final = 0.10
_DAYS_PRIOR: Final = 8.0
_CV: Final = 0.6
_CV_WEIGHT: Final = 12.0
_NIGHT_SD: Final = 0.01  # offices change slowly
_OUTLIER: Final = 3.0

#: Paces in logarithms: the usual one first, then slower ones.
_PACES: Final = np.array([0.0, 0.2, 0.4, 0.6])
_SLOWER: Final = np.array([0.25, 0.5, 0.25])  # how slow, when it begins
#: The odds of each at opening.
USUAL: Final = np.array([0.97, 0.0075, 0.015, 0.0075])
_SLOW_EVERY_S: Final = 40 * 3600.0
_SLOW_FOR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Running:
    """A service under way."""

    service: str
    counter: str
    elapsed_s: float


@dataclass(slots=True)
class Services:
    """The filter. Services and counters are added as they are met."""

    nominal_s: Mapping[str, float] = field(default_factory=dict)
    nominal_cv: Mapping[str, float] = field(default_factory=dict)
    mean: Floats = field(default_factory=lambda: np.zeros(2))  # office, today, then the parts
    cov: Floats = field(default_factory=lambda: np.diag([_COMMON_SD**2, _DAY_SD**2]))
    parts: dict[tuple[str, str], int] = field(default_factory=dict)
    squares: dict[str, tuple[float, float]] = field(default_factory=dict)  # service: weight, sum
    paces: Floats = field(default_factory=USUAL.copy)
    paced_at_s: float = 0.0
    day_sd: float = _DAY_SD
    days: float = 0.0
    seen_today: int = 0

    def begin_day(self) -> None:
        """A new day: its pace is unknown again; the rest is kept, a little less sure."""
        if self.seen_today >= 10:
            square = self.mean[1] ** 2 + self.cov[1, 1]
            weight = _DAYS_PRIOR + self.days
            self.day_sd = float(np.sqrt((weight * self.day_sd**2 + square) / (weight + 1.0)))
            self.days += 1.0
        self.mean[1] = 0.0
        self.cov[1, :] = self.cov[:, 1] = 0.0
        self.cov[1, 1] = self.day_sd**2
        for place in range(2, len(self.mean)):
            self.cov[place, place] += _NIGHT_SD**2
        self.paces, self.paced_at_s, self.seen_today = USUAL.copy(), 0.0, 0

    def finished(self, service: str, counter: str, lasted_s: float, at_s: float) -> None:
        """A service ended."""
        self._until(at_s)
        own, desk = self._part("service", service), self._part("counter", counter)
        sigma2 = self.sigma(service) ** 2
        h = np.zeros(len(self.mean))
        h[[0, 1, own, desk]] = 1.0
        seen = log(max(lasted_s, _LEAST_S)) - self._base(service)
        spread = self.cov @ h
        known = float(h @ spread)
        error = seen - float(h @ self.mean)
        self._weigh(error, known + sigma2)
        slow = float(self.paces @ _PACES)
        unsure = float(self.paces @ (_PACES - slow) ** 2)
        scale2 = known + sigma2 + unsure
        error = float(np.clip(error - slow, -_OUTLIER * scale2**0.5, _OUTLIER * scale2**0.5))
        self.mean += spread * (error / scale2)
        self.cov -= np.outer(spread, spread) / scale2
        weight, total = self.squares[service]
        self.squares[service] = (weight + 1.0, total + error * error * sigma2 / scale2)
        self.seen_today += 1

    def paced(self, running: Sequence[Running], at_s: float) -> Floats:
        """The odds of each pace now, those still being served counted in."""
        self._until(at_s)
        log_odds = np.log(np.maximum(self.paces, 1e-12))
        for one in running:
            if one.elapsed_s > 1.0:
                mu, variance = self.told(one.service, one.counter)
                sd = (variance + self.sigma(one.service) ** 2) ** 0.5
                log_odds += log_upper((log(one.elapsed_s) - mu - _PACES) / sd)
        odds = np.exp(log_odds - log_odds.max())
        return np.asarray(odds / odds.sum(), dtype=np.float64)

    def drawn(
        self,
        random: np.random.Generator,
        odds: Floats,
        services: Sequence[str],
        counters: Sequence[str],
        rows: int,
    ) -> tuple[Floats, Floats]:
        """Possible truths: (rows, services) means of the log time, (rows, counters) log factors."""
        own = [self._part("service", service) for service in services]
        desks = [self._part("counter", counter) for counter in counters]
        root = np.linalg.cholesky(self.cov + 1e-9 * np.eye(len(self.mean)))
        theta = self.mean + random.standard_normal((rows, len(self.mean))) @ root.T
        pace = random.choice(_PACES, size=rows, p=odds)
        base = np.array([self._base(service) for service in services])
        mu = base + theta[:, own] + (theta[:, 0] + theta[:, 1] + pace)[:, None]
        return mu, theta[:, desks]

    def told(self, service: str, counter: str) -> tuple[float, float]:
        """Mean and variance of the mean of the log time, the pace apart."""
        own, desk = self._part("service", service), self._part("counter", counter)
        h = np.zeros(len(self.mean))
        h[[0, 1, own, desk]] = 1.0
        return float(self._base(service) + h @ self.mean), float(h @ self.cov @ h)

    def sigma(self, service: str) -> float:
        """Of the logarithm of one service's time."""
        self._part("service", service)
        weight, total = self.squares[service]
        return float((total / weight) ** 0.5)

    def mean_s(self, service: str) -> float:
        """Mean seconds of a service at an average counter on a day like today."""
        own = self._part("service", service)
        mu = self._base(service) + float(self.mean[0] + self.mean[1] + self.mean[own])
        return exp(mu + 0.5 * self.sigma(service) ** 2)

    def _until(self, at_s: float) -> None:
        span_s = max(at_s - self.paced_at_s, 0.0) if self.paced_at_s else 0.0
        self.paced_at_s = max(at_s, self.paced_at_s)
        ends = 1.0 - exp(-span_s / _SLOW_FOR_S)
        begins = 1.0 - exp(-span_s / _SLOW_EVERY_S)
        slow = self.paces[1:] * (1.0 - ends)
        usual = self.paces[0] * (1.0 - begins) + self.paces[1:].sum() * ends
        slow = slow + self.paces[0] * begins * _SLOWER
        self.paces = np.concatenate([[usual], slow])

    def _weigh(self, error: float, variance: float) -> None:
        likely = np.exp(-0.5 * (error - _PACES) ** 2 / variance) + 1e-4
        odds = self.paces * likely
        self.paces = odds / odds.sum()

    def _base(self, service: str) -> float:
        mean_s = max(self.nominal_s.get(service, _UNKNOWN_S), _LEAST_S)
        cv = self.nominal_cv.get(service, _CV)
        return log(mean_s) - 0.5 * log1p(cv * cv)

    def _part(self, kind: str, name: str) -> int:
        place = self.parts.get((kind, name))
        if place is None:
            place = self.parts[kind, name] = len(self.mean)
            sd = _COUNTER_SD
            if kind == "service":
                sd = _OWN_SD if name in self.nominal_s else _UNTOLD_SD
                cv = self.nominal_cv.get(name, _CV)
                self.squares[name] = (_CV_WEIGHT, _CV_WEIGHT * log1p(cv * cv))
            self.mean = np.append(self.mean, 0.0)
            grown = np.zeros((place + 1, place + 1))
            grown[:place, :place] = self.cov
            grown[place, place] = sd * sd
            self.cov = grown
        return place
