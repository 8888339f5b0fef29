"""`demo`: the simulated day against the real server, in fast motion."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from queue_monitor.cli.demo_day import for_demo
from queue_monitor.cli.demo_screen import fitting, summary, told
from queue_monitor.cli.tables import width
from queue_monitor.config.printers import Printer
from queue_monitor.domain.slips import PrinterId
from queue_monitor.simulation.comparison import Comparison
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.story import Line
from tests.simulation.offices import a_day, office
from tests.support.paths import OFFICE_CONFIG, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import RunCommand

PROGRAM = (sys.executable, "-m", "queue_monitor", "demo", "--port", "0")


def begin(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A demo of its own, its temporary folders below `folder`."""
    return subprocess.Popen(
        [*PROGRAM, "--config", str(OFFICE_CONFIG), *words],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def row(table: str, label: str) -> list[str]:
    """The three figures of a row of the summary."""
    line = next(line for line in table.splitlines() if line.startswith(label))
    return line.split()[-3:]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_an_hour_goes_by_on_the_real_server(tmp_path: Path, mode: str) -> None:
    demo = begin(tmp_path, "--async-mode", mode, "--speed", "600", "--until", "09:30")
    said, errors = demo.communicate(timeout=100)
    assert demo.returncode == 0, errors
    assert errors == ""
    assert re.search(r"lobby board +http://127\.0\.0\.1:\d+/display", said)
    assert "/set-up#" in said
    assert re.search(r"phone page of [A-H]\d{3}: http://127\.0\.0\.1:\d+/t#", said)
    assert "等候 8 人 → 警示" in said
    live, without, with_ = row(said, "取號 tickets")
    assert live == without == with_
    assert int(row(said, "辦畢 served")[0]) > 0
    assert int(row(said, "警示 alerts")[0]) >= 1
    assert not list(tmp_path.iterdir()), "the demo's folder is left behind"


@pytest.mark.slow
def test_ctrl_c_ends_with_the_summary_so_far(tmp_path: Path) -> None:
    demo = begin(tmp_path, "--speed", "120")
    assert demo.stdout is not None
    said = ""
    while "phone page of" not in said:
        line = demo.stdout.readline()
        assert line, demo.communicate()[1]
        said += line
    demo.send_signal(signal.SIGINT)
    rest, errors = demo.communicate(timeout=60)
    assert demo.returncode == 0, errors
    assert "取號 tickets" in rest
    assert int(row(rest, "取號 tickets")[0]) >= 1
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_folder_is_kept_if_wished_and_can_be_replayed(run: RunCommand, tmp_path: Path) -> None:
    demo = begin(tmp_path, "--speed", "600", "--until", "08:45", "--keep")
    said, errors = demo.communicate(timeout=60)
    assert demo.returncode == 0, errors
    (folder,) = tmp_path.iterdir()
    assert str(folder) in said
    date = re.search(r"模擬 (\d{4}-\d{2}-\d{2})", said)
    assert date is not None
    words = ("--config", str(OFFICE_CONFIG), "--data", str(folder))
    replayed = run("replay", "--at", f"{date.group(1)} 08:44", *words)
    assert replayed.exit_code == 0, replayed.stderr
    assert "已取號 issued" in replayed.stdout


def test_hours_outside_the_offices_are_refused(run: RunCommand) -> None:
    words = ("--config", str(OFFICE_CONFIG), "--port", "0")
    early = run("demo", "--from", "06:00", *words)
    assert early.exit_code == 1
    assert "open from 08:00 to 17:00" in early.stderr
    backwards = run("demo", "--until", "08:00", *words)
    assert backwards.exit_code == 1
    assert "--until 08:00 is not after" in backwards.stderr


def test_nothing_leaves_the_house_during_a_demo() -> None:
    channels = office().channels
    names = type(channels).model_fields
    assert {"smtp", "webhook", "push", "line", "mqtt", "apprise"} <= set(names)
    every = {n: getattr(channels, n).model_copy(update={"enabled": True}) for n in names}
    printer = Printer(id=PrinterId("hall"), name={"zh-TW": "大廳"}, address="tcp://192.0.2.7:9100")
    loud = office().model_copy(
        update={"channels": channels.model_copy(update=every), "printers": (printer,)}
    )
    quiet = for_demo(loud)
    assert not any(getattr(quiet.channels, name).enabled for name in names)
    assert quiet.printers == ()


def test_the_line_of_progress_never_wraps() -> None:
    parts = ("09:14", "等候 waiting  8", "最久 longest  6:12", "警示 alerts 1")
    for columns in range(5, 80):
        line = fitting(parts, columns)
        assert width(line) <= columns
        assert line.startswith("09:14")
    assert "alerts" in fitting(parts, 80)


def test_a_line_of_the_story_is_split_where_it_would_wrap() -> None:
    line = Line(at=datetime(2026, 11, 23, 9, 14, tzinfo=UTC), zh="主管已知悉", en="seen")
    assert told(line, 100) == f"09:14  主管已知悉{' ' * 30}  seen"
    assert told(line, 40) == "09:14  主管已知悉\n       seen"


def test_the_summary_is_a_table_of_three_runs() -> None:
    day = a_day(5, begin="08:30")
    journal = Hall(day, DirectPort(office(), begins_at=day.begins_at), office()).run()
    figures, ended_at = journal.figures(), journal.ended_at
    assert ended_at is not None
    lines = list(
        summary(day, figures, Comparison(without=figures, with_=figures), ended_at=ended_at)
    )
    table = "\n".join(lines)
    assert row(table, "取號 tickets") == [str(figures.tickets)] * 3
    assert max(map(width, lines)) <= 100
