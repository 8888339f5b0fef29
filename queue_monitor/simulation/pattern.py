"""The shape of an office day: when people come, how many, and how staff behave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final, Literal

#: Arrivals by local hour as a share of the peak: busy from nine, a smaller rise after lunch.
DAY: Final = (
    (8.0, 0.45),
    (8.5, 0.70),
    (9.0, 1.00),
    (10.0, 1.00),
    (10.5, 0.75),
    (11.0, 0.62),
    (12.0, 0.40),
    (13.0, 0.40),
    (13.5, 0.68),
    (14.25, 0.68),
    (15.0, 0.52),
    (16.0, 0.42),
    (17.0, 0.15),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What kind of day it is. The defaults give a crowd in the morning that help relieves."""

    curve: Sequence[tuple[float, float]] = DAY
    peak_load: float = 0.93  # work that arrives at the peak, per counter that is staffed by plan
    priority_ratio: float = 0.12  # of visitors who take another class than the first
    other_language_ratio: float = 0.04
    no_show_ratio: float = 0.04
    return_ratio: float = 0.5  # of those who miss their call, come back within the grace time
    walk: timedelta = timedelta(seconds=20)  # from the call to the desk, mean
    between: timedelta = timedelta(seconds=10)  # from a finish to the next call
    absent: int = 1  # clerks who do not come
    late: int = 1  # clerks who come late
    decline_ratio: float = 0.1  # of requests for help
    arrivals_per_hour: float | None = None  # at the peak, whatever `peak_load` says
    service_times: Literal["log_normal", "exponential"] = "log_normal"
    shortest: timedelta = timedelta(seconds=45)  # no service is shorter
    breaks: bool = True  # False: nobody takes one
    at_once: bool = False  # True: an idle clerk needs no time to see that somebody waits


def level(curve: Sequence[tuple[float, float]], hour: float) -> float:
    """The curve at a local hour (9.5 is half past nine), linear between its points, else 0."""
    for (from_, low), (to, high) in pairwise(curve):
        if from_ <= hour < to:
            return low + (high - low) * (hour - from_) / (to - from_)
    return 0.0
