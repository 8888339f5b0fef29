"""The table of visits is what the log says, however and whenever it was folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import DayId
from queue_monitor.statistics.visit import Outcome, Visit, fold
from queue_monitor.statistics.visit_table import MovedOn, VisitTable
from queue_monitor.statistics.visits import VisitsFollower
from queue_monitor.store.memory import MemoryStore
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import IN_MEMORY, SqliteFile
from tests.builders import Day
from tests.statistics.days import any_day


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[SqliteFile]:
    file = SqliteFile(tmp_path / "o.db")
    yield file
    file.close()


def visits_of(events: list[ev.Event]) -> list[Visit]:
    return sorted(fold(events), key=lambda visit: visit.ticket)


def kept(table: VisitTable) -> list[Visit]:
    return sorted(table.read(practice=True), key=lambda visit: visit.ticket)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    seed=st.integers(0, 400), cuts=st.lists(st.integers(0, 100), max_size=6), closed=st.booleans()
)
def test_folding_bit_by_bit_is_folding_anew(seed: int, cuts: list[int], closed: bool) -> None:
    events = any_day(seed, closed=closed).events
    store, tables = MemoryStore(), SqliteFile(IN_MEMORY)
    bounds = sorted({0, len(events), *(cut * len(events) // 100 for cut in cuts)})
    follower = VisitsFollower(store, tables)
    for begin, end in pairwise(bounds):
        store.append(events[begin:end], after=begin)
        if end % 2:  # a process that has just started knows only the table and the log
            follower = VisitsFollower(store, tables)
        assert follower.catch_up() == end - begin
        assert follower.table.cursor() == end
    bit_by_bit = kept(follower.table)
    assert follower.rebuild() == len(events)
    assert bit_by_bit == kept(follower.table) == visits_of(events)
    tables.close()


def test_nothing_new_is_nothing_to_do(tables: SqliteFile) -> None:
    follower = VisitsFollower(MemoryStore(), tables)
    assert follower.catch_up() == 0
    assert follower.table.read() == []


def test_two_processes_fold_each_event_once(tables: SqliteFile) -> None:
    store, events = SqliteStore(tables), any_day(7).events
    one, other = VisitsFollower(store, tables), VisitsFollower(store, tables)
    half = len(events) // 2
    store.append(events[:half], after=0)
    assert one.catch_up() == half
    assert other.catch_up() == 0
    store.append(events[half:], after=half)
    assert other.catch_up() == len(events) - half
    assert one.catch_up() == 0
    assert kept(one.table) == visits_of(events)


def test_who_comes_second_writes_nothing(tables: SqliteFile) -> None:
    table = VisitTable(tables)
    table.save([], after=0, until=5)
    visits = list(fold(any_day(7).events))
    with pytest.raises(MovedOn):
        table.save(visits, after=0, until=5)
    assert table.read() == []
    assert table.cursor() == 5


def test_another_log_is_folded_from_its_beginning(tables: SqliteFile) -> None:
    long, short = MemoryStore(), MemoryStore()
    long.append(any_day(1).events, after=0)
    short.append(any_day(2, steps=40).events, after=0)
    VisitsFollower(long, tables).catch_up()
    follower = VisitsFollower(short, tables)
    follower.catch_up()
    assert kept(follower.table) == visits_of(any_day(2, steps=40).events)


def _later(day: Day, days: int, *, practice: bool) -> list[ev.Event]:
    """The same day's plan, opened again `days` later, with one number given."""
    opened = day.events[0]
    assert isinstance(opened, ev.DayOpened)
    number = next(event for event in day.events if isinstance(event, ev.Issued))
    span = timedelta(days=days)
    name = f"{opened.date + span}"
    return [
        replace(
            opened,
            at=opened.at + span,
            date=opened.date + span,
            day=DayId(name),
            practice=practice,
            bookings=(),
        ),
        replace(number, at=opened.at + span, ticket=type(number.ticket)(f"{name}/A001")),
    ]


def test_every_column_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "store.md").read_text()
    for column in fields(Visit):
        assert f"`{column.name}`" in text
    for outcome in Outcome:
        assert f"`{outcome}`" in text


def test_practice_is_flagged_and_left_out(tables: SqliteFile) -> None:
    store = MemoryStore()
    events = _later(any_day(1), 1, practice=False) + _later(any_day(1), 2, practice=True)
    store.append(events, after=0)
    follower = VisitsFollower(store, tables)
    follower.catch_up()
    assert [visit.date for visit in follower.table.read()] == [date(2026, 3, 5)]
    assert [visit.practice for visit in follower.table.read(practice=True)] == [False, True]
    second = follower.table.read(first=date(2026, 3, 6), practice=True)
    assert [visit.day for visit in second] == ["2026-03-06"]
    assert follower.table.read(last=date(2026, 3, 4)) == []
