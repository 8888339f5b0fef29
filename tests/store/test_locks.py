"""The lock holds between real threads, in every async library's world."""

from __future__ import annotations

import subprocess
import sys

import pytest

_WORLD = """
import sys
from queue_monitor.runtime import load, patch
mode = sys.argv[1]
patch(mode)
import tempfile
from datetime import timedelta
from pathlib import Path
from queue_monitor.domain.errors import StaleFloor
from queue_monitor.store.bell import Bell
from queue_monitor.store.locks import ThreadLock
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from tests.store.events import issued

runtime = load(mode)
lock = ThreadLock()
count = [0]

def add():
    for _ in range(2000):
        with lock:
            seen = count[0]
            count[0] = seen + 1

def append(store):
    won = 0
    while won < 40:
        try:
            store.append([issued()], after=store.last())
            won += 1
        except StaleFloor:
            pass

def all_of(*works):
    promises = []
    for work in works:
        promise = runtime.promise()
        promises.append(promise)
        runtime.spawn(lambda work=work, promise=promise: promise.set((runtime.offload(work), 1)))
    for promise in promises:
        assert promise.wait(30) is not None, "a thread never came back"

all_of(*[add] * 6)
assert count == [12000], count
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "o.db"
    store = SqliteStore(SqliteFile(path))
    one, other = Bell(path), Bell(path)
    one.wait(timedelta(0))
    hear = lambda: other.wait(timedelta(seconds=20))
    all_of(hear, other.ring, one.ring, *[lambda: append(store)] * 4)
    assert store.last() == 160
    one.close()
    other.close()
    store.close()
print("held")
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_store_lock_and_bell_hold_between_real_threads(mode: str) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _WORLD, mode],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stdout == "held\n", result.stderr
