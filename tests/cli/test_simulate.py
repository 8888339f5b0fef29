"""`simulate`: what if, on a terminal, for programs, and as a page for a plan."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import OFFICE_CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import RunCommand

A_DAY = {
    "format": "office-day/1",
    "config": {
        "open": 28800,
        "close": 36000,
        "services": {"A": {"name": "證件 <ID>", "mean_s": 300}},
        "counters": [{"id": "K1", "skills": ["A"]}, {"id": "K2", "skills": ["A"]}],
    },
    "events": [
        {"t": 28800, "type": "counter_open", "counter": "K1"},
        *(
            {"t": 28900 + 200 * n, "type": "arrive", "ticket": f"A{n}", "service": "A"}
            for n in range(20)
        ),
    ],
}


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    """Twenty people and one counter, in the office-day format."""
    path = tmp_path / "day.json"
    path.write_text(json.dumps(A_DAY), encoding="utf-8")
    return path


def test_a_table_has_a_column_for_each_way_and_what_was_changed(
    at_office: RunCommand, day_file: Path
) -> None:
    said = at_office("simulate", "--recorded", str(day_file), "--staff", "2", "--arrivals", "x1.5")
    assert said.exit_code == 0, said.stderr
    assert "排定 2 位同仁在櫃檯。" in said.stdout
    assert "1.5 times as many visitors." in said.stdout
    assert re.search(r"取號 tickets +20 +20 +\d\d +\d\d\n", said.stdout)


def test_the_report_is_one_page_that_asks_no_host_for_anything(
    at_office: RunCommand, day_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "plan.html"
    said = at_office(
        "simulate",
        *("--recorded", str(day_file)),
        *("--reallocation", "off"),
        *("--add-counters", "1"),
        *("--title", "第七櫃檯 <計畫>"),
        *("-o", str(out)),
        "--json",
    )
    assert said.exit_code == 0, said.stderr
    page = out.read_text(encoding="utf-8")
    assert "<h1>第七櫃檯 &lt;計畫&gt;</h1>" in page
    assert "增設 1 個全功能櫃檯" in page
    assert page.count("<svg") >= 4
    assert not re.search(r"https?://|src=|@import|url\(|<script", page)
    told = json.loads(said.stdout)
    assert [s["changed"] for s in told["scenarios"]] == [False, True]
    assert told["scenarios"][0]["tickets"] == 20
    assert told["scenarios"][0]["over_min"] > told["scenarios"][1]["over_min"]
    assert told["changes"]["added"] == 1


@pytest.mark.usefixtures("monday")
def test_a_day_of_the_own_log_is_named_by_its_date(at_office: RunCommand) -> None:
    said = at_office("simulate", "--recorded", "2026-11-23", "--reallocation", "off", "--json")
    assert said.exit_code == 0, said.stderr
    told = json.loads(said.stdout)
    assert told["days"] == ["2026-11-23"]
    assert told["scenarios"][0]["tickets"] > 100
    assert at_office("simulate", "--recorded", "2026-11-20").exit_code == 1


def test_drawn_days_are_the_seeds_and_the_date(run: RunCommand) -> None:
    words = ("--day", "2026-11-24", "--seed", "7", "--days", "1", "--reallocation", "off")
    said = run("simulate", "--config", str(OFFICE_CONFIG), *words)
    assert said.exit_code == 0, said.stderr
    assert "--days 1 --seed 7 --day 2026-11-24" in said.stdout


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--arrivals", "more"), 2, "write x1.2 or 120%"),
        (("--arrivals", "x50"), 2, "from x0.1 to x10"),
        (("--close-counter", "44"), 1, "there is no counter 44; there are 1, 2"),
        (("--day", "2026-11-22"), 1, "the office is closed on 2026-11-22"),
        (("--recorded", "nothing.json"), 1, "no such file, and no date"),
        (("--recorded", "2026-11-20"), 1, "there is no office at"),
        (("--recorded", "x.json", "--days", "3"), 2, "Use one."),
        (("--staff", "0"), 2, "0 is not in the range"),
    ],
)
def test_wrong_input_is_said_plainly(
    at_office: RunCommand, words: tuple[str, ...], code: int, why: str
) -> None:
    said = at_office("simulate", *words)
    assert said.exit_code == code
    assert why in said.stderr


def test_a_file_that_is_no_day_is_named(at_office: RunCommand, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "office-day/1", "config": {"open": 1, "close": 2}}')
    said = at_office("simulate", "--recorded", str(bad))
    assert said.exit_code == 1
    assert "bad.json: " in said.stderr
