"""Which limits are in force when: by the clock on the office's wall, to the instant.

The wall decides, so nothing special happens when it is set: in an hour that it shows twice a span
counts twice, and one that begins in an hour it skips begins with the step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from queue_monitor.domain.rulebook import LimitSpan, RuleSetting, Thresholds

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_SECOND: Final = timedelta(seconds=1)
#: Days around an instant that are looked at: more than any business day.
_BEFORE, _AFTER = 2, 3
_EVER: Final = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `begin` up to, not with, `end` these limits are in force."""

    begin: datetime
    end: datetime
    limits: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The limits of one rule through the week."""

    usual: Thresholds
    spans: tuple[LimitSpan, ...] = ()
    zone: str = "UTC"

    @classmethod
    def of(cls, setting: RuleSetting, zone: str) -> "Timetable":
        """The limits of `setting` in an office of `zone`."""
        return cls(usual=setting.limits, spans=setting.spans, zone=zone)

    def at(self, instant: datetime) -> Stretch:
        """The stretch in which `instant` (aware) lies. Ends may be cut, never beyond a change."""
        return next(s for s in self.around(instant) if instant < s.end)

    def around(self, instant: datetime) -> tuple[Stretch, ...]:
        """All stretches of the days around `instant`, in order, without a gap."""
        if not self.spans:
            return (Stretch(begin=_EVER[0], end=_EVER[1], limits=self.usual),)
        return _stretches(self, instant.astimezone(ZoneInfo(self.zone)).date())

    def on_the_wall(self, shown: datetime) -> Thresholds:
        """The limits while the clock on the wall shows `shown`."""
        weekday, minute = shown.weekday(), shown.hour * 60 + shown.minute
        for span in self.spans:
            if _names(span, weekday, minute):
                return span.limits
        return self.usual


def minute_of(clock: str) -> int:
    """ "11:30" as minutes since midnight."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _names(span: LimitSpan, weekday: int, minute: int) -> bool:
    start, end = minute_of(span.start), minute_of(span.end)
    if start < end:
        return weekday in span.days and start <= minute < end
    today = weekday in span.days and minute >= start
    return today or ((weekday - 1) % 7 in span.days and minute < end)


@lru_cache(maxsize=512)
def _stretches(table: Timetable, day: date) -> tuple[Stretch, ...]:
    zone = ZoneInfo(table.zone)
    changes = sorted({*_edges(table, zone, day), *_steps(zone, day)})
    found: list[Stretch] = []
    for begin, end in pairwise(changes):
        limits = table.on_the_wall(begin.astimezone(zone))
        same = found.pop() if found and found[-1].limits == limits else None
        found.append(Stretch(begin=same.begin if same else begin, end=end, limits=limits))
    return tuple(found)


def _edges(table: Timetable, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Each instant at which a span may begin or end, and each midnight."""
    minutes = {0, *(minute_of(edge) for s in table.spans for edge in (s.start, s.end))}
    for n in range(-_BEFORE, _AFTER + 1):
        for minute in minutes:
            clock = time(*divmod(minute, 60))
            local = datetime.combine(day + n * _DAY, clock, tzinfo=zone)
            yield local.replace(fold=0).astimezone(UTC)
            yield local.replace(fold=1).astimezone(UTC)


def _steps(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Each instant at which the clock on the wall is set."""
    first = datetime.combine(day - _BEFORE * _DAY, time(), tzinfo=zone).astimezone(UTC)
    last = datetime.combine(day + _AFTER * _DAY, time(), tzinfo=zone).astimezone(UTC)
    low = first
    while low < last:
        high = low + _HOUR
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            yield _step(zone, low, high)
        low = high


def _step(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
