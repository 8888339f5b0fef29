"""`python -m queue_monitor.statistics.backtest FOLDER`: scores days that are over, for a server.

Each day is played to the forecast as `queue-monitor score` does it, which has learned from the
twenty days before. Ends by itself when its parent is gone, or after an hour.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Final

import structlog

from queue_monitor.config import Settings
from queue_monitor.forecast.predictor import Choices, Predictor
from queue_monitor.forecast.records import BadRecord, Day, config_of, happenings_of
from queue_monitor.forecast.scoring import Score, mean_service_of
from queue_monitor.statistics.day_scores import LOOKED_BACK, DayScore, DayScores, days_of, unscored
from queue_monitor.statistics.lessons import facts_of
from queue_monitor.statistics.office_day import day_from, office_day
from queue_monitor.store.base import EventStore
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault

_TRAINED: Final = 20
_LONGEST_S: Final = 3600
_PARENT_EVERY_S: Final = 1.0
_log = structlog.get_logger("queue_monitor.statistics.backtest")


def score_of(day: Day, earlier: Sequence[Day], *, date: date, at: datetime) -> DayScore:
    """One day, with what could be known before it."""
    predictor, score = Predictor(choices=Choices()), Score()
    predictor.train(earlier)
    score.play(predictor, day, mean_service_of(earlier or [day]))
    breaches = score.breaches
    leads = [lead_s / 60.0 for lead_s in breaches.leads_s if lead_s is not None]
    waits = score.ticket["all"].figures() if "all" in score.ticket else {}
    return DayScore(
        date=date,
        scored_at=at,
        trained_days=len(earlier),
        waits=int(waits.get("count") or 0),
        mae_min=waits.get("mae_min"),
        simple_mae_min=waits.get("simple_mae_min"),
        bias_min=waits.get("bias_min"),
        coverage=waits.get("coverage"),
        breaches=len(breaches.leads_s),
        foreseen=len(leads),
        leads_min=tuple(leads),
        alarm_minutes=breaches.alarms,
        right_alarm_minutes=breaches.right,
        false_alarms=breaches.false_runs,
    )


class Days:
    """The log's days as the forecast reads them; each is read once."""

    def __init__(self, store: EventStore, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._starts: dict[date, int] = {}
        for day, start in days_of(store):
            self._starts[day] = start
            if len(self._starts) > _TRAINED + LOOKED_BACK:
                break
        self._read: dict[date, Day | None] = {}

    def day(self, day: date) -> Day | None:
        """None for one that cannot be read."""
        if day not in self._read:
            self._read[day] = self._day(day)
        return self._read[day]

    def before(self, day: date) -> list[Day]:
        """The days to learn from, earlier first."""
        dates = sorted(one for one in self._starts if one < day)[-_TRAINED:]
        return [known for one in dates if (known := self.day(one)) is not None]

    def _day(self, day: date) -> Day | None:
        events = list(day_from(self._store, self._starts[day]))
        try:
            told = office_day(events, facts_of(self._settings, events))
            return Day(
                config=config_of(told["config"]), events=tuple(happenings_of(told["events"]))
            )
        except (BadRecord, ValueError) as error:
            _log.warning("day_not_read", day=str(day), reason=str(error))
            return None


def score_all(
    store: EventStore, scores: DayScores, settings: Settings, now: Callable[[], datetime]
) -> int:
    """Score and keep each day that is due, the newest first; how many."""
    due = unscored(store, scores.dates())
    days = Days(store, settings) if due else None
    for wanted in due:
        assert days is not None
        day = days.day(wanted)
        if day is None:
            scores.keep(DayScore(date=wanted, scored_at=now(), failed=True))
        else:
            scores.keep(score_of(day, days.before(wanted), date=wanted, at=now()))
    return len(due)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_EVERY_S)
    os._exit(1)


def main() -> None:
    """What is due, and the end; tickets and alerts go before it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(_LONGEST_S)
    os.nice(19)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    # Written by our own parent into a folder that only we can read.
    settings, data = pickle.loads((Path(sys.argv[1]) / "asked").read_bytes())  # noqa: S301
    file = SqliteFile(data)

    def now() -> datetime:
        return datetime.now(UTC)

    score_all(SqliteStore(file), DayScores(SqliteVault(file, now=now)), settings, now)
    file.close()


if __name__ == "__main__":
    main()
