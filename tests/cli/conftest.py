"""The command line run in this process, and an office's file with a day in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner, Result

from queue_monitor.cli.group import cli
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from tests.simulation.offices import a_day, office
from tests.support.paths import OFFICE_CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from queue_monitor.domain.events import Event


class RunCommand(Protocol):
    """Runs `queue-monitor WORDS`."""

    def __call__(self, *words: str) -> Result:
        """The result; `stdout` and `stderr` apart."""


@pytest.fixture
def run() -> RunCommand:
    """`run("user", "list")`, in this process."""

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words), prog_name="queue-monitor")

    return invoke


@pytest.fixture
def at_office(run: RunCommand, tmp_path: Path) -> RunCommand:
    """The same on the repository's office, its data in a folder of the test."""

    def invoke(*words: str) -> Result:
        place = ("--config", str(OFFICE_CONFIG), "--data", str(tmp_path))
        return run(*words, *place)

    return invoke


@pytest.fixture(scope="session")
def lived_day() -> tuple[Event, ...]:
    """A simulated Monday, 2026-11-23 from 08:30, as its events."""
    day = a_day(5, begin="08:30")
    port = DirectPort(office(), begins_at=day.begins_at)
    Hall(day, port, office()).run()
    return tuple(event for _, event in port.store.read())


@pytest.fixture
def monday(tmp_path: Path, lived_day: tuple[Event, ...]) -> Path:
    """An office's file with that Monday in it."""
    path = tmp_path / "office.db"
    file = SqliteFile(path)
    SqliteStore(file).append(lived_day, after=0)
    file.close()
    return path
