"""From a mean wait to a range, and from a range to what a board shows."""

import math
from datetime import timedelta
from typing import Final

from queue_monitor.forecast.base import WaitRange

_Z: Final = 1.2815515655446004  # the normal distribution's 90th percentile
_MINUTE: Final = timedelta(minutes=1)


def gamma_range(mean_s: float, variance_s2: float) -> WaitRange:
    """P10, P50, P90 of a gamma distribution: Wilson and Hilferty's cube-root rule (1931).

    A variance above the squared mean counts as that.
    """
    if mean_s < 1e-6:
        zero = timedelta(0)
        return WaitRange(p10=zero, p50=zero, p90=zero)
    # Never more uneven than an exponential: a wait ends with the first of several services.
    ninth = min(variance_s2 / (9.0 * mean_s * mean_s), 1.0 / 9.0)
    root = math.sqrt(ninth)
    low, middle, high = (max(1.0 - ninth + z * root, 0.0) ** 3 for z in (-_Z, 0.0, _Z))
    return WaitRange(
        p10=timedelta(seconds=mean_s * low),
        p50=timedelta(seconds=mean_s * middle),
        p90=timedelta(seconds=mean_s * high),
    )


def rounded_outwards(
    wait: WaitRange,
    previous: tuple[int, int] | None = None,
    *,
    hold: timedelta = timedelta(seconds=45),
) -> tuple[int, int]:
    """The range in whole minutes for a board: P10 rounded down, P90 up, in coarser steps when long.

    `previous` is what the board shows now. Each end stays while it is still right within
    `hold`, so that the figures do not jump with every call.
    """
    low, high = _floor(wait.p10), _ceiling(wait.p90)
    if previous is None:
        return low, high
    if _floor(max(wait.p10 - hold, timedelta(0))) <= previous[0] <= _floor(wait.p10 + hold):
        low = previous[0]
    if _ceiling(max(wait.p90 - hold, timedelta(0))) <= previous[1] <= _ceiling(wait.p90 + hold):
        high = previous[1]
    return min(low, high), high


def _step(wait: timedelta) -> int:
    """Up to twenty minutes by the minute, up to an hour by five, then by ten."""
    minutes = wait / _MINUTE
    return 1 if minutes <= 20 else 5 if minutes <= 60 else 10


def _floor(wait: timedelta) -> int:
    step = _step(wait)
    return int(wait // (step * _MINUTE)) * step


def _ceiling(wait: timedelta) -> int:
    step = _step(wait)
    return -int(-wait // (step * _MINUTE)) * step
