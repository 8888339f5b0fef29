"""Everybody of many possible days at once: who joins which line when, and takes how long.

The same people meet every scenario, so that scenarios differ by what was changed alone.
"""

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from queue_monitor.forecast.scene import Hand, Scene
from queue_monitor.forecast.times import ServiceTime

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NORMAL: Final = NormalDist()
_MOST: Final = 400  # arrivals of one line in one run: a flood is not played on


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Columns hold the people of each line in order, after each line one who never comes.

    `places_s`, `sinces_s`, `works_s`: (replications, people); `lines`: line of each column;
    `first`: column of each line's first; `free_s`: (replications, counters).
    """

    places_s: Floats
    sinces_s: Floats
    works_s: Floats
    lines: Ints
    first: Ints
    free_s: Floats


def persons(
    scene: Scene, until_s: float, replications: int, seed: int, *, most: int = _MOST
) -> Persons:
    """Log-normal services, Poisson arrivals at each line's rate until `until_s`.

    Of each line at most `most` come.
    """
    random = np.random.default_rng(seed)
    places, sinces, works, lines, first = [], [], [], [], []
    column = 0
    for i, line in enumerate(scene.lines):
        place = _joins(
            np.array(line.places_s),
            _coming(random, line.arrivals_per_s, until_s, (replications, most)),
        )
        since = place.copy()
        since[:, : len(line.sinces_s)] = line.sinces_s
        places.append(place)
        sinces.append(since)
        works.append(_works(random, scene, scene.times[line.service], place.shape))
        lines.append(np.full(place.shape[1], i))
        first.append(column)
        column += place.shape[1]
    empty = np.empty((replications, 0))
    return Persons(
        places_s=np.concatenate([empty, *places], axis=1),
        sinces_s=np.concatenate([empty, *sinces], axis=1),
        works_s=np.concatenate([empty, *works], axis=1),
        lines=np.concatenate([np.empty(0, dtype=np.int64), *lines]),
        first=np.array(first, dtype=np.int64),
        free_s=_free_s(random, scene, replications),
    )


def _coming(
    random: np.random.Generator, rate: float, until_s: float, size: tuple[int, int]
) -> Floats:
    """(replications, arrivals): Poisson arrivals, inf after `until_s`."""
    replications, most = size
    mean = rate * until_s
    columns = min(int(mean + 5.0 * sqrt(mean) + 3.0), most) if mean > 0.0 else 0
    if not columns:
        return np.empty((replications, 0))
    coming = np.cumsum(random.exponential(1.0 / rate, (replications, columns)), axis=1)
    return np.where(coming <= until_s, coming, np.inf)


def _joins(waiting: Floats, coming: Floats) -> Floats:
    """(replications, waiting + arrivals + 1): who waits, who comes in time, and never (inf)."""
    replications = len(coming)
    here = np.broadcast_to(waiting, (replications, len(waiting)))
    return np.concatenate([here, coming, np.full((replications, 1), np.inf)], axis=1)


def _works(
    random: np.random.Generator, scene: Scene, time: ServiceTime, shape: tuple[int, ...]
) -> Floats:
    served = random.lognormal(time.mu, time.sigma, shape)
    served[random.random(shape) < scene.no_show_ratio] = 0.0
    return served + scene.walk_s + scene.between_s


def _free_s(random: np.random.Generator, scene: Scene, replications: int) -> Floats:
    free = np.zeros((replications, len(scene.hands)))
    for c, hand in enumerate(scene.hands):
        if hand is None:
            continue
        if hand.elapsed_s is None:
            served = random.lognormal(hand.time.mu, hand.time.sigma, replications)
            served[random.random(replications) < scene.no_show_ratio] = 0.0
            free[:, c] = hand.walk_s + served
        else:
            free[:, c] = _residuals_s(random, hand, hand.elapsed_s, replications)
        free[:, c] += scene.between_s
    return free


def _residuals_s(
    random: np.random.Generator, hand: Hand, elapsed_s: float, replications: int
) -> Floats:
    """Rests of a log-normal service that has lasted `elapsed_s`: its tail, drawn by inverse."""
    uniform = random.random(replications)
    if elapsed_s <= 0.0:
        below = 0.0
    else:
        below = _NORMAL.cdf((log(elapsed_s) - hand.time.mu) / hand.time.sigma)
    if below > 1.0 - 1e-6:  # beyond what the log-normal knows: as long again, give or take
        return elapsed_s * random.exponential(1.0, replications)
    levels = np.clip(below + (1.0 - below) * uniform, 1e-12, 1.0 - 1e-12)
    z = np.array([_NORMAL.inv_cdf(level) for level in levels])
    return np.maximum(np.exp(hand.time.mu + hand.time.sigma * z) - elapsed_s, 0.0)
