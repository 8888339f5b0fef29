"""Seeded random numbers: a stream for each purpose, so that one never disturbs another.

That gives runs common random numbers: the same visitor needs the same service time whether staff
are moved or not.
"""

import math
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """The stream of one purpose, such as `Draws(7, "visitor", 12)`."""

    def __init__(self, seed: int, *purpose: object) -> None:
        # A simulation wants repeatable numbers, not secret ones.
        self._random = Random(":".join(map(str, (seed, *purpose))))  # noqa: S311

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Uniform."""
        return self._random.uniform(low, high)

    def span(self, low_s: float, high_s: float) -> timedelta:
        """A span between so many seconds, uniform."""
        return timedelta(seconds=self.between(low_s, high_s))

    def until_next(self, per_hour: float) -> timedelta:
        """The time to the next event of a Poisson stream (exponential)."""
        return timedelta(hours=self._random.expovariate(per_hour))

    def log_normal(self, mean: timedelta, cv: float) -> timedelta:
        """Log-normal with that mean and coefficient of variation; zero for a mean of zero."""
        if not mean:
            return mean
        sigma2 = math.log1p(cv * cv)
        mu = math.log(mean.total_seconds()) - sigma2 / 2
        return timedelta(seconds=self._random.lognormvariate(mu, math.sqrt(sigma2)))

    def exponential(self, mean: timedelta) -> timedelta:
        """Exponential with that mean."""
        return timedelta(seconds=self._random.expovariate(1 / mean.total_seconds()))

    def one_of(self, weights: Mapping[T, float]) -> T:
        """One of the keys, by weight."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def sample(self, values: list[T], count: int) -> list[T]:
        """So many different ones, in random order."""
        return self._random.sample(values, count)
