"""Who goes before a newcomer, where, and how much of the counters' time."""

from dataclasses import dataclass
from typing import Final

from queue_monitor.domain.floor import LineKey
from queue_monitor.forecast.situation import Situation

_NOT_THERE: Final = 99


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shares counters with the newcomer."""

    key: LineKey
    mask: int  # counters that take it before, or beside, the newcomer
    cycle_s: float
    person_s: float  # of each person more under one of its numbers
    slower: float  # newcomer's rate / its rate − 1 if above 0: goes before only if old enough


def lines_before(now: Situation, own: LineKey, theirs: tuple[int, ...]) -> list[Line]:
    """Lines that go before the newcomer, their own first, and those that share with them."""
    keys = dict.fromkeys([own, *(key for lanes in now.lanes for key in lanes)])
    mine = set(theirs)
    reached = sum(1 << c for c in theirs)
    pending = [(key, mask) for key in keys if (mask := _mask(now, key, own, mine))]
    while True:  # lines and counters joined to theirs, however far round
        joined = [(key, mask) for key, mask in pending if mask & reached]
        grown = reached
        for _, mask in joined:
            grown |= mask
        if grown == reached:
            break
        reached = grown
    return [_line(now, key, mask, own, mine) for key, mask in joined]


def _mask(now: Situation, key: LineKey, own: LineKey, mine: set[int]) -> int:
    """Counters that take `key`, less those that would take the newcomer first."""
    mask = 0
    for c, lanes in enumerate(now.lanes):
        lane = lanes.get(key)
        if lane is not None and (c not in mine or lane <= lanes[own]):
            mask |= 1 << c
    return mask


def _line(now: Situation, key: LineKey, mask: int, own: LineKey, mine: set[int]) -> Line:
    rate, own_rate = now.rates.get(key[1], 1.0), now.rates.get(own[1], 1.0)
    earlier = any(
        now.lanes[c][key] < now.lanes[c][own] for c in mine if key in now.lanes[c] and mask >> c & 1
    )
    slower = own_rate / rate - 1.0 if own_rate > rate and not earlier else 0.0
    person_s = now.person_s.get(key[0], 300.0)
    return Line(key, mask, now.cycle_s.get(key[0], 300.0), person_s, slower)


def usual_visit(now: Situation, lines: list[Line]) -> tuple[float, float]:
    """Mean (seconds) and variance of a counter's time for one visit, over who comes lately."""
    weight = total = square = 0.0
    for line in lines:
        time, cycle_s = now.times.get(line.key[0]), line.cycle_s
        share = now.pace.arrivals_per_s.get((line.key[0], line.key[1]), 0.0) + 1e-9
        if time is not None and line.key[2] is None:
            weight += share
            total += share * cycle_s
            square += share * (cycle_s**2 + (time.mean_s * time.cv) ** 2)
    mean_s = total / weight
    return mean_s, max(square / weight - mean_s**2, 1.0)


def overtaken(now: Situation, lines: list[Line], own: LineKey, theirs: tuple[int, ...]) -> float:
    """Share of the newcomer's counters' time that goes to people who will come after them.

    A line in an earlier lane takes all it needs of that counter; a faster class in the same
    lane passes whoever has waited less than its rate's share of the newcomer's wait.
    """
    taken = [0.0] * len(theirs)
    own_rate = now.rates.get(own[1], 1.0)
    for line in lines:
        load = now.pace.arrivals_per_s.get((line.key[0], line.key[1]), 0.0) * line.cycle_s
        if line.key[2] is not None or not load:
            continue
        first = [i for i, c in enumerate(theirs) if _before(now, c, line.key, own) < 0]
        for i in first:
            taken[i] += load / len(first)
        passing = max(1.0 - own_rate / now.rates.get(line.key[1], 1.0), 0.0)
        for i, c in enumerate(theirs):
            if passing and not first and _before(now, c, line.key, own) == 0:
                taken[i] += load * passing / line.mask.bit_count()
    return sum(min(share, 1.0) for share in taken) / len(theirs)


def _before(now: Situation, counter: int, key: LineKey, own: LineKey) -> int:
    """Below 0 if the counter takes `key` in an earlier lane than `own`, 0 in the same one."""
    lanes = now.lanes[counter]
    return lanes[key] - lanes[own] if key in lanes else _NOT_THERE
