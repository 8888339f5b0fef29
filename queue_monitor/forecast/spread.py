"""Distributions as a few numbers: equally likely quantiles, and the tails of log-normal times."""

from collections.abc import Sequence
from math import erfc, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_Z: Final = np.arange(-8.0, 12.0, 0.01)
_LOG_UPPER: Final = np.array([log(0.5 * erfc(z / sqrt(2.0))) for z in _Z])
_POINTS: Final = 41


def drawn(
    random: np.random.Generator, spread: Sequence[float], size: int | tuple[int, ...]
) -> Floats:
    """Draws from a spread: its quantiles at equal steps from the least to the greatest."""
    grid = np.linspace(0.0, 1.0, len(spread))
    return np.asarray(np.interp(random.random(size), grid, spread), dtype=np.float64)


def spread_of(values: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, ...]:
    """The quantiles of weighted values, at equal steps. Raises ValueError if there are none."""
    if not len(values):
        raise ValueError("a spread needs values")
    order = np.argsort(values, kind="stable")
    sorted_values = np.asarray(values, dtype=np.float64)[order]
    mass = np.ones(len(order)) if weights is None else np.asarray(weights, dtype=np.float64)[order]
    middle = (mass.cumsum() - 0.5 * mass) / mass.sum()
    quantiles = np.interp(np.linspace(0.0, 1.0, _POINTS), middle, sorted_values)
    return tuple(float(value) for value in quantiles)


def log_upper(z: Floats) -> Floats:
    """Logarithm of the normal distribution's mass above z."""
    return np.asarray(np.interp(z, _Z, _LOG_UPPER), dtype=np.float64)


def rest_of(random: np.random.Generator, mu: Floats, sigma: float, elapsed_s: float) -> Floats:
    """What is left of log-normal times that have lasted `elapsed_s` already, one for each `mu`."""
    if elapsed_s <= 1.0:
        return np.asarray(np.exp(mu + sigma * random.standard_normal(mu.shape)), dtype=np.float64)
    begun = log_upper((log(elapsed_s) - mu) / sigma)
    level = begun + np.log1p(-random.random(mu.shape))
    z = np.interp(-level, -_LOG_UPPER, _Z)
    return np.asarray(np.maximum(np.exp(mu + sigma * z) - elapsed_s, 0.0), dtype=np.float64)
