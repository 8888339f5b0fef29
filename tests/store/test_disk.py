"""Whether the disk takes writes."""

from __future__ import annotations

import errno
import os
from threading import Thread
from typing import TYPE_CHECKING

from queue_monitor.store.disk import SILENT_S, Disk
from tests.support.history import eventually

if TYPE_CHECKING:
    from pathlib import Path


class SettableSeconds:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.asked = False

    def __call__(self) -> float:
        self.asked = True
        return self.now_s


def trouble_of(disk: Disk) -> str | None:
    """Asked anew each time."""
    return disk.trouble


def test_a_disk_that_takes_writes_is_no_trouble_and_keeps_nothing_of_them(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "office.db")
    disk.probe()
    assert trouble_of(disk) is None
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_went_away_is_told_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    disk = Disk(folder / "office.db")
    disk.probe()
    assert trouble_of(disk) == f"the disk refuses writes: {os.strerror(errno.ENOENT)}"
    folder.mkdir()
    disk.probe()
    assert trouble_of(disk) is None


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "office.db-probe").symlink_to("/dev/full")  # Linux has a device that is always full
    disk = Disk(tmp_path / "office.db")
    disk.probe()
    assert trouble_of(disk) == f"the disk refuses writes: {os.strerror(errno.ENOSPC)}"


def test_a_disk_that_does_not_answer_is_told_while_it_is_silent(tmp_path: Path) -> None:
    pipe = tmp_path / "office.db-probe"
    os.mkfifo(pipe)  # whoever opens it to write waits until somebody reads
    clock = SettableSeconds()
    disk = Disk(tmp_path / "office.db", monotonic=clock)
    probing = Thread(target=disk.probe)
    probing.start()
    eventually("it is asked", lambda: clock.asked)
    clock.now_s = SILENT_S
    assert trouble_of(disk) is None
    clock.now_s = SILENT_S + 5
    assert trouble_of(disk) == "the disk has not answered for 15 s"
    pipe.read_bytes()
    probing.join(10)
    assert trouble_of(disk) is None
