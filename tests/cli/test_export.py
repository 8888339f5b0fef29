"""`export`: a day's visits for a spreadsheet, a program or a forecast."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bench.days import replay
from queue_monitor.cli.group import cli
from queue_monitor.domain.events import Issued

if TYPE_CHECKING:
    from pathlib import Path

    from queue_monitor.domain.events import Event
    from tests.cli.conftest import RunCommand


def numbers(day: tuple[Event, ...]) -> set[str]:
    """The numbers that were given."""
    return {event.number for event in day if isinstance(event, Issued)}


@pytest.mark.usefixtures("monday")
def test_csv_has_a_line_for_each_visit_and_no_clerk(
    at_office: RunCommand, lived_day: tuple[Event, ...]
) -> None:
    said = at_office("export", "--day", "2026-11-23")
    assert said.exit_code == 0, said.stderr
    rows = list(csv.DictReader(io.StringIO(said.stdout, newline="")))
    assert {row["number"] for row in rows} == numbers(lived_day)
    assert len(rows) == len(numbers(lived_day))
    assert "clerk" not in rows[0]
    assert rows[0]["issued_at"].endswith("+08:00")


@pytest.mark.usefixtures("monday")
def test_json_tells_who_served_only_if_asked(
    at_office: RunCommand, lived_day: tuple[Event, ...]
) -> None:
    plain = json.loads(at_office("export", "--day", "2026-11-23", "--format", "json").stdout)
    asked = json.loads(
        at_office("export", "--day", "2026-11-23", "--format", "json", "--with-clerk").stdout
    )
    assert {visit["number"] for visit in plain} == numbers(lived_day)
    assert "clerk" not in plain[0]
    assert any(visit["clerk"] == "c01" for visit in asked)


@pytest.mark.usefixtures("monday")
def test_a_file_is_written_so_that_a_spreadsheet_reads_it(
    at_office: RunCommand, tmp_path: Path
) -> None:
    path = tmp_path / "visits.csv"
    said = at_office("export", "--day", "2026-11-23", "-o", str(path))
    assert said.exit_code == 0
    assert said.stdout == ""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\r\n" not in path.read_bytes()


@pytest.mark.usefixtures("monday")
def test_the_whole_day_goes_out_as_an_office_day(
    at_office: RunCommand, lived_day: tuple[Event, ...]
) -> None:
    day = json.loads(at_office("export", "--day", "2026-11-23", "--format", "office-day").stdout)
    assert day["format"] == "office-day/1"
    assert (day["config"]["open"], day["config"]["close"]) == (8 * 3600, 17 * 3600)
    assert day["config"]["limits"] == {"max_waiting": 7, "max_wait_s": 600}
    arrivals = [event for event in day["events"] if event["type"] == "arrive"]
    assert len(arrivals) >= len(numbers(lived_day))


@pytest.mark.usefixtures("monday", "lived_day")
def test_a_day_that_went_out_can_be_scored_and_asked(at_office: RunCommand, tmp_path: Path) -> None:
    text = at_office("export", "--day", "2026-11-23", "--format", "office-day").stdout
    path = tmp_path / "day.json"
    day = json.loads(text)
    day["events"] = [event for event in day["events"] if event["t"] < 8.5 * 3600]
    path.write_text(json.dumps(day))
    scored = CliRunner().invoke(cli, ["score", str(path), "--json"])
    assert json.loads(scored.stdout)["breach"]["days"] == 1
    asked = "\n".join(json.dumps(line) for line in replay(day))
    said = CliRunner().invoke(cli, ["predict"], input=asked)
    assert said.exit_code == 0
    assert len(said.stdout.splitlines()) == asked.count('"probe":')


@pytest.mark.usefixtures("monday")
def test_a_day_without_visits_writes_nothing(at_office: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    said = at_office("export", "--day", "2026-11-22", "-o", str(path))
    assert said.exit_code == 1
    assert "no visits on 2026-11-22" in said.stderr
    assert "--practice" in said.stderr
    assert not path.exists()


def test_a_day_that_is_none_is_a_usage_error(at_office: RunCommand) -> None:
    said = at_office("export", "--day", "someday")
    assert said.exit_code == 2
    assert "2026-11-20, today or yesterday" in said.stderr
