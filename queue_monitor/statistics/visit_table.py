"""The table of visits: plain SQL that any store with tables understands."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Final

import msgspec

from queue_monitor.statistics.usual_waits import Wait
from queue_monitor.statistics.visit import Visit
from queue_monitor.store.base import Tables, Value
from queue_monitor.store.codec import instant_text, text_instant

_COLUMNS: Final = tuple(field.name for field in fields(Visit))
_NAMES: Final = ", ".join(_COLUMNS)
_MARKS: Final = ", ".join("?" * len(_COLUMNS))
_NEW_VALUES: Final = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])

_SAVE: Final = (
    f"INSERT INTO visits ({_NAMES}) VALUES ({_MARKS})"  # noqa: S608 - column names of our own
    f" ON CONFLICT (ticket) DO UPDATE SET {_NEW_VALUES}"
)
_READ: Final = (
    f"SELECT {_NAMES} FROM visits WHERE date >= ? AND date <= ?"  # noqa: S608
    " AND practice <= ? ORDER BY date, issued_at, ticket"
)
_WAITS: Final = (
    "SELECT date, issued_at, waiting_s FROM visits WHERE date >= ? AND date <= ?"
    " AND practice = 0 AND slot_at IS NULL AND waiting_s IS NOT NULL AND issued_at IS NOT NULL"
)
_CURSOR: Final = "SELECT seq FROM cursors WHERE follower = 'visits'"
_MOVE_CURSOR: Final = (
    "INSERT INTO cursors (follower, seq) VALUES ('visits', ?)"
    " ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq"
)
_CLEAR: Final = ("DELETE FROM visits", "DELETE FROM cursors WHERE follower = 'visits'")


class MovedOn(Exception):
    """Another process has taken in the same events meanwhile."""


class VisitTable:
    """Visits in `tables`, and the number of the event up to which they are folded."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def cursor(self) -> int:
        """The number up to which the log is in the table; 0 for none of it."""
        return _number(self._tables.query(_CURSOR))

    def save(self, visits: Iterable[Visit], *, after: int, until: int) -> None:
        """Keep what the events from `after` + 1 to `until` changed: all of it or none.

        Raises MovedOn if the table is not at `after` any more, StoreUnavailable.
        """
        rows = [_row(visit) for visit in visits]
        with self._tables.write() as transaction:
            if _number(transaction.execute(_CURSOR).fetchall()) != after:
                raise MovedOn
            transaction.executemany(_SAVE, rows)
            transaction.execute(_MOVE_CURSOR, (until,))

    def clear(self) -> None:
        """Forget all visits; the log still has them."""
        with self._tables.write() as transaction:
            for statement in _CLEAR:
                transaction.execute(statement)

    def read(
        self, *, first: date = date.min, last: date = date.max, practice: bool = False
    ) -> list[Visit]:
        """Visits of the business days from `first` to `last`, by arrival.

        Practice is left out unless it is asked for.
        """
        values = (first.isoformat(), last.isoformat(), int(practice))
        return [_visit(row) for row in self._tables.query(_READ, values)]

    def waits(self, *, first: date, last: date) -> list[Wait]:
        """How long those waited who came from `first` to `last` without an appointment and were
        called. Practice is left out.
        """
        rows = self._tables.query(_WAITS, (first.isoformat(), last.isoformat()))
        return [
            Wait(
                day=date.fromisoformat(str(day)),
                issued_at=text_instant(str(issued_at)),
                waiting_s=float(waiting_s),
            )
            for day, issued_at, waiting_s in rows
            if isinstance(waiting_s, int | float)
        ]


def _number(rows: Sequence[Sequence[Value]]) -> int:
    return next((seq for (seq,) in rows if isinstance(seq, int)), 0)


def _row(visit: Visit) -> list[Value]:
    return [_value(getattr(visit, name)) for name in _COLUMNS]


def _value(value: object) -> Value:
    match value:
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case bool():
            return int(value)
        case None | str() | int() | float() | bytes():
            return value
        case _:
            raise TypeError(f"no column can hold {value!r}")


def _visit(row: Sequence[Value]) -> Visit:
    visit: Visit = msgspec.convert(
        {**dict(zip(_COLUMNS, row, strict=True)), "practice": bool(row[3])}, Visit
    )
    return visit
