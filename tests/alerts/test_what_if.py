"""What if, asked of a server: one at a time, cancelled at once, nothing left behind."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest

from alerts.what_if import Bench, WhatIf
from queue_monitor.config.office import Hours, OpenSpan
from queue_monitor.simulation.aside import answer
from queue_monitor.web.problems import Problem
from tests.simulation.offices import office
from tests.support.history import eventually

if TYPE_CHECKING:
    from pathlib import Path


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
def test_the_answer_holds_what_was_asked_and_leaves_no_folder(tmp_path: Path) -> None:
    asked = WhatIf(days=1, reserve=0, arrivals_percent=50)
    span = OpenSpan(days=("mon",), **{"from": time(9), "to": time(11)})
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
