"""Complaints from the survey: words for the supervisor, with what has been done about them.

A complaint bears its day and no hour, and is shown from the full hour after it: on the minute it
could be told whose it was. `told` is how many steps of the ladder have been told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from queue_monitor.store.codec import instant_text

if TYPE_CHECKING:
    from queue_monitor.store.base import Tables, Value

OPEN: Final = "open"
SEEN: Final = "seen"
DONE: Final = "done"

INSERT: Final = (
    "INSERT INTO survey_complaints (id, day, service, language, text, state, notes, shown_at,"
    " told, due_at) VALUES (?, ?, ?, ?, ?, 'open', '[]', ?, 0, ?)"
)
_ALL: Final = (
    "SELECT id, day, service, language, text, state, notes FROM survey_complaints"
    " WHERE shown_at <= ? ORDER BY state = 'done', day DESC, id LIMIT ?"
)
_ONE: Final = (
    "SELECT id, day, service, language, text, state, notes FROM survey_complaints"
    " WHERE id = ? AND shown_at <= ?"
)
_UNTOLD: Final = (
    "SELECT id, told FROM survey_complaints WHERE state = 'open' AND due_at <= ? ORDER BY id"
)
_TOLD: Final = "UPDATE survey_complaints SET told = ?, due_at = ? WHERE id = ? AND told = ?"
_FOLLOW: Final = "UPDATE survey_complaints SET state = ?, notes = ? WHERE id = ?"


class NewComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint as it comes in; `shown_at` is a full hour."""

    id: str
    day: date
    service: str
    language: str
    text: str
    shown_at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a supervisor did about it."""

    at: datetime
    by: str
    state: str
    note: str = ""


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint and its follow-up."""

    id: str
    day: date
    service: str
    language: str
    text: str
    state: str
    steps: tuple[Step, ...]


class ComplaintBook:
    """The complaints of an office. Blocks; called off the event loop."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def all(self, at: datetime, *, most: int = 500) -> list[Complaint]:
        """Those that are shown at `at`: the unfinished first, then by day."""
        return [_complaint(row) for row in self._tables.query(_ALL, (instant_text(at), most))]

    def one(self, complaint: str, at: datetime) -> Complaint | None:
        """The complaint with that id, if it is shown at `at`."""
        rows = self._tables.query(_ONE, (complaint, instant_text(at)))
        return next((_complaint(row) for row in rows), None)

    def follow(self, complaint: str, step: Step) -> Complaint | None:
        """Put down what was done; None if there is no such complaint (any more)."""
        with self._tables.write() as writing:
            rows = writing.execute(_ONE, (complaint, instant_text(step.at))).fetchall()
            known = next((_complaint(row) for row in rows), None)
            if known is None:
                return None
            steps = (*known.steps, step)
            values = (step.state, msgspec.json.encode(steps).decode(), complaint)
            writing.execute(_FOLLOW, values)
        return msgspec.structs.replace(known, state=step.state, steps=steps)

    def untold(self, at: datetime) -> list[tuple[str, int]]:
        """Ids of open complaints that somebody is to be told of now, and how often it was done."""
        rows = self._tables.query(_UNTOLD, (instant_text(at),))
        return [(str(name), told) for name, told in rows if isinstance(told, int)]

    def told(self, complaints: Sequence[tuple[str, int]], *, again_at: datetime) -> None:
        """Those of `untold` have been told; the next step is due at `again_at`."""
        due = instant_text(again_at)
        with self._tables.write() as writing:
            writing.executemany(_TOLD, [(n + 1, due, name, n) for name, n in complaints])

    def forget(self, *, before: date) -> None:
        """Delete the complaints of days before `before`, whatever became of them."""
        asked = "SELECT 1 FROM survey_complaints WHERE day < ? LIMIT 1"
        if self._tables.query(asked, (before.isoformat(),)):
            with self._tables.write() as writing:
                writing.execute(
                    "DELETE FROM survey_complaints WHERE day < ?", (before.isoformat(),)
                )


def row_of(new: NewComplaint) -> tuple[Value, ...]:
    """The values of INSERT."""
    shown = instant_text(new.shown_at)
    return (new.id, new.day.isoformat(), new.service, new.language, new.text, shown, shown)


def _complaint(row: Sequence[Value]) -> Complaint:
    name, day, service, language, text, state, steps = (str(value) for value in row)
    return Complaint(
        id=name,
        day=date.fromisoformat(day),
        service=service,
        language=language,
        text=text,
        state=state,
        steps=msgspec.json.decode(steps, type=tuple[Step, ...]),
    )
