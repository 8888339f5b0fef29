"""How fast answers may come from one place. In memory alone: on the disk it would tell of hours."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

_MOST_PLACES: Final = 10_000


class Pace:
    """At most `times` in `within_s` seconds from each place; `now_s` tells seconds.

    A clock that is set back makes nobody wait longer than that.
    """

    def __init__(self, times: int, within_s: float, *, now_s: Callable[[], float]) -> None:
        self._times = times
        self._within_s = within_s
        self._now_s = now_s
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait_s(self, place: str) -> float:
        """0.0 if one more may come from `place`, which then counts; else the seconds to wait."""
        now = self._now_s()
        with self._lock:
            if len(self._seen) > _MOST_PLACES:
                self._seen = {
                    p: s for p, s in self._seen.items() if 0 <= now - s[-1] < self._within_s
                }
            seen = self._seen.setdefault(place, deque(maxlen=self._times))
            if len(seen) == self._times and 0 <= now - seen[0] < self._within_s:
                return seen[0] + self._within_s - now
            seen.append(now)
            return 0.0
