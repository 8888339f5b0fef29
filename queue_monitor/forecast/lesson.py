"""What a run takes for true in each of its replications: times, pauses, and how many come."""

from dataclasses import dataclass

import numpy as np

from queue_monitor.forecast.scene import Scene
from queue_monitor.forecast.spread import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Each replication has truths of its own, drawn from what is known.

    A visit lasts exp(mu + sigma × chance) × speed + walk; a no-show keeps the counter for `missed`.
    Spreads are equally likely quantiles in seconds.
    """

    mu: Floats  # (replications, services), of the logarithm
    sigma: Floats  # (services,)
    speed: Floats  # (replications, counters), a factor
    walk_s: float
    between: tuple[float, ...]
    missed: tuple[float, ...]
    no_show_ratio: float
    absent: tuple[float, ...]
    absence_ratio: float  # of visits after which the clerk is gone for a while
    level: Floats  # (replications,), factor on all who come
    surge: Floats  # (replications,), another, for a while
    surge_for_s: float


def plain(scene: Scene, replications: int) -> Lesson:
    """The scene's own figures, the same in every replication."""
    ones = np.ones(replications)
    return Lesson(
        mu=np.tile([time.mu for time in scene.times], (replications, 1)),
        sigma=np.array([time.sigma for time in scene.times]),
        speed=np.ones((replications, len(scene.hands))),
        walk_s=scene.walk_s,
        between=(scene.between_s, scene.between_s),
        missed=(scene.walk_s, scene.walk_s),
        no_show_ratio=scene.no_show_ratio,
        absent=(0.0, 0.0),
        absence_ratio=0.0,
        level=ones,
        surge=ones,
        surge_for_s=1.0,
    )
