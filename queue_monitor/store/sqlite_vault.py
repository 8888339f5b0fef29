"""The vault in the same SQLite file as the log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from queue_monitor.store.codec import instant_text
from queue_monitor.store.sqlite_file import SqliteFile

_PUT: Final = "INSERT OR REPLACE INTO vault (key, value, expires_at) VALUES (?, ?, ?)"
_ADD: Final = (
    "INSERT INTO vault (key, value, expires_at) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (key) DO UPDATE SET value = ?2, expires_at = ?3 WHERE expires_at <= ?4"
)
_GET: Final = "SELECT value FROM vault WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)"
_TAKE: Final = "DELETE FROM vault WHERE key = ? RETURNING value, expires_at"
_DELETE: Final = "DELETE FROM vault WHERE key = ?"
_KEYS: Final = (
    "SELECT key FROM vault WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1"
    " AND (expires_at IS NULL OR expires_at > ?2) ORDER BY key"
)
_PURGE: Final = "DELETE FROM vault WHERE expires_at <= ?"


class SqliteVault:
    """A Vault in `file`. What is deleted is overwritten; `purge` also clears the WAL of it.

    `now` tells the instant by which expiry is judged.
    """

    def __init__(self, file: SqliteFile, *, now: Callable[[], datetime]) -> None:
        self._file = file
        self._now = now

    def put(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> None:
        with self._file.write() as connection:
            connection.execute(_PUT, (key, value, _text(expires_at)))

    def add(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> bool:
        values = (key, value, _text(expires_at), instant_text(self._now()))
        with self._file.write() as connection:
            return connection.execute(_ADD, values).rowcount == 1

    def get(self, key: str) -> bytes | None:
        rows = self._file.query(_GET, (key, instant_text(self._now())))
        return next((value for (value,) in rows if isinstance(value, bytes)), None)

    def take(self, key: str) -> bytes | None:
        now = instant_text(self._now())
        with self._file.write() as connection:
            rows = connection.execute(_TAKE, (key,)).fetchall()
        return next((value for value, expires_at in rows if (expires_at or "~") > now), None)

    def delete(self, key: str) -> None:
        with self._file.write() as connection:
            connection.execute(_DELETE, (key,))

    def keys(self, prefix: str) -> Sequence[str]:
        rows = self._file.query(_KEYS, (prefix, instant_text(self._now())))
        return [str(key) for (key,) in rows]

    def purge(self, now: datetime) -> int:
        with self._file.write() as connection:
            gone = connection.execute(_PURGE, (instant_text(now),)).rowcount
        # Also when nothing had expired: values deleted or replaced since the last time are in the
        # WAL still. If somebody is reading it just now, the next purge does it.
        self._file.empty_wal()
        return gone


def _text(expires_at: datetime | None) -> str | None:
    return None if expires_at is None else instant_text(expires_at)
