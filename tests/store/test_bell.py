"""The bell wakes the other processes at once, and nobody relies on it."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from select import select
from time import monotonic

import pytest

from queue_monitor.store.bell import Bell

NOW = timedelta(0)
LONG = timedelta(seconds=20)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "o.db"


def ears(store: Path) -> list[Path]:
    return sorted(store.with_name("o.db.bells").iterdir())


def test_a_ring_is_heard_by_the_others_only(store: Path) -> None:
    with Bell(store) as one, Bell(store) as two, Bell(store) as three:
        one.wait(NOW)  # a newcomer rings too, to find out who is dead
        one.ring()
        assert two.wait(LONG)
        assert three.wait(LONG)
        assert not one.wait(NOW)


def test_many_rings_wake_once(store: Path) -> None:
    with Bell(store) as one, Bell(store) as two:
        for _ in range(5):
            one.ring()
        assert two.wait(LONG)
        assert not two.wait(NOW)


def test_a_ring_wakes_a_thread_that_waits(store: Path) -> None:
    with Bell(store) as one, Bell(store) as two, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(two.wait, LONG)
        one.ring()
        assert waiting.result()
        assert select([two.fileno()], [], [], 0)[0] == []
        one.ring()
        assert select([two.fileno()], [], [], 5)[0] == [two.fileno()]


def test_ringing_never_blocks_however_deaf_the_other_is(store: Path) -> None:
    with Bell(store) as one, Bell(store) as two:
        for _ in range(5000):
            one.ring()
        assert two.wait(LONG)


def test_closing_ends_the_wait_and_takes_the_ear_away(store: Path) -> None:
    bell = Bell(store)
    with ThreadPoolExecutor(1) as pool:
        began = monotonic()
        waiting = pool.submit(bell.wait, LONG)
        bell.close()
        assert not waiting.result()
    assert monotonic() - began < LONG.total_seconds() / 2
    assert ears(store) == []
    assert not bell.wait(NOW)


def test_only_the_office_may_ring(store: Path) -> None:
    with Bell(store):
        (ear,) = ears(store)
        assert stat.S_IMODE(ear.stat().st_mode) == 0o600
        assert stat.S_IMODE(ear.parent.stat().st_mode) == 0o700


def test_the_ear_of_a_dead_process_is_swept_away(store: Path) -> None:
    dying = (
        "import os, sys; from pathlib import Path; from queue_monitor.store.bell import Bell;"
        "Bell(Path(sys.argv[1])); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", dying, str(store)], check=False)
    assert len(ears(store)) == 1
    with Bell(store) as one:
        assert len(ears(store)) == 1
        with Bell(store) as two:
            one.ring()
            assert two.wait(LONG)


def test_another_process_is_heard(store: Path) -> None:
    ringing = (
        "import sys; from pathlib import Path; from queue_monitor.store.bell import Bell;"
        "Bell(Path(sys.argv[1])).ring()"
    )
    with Bell(store) as bell:
        bell.wait(NOW)
        subprocess.run([sys.executable, "-c", ringing, str(store)], check=True)
        assert bell.wait(LONG)


def test_it_hears_however_long_its_path_is(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120) / "o.db"
    deep.parent.mkdir()
    with Bell(deep) as one, Bell(deep) as two:
        one.wait(NOW)
        two.ring()
        assert one.wait(LONG)
        two.wait(NOW)
        one.ring()
        assert two.wait(LONG)


def test_without_a_folder_it_only_does_not_hear(tmp_path: Path) -> None:
    with Bell(tmp_path / "missing/o.db") as bell:
        assert not bell.hears
        assert bell.fileno() == -1
        bell.ring()
        assert not bell.wait(LONG)
