"""Days that are over are scored once, by a process of its own, and kept; nothing waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pytest

from queue_monitor.domain import events as ev
from queue_monitor.forecast.predictor import Predictor
from queue_monitor.forecast.records import Day, config_of, happenings_of
from queue_monitor.forecast.scoring import Score, mean_service_of
from queue_monitor.statistics.backtest import score_all, score_of
from queue_monitor.statistics.day_scores import DayScore, DayScores, unscored
from queue_monitor.statistics.nightly import Nightly
from queue_monitor.statistics.office_day import OfficeFacts, office_day
from queue_monitor.statistics.score_views import total_of
from queue_monitor.store.memory import MemoryStore
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from tests.simulation.offices import office
from tests.statistics.days import any_day

if TYPE_CHECKING:
    from pathlib import Path

P = ParamSpec("P")
R = TypeVar("R")
DAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)


class Here:
    """A runtime that does everything on the spot."""

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.1))

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


@pytest.fixture
def file(tmp_path: Path) -> SqliteFile:
    """An empty store."""
    return SqliteFile(tmp_path / "office.db")


@pytest.fixture
def scores(file: SqliteFile) -> DayScores:
    """None yet."""
    return DayScores(SqliteVault(file, now=lambda: NOW))


def shifted(seed: int, days: int) -> list[ev.Event]:
    """The same day so many days later."""
    span = timedelta(days=days)
    return [_later(event, span) for event in any_day(seed).events]


def _later(event: ev.Event, span: timedelta) -> ev.Event:
    if isinstance(event, ev.DayOpened):
        return replace(event, at=event.at + span, date=event.date + span, bookings=())
    return replace(event, at=event.at + span)


def test_a_day_that_goes_on_is_not_due_and_one_that_is_over_is_due_until_it_has_a_score() -> None:
    store = MemoryStore()
    open_day = any_day(3, closed=False).events
    store.append(open_day, after=0)
    assert unscored(store, set()) == unscored(store, set(), is_over=False) == []
    store.append(any_day(3).events[len(open_day) :], after=len(open_day))
    assert unscored(store, set()) == [DAY]
    assert unscored(store, {DAY}) == []


def test_an_earlier_day_is_over_even_if_nobody_closed_it_and_the_newest_comes_first() -> None:
    store = MemoryStore()
    store.append(any_day(3, closed=False).events, after=0)
    store.append(shifted(3, 1), after=store.last())
    assert unscored(store, set()) == [DAY + timedelta(days=1), DAY]


def test_practice_is_not_scored() -> None:
    opened, *rest = any_day(3).events
    assert isinstance(opened, ev.DayOpened)
    store = MemoryStore()
    store.append([replace(opened, practice=True), *rest], after=0)
    assert unscored(store, set()) == []


def test_a_score_is_that_of_the_score_command() -> None:
    told = office_day(any_day(3).events, OfficeFacts(zone=UTC))
    told["config"].update({"open": 0.0, "close": 1200.0})
    day = Day(config=config_of(told["config"]), events=tuple(happenings_of(told["events"])))
    plain = Score()
    plain.play(Predictor(), day, mean_service_of([day]))
    figures = plain.ticket["all"].figures()
    score = score_of(day, [], date=DAY, at=NOW)
    assert score.waits > 0
    assert score.waits == figures["count"]
    assert score.mae_min == figures["mae_min"]
    assert score.simple_mae_min == figures["simple_mae_min"]
    assert score.breaches == plain.breaches.figures()["onsets"]


def test_a_day_nobody_can_read_is_told_and_tried_again_the_next_day(
    file: SqliteFile, scores: DayScores, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore(file)
    store.append(any_day(3).events, after=0)

    def unreadable(*_: object) -> None:
        raise ValueError("no such hour")

    monkeypatch.setattr("queue_monitor.statistics.backtest.office_day", unreadable)
    assert score_all(store, scores, office(), lambda: NOW) == 1
    (kept,) = scores.newest(9)
    assert kept.failed
    assert total_of([kept]).days == 0
    tomorrow = DayScores(SqliteVault(file, now=lambda: NOW + timedelta(hours=25)))
    assert tomorrow.dates() == set()


def test_many_days_are_summed_by_wait_and_by_breach() -> None:
    few = DayScore(date=DAY, scored_at=NOW, waits=1, mae_min=4.0, breaches=1, alarm_minutes=2)
    many = DayScore(
        date=DAY, scored_at=NOW, waits=3, mae_min=2.0, breaches=3, foreseen=2,
        leads_min=(4.0, 8.0), alarm_minutes=6, right_alarm_minutes=6, false_alarms=1,
    )  # fmt: skip
    total = total_of([few, many])
    assert (total.mae_min, total.recall, total.precision) == (2.5, 0.5, 0.75)
    assert (total.lead_min, total.false_alarms_a_day, total.bias_min) == (6.0, 0.5, None)
    assert total_of([]).false_alarms_a_day is None


@pytest.mark.slow
def test_one_of_two_servers_has_the_day_scored_in_a_process_of_its_own(
    file: SqliteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    store = SqliteStore(file)
    store.append(any_day(3).events, after=0)

    def now() -> datetime:
        return datetime.now(UTC)

    (span, *_) = office().hours.open
    briefly = office().hours.model_copy(
        update={"open": (span.model_copy(update={"end": clock_time(8, 20)}),), "noon": None}
    )
    settings = office().model_copy(update={"hours": briefly})

    def nightly() -> Nightly:
        return Nightly(
            store=store, vault=SqliteVault(file, now=now), settings=settings,
            data=tmp_path / "office.db", is_open=lambda: False, now=now, runtime=Here(),
        )  # fmt: skip

    first, second = nightly(), nightly()
    assert first._claim()
    assert not second._claim()
    first.close()
    assert second.look()
    (kept,) = DayScores(SqliteVault(file, now=now)).newest(9)
    assert (kept.date, kept.trained_days, kept.failed) == (DAY, 0, False)
    assert kept.waits > 0
    assert not list((tmp_path / "aside").iterdir())
    assert second.look()  # nothing is due: nothing is begun
    assert SqliteVault(file, now=now).keys("forecast-scoring") == []
