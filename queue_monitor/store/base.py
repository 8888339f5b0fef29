"""The promises of a store: one office's log, the vault beside it, and tables of figures."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from queue_monitor.domain.errors import StaleFloor, StoreUnavailable
from queue_monitor.domain.events import Event

#: What a column of a row may be.
Value = str | int | float | bytes | None


class EventStore(Protocol):
    """One office's log. Numbers start at 1 and have no gaps.

    Calls block; the caller takes care to make them off the event loop. Any thread may call.
    """

    def append(self, events: Sequence[Event], *, after: int) -> None:
        """Write all or none, from number `after` + 1, and return once they are on the disk.

        Raises StaleFloor if number `after` + 1 is taken, StoreUnavailable if the store cannot
        write now (full, locked, gone, or ending before `after`), ValueError for an event that could
        not be read back; in each case nothing was written.
        """

    def read(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Number and event, in order, from `after` + 1 to the newest.

        What is appended meanwhile may come too. Holds nothing open between two events, so a
        reader may be slow, or stop half-way. Raises StoreUnavailable, UnreadableEvent.
        """

    def last(self) -> int:
        """The newest number; 0 for an empty log."""

    def day_start(self, *, before: int | None = None, at: datetime | None = None) -> int:
        """The number of the latest DayOpened; 0 if there is none.

        Given `before`, of those with a smaller number; given `at`, of those not later than that.
        """

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last time this was asked: a cheap hint.

        Never False when the log has grown by another hand; at times True when it has not.
        """

    def close(self) -> None:
        """Release the files. The store must not be used afterwards."""


class Vault(Protocol):
    """Private, deletable values by key, gone once they expire.

    Every change is on the disk on return. Any call may raise StoreUnavailable.
    """

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


def check_after(after: int, *, last: int) -> None:
    """Whether a log that ends at `last` goes on from `after`. Raises as `EventStore.append`."""
    if after < last:
        raise StaleFloor(f"number {after + 1} is taken; the log ends at {last}")
    if after > last:
        # Another file in the log's place, or an older copy of it: not to be written on.
        raise StoreUnavailable(f"the log ends at {last}, before {after}")


def seq_before(store: EventStore, *, days: int) -> int:
    """After which number to read for the newest day and the `days` before it, or what there is."""
    start = store.day_start()
    for _ in range(days):
        earlier = store.day_start(before=start) if start else 0
        if not earlier:
            break
        start = earlier
    return max(start - 1, 0)


class Cursor(Protocol):
    """The answer to a statement."""

    def fetchall(self) -> list[tuple[Value, ...]]: ...


class Transaction(Protocol):
    """What is asked and written together."""

    def execute(self, sql: str, values: Sequence[Value] = ..., /) -> Cursor: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> Cursor: ...


class Tables(Protocol):
    """Plain SQL for what is folded from the log. Values stand for `?` in the order given."""

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """All rows of a question, as last committed. Raises StoreUnavailable."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction: kept on leaving, undone on an error. Raises StoreUnavailable."""
