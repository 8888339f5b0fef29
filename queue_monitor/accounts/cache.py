"""What was read from the vault a moment ago, so that most requests read nothing.

Another process may have changed it: after `FRESH_FOR` it is read again, so a revoked token or an
ended session lives five seconds longer at most. Changes of this process are seen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

FRESH_FOR: Final = timedelta(seconds=5)
_ROOM: Final = 4096

R = TypeVar("R")


class Remembered(Generic[R]):
    """Values of `read` by key. What does not exist is not remembered: strangers fill no memory."""

    def __init__(self, read: Callable[[str], R | None]) -> None:
        self._read = read
        self._kept: dict[str, tuple[R, datetime]] = {}

    def get(self, key: str, now: datetime) -> R | None:
        """The value as it was at most `FRESH_FOR` ago, or None."""
        kept = self._kept.get(key)
        if kept is not None and timedelta(0) <= now - kept[1] < FRESH_FOR:
            return kept[0]
        value = self._read(key)
        if value is None:
            self._kept.pop(key, None)
            return None
        if len(self._kept) >= _ROOM:
            self._kept.clear()
        self._kept[key] = (value, now)
        return value

    def forget(self, key: str) -> None:
        """Read `key` anew next time."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Read everything anew next time."""
        self._kept.clear()
