"""Exports say what the visits say, and nothing about a person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta, timezone

import pytest

from queue_monitor.statistics.export import write_csv, write_json
from queue_monitor.statistics.visit import Visit, fold
from tests.statistics.days import any_day

TAIPEI = timezone(timedelta(hours=8))


@pytest.fixture
def visits() -> list[Visit]:
    return list(fold(any_day(3).events))


def test_csv_has_a_line_for_each_visit(visits: list[Visit]) -> None:
    out = io.StringIO(newline="")
    assert write_csv(visits, out, zone=TAIPEI) == len(visits)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["ticket"] for row in rows] == [visit.ticket for visit in visits]
    assert rows[0]["issued_at"].endswith("+08:00")
    waits = [float(row["waiting_s"]) if row["waiting_s"] else None for row in rows]
    assert waits == [visit.waiting_s for visit in visits]


def test_json_says_the_same_as_csv(visits: list[Visit]) -> None:
    as_csv, as_json = io.StringIO(newline=""), io.StringIO()
    write_csv(visits, as_csv, zone=TAIPEI)
    assert write_json(visits, as_json, zone=TAIPEI) == len(visits)
    objects = json.loads(as_json.getvalue())
    rows = list(csv.DictReader(io.StringIO(as_csv.getvalue())))
    texts = [{k: "" if v is None else str(v) for k, v in obj.items()} for obj in objects]
    assert texts == rows


def test_no_visits_are_an_empty_file() -> None:
    as_csv, as_json = io.StringIO(newline=""), io.StringIO()
    assert write_csv([], as_csv, zone=TAIPEI) == write_json([], as_json, zone=TAIPEI) == 0
    assert json.loads(as_json.getvalue()) == []
    assert as_csv.getvalue().count("\n") == 1


@pytest.mark.parametrize("write", [write_csv, write_json])
def test_who_served_goes_out_only_when_asked_for(
    visits: list[Visit], write: Callable[..., int]
) -> None:
    plain, full = io.StringIO(newline=""), io.StringIO(newline="")
    write(visits, plain, zone=TAIPEI)
    write(visits, full, zone=TAIPEI, with_clerk=True)
    assert "clerk" not in plain.getvalue()
    assert "c1" not in plain.getvalue()
    assert "clerk" in full.getvalue()
