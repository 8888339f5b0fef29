"""The schema goes forward from every version there was, and never back."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from queue_monitor.store.errors import StoreUnusable
from queue_monitor.store.migrations import NEWEST, migrate
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_driver import driver
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from tests.store.events import NOON, issued
from tests.store.schemas import SCHEMAS, build, shape


def test_each_schema_is_written_down() -> None:
    assert len(SCHEMAS) == NEWEST + 1


@pytest.mark.parametrize("version", range(NEWEST + 1))
def test_a_store_of_any_version_is_brought_forward(version: int, tmp_path: Path) -> None:
    path, fresh = tmp_path / "old.db", tmp_path / "fresh.db"
    build(path, version)
    file = SqliteFile(path)
    store = SqliteStore(file)
    assert [event for _, event in store.read()] == ([issued()] if version >= 1 else [])
    assert SqliteVault(file, now=lambda: NOON).get("a") == (b"\x01" if version >= 2 else None)
    store.append([issued()], after=store.last())
    store.close()
    SqliteFile(fresh).close()
    assert shape(path) == shape(fresh)


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_each_step_makes_the_schema_that_is_written_down(version: int, tmp_path: Path) -> None:
    path, known = tmp_path / "stepped.db", tmp_path / "known.db"
    connection = driver().connect(path, isolation_level=None)
    migrate(connection, to=version)
    connection.close()
    build(known, version)
    assert shape(path) == shape(known)


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "o.db"
    build(path, NEWEST)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    with pytest.raises(StoreUnusable, match=f"has schema {NEWEST + 1}.*knows {NEWEST}"):
        SqliteFile(path)
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (NEWEST + 1,)


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "o.db"
    build(path, 1)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE visits (something TEXT)")  # in the third step's way
    with pytest.raises(StoreUnusable, match=r"o\.db cannot be used as a store: .*visits"):
        SqliteFile(path)
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (2,)


def _open(path: Path) -> int:
    file = SqliteFile(path)
    last = SqliteStore(file).last()
    file.close()
    return last


def test_two_processes_may_start_on_a_new_file(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for n in range(8):
            assert list(pool.map(_open, [tmp_path / f"{n}.db"] * 2)) == [0, 0]
