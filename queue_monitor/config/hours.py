"""Whether the office is open at an instant, in its own time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from queue_monitor.config.office import Hours
from queue_monitor.config.settings import Settings

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON_DAYS: Final = 400  # how far ahead the next opening is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenState:
    """The office's hours at one instant. Instants are aware and in UTC.

    In hours `open` is true and `practice` false. After hours, while people who wait are still
    served, both are false and `serve_until` says how long. Else `practice` tells whether practice
    numbers may be taken.
    """

    open: bool
    issuing: bool  # numbers may be taken, in practice mode too
    practice: bool
    opens_at: datetime | None  # the next opening; None while open, or if none is in sight
    closes_at: datetime | None  # of the present hours; None outside them
    last_ticket_at: datetime | None  # no numbers from then until closing
    serve_until: datetime | None  # until then people who wait are served; None when nobody is
    business_date: date  # in the office's zone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    day: date
    opens_at: datetime
    closes_at: datetime


def state(settings: Settings, at: datetime) -> OpenState:
    """The hours at `at` (aware). Hours run from opening up to, not with, closing."""
    at = at.astimezone(UTC)
    hours, zone = settings.hours, ZoneInfo(settings.office.time_zone)
    today = at.astimezone(zone).date()
    for span in _spans(hours, zone, today, days=1):
        if span.opens_at <= at < span.closes_at:
            return _in_hours(span, hours, at)
    opens_at = next_opening(settings, at)
    late = _closing(hours, zone, today, at)
    if late is not None:
        return OpenState(
            open=False,
            issuing=False,
            practice=False,
            opens_at=opens_at,
            closes_at=None,
            last_ticket_at=None,
            serve_until=late.closes_at + hours.close_after,
            business_date=late.day,
        )
    practice = settings.office.outside_hours == "practice"
    return OpenState(
        open=False,
        issuing=practice,
        practice=practice,
        opens_at=opens_at,
        closes_at=None,
        last_ticket_at=None,
        serve_until=None,
        business_date=today,
    )


def next_opening(settings: Settings, at: datetime) -> datetime | None:
    """When the office opens next after `at` (aware), in UTC; None if not within a year."""
    zone = ZoneInfo(settings.office.time_zone)
    today = at.astimezone(zone).date()
    spans = _spans(settings.hours, zone, today, days=_HORIZON_DAYS)
    return next((span.opens_at for span in spans if span.opens_at > at), None)


def _in_hours(span: _Span, hours: Hours, at: datetime) -> OpenState:
    last_ticket_at = max(span.opens_at, span.closes_at - hours.last_ticket)
    return OpenState(
        open=True,
        issuing=at < last_ticket_at,
        practice=False,
        opens_at=None,
        closes_at=span.closes_at,
        last_ticket_at=last_ticket_at,
        serve_until=span.closes_at + hours.close_after,
        business_date=span.day,
    )


def _closing(hours: Hours, zone: ZoneInfo, today: date, at: datetime) -> _Span | None:
    """The hours that are over at `at`, but whose visitors are still served."""
    since = today - timedelta(days=1)
    ended = (span for span in _spans(hours, zone, since, days=2) if span.closes_at <= at)
    last = max(ended, key=lambda span: span.closes_at, default=None)
    return last if last and at < last.closes_at + hours.close_after else None


def open_spans(
    settings: Settings, first: date, *, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """Openings and closings of some days, in UTC and in order of time."""
    zone = ZoneInfo(settings.office.time_zone)
    for span in _spans(settings.hours, zone, first, days=days):
        yield span.opens_at, span.closes_at


def _spans(hours: Hours, zone: ZoneInfo, first: date, *, days: int) -> Iterator[_Span]:
    """The opening hours of some days, in order of time."""
    closed = {holiday.date for holiday in hours.holidays}
    for n in range(days):
        day = first + timedelta(days=n)
        if day in closed:
            continue
        name = DAYS[day.weekday()]
        open_today = (span for span in hours.open if name in span.days)
        for span in sorted(open_today, key=lambda s: s.start):
            opens_at = local_instant(day, span.start, zone, fold=0)
            closes_at = local_instant(day, span.end, zone, fold=1)
            if opens_at < closes_at:
                yield _Span(day=day, opens_at=opens_at, closes_at=closes_at)


def local_instant(day: date, clock: time, zone: ZoneInfo, *, fold: int) -> datetime:
    """Local time as an instant. Of an hour that comes twice `fold` 0 takes the first, 1 the second;
    one that the clocks skip counts from before the step, so that nothing begins early."""
    local = datetime.combine(day, clock, tzinfo=zone)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return local.astimezone(UTC)
    skipped = local.replace(fold=0).utcoffset() < local.replace(fold=1).utcoffset()  # type: ignore[operator]
    return local.replace(fold=0 if skipped else fold).astimezone(UTC)


def opening(settings: Settings, day: date) -> tuple[datetime, datetime]:
    """The first opening of the day and the last closing, in UTC.

    Raises ValueError if the office is closed on that day.
    """
    zone = ZoneInfo(settings.office.time_zone)
    midnight = datetime.combine(day, time(), tzinfo=zone)
    opens_at = next_opening(settings, midnight - timedelta(seconds=1))
    if opens_at is None or opens_at.astimezone(zone).date() != day:
        raise ValueError(f"the office is closed on {day}")
    closes_at = state(settings, opens_at).closes_at
    assert closes_at is not None
    while (later := next_opening(settings, closes_at)) is not None:
        if later.astimezone(zone).date() != day:
            break
        closes_at = state(settings, later).closes_at or closes_at
    return opens_at, closes_at
