"""More people, or fewer; quicker services, or slower: the same people as far as possible.

Who comes at a factor of 1 comes at 1.2 too, at the same instant and with the same service time;
of those who come at 0.8 everybody comes at 0.9. So days differ by what was changed alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from queue_monitor.domain.model import ServiceId
from queue_monitor.simulation.day import SimulatedDay, Visitor
from queue_monitor.simulation.draws import Draws

_NEAR_S: Final = 15 * 60.0  # who comes besides comes about when somebody else does
_ROUND: Final = 100_000  # visitors beyond those of the day are numbered from here


def more_or_fewer(day: SimulatedDay, factor: float) -> tuple[Visitor, ...]:
    """Each visitor of `day` so many times on average, in the order of coming."""
    if factor == 1.0:
        return day.visitors
    times = _times_by_service(day.visitors)
    found = [one for visitor in day.visitors for one in _copies(day, visitor, factor, times)]
    return tuple(sorted(found, key=lambda visitor: (visitor.comes_at, visitor.number)))


def slower_or_faster(visitors: Sequence[Visitor], factor: float) -> tuple[Visitor, ...]:
    """Every service takes `factor` times as long."""
    if factor == 1.0:
        return tuple(visitors)
    return tuple(replace(v, service_time=v.service_time * factor) for v in visitors)


def _copies(
    day: SimulatedDay, visitor: Visitor, factor: float, times: dict[ServiceId, list[timedelta]]
) -> Iterator[Visitor]:
    """The visitor, if they come at all, and others like them: same errand, a time of their own."""
    whole = int(factor)
    share = Draws(day.seed, "share", visitor.number).between(0.0, 1.0)
    count = whole + (share < factor - whole)
    if count:
        yield visitor
    for copy in range(1, count):
        draws = Draws(day.seed, "besides", visitor.number, copy)
        comes_at = visitor.comes_at + draws.span(-_NEAR_S, _NEAR_S)
        service_times = times[visitor.service]
        yield replace(
            visitor,
            number=visitor.number + copy * _ROUND,
            comes_at=min(max(comes_at, day.begins_at), day.closes_at - timedelta(seconds=1)),
            service_time=service_times[int(draws.between(0, len(service_times)))],
        )


def _times_by_service(visitors: Sequence[Visitor]) -> dict[ServiceId, list[timedelta]]:
    times: dict[ServiceId, list[timedelta]] = defaultdict(list)
    for visitor in visitors:
        times[visitor.service].append(visitor.service_time)
    return times
