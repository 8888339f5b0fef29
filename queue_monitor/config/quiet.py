"""Quiet hours: when nobody outside the house is told. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_monitor.config.hours import DAYS, local_instant
from queue_monitor.config.watch import QuietSpan

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The quiet hours of one office, in its own time zone. Instants are aware and in UTC.

    In an hour that the clocks show twice it stays quiet both times.
    """

    spans: tuple[QuietSpan, ...] = ()
    zone: str = "UTC"

    def until(self, at: datetime) -> datetime | None:
        """When the quiet that holds at `at` ends; None if it does not."""
        end = at
        for begins_at, ends_at in sorted(self._around(at)):
            if begins_at <= end < ends_at:
                end = ends_at
        return end if end > at else None

    def next_edge(self, at: datetime) -> datetime | None:
        """The next instant after `at` at which it turns quiet or ends to be; None if never."""
        edges = {edge for span in self._around(at) for edge in span}
        return min((edge for edge in edges if edge > at), default=None)

    def _around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The quiet spans from the day before to the week after."""
        if not self.spans:
            return
        zone = ZoneInfo(self.zone)
        first = at.astimezone(zone).date() - _DAY
        for day in (first + n * _DAY for n in range(9)):
            yield from self._of(day, zone)

    def _of(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        for span in self.spans:
            if DAYS[day.weekday()] not in span.days:
                continue
            last = day if span.start < span.end else day + _DAY
            begins_at = local_instant(day, span.start, zone, fold=0)
            ends_at = local_instant(last, span.end, zone, fold=1)
            if begins_at < ends_at:
                yield begins_at, ends_at
