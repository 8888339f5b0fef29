"""`replay`: the floor at an hour, as tables and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from queue_monitor.domain.floor import replay
from queue_monitor.domain.measures import longest_wait

if TYPE_CHECKING:
    from pathlib import Path

    from queue_monitor.domain.events import Event
    from tests.cli.conftest import RunCommand

TEN = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)  # 10:15 in Taipei


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


def test_an_hour_that_is_none_is_a_usage_error(at_office: RunCommand) -> None:
    said = at_office("replay", "--at", "half past ten")
    assert said.exit_code == 2
    assert '"2026-11-20 10:32"' in said.stderr
