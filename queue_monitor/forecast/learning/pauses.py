"""Time in which a counter serves nobody: between two visits, unplanned absences, no-shows.

And when those with an appointment come. Each is a list of what was seen, beside what is thought of
such offices beforehand; asked for, it gives equally likely quantiles.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from statistics import NormalDist
from typing import Final

from queue_monitor.forecast.spread import spread_of

_KEPT: Final = 400  # of each kind


def _log_normal(median: float, sigma: float, points: int = 9) -> list[float]:
    normal = NormalDist(0.0, sigma)
    return [median * exp(normal.inv_cdf((i + 0.5) / points)) for i in range(points)]


@dataclass(slots=True)
class Seen:
    """Values that were seen, and those thought of beforehand with their weight together."""

    prior: Sequence[float]
    weight: float
    values: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    known: tuple[int, tuple[float, ...]] = (-1, ())
    count: int = 0

    def add(self, value: float) -> None:
        self.values.append(value)
        self.count += 1

    def spread(self, beyond: float | None = None) -> tuple[float, ...]:
        """Quantiles; of what is left of those longer than `beyond`, if that is given."""
        if beyond is None and self.known[0] == self.count:
            return self.known[1]
        each = self.weight / len(self.prior)
        values = [*self.values, *self.prior]
        weights = [1.0] * len(self.values) + [each] * len(self.prior)
        if beyond is not None:
            left = [(v - beyond, w) for v, w in zip(values, weights, strict=True) if v > beyond]
            if not left:  # longer than anything known: about half as long again
                left = [(beyond * share, 1.0) for share in (0.05, 0.2, 0.5, 1.0)]
            return spread_of([v for v, _ in left], [w for _, w in left])
        self.known = (self.count, spread_of(values, weights))
        return self.known[1]


@dataclass(slots=True)
class Ratio:
    """A share, seen so many times in so many, with a prior."""

    prior: float
    weight: float
    hits: float = 0.0
    trials: float = 0.0

    def add(self, hit: bool) -> None:
        self.hits += hit
        self.trials += 1.0

    @property
    def value(self) -> float:
        return (self.weight * self.prior + self.hits) / (self.weight + self.trials)


_LONG_SHARE: Final = 0.03  # of absences: an hour and more, whether any was seen or not
_LONG: Final = [1800.0, 2700.0, 3600.0, 4500.0, 5400.0, 7200.0, 10800.0]


@dataclass(slots=True)
class Pauses:
    """All of them."""

    between: Seen = field(default_factory=lambda: Seen(_log_normal(13.0, 0.6), 20.0))
    missed: Seen = field(default_factory=lambda: Seen(_log_normal(75.0, 0.3), 6.0))
    absent: Seen = field(default_factory=lambda: Seen(_log_normal(420.0, 0.8), 6.0))
    long_absent: Sequence[float] = field(default_factory=lambda: list(_LONG))
    no_shows: Ratio = field(default_factory=lambda: Ratio(0.04, 40.0))
    absences: Ratio = field(default_factory=lambda: Ratio(0.02, 60.0))
    early: Seen = field(
        default_factory=lambda: Seen(
            [-900.0, -600.0, -420.0, -300.0, -240.0, -120.0, 0.0, 200.0], 8.0
        )
    )
    shows: Ratio = field(default_factory=lambda: Ratio(0.92, 20.0))
    opens: Seen = field(default_factory=lambda: Seen([-60.0, -20.0, 0.0, 15.0, 40.0], 5.0))

    def back_after(self, gone_s: float) -> tuple[float, ...]:
        """Seconds until a clerk who left unplanned `gone_s` ago is back."""
        seen = self.absent
        each = seen.weight / len(seen.prior)
        far = _LONG_SHARE * (len(seen.values) + seen.weight) / len(self.long_absent)
        values = [*seen.values, *seen.prior, *self.long_absent]
        weights = [1.0] * len(seen.values) + [each] * len(seen.prior)
        weights += [far] * len(self.long_absent)
        left = [(v - gone_s, w) for v, w in zip(values, weights, strict=True) if v > gone_s]
        if not left:
            left = [(gone_s * share, 1.0) for share in (0.05, 0.2, 0.5, 1.0)]
        return spread_of([v for v, _ in left], [w for _, w in left])
