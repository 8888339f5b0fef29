"""A process of its own: told and heard by its pipes, ended by their end, started or not at all."""

import os
import sys
from pathlib import Path

import pytest

from queue_monitor import child

ECHO = ("-c", "import sys; sys.stdout.write(sys.stdin.read().upper())")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_it_hears_what_is_said_answers_and_ends_when_nobody_speaks_any_more() -> None:
    before = open_files()
    process = child.start(ECHO)
    os.write(process.ask, b"number 17")
    os.close(process.ask)
    assert os.read(process.hear, 100) == b"NUMBER 17"
    assert os.read(process.hear, 100) == b""
    os.close(process.hear)
    assert os.waitpid(process.pid, 0) == (process.pid, 0)
    assert open_files() == before


def test_one_that_cannot_be_started_leaves_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    before = open_files()
    with pytest.raises(FileNotFoundError):
        child.start(ECHO)
    assert open_files() == before


def test_another_child_does_not_hold_the_first_ones_pipes_open() -> None:
    first, second = child.start(ECHO), child.start(ECHO)
    os.close(first.ask)
    assert os.read(first.hear, 100) == b""  # the second would hang it, had it our end
    os.close(second.ask)
    for process in (first, second):
        os.close(process.hear)
        os.waitpid(process.pid, 0)
