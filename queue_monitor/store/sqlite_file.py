"""One SQLite file: one connection that writes, one that reads, both for any thread."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from queue_monitor.domain.errors import StoreUnavailable
from queue_monitor.store.base import Value
from queue_monitor.store.errors import StoreUnusable
from queue_monitor.store.locks import MakeLock, ThreadLock
from queue_monitor.store.migrations import migrate
from queue_monitor.store.sqlite_driver import driver, is_locked, told_as_unavailable

if TYPE_CHECKING:
    from typing import TypeAlias

    #: Of pysqlite3 or of the standard library; they are alike.
    Connection: TypeAlias = sqlite3.Connection

#: In the WAL only the writing connection checkpoints: readers are opened read-only.
_WRITER: Final = (
    "PRAGMA synchronous = FULL",  # a commit is on the disk before it is told
    "PRAGMA secure_delete = ON",  # what is deleted from the vault is overwritten
    "PRAGMA journal_size_limit = 16777216",
)
IN_MEMORY: Final = Path(":memory:")


class SqliteFile:
    """The file in which log, vault and visits are kept, its schema brought up to date.

    Every call blocks, so none belongs on the event loop. Several processes may open one file.
    Raises StoreUnusable for a file that this program cannot use.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        busy_timeout: timedelta = timedelta(seconds=5),
        lock: MakeLock = ThreadLock,
    ) -> None:
        self.path = Path(path)
        self._busy_timeout = busy_timeout
        self._write_lock = self._read_lock = lock()
        self._closed = False
        try:
            self._writer = self._reader = self._open_writer()
            if self.path != IN_MEMORY:
                self._read_lock = lock()
                self._reader = self._open_reader()
        except (OSError, driver().Error) as error:
            raise StoreUnusable(f"{self.path} cannot be used as a store: {error}") from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: committed to the disk on leaving, undone on an error. Keep it short.

        Raises StoreUnavailable if the file cannot be written now; then nothing was.
        """
        with self._write_lock, told_as_unavailable():
            self._require_open()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """All rows of a question, as last committed. Raises StoreUnavailable."""
        with self._read_lock, told_as_unavailable():
            self._require_open()
            return self._reader.execute(sql, values).fetchall()

    def written_elsewhere(self) -> int:
        """A number that is another whenever another process has committed."""
        with self._write_lock, told_as_unavailable():
            self._require_open()
            ((number,),) = self._writer.execute("PRAGMA data_version").fetchall()
            return int(number)

    def empty_wal(self) -> bool:
        """Bring everything into the file itself and cut the WAL to nothing; False if one reads it.

        Only then is nothing deleted to be found on the disk any more.
        """
        with self._write_lock, told_as_unavailable():
            self._require_open()
            ((busy, _, _),) = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return not busy

    def close(self) -> None:
        """Release the file. Whoever asks later gets StoreUnavailable."""
        with self._write_lock:
            closed, self._closed = self._closed, True
        if not closed and self._reader is not self._writer:
            with self._read_lock:
                self._reader.close()
        if not closed:
            self._writer.close()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the store is closed")

    def _open_writer(self) -> Connection:
        if self.path != IN_MEMORY:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Sessions and credentials lie in it: for the office's own account only. The WAL
            # takes over these rights.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = self._connect(str(self.path), uri=False)
        self._turn_wal_on(connection)
        for pragma in _WRITER:
            connection.execute(pragma)
        migrate(connection)
        return connection

    def _open_reader(self) -> Connection:
        return self._connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)

    def _connect(self, name: str, *, uri: bool) -> Connection:
        connection: Connection = driver().connect(
            name,
            uri=uri,
            isolation_level=None,
            check_same_thread=False,
            timeout=self._busy_timeout.total_seconds(),
        )
        return connection

    def _turn_wal_on(self, connection: Connection) -> None:
        # Two processes that start on a new file: the busy time-out does not cover this switch.
        give_up_at = time.monotonic() + self._busy_timeout.total_seconds()
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
            except driver().Error as error:
                if not is_locked(error) or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.01)
            else:
                return
