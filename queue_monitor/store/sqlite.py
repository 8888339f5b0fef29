"""The log in a SQLite file: the embedded default."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from queue_monitor.domain.events import Event
from queue_monitor.store.base import check_after
from queue_monitor.store.codec import CODEC, instant_text
from queue_monitor.store.errors import UnreadableEvent
from queue_monitor.store.sqlite_file import SqliteFile

#: Rows read at a time: enough to be fast, and between two lots the file is free.
_CHUNK: Final = 1000

_INSERT: Final = "INSERT INTO events (seq, kind, version, at, body) VALUES (?, ?, ?, ?, ?)"
_LAST: Final = "SELECT coalesce(max(seq), 0) FROM events"
_READ: Final = "SELECT seq, kind, version, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
_DAY_START: Final = (
    "SELECT seq FROM events WHERE kind = 'DayOpened' AND seq < ? AND at <= ?"
    " ORDER BY seq DESC LIMIT 1"
)
_AFTER_ALL_TIME: Final = "~"
_AFTER_ALL_NUMBERS: Final = 2**63 - 1


class SqliteStore:
    """An EventStore in `file`. Several processes may each have one on the same file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._seen = file.written_elsewhere()

    def append(self, events: Sequence[Event], *, after: int) -> None:
        # All that can go wrong with an event does so before the transaction begins.
        rows = [(seq, *CODEC.encode(event)) for seq, event in enumerate(events, start=after + 1)]
        with self._file.write() as connection:
            ((last,),) = connection.execute(_LAST).fetchall()
            check_after(after, last=last)
            connection.executemany(_INSERT, rows)

    def read(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        decode = CODEC.decode
        while rows := self._file.query(_READ, (after, _CHUNK)):
            newest = _number(rows[-1:])
            if newest != after + len(rows):
                raise UnreadableEvent(f"the log has a gap between {after} and {newest}")
            for seq, kind, version, body in rows:
                yield seq, decode(seq, kind, version, body)  # type: ignore[arg-type, misc]
            after += len(rows)

    def last(self) -> int:
        return _number(self._file.query(_LAST))

    def day_start(self, *, before: int | None = None, at: datetime | None = None) -> int:
        until = _AFTER_ALL_TIME if at is None else instant_text(at)
        return _number(
            self._file.query(_DAY_START, (_AFTER_ALL_NUMBERS if before is None else before, until))
        )

    def changed_elsewhere(self) -> bool:
        before, self._seen = self._seen, self._file.written_elsewhere()
        return before != self._seen

    def close(self) -> None:
        self._file.close()


def _number(rows: Sequence[Sequence[object]]) -> int:
    return next((row[0] for row in rows if isinstance(row[0], int)), 0)
