"""The log and the vault in memory: for tests, and for a look that leaves no trace."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from queue_monitor.domain.errors import StoreUnavailable
from queue_monitor.domain.events import DayOpened, Event
from queue_monitor.store.base import check_after
from queue_monitor.store.codec import CODEC
from queue_monitor.store.locks import MakeLock, ThreadLock


class MemoryStore:
    """An EventStore that is gone with the process. It refuses what a store on disk refuses."""

    def __init__(self, *, lock: MakeLock = ThreadLock) -> None:
        self._lock = lock()
        self._events: list[Event] = []
        self._closed = False

    def append(self, events: Sequence[Event], *, after: int) -> None:
        for event in events:
            CODEC.encode(event)  # refuses what could not be kept
        with self._lock:
            self._require_open()
            check_after(after, last=len(self._events))
            self._events.extend(events)

    def read(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        while True:
            with self._lock:
                self._require_open()
                chunk = self._events[after : after + 1000]
            if not chunk:
                return
            yield from enumerate(chunk, start=after + 1)
            after += len(chunk)

    def last(self) -> int:
        with self._lock:
            self._require_open()
            return len(self._events)

    def day_start(self, *, before: int | None = None, at: datetime | None = None) -> int:
        with self._lock:
            self._require_open()
            end = len(self._events) if before is None else min(before - 1, len(self._events))
            for seq in range(end, 0, -1):
                event = self._events[seq - 1]
                if isinstance(event, DayOpened) and (at is None or event.at <= at):
                    return seq
            return 0

    def changed_elsewhere(self) -> bool:
        return False

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._events = []

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the store is closed")


class MemoryVault:
    """A Vault that is gone with the process."""

    def __init__(self, *, now: Callable[[], datetime], lock: MakeLock = ThreadLock) -> None:
        self._now = now
        self._lock = lock()
        self._values: dict[str, tuple[bytes, datetime | None]] = {}

    def put(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> None:
        with self._lock:
            self._values[key] = (value, expires_at)

    def add(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> bool:
        with self._lock:
            if self._live(key) is not None:
                return False
            self._values[key] = (value, expires_at)
            return True

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return self._live(key)

    def take(self, key: str) -> bytes | None:
        with self._lock:
            value = self._live(key)
            self._values.pop(key, None)
            return value

    def delete(self, key: str) -> None:
        with self._lock:
            self._values.pop(key, None)

    def keys(self, prefix: str) -> Sequence[str]:
        with self._lock:
            return sorted(
                key
                for key in self._values
                if key.startswith(prefix) and self._live(key) is not None
            )

    def purge(self, now: datetime) -> int:
        with self._lock:
            gone = [key for key, (_, at) in self._values.items() if at is not None and at <= now]
            for key in gone:
                del self._values[key]
            return len(gone)

    def _live(self, key: str) -> bytes | None:
        value, expires_at = self._values.get(key, (None, None))
        return None if expires_at is not None and expires_at <= self._now() else value
