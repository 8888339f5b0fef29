"""From who is called when to what a supervisor wants to know of it, for one run of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from queue_monitor.forecast.march import Crowd
from queue_monitor.forecast.scene import Scene

_NEVER: Final = float("inf")
#: From, to, and the people under the number.
Stay = tuple[float, float, int]
STEP_S: Final = 30.0  # a crowd is looked at this often to see whether it has cleared


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """`ClearLimits` in seconds, for the lines they look at."""

    waiting: int | None
    wait_s: float | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What became of one run within its horizon, in the scope of its limits."""

    longest_s: float
    waiting: int  # people
    services_s: tuple[float, ...]  # longest wait of each service
    clear_s: float | None


def figures(
    scene: Scene,
    crowds: Sequence[Crowd],
    calls: Sequence[Sequence[float]],
    horizon_s: float,
    clear: Clear,
) -> Figures:
    """Longest waits of anybody called or still waiting by `horizon_s`, wait so far included."""
    services_s = [0.0] * len(scene.services)
    longest_s = 0.0
    scope = set(clear.lines)
    stays: list[list[Stay]] = []  # of each line
    waiting = 0
    for number, (line, crowd, called) in enumerate(zip(scene.lines, crowds, calls, strict=True)):
        here = []
        for i, since_s in enumerate(crowd.sinces_s):
            if crowd.places_s[i] > horizon_s:
                break
            end_s = called[i] if i < len(called) else horizon_s
            heads = crowd.heads[i] if crowd.heads else 1
            waiting += heads * (number in scope and (i >= len(called) or end_s > horizon_s))
            here.append((since_s, min(end_s, horizon_s) if i < len(called) else _NEVER, heads))
            stay_s = min(end_s, horizon_s) - since_s
            services_s[line.service] = max(services_s[line.service], stay_s)
            if number in scope:
                longest_s = max(longest_s, stay_s)
        stays.append(here)
    return Figures(
        longest_s=longest_s,
        waiting=waiting,
        services_s=tuple(services_s),
        clear_s=_cleared_s([stay for i in clear.lines for stay in stays[i]], horizon_s, clear),
    )


def _cleared_s(stays: list[Stay], horizon_s: float, clear: Clear) -> float | None:
    """The first moment at which the limits hold, if they hold at the horizon's end as well."""
    if not _is_clear(stays, horizon_s, clear):
        return None
    at_s = 0.0
    while at_s < horizon_s and not _is_clear(stays, at_s, clear):
        at_s += STEP_S
    return min(at_s, horizon_s)


def _is_clear(stays: list[Stay], at_s: float, clear: Clear) -> bool:
    here = [(since, heads) for since, end, heads in stays if since <= at_s < end]
    few = clear.waiting is None or sum(heads for _, heads in here) <= clear.waiting
    longest = min((since for since, _ in here), default=at_s)
    return few and (clear.wait_s is None or at_s - longest <= clear.wait_s)
