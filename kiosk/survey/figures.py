"""What answers amount to: shares with their interval, means, and what is too few to show. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

#: Fewer answers than this are neither counted together nor shown: of one or two who answered,
#: whoever served them would know what they said.
LEAST: Final = 5
FACES: Final = (1, 2, 3, 4, 5)
_SATISFIED: Final = 4  # and above
_Z: Final = 1.959963984540054  # two-sided 95 %

Cell = tuple[str, str]  # month, service


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of `n`, and between which shares the truth lies, 19 times in 20."""

    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What faces say: the satisfied (4 or 5 of 5) and the mean."""

    satisfied: Share
    mean: float

    @property
    def n(self) -> int:
        """How many answered."""
        return self.satisfied.n


def share(good: int, n: int) -> Share:
    """`good` of `n` with Wilson's score interval (E. B. Wilson, JASA 22, 1927), for n > 0.

    It stays within 0 and 1, and is honest with few answers and with shares near the ends.
    """
    part, square = good / n, _Z * _Z
    centre = (part + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(part * (1 - part) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if good == 0 else max(centre - half, 0.0)
    high = 1.0 if good == n else min(centre + half, 1.0)
    return Share(n=n, share=part, low=low, high=high)


def figure(counts: Mapping[int, int]) -> Figure | None:
    """What `counts` (face → answers) say; None if nobody answered."""
    n = sum(counts.values())
    if n == 0:
        return None
    good = sum(count for face, count in counts.items() if face >= _SATISFIED)
    return Figure(
        satisfied=share(good, n),
        mean=sum(face * count for face, count in counts.items()) / n,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What may be shown: services over the whole run, and cells of one month and service."""

    services: frozenset[str]
    cells: frozenset[Cell]


def shown(cells: Mapping[Cell, int], *, least: int = LEAST) -> Shown:
    """What of `cells` (month, service → answers) may be shown beside the sums of months and run.

    Nothing with fewer than `least` answers; and where what is left out of a line whose sum is
    known would be fewer than that, the difference would tell it, so the smallest of the rest is
    left out too. A service that is not shown over the run is shown in none of its months.
    """
    of_run: Counter[Cell] = Counter()
    for (_, service), n in cells.items():
        of_run["", service] += n
    enough = _safe(of_run, {cell for cell, n in of_run.items() if n >= least}, least)
    services = frozenset(service for _, service in enough)
    kept = {cell for cell, n in cells.items() if n >= least and cell[1] in services}
    return Shown(services=services, cells=frozenset(_safe(cells, kept, least)))


def _safe(cells: Mapping[Cell, int], kept: set[Cell], least: int) -> set[Cell]:
    """Those of `kept` from which nothing that is too few can be worked out."""
    while True:
        betrayed = {_smallest(line & kept, cells) for line in _betraying(cells, kept, least)}
        if not betrayed:
            return kept
        kept = kept - betrayed


def _betraying(cells: Mapping[Cell, int], kept: set[Cell], least: int) -> Iterable[set[Cell]]:
    """The lines of the table whose sum tells of too few."""
    lines: defaultdict[tuple[int, str], set[Cell]] = defaultdict(set)
    for cell in cells:
        for axis in (0, 1):
            lines[axis, cell[axis]].add(cell)
    for line in lines.values():
        left_out = sum(cells[cell] for cell in line - kept)
        if 0 < left_out < least and line & kept:
            yield line


def _smallest(line: set[Cell], cells: Mapping[Cell, int]) -> Cell:
    return min(line, key=lambda cell: (cells[cell], cell))
