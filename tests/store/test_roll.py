"""Whoever is killed is known to be dead, and nobody else is."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from queue_monitor.store.roll import Roll

_JOIN = """
import sys
from pathlib import Path
from queue_monitor.store.roll import Roll
roll = Roll(Path(sys.argv[1]))
roll.join("other")
helper = __import__("subprocess").Popen(["sleep", "30"])  # a helper that outlives it
print(helper.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "o.db"


def test_a_process_that_was_killed_is_dead_though_its_helper_lives(store: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _JOIN, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with other:
        assert other.stdout is not None
        helper = int(other.stdout.readline())
        roll = Roll(store)
        assert roll.dead({"other"}) == frozenset()
        other.send_signal(signal.SIGKILL)
        other.wait()
        try:
            assert roll.dead({"other"}) == {"other"}
            assert roll.dead({"other"}) == {"other"}  # until it is struck
            roll.strike({"other"})
            assert roll.dead({"other"}) == frozenset()
        finally:
            subprocess.run(["kill", str(helper)], check=False)


def test_of_whoever_never_joined_nothing_is_known(store: Path) -> None:
    assert Roll(store).dead({"stranger"}) == frozenset()


def test_a_name_that_leads_elsewhere_is_nobodys(store: Path) -> None:
    store.write_text("the store itself")
    roll = Roll(store)
    roll.join("me")
    assert roll.dead({"../o.db", "me"}) == frozenset()


def test_whoever_leaves_in_order_leaves_nothing_behind(store: Path) -> None:
    roll = Roll(store)
    roll.join("me")
    roll.close()
    assert list(store.with_name("o.db.workers").iterdir()) == []


def test_where_no_file_can_be_made_nobody_is_dead(tmp_path: Path) -> None:
    (tmp_path / "o.db.workers").write_text("in the way")
    roll = Roll(tmp_path / "o.db")
    roll.join("me")
    assert roll.dead({"me", "other"}) == frozenset()
