"""Answers to the survey: a pool that hides each among others, then sums alone.

An answer first lies in the pool under a random key, with its day and no hour, no ticket, no device.
`fold` counts it into the sums of its month together with others and deletes it; from then on no
answer stands anywhere by itself. The tables have no row numbers, so nothing in them tells what came
first. That a ticket has answered is kept apart, as a mark that the day's end makes meaningless.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from queue_monitor.store.survey_complaints import INSERT, NewComplaint, row_of

if TYPE_CHECKING:
    from datetime import date

    from queue_monitor.store.base import Tables, Transaction, Value

_RECEIPT_BYTES: Final = 16
_TEXT_BYTES: Final = 8
_SPEND: Final = (
    "INSERT INTO survey_spent (mark, day) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING mark"
)
_POOL: Final = "INSERT INTO survey_pool (receipt, day, run, service, body) VALUES (?, ?, ?, ?, ?)"
_OPEN: Final = "SELECT run, body FROM survey_pool WHERE receipt = ? AND day = ?"
_COMPLETE: Final = "UPDATE survey_pool SET body = ? WHERE receipt = ?"
_DUE: Final = (
    "SELECT (SELECT count(*) FROM survey_spent WHERE day < ?1)"
    " + (SELECT count(*) FROM survey_pool WHERE day < ?1)"
)
_RIPE: Final = "SELECT receipt, day, run, service, body FROM survey_pool WHERE day < ?"
_COUNT: Final = (
    "INSERT INTO survey_sums (month, run, question, service, value, n) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET n = n + excluded.n"
)
_TEXT: Final = (
    "INSERT INTO survey_texts (id, month, run, question, language, text) VALUES (?, ?, ?, ?, ?, ?)"
)
_SUMS: Final = "SELECT month, question, service, value, n FROM survey_sums WHERE run = ?"
_TEXTS: Final = (
    "SELECT month, question, language, text FROM survey_texts WHERE run = ?"
    " ORDER BY month DESC, id LIMIT ?"
)
_RUNS: Final = (
    "SELECT run, min(month) FROM (SELECT run, month FROM survey_sums"
    " UNION ALL SELECT run, substr(day, 1, 7) FROM survey_pool) GROUP BY run ORDER BY 2 DESC, run"
)
_WAITING: Final = "SELECT substr(day, 1, 7), count(*) FROM survey_pool WHERE run = ? GROUP BY 1"


class Pooled(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that waits for company: values by question, words by question."""

    values: Mapping[str, str]
    texts: Mapping[str, str] = {}
    language: str = ""
    whole: bool = False  # nothing may be added any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So many answers of a month said this of that; `service` "" where it is not told apart."""

    month: str  # "2026-03"
    question: str
    service: str
    value: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of somebody, apart from all else that they answered."""

    month: str
    question: str
    language: str
    text: str


class SurveyBook:
    """All answers of an office. Blocks; called off the event loop. Raises StoreUnavailable."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def answer(
        self, *, mark: str, day: date, run: str, service: str, values: Mapping[str, str]
    ) -> str | None:
        """Take in an answer; its receipt, or None if `mark` has answered already.

        Mark and answer are kept together or not at all, and nothing joins the two.
        """
        receipt = secrets.token_urlsafe(_RECEIPT_BYTES)
        body = msgspec.json.encode(Pooled(values=values)).decode()
        with self._tables.write() as writing:
            if not writing.execute(_SPEND, (mark, day.isoformat())).fetchall():
                return None
            writing.execute(_POOL, (receipt, day.isoformat(), run, service, body))
        return receipt

    def complete(
        self,
        receipt: str,
        *,
        day: date,
        values: Mapping[str, str],
        texts: Mapping[str, str],
        language: str,
        complaint: NewComplaint | None = None,
    ) -> bool:
        """Add to an answer of today, once; False if there is none to add to.

        A complaint is kept beside it in the same step, and nothing joins the two.
        """
        with self._tables.write() as writing:
            found = writing.execute(_OPEN, (receipt, day.isoformat())).fetchall()
            pooled = next((_pooled(body) for _, body in found), None)
            if pooled is None or pooled.whole:
                return False
            whole = Pooled(
                values={**values, **pooled.values}, texts=texts, language=language, whole=True
            )
            writing.execute(_COMPLETE, (msgspec.json.encode(whole).decode(), receipt))
            if complaint is not None:
                writing.execute(INSERT, row_of(complaint))
        return True

    def fold(self, today: date, *, least: int) -> int:
        """Count what may be counted before `today`; how many answers that was.

        Never fewer than `least` at once, but for those of a month that is over. Marks of days
        before `today` are deleted.
        """
        day, month = today.isoformat(), f"{today:%Y-%m}"
        if not _number(self._tables.query(_DUE, (day,))):
            return 0
        with self._tables.write() as writing:
            writing.execute("DELETE FROM survey_spent WHERE day < ?", (day,))
            rows = writing.execute(_RIPE, (day,)).fetchall()
            present = [row for row in rows if str(row[1])[:7] == month]
            ripe = [row for row in rows if str(row[1])[:7] != month]
            ripe += present if len(present) >= least else []
            _count(writing, ripe)
            writing.executemany(
                "DELETE FROM survey_pool WHERE receipt = ?", [(row[0],) for row in ripe]
            )
        return len(ripe)

    def runs(self) -> list[str]:
        """Every run of a wave that has answers, the newest first."""
        return [str(run) for run, _ in self._tables.query(_RUNS)]

    def sums(self, run: str) -> list[Sum]:
        """What has been counted in a run."""
        return [
            Sum(
                month=str(month),
                question=str(question),
                service=str(service),
                value=str(value),
                n=_number([(n,)]),
            )
            for month, question, service, value, n in self._tables.query(_SUMS, (run,))
        ]

    def waiting(self, run: str) -> dict[str, int]:
        """By month, the answers of a run that are not counted yet."""
        return {str(month): _number([(n,)]) for month, n in self._tables.query(_WAITING, (run,))}

    def said(self, run: str, *, most: int = 1000) -> list[Said]:
        """The words of a run, by month and in no order within it."""
        return [
            Said(month=str(month), question=str(question), language=str(tag), text=str(text))
            for month, question, tag, text in self._tables.query(_TEXTS, (run, most))
        ]

    def forget_texts(self, *, before: str) -> None:
        """Delete the words of months before the month `before`."""
        asked = "SELECT count(*) FROM survey_texts WHERE month < ?"
        if _number(self._tables.query(asked, (before,))):
            with self._tables.write() as writing:
                writing.execute("DELETE FROM survey_texts WHERE month < ?", (before,))


def _count(writing: Transaction, rows: Sequence[Sequence[Value]]) -> None:
    sums: Counter[tuple[str, str, str, str, str]] = Counter()
    texts = []
    for _, day, wave, service, body in rows:
        month, run, pooled = str(day)[:7], str(wave), _pooled(body)
        for question, value in pooled.values.items():
            # Services are told apart for the first question alone: crossed with everything else
            # an answer would stand by itself again.
            of = str(service) if question == FIRST else ""
            sums[month, run, question, of, value] += 1
        for question, text in pooled.texts.items():
            name = secrets.token_hex(_TEXT_BYTES)
            texts.append((name, month, run, question, pooled.language, text))
    writing.executemany(_COUNT, [(*key, n) for key, n in sums.items()])
    writing.executemany(_TEXT, texts)


#: The question by which services are told apart.
FIRST: Final = "overall"


def _pooled(body: Value) -> Pooled:
    return msgspec.json.decode(str(body), type=Pooled)


def _number(rows: Sequence[Sequence[Value]]) -> int:
    return next((n for (n,) in rows if isinstance(n, int)), 0)
