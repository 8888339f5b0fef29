"""`replay`: the floor at an hour, as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from queue_monitor.cli.places import now
from queue_monitor.domain.floor import replay
from queue_monitor.domain.measures import longest_wait
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from tests.builders import OPENS_AT, Day, day_opened

if TYPE_CHECKING:
    from pathlib import Path

    from queue_monitor.domain.events import Event
    from tests.cli.conftest import RunCommand

TEN = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)  # 10:15 in Taipei


def write_log(path: Path, events: Sequence[Event]) -> None:
    file = SqliteFile(path)
    SqliteStore(file).append(events, after=0)
    file.close()


def view_at(at_office: RunCommand, hour: str) -> dict[str, Any]:
    said = at_office("replay", "--at", hour, "--json")
    assert said.exit_code == 0, said.stderr
    view: dict[str, Any] = json.loads(said.stdout)
    return view


@pytest.mark.usefixtures("monday")
def test_json_is_the_floor_of_that_instant(
    at_office: RunCommand, lived_day: tuple[Event, ...]
) -> None:
    view = view_at(at_office, "2026-11-23 10:15")
    floor = replay((seq, e) for seq, e in enumerate(lived_day, start=1) if e.at <= TEN)
    assert view["seq"] == floor.seq
    assert view["waiting_total"] == floor.waiting_count > 0
    assert view["longest_wait_s"] == longest_wait(floor, TEN).total_seconds()
    assert [line["number"] for line in view["lines"]] == [t.number for t in floor.waiting()]
    in_hand = {c["id"]: c["number"] for c in view["counters"]}
    for counter in floor.counters:
        ticket = floor.in_hand(counter)
        assert in_hand[counter] == (None if ticket is None else ticket.number)
    assert {alert["id"] for alert in view["alerts"]} == {a.id for a in floor.watch.active()}
    assert view["alerts"]


@pytest.mark.usefixtures("monday")
def test_an_offset_names_the_same_instant(at_office: RunCommand) -> None:
    local = view_at(at_office, "2026-11-23 10:15")
    assert view_at(at_office, "2026-11-23T02:15:00+00:00") == local
    assert local["at_local"] == "2026-11-23 10:15:00"


@pytest.mark.usefixtures("monday")
def test_the_tables_name_counters_lines_and_alerts(at_office: RunCommand) -> None:
    said = at_office("replay", "--at", "2026-11-23 10:15").stdout
    assert "青田區戶政事務所  2026-11-23 10:15:00" in said
    assert "林佳穎" in said
    assert "戶籍謄本" in said
    assert "隊列 line: " in said
    assert "警示 alert: waiting (office)" in said


def test_the_log_is_only_read(at_office: RunCommand, monday: Path) -> None:
    before = monday.read_bytes()
    view_at(at_office, "2026-11-23 10:15")
    assert monday.read_bytes() == before


@pytest.mark.usefixtures("monday")
def test_before_the_first_day_there_is_nothing_to_show(at_office: RunCommand) -> None:
    said = at_office("replay", "--at", "2020-01-01 10:00")
    assert said.exit_code == 1
    assert "no business day at or before 2020-01-01 10:00" in said.stderr


def test_an_hour_to_come_is_answered_with_the_floor_of_now(
    at_office: RunCommand, tmp_path: Path
) -> None:
    """The day is one of long ago, and the visitor still waits."""
    day = Day()
    day.issue()
    write_log(tmp_path / "office.db", day.events)
    earliest = now()
    said = at_office("replay", "--at", "2999-01-01 10:00", "--json")
    view = json.loads(said.stdout)
    shown = datetime.fromisoformat(view["at"])
    assert earliest <= shown <= now()
    assert view["longest_wait_s"] == (shown - day.at).total_seconds()
    assert view["asked_at"] == "2999-01-01T02:00:00+00:00"
    assert said.stderr == (
        f"2999-01-01 10:00 is yet to come; this is the floor at {view['at_local']}.\n"
    )
    assert "is yet to come" in at_office("replay", "--at", "2999-01-01 10:00").stderr


def test_a_log_ahead_of_the_clock_is_shown_to_its_end(
    at_office: RunCommand, tmp_path: Path
) -> None:
    """A simulated day of tomorrow: what it holds has happened there, and nothing later has."""
    tomorrow = OPENS_AT.replace(year=2998)
    begun = replace(day_opened(), at=tomorrow)
    day = Day(floor=replay([(1, begun)]), at=tomorrow, events=[begun])
    day.issue()
    day.passes(minutes=10)
    day.issue()
    write_log(tmp_path / "office.db", day.events)
    view = view_at(at_office, "2999-01-01 10:00")
    assert datetime.fromisoformat(view["at"]) == day.at
    assert view["longest_wait_s"] == 600
    assert view_at(at_office, day.at.isoformat())["at"] == view["at"]


def test_an_hour_that_is_none_is_a_usage_error(at_office: RunCommand) -> None:
    said = at_office("replay", "--at", "half past ten")
    assert said.exit_code == 2
    assert '"2026-11-20 10:32"' in said.stderr
