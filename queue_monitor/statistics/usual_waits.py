"""What people usually waited, by weekday and hour of coming. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

#: A cell says something from so many visits on so many different days; before that it is chance.
LEAST_VISITS: Final = 10
LEAST_DAYS: Final = 3
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One visit: its business day, when it began, and how long it waited."""

    day: date
    issued_at: datetime  # UTC
    waiting_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualWait:
    """What was usual for those who came in one hour of one weekday."""

    weekday: int  # 0 is Monday
    hour: int  # of coming, on the office's wall
    visits: int
    days: int
    median_s: float
    p90_s: float

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to say so."""
        return self.visits >= LEAST_VISITS and self.days >= LEAST_DAYS


def usual_waits(waits: Iterable[Wait], zone: tzinfo) -> tuple[UsualWait, ...]:
    """A cell for each weekday and hour in which anybody came, in that order."""
    spans: dict[tuple[int, int], list[float]] = defaultdict(list)
    days: dict[tuple[int, int], set[date]] = defaultdict(set)
    for wait in waits:
        cell = (wait.day.weekday(), wait.issued_at.astimezone(zone).hour)
        spans[cell].append(wait.waiting_s)
        days[cell].add(wait.day)
    return tuple(
        UsualWait(
            weekday=weekday,
            hour=hour,
            visits=len(found),
            days=len(days[weekday, hour]),
            median_s=quantile(sorted(found), 0.5),
            p90_s=quantile(sorted(found), 0.9),
        )
        for (weekday, hour), found in sorted(spans.items())
    )


def best_times(cells: Sequence[UsualWait], most: int = 3) -> tuple[UsualWait, ...]:
    """The hours in which people waited least, of those of which enough is known.

    By the ninetieth percentile: the hour in which hardly anybody waits long.
    """
    known = [cell for cell in cells if cell.is_enough]
    return tuple(sorted(known, key=lambda cell: (cell.p90_s, cell.median_s))[:most])


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of values in order, by linear interpolation (Hyndman and Fan's type 7)."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
