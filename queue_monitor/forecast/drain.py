"""When a crowd has been worked off: who is ahead, at which counters, and how fast those are.

The people ahead are a fluid that flows to the counters that may take it, each counter free
from its own moment on. Lines that share counters drain together; a line whose own counters
are the bottleneck drains last and keeps them from helping others. That is the lexicographic
bottleneck of the bipartite graph lines–counters (max-min fair flow), found by trying each
set of groups of lines: groups are few, because offices have few kinds of counters.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

MOST_GROUPS: Final = 5


class Drain:
    """Groups of lines, each with the counters that may take it, and when the counters are free.

    `masks[g]` has bit c set if counter c takes group g; `free_s[c]` is when counter c is free.
    """

    __slots__ = ("_free_s", "_sets", "_sorted", "masks")

    def __init__(self, masks: Sequence[int], free_s: Sequence[float]) -> None:
        self.masks = tuple(masks)
        groups = range(len(self.masks))
        self._sets = [chosen for size in groups for chosen in combinations(groups, size + 1)]
        self._free_s = tuple(free_s)
        self._sorted: dict[int, list[float]] = {}

    def drained_s(self, work_s: Sequence[float], group: int) -> float:
        """When group `group` has drained, given each group's work in seconds of one counter.

        Never falls when any work grows.
        """
        if len(self.masks) == 1:
            return _filled_s(self._of(self.masks[0]), work_s[0])
        sets, taken = self._sets, 0
        while True:
            worst, worst_set = float("-inf"), sets[0]
            for chosen in sets:
                work, counters = 0.0, 0
                for g in chosen:
                    work += work_s[g]
                    counters |= self.masks[g]
                at_s = _filled_s(self._of(counters & ~taken), work)
                # A tie goes to the larger set: it leaves nobody without a counter.
                if at_s > worst or (at_s == worst and len(chosen) > len(worst_set)):
                    worst, worst_set = at_s, chosen
            if group in worst_set:
                return worst
            for g in worst_set:
                taken |= self.masks[g]
            sets = [s for s in sets if not set(s) & set(worst_set)]

    def filled_s(self, counters: int, work_s: float) -> float:
        """When `counters` together have done `work_s`, none of them earlier than it is free."""
        return _filled_s(self._of(counters), work_s)

    def _of(self, counters: int) -> list[float]:
        """When each of `counters` is free, the earliest first."""
        known = self._sorted.get(counters)
        if known is None:
            known = sorted(free for c, free in enumerate(self._free_s) if counters >> c & 1)
            self._sorted[counters] = known
        return known


def _filled_s(free_s: Sequence[float], work_s: float) -> float:
    """The level T with Σ max(0, T − free) = work; the earliest `free` if there is no work."""
    if not free_s:
        return float("inf") if work_s > 0.0 else float("-inf")
    total = 0.0
    count = 0
    for free in free_s:
        if count and total + work_s <= free * count:
            break
        total += free
        count += 1
    return (total + work_s) / count


def merged(masks: Sequence[int]) -> list[int]:
    """For each mask the index of its group in a list of at most MOST_GROUPS distinct ones.

    With more kinds of lines than that, those most alike are taken for one.
    """
    kinds = list(dict.fromkeys(masks))
    group = {mask: i for i, mask in enumerate(kinds)}
    while len(kinds) > MOST_GROUPS:
        a, b = min(
            combinations(range(len(kinds)), 2),
            key=lambda pair: ((kinds[pair[0]] ^ kinds[pair[1]]).bit_count(), pair),
        )
        kinds[a] |= kinds[b]
        del kinds[b]
        group = {m: a if g == b else g - (g > b) for m, g in group.items()}
    return [group[mask] for mask in masks]
