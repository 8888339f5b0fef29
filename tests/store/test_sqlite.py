"""What only the SQLite store does: files, locks, full disks, other processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from queue_monitor.domain.errors import StaleFloor, StoreUnavailable
from queue_monitor.store.errors import StoreUnusable, UnreadableEvent
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_driver import SAFE_SINCE, choose, driver
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from tests.store.events import NOON, issued

SOON = timedelta(milliseconds=50)
SECRET = b"0912-345-678-and-more"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


def test_a_commit_waits_for_the_disk(path: Path) -> None:
    file = SqliteFile(path)
    with file.write() as connection:
        assert connection.execute("PRAGMA synchronous").fetchall() == [(2,)]  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        assert connection.execute("PRAGMA secure_delete").fetchall() == [(1,)]
    file.close()


def test_only_the_office_may_read_the_file(path: Path) -> None:
    store = SqliteStore(SqliteFile(path))
    store.append([issued()], after=0)
    for name in ("office.db", "office.db-wal", "office.db-shm"):
        assert stat.S_IMODE(path.with_name(name).stat().st_mode) == 0o600
    store.close()


def test_everything_is_in_one_file_after_closing(path: Path) -> None:
    store = SqliteStore(SqliteFile(path))
    store.append([issued()], after=0)
    store.close()
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_log_cannot_be_rewritten(path: Path) -> None:
    store = SqliteStore(SqliteFile(path))
    store.append([issued()], after=0)
    store.close()
    with sqlite3.connect(path) as connection:
        for change in ("UPDATE events SET body = '{}'", "DELETE FROM events"):
            with pytest.raises(sqlite3.DatabaseError, match="only ever added to"):
                connection.execute(change)


def test_the_reading_connection_cannot_write(path: Path) -> None:
    file = SqliteFile(path)
    with pytest.raises(StoreUnavailable, match="SQLITE_READONLY"):
        file.query("DELETE FROM vault")
    file.close()


def test_a_mistake_in_our_own_sql_is_not_told_as_trouble_of_the_disk(path: Path) -> None:
    file = SqliteFile(path)
    with pytest.raises(driver().OperationalError, match="no such table"):
        file.query("SELECT * FROM nowhere")
    file.close()


def test_a_file_that_another_process_has_locked_is_unavailable(path: Path) -> None:
    store = SqliteStore(SqliteFile(path, busy_timeout=SOON))
    # The same library: two in one process do not see each other's locks.
    other = driver().connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
        store.append([issued()], after=0)
    assert store.last() == 0
    other.execute("ROLLBACK")
    other.close()
    store.append([issued()], after=0)
    store.close()


def test_a_full_disk_is_unavailable_and_nothing_is_written(path: Path) -> None:
    file = SqliteFile(path)
    store = SqliteStore(file)
    store.append([issued()], after=0)
    with file.write() as connection:
        ((pages,),) = connection.execute("PRAGMA page_count").fetchall()
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(StoreUnavailable, match="SQLITE_FULL"):
        store.append([issued()] * 1000, after=1)
    assert store.last() == 1
    with file.write() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages + 1000}").fetchall()
    store.append([issued()] * 1000, after=1)
    store.close()


def test_an_error_inside_a_transaction_undoes_it(path: Path) -> None:
    file = SqliteFile(path)

    def fail_half_way() -> None:
        with file.write() as connection:
            connection.execute("INSERT INTO vault VALUES ('a', x'01', NULL)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert file.query("SELECT * FROM vault") == []
    file.close()


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at " * 50])
def test_a_file_that_is_something_else_is_refused_by_name(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnusable, match=r"office\.db cannot be used .*not a database"):
        SqliteFile(path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusable, match="cannot be used"):
        SqliteFile(tmp_path / "file" / "office.db")


def test_a_gap_in_the_log_is_not_read_over(path: Path) -> None:
    store = SqliteStore(SqliteFile(path))
    store.append([issued()], after=0)
    with driver().connect(path) as connection:
        connection.execute("INSERT INTO events SELECT 3, kind, version, at, body FROM events")
    with pytest.raises(UnreadableEvent, match="gap between 0 and 3"):
        list(store.read())
    store.close()


def test_what_another_process_wrote_is_news_once(path: Path) -> None:
    one, other = SqliteStore(SqliteFile(path)), SqliteStore(SqliteFile(path))
    assert not one.changed_elsewhere()
    other.append([issued()], after=0)
    assert one.changed_elsewhere()
    assert not one.changed_elsewhere()
    one.append([issued()], after=1)
    assert not one.changed_elsewhere()
    assert other.changed_elsewhere()
    one.close()
    other.close()


def test_readers_keep_no_connection_from_emptying_the_wal(path: Path) -> None:
    file = SqliteFile(path)
    store = SqliteStore(file)
    store.append([issued()] * 3000, after=0)
    reader = store.read()
    next(reader)
    assert file.empty_wal()
    assert path.with_name("office.db-wal").stat().st_size == 0
    assert sum(1 for _ in reader) == 2999
    store.close()


def _traces(path: Path) -> list[str]:
    files = (p for p in path.parent.iterdir() if p.is_file())
    return [p.name for p in files if SECRET[:12] in p.read_bytes()]


def test_a_purged_value_is_on_the_disk_no_more(path: Path) -> None:
    file = SqliteFile(path)
    vault = SqliteVault(file, now=lambda: NOON)
    vault.put("contact", SECRET * 1000, expires_at=NOON)
    vault.put("replaced", SECRET)
    vault.put("replaced", b"x")
    vault.put("deleted", SECRET)
    vault.delete("deleted")
    assert _traces(path) == ["office.db-wal"]
    assert vault.purge(NOON) == 1
    assert _traces(path) == []
    file.close()


def _module(name: str, version: tuple[int, int, int]) -> Any:
    text = ".".join(map(str, version))
    return SimpleNamespace(__name__=name, sqlite_version_info=version, sqlite_version=text)


def test_the_first_safe_library_is_taken() -> None:
    old, new = _module("pysqlite3", (3, 51, 2)), _module("sqlite3", SAFE_SINCE)
    assert choose([lambda: old, lambda: new]) is new
    assert choose([lambda: None, lambda: new]) is new
    assert choose([lambda: new, lambda: old]) is new


def test_without_a_safe_library_the_message_says_why_and_what_helps() -> None:
    old = _module("sqlite3", (3, 40, 1))
    with pytest.raises(StoreUnusable, match=r"sqlite3 has 3\.40\.1.*WAL-reset.*pysqlite3"):
        choose([lambda: None, lambda: old])


_WRITER = """
import sys
from tests.store.events import issued
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
store = SqliteStore(SqliteFile(sys.argv[1]))
after = store.last()
while True:
    store.append([issued(after + n) for n in (1, 2, 3)], after=after)
    after += 3
    print(after, flush=True)
"""


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_killed(path: Path) -> None:
    for _ in range(6):
        told = _killed_while_writing(path)
        store = SqliteStore(SqliteFile(path))
        log = dict(store.read())
        store.close()
        assert told > 0
        assert len(log) in (told, told + 3)  # the last append may not have been told
        assert log == {n: issued(n) for n in range(1, len(log) + 1)}


def _killed_while_writing(path: Path) -> int:
    """The last number that a writing process acknowledged before kill -9."""
    command = [sys.executable, "-c", _WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(40)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
    return int([line for line in lines if line.endswith("\n")][-1])


_RIVAL = """
import sys
from tests.store.events import issued
from queue_monitor.domain.errors import StaleFloor
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
store = SqliteStore(SqliteFile(sys.argv[1]))
won = lost = 0
while won < 150:
    try:
        store.append([issued(int(sys.argv[2]))], after=store.last())
        won += 1
    except StaleFloor:
        lost += 1
print(won)
"""


def test_two_processes_share_one_log(path: Path) -> None:
    SqliteFile(path).close()
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", _RIVAL, str(path), str(n)], stdout=subprocess.PIPE, text=True
        )
        for n in (1, 2)
    ]
    assert [rival.communicate()[0] for rival in rivals] == ["150\n", "150\n"]
    store = SqliteStore(SqliteFile(path))
    events = [event for _, event in store.read()]
    assert [events.count(issued(n)) for n in (1, 2)] == [150, 150]
    with pytest.raises(StaleFloor):
        store.append([issued()], after=299)
    store.close()


def test_a_clock_for_expiry_is_the_callers(path: Path) -> None:
    file = SqliteFile(path)
    at: list[datetime] = [NOON]
    vault = SqliteVault(file, now=lambda: at[0])
    vault.put("a", b"x", expires_at=NOON + SOON)
    assert vault.get("a") == b"x"
    at[0] += SOON
    assert vault.get("a") is None
    file.close()


def test_a_closed_vault_says_so(path: Path) -> None:
    file = SqliteFile(path)
    vault = SqliteVault(file, now=lambda: NOON)
    file.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        vault.get("a")
    with pytest.raises(StoreUnavailable, match="closed"):
        vault.put("a", b"x")
