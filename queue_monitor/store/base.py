"""The promises of a store: one office's log, and the vault beside it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from queue_monitor.domain.events import Event


class EventStore(Protocol):
    """One office's log. Numbers start at 1 and have no gaps.

    Calls block; the caller takes care to make them off the event loop. Any thread may call.
    """

    def append(self, events: Sequence[Event], *, after: int) -> None:
        """Write all or none, from number `after` + 1, and return once they are on the disk.

        Raises StaleFloor if number `after` + 1 is taken, StoreUnavailable if the store cannot
        write now (full, locked, gone); in both cases nothing was written.
        """

    def read(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Number and event, in order, from `after` + 1 to the newest."""

    def last(self) -> int:
        """The newest number; 0 for an empty log."""

    def day_start(self, *, before: int | None = None, at: datetime | None = None) -> int:
        """The number of the latest DayOpened (before number `before`, or not later than `at`); 0 if none."""

    def close(self) -> None:
        """Release the files. The store must not be used afterwards."""


class Vault(Protocol):
    """Private, deletable values by key, gone once they expire. Every change is on the disk on return."""

    def put(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> None:
        """Keep `value` at `key`, replacing what stood there."""

    def add(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> bool:
        """Keep `value` at `key` unless something is there; whether it was kept. Atomic."""

    def get(self, key: str) -> bytes | None:
        """The value, or None if there is none. An expired value is none."""

    def take(self, key: str) -> bytes | None:
        """Get and delete in one step: of two callers, one has the value. Expired counts as none."""

    def delete(self, key: str) -> None:
        """Forget `key`; nothing happens if it is not there."""

    def keys(self, prefix: str) -> Sequence[str]:
        """The unexpired keys that begin with `prefix`, sorted."""

    def purge(self, now: datetime) -> int:
        """Delete for good what has expired by `now`; how many went."""
