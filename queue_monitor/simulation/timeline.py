"""Virtual time: what is to happen next, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Step = Callable[[], None]


class Timeline:
    """Steps by their instant; those of the same instant in the order in which they were planned."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def at(self, instant: datetime, step: Step) -> None:
        """Do `step` at `instant`."""
        heappush(self._heap, (instant, next(self._order), step))

    def next_at(self) -> datetime | None:
        """When the next step is due; None if nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> Step:
        """The next step, taken off. Raises IndexError if nothing is planned."""
        return heappop(self._heap)[2]
