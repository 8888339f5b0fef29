"""How good the forecast was, day by day: what is kept, and which days are yet to be scored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from queue_monitor.domain.events import DayClosed, DayOpened
from queue_monitor.statistics.office_day import day_from
from queue_monitor.store.base import EventStore, Vault

LOOKED_BACK: Final = 14  # days: what is older and has no score stays without
KEPT: Final = timedelta(days=400)
_UNTIL_TRIED_AGAIN: Final = timedelta(days=1)
_PREFIX: Final = "forecast-score/"


class DayScore(msgspec.Struct, frozen=True, kw_only=True):
    """One day's forecasts against what came, in minutes; null where there was nothing to compare.

    Waits are those told at the ticket. Of counts, whoever sums days makes shares.
    """

    date: date
    scored_at: datetime
    trained_days: int = 0  # days before it that were learned from
    failed: bool = False  # the day could not be read; tried again the next day
    waits: int = 0
    mae_min: float | None = None
    simple_mae_min: float | None = None  # of the simple rule: ahead × mean service ÷ counters
    bias_min: float | None = None  # above 0: told longer than it was
    coverage: float | None = None  # share within P10–P90
    breaches: int = 0
    foreseen: int = 0
    leads_min: Sequence[float] = ()  # notice of each breach that was foreseen
    alarm_minutes: int = 0
    right_alarm_minutes: int = 0  # a breach came within a quarter of an hour
    false_alarms: int = 0


class DayScores:
    """The scores that are kept. Every call blocks; raises StoreUnavailable."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, score: DayScore) -> None:
        """Also in place of an earlier one of that day."""
        lasts = _UNTIL_TRIED_AGAIN if score.failed else KEPT
        self._vault.put(
            f"{_PREFIX}{score.date}",
            msgspec.json.encode(score),
            expires_at=score.scored_at + lasts,
        )

    def dates(self) -> set[date]:
        """The days that have a score."""
        return {date.fromisoformat(key.removeprefix(_PREFIX)) for key in self._vault.keys(_PREFIX)}

    def newest(self, most: int) -> list[DayScore]:
        """Of the latest days, newest first."""
        keys = sorted(self._vault.keys(_PREFIX), reverse=True)[:most]
        found = (self._vault.get(key) for key in keys)
        return [msgspec.json.decode(value, type=DayScore) for value in found if value is not None]


def days_of(store: EventStore) -> Iterator[tuple[date, int]]:
    """Business days, newest first, each with the number of its latest opening; no practice."""
    before = None
    last: date | None = None
    while start := store.day_start(before=before):
        opened = next(event for _, event in store.read(after=start - 1))
        assert isinstance(opened, DayOpened)
        if not opened.practice and opened.date != last:
            yield opened.date, start
            last = opened.date
        before = start


def unscored(
    store: EventStore, scored: Collection[date], *, is_over: bool | None = None
) -> list[date]:
    """Days of late that are over and have no score, newest first.

    `is_over`: whether the newest is, for who knows without reading it.
    """
    newest = store.day_start()
    return [
        day
        for day, start in islice(days_of(store), LOOKED_BACK)
        if day not in scored
        and (start != newest or (_is_closed(store, start) if is_over is None else is_over))
    ]


def _is_closed(store: EventStore, start: int) -> bool:
    return any(isinstance(event, DayClosed) for event in day_from(store, start))
