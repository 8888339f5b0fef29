"""What if, asked of a server: one at a time, cancelled at once, nothing left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.kept_days import kept, logs_of
from alerts.what_if import Bench, WhatIf
from queue_monitor.config.office import Hours, OpenSpan
from queue_monitor.domain import events as ev
from queue_monitor.domain.days import Calendar, close_day, open_day
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.simulation import played
from queue_monitor.simulation.aside import answer
from queue_monitor.store.memory import MemoryStore
from queue_monitor.web.problems import Problem
from tests.builders import OPENS_AT, Day, office_plan
from tests.simulation.offices import office
from tests.support.history import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARCH = OPENS_AT.date()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose folders are the test's."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Bench(office())


def test_one_runs_at_a_time_and_cancelling_leaves_nothing(bench: Bench, tmp_path: Path) -> None:
    assert bench.view().state == "idle"
    assert bench.begin(WhatIf(days=10)).state == "running"
    with pytest.raises(Problem) as refused:
        bench.begin(WhatIf())
    assert refused.value.code == "what_if_running"
    assert bench.report() is None
    assert bench.cancel().state == "idle"
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_question_nobody_can_answer_ends_as_failed(tmp_path: Path) -> None:
    never = office().hours.model_copy(update={"open": ()})
    bench = Bench(office().model_copy(update={"hours": never}))
    bench.begin(WhatIf(days=1))
    eventually("failed", lambda: bench.view().state == "failed", within_s=90)
    bench.close()


@pytest.mark.slow
def test_the_answer_holds_what_was_asked_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(played, "REPLICATIONS", 40)
    asked = WhatIf(days=1, reserve=0, arrivals_percent=50)
    span = OpenSpan(days=("mon",), **{"from": time(9), "to": time(10)})
    short = office().model_copy(update={"hours": Hours(open=(span,), noon=None)})
    answer(tmp_path, short, asked, datetime(2026, 11, 22, tzinfo=UTC))
    bench = Bench(office())
    bench._folder = tmp_path
    view = bench.view()
    assert view.state == "done"
    assert view.result is not None
    assert [words.zh for words in view.result.changes] == [
        "支援人力 0 位。",
        "來客為現況的 0.5 倍。",
    ]
    assert len(view.result.columns) == len(view.result.rows[0].values) == 4
    report = bench.report()
    assert report is not None
    assert "來客為現況的 0.5 倍。".encode() in report
    assert not tmp_path.exists()


# -- recorded days -------------------------------------------------------------------------------


def a_log(*days: tuple[int, bool, bool]) -> tuple[MemoryStore, Floor]:
    """Days so many after the fourth of March: is it practice, and was it closed?"""
    store, floor, log = MemoryStore(), Floor(), list[ev.Event]()
    for after, practice, closed in days:
        at = OPENS_AT + timedelta(days=after)
        calendar = Calendar(
            date=at.date(), open=not practice, issuing=True, serving_out=False, practice=True
        )
        log.append(open_day(floor, at, calendar=calendar, plan=office_plan()))
        floor = evolve(floor, log[-1])
        if closed:
            for event in close_day(floor, at + timedelta(hours=9)):
                floor = evolve(floor, event)
                log.append(event)
    store.append(log, after=0)
    return store, floor


def test_days_that_are_over_may_be_lived_again_the_newest_first() -> None:
    over, practice, running = (False, True), (True, True), (False, False)
    store, floor = a_log((0, *over), (1, *over), (2, *practice), (5, *over), (6, *running))
    days = [date(2026, 3, 9), date(2026, 3, 5), MARCH]
    assert kept(store, floor, most=9) == days
    assert kept(store, floor, most=2) == days[:2]
    asked = {MARCH, date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)}
    found = logs_of(store, floor, asked)
    assert [day for day, _ in found] == [MARCH, date(2026, 3, 9)]
    assert [type(event) for event in found[1][1]] == [ev.DayOpened, ev.DayClosed]


def lived_again(folder: Path, log: Sequence[ev.Event]) -> Bench:
    asked = WhatIf(recorded=[MARCH])
    span = OpenSpan(days=("wed",), **{"from": time(8), "to": time(9)})
    short = office().model_copy(update={"hours": Hours(open=(span,), noon=None)})
    answer(folder, short, asked, datetime(2026, 11, 22, tzinfo=UTC), [(MARCH, log)])
    bench = Bench(office())
    bench._folder = folder
    return bench


def test_a_recorded_day_is_lived_again_without_help_and_with(tmp_path: Path) -> None:
    day = Day()
    day.open(1)
    for _ in range(4):
        day.issue()
    for _ in range(4):
        day.serve(1, minutes=2)
    view = lived_again(tmp_path, [*day.events, *close_day(day.floor, day.at)]).view()
    assert view.state == "done"
    assert view.result is not None
    assert view.result.notes[0].zh == "重新進行：2026-03-04。"
    assert "以 1 個實際紀錄的日子重新進行" in view.result.notes[2].zh
    tickets = view.result.rows[0]
    assert tickets.values == ("4", "4"), tickets.what.zh


def test_a_day_on_which_nobody_came_says_so(tmp_path: Path) -> None:
    day = Day()
    day.open(1)
    view = lived_again(tmp_path, [*day.events, *close_day(day.floor, day.at)]).view()
    assert (view.state, view.result) == ("failed", None)
    assert view.failed is not None
    assert view.failed.zh == "2026-03-04 無法重新進行：那天沒有人來，或沒有櫃檯開放過。"
