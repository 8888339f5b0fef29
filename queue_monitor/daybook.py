"""Keeping the business day in step with the calendar, and asking the calendar cheaply."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from queue_monitor.config import Settings
from queue_monitor.config.hours import OpenState, state
from queue_monitor.config.planning import plan
from queue_monitor.domain import days
from queue_monitor.domain.days import Calendar
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.rules import Request
from queue_monitor.office import Office

_log = structlog.get_logger("queue_monitor.daybook")
_FRESH = timedelta(seconds=1)


class Daybook:
    """The calendar of one office, remembered for a second at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.plan = plan(settings)
        self._was_followed = False
        self._was_overruled = False
        self._hours: OpenState | None = None
        self._read_at: datetime | None = None

    def hours(self, at: datetime) -> OpenState:
        """The opening hours at `at`, not older than a second."""
        known, read_at = self._hours, self._read_at
        if known is not None and read_at is not None and read_at <= at < read_at + _FRESH:
            return known
        known = state(self._settings, at)
        self._hours, self._read_at = known, at
        return known

    def calendar(self, at: datetime) -> Calendar:
        """What the calendar says of `at`."""
        hours = self.hours(at)
        return Calendar(
            date=hours.business_date,
            open=hours.open,
            issuing=hours.open and hours.issuing,
            serving_out=hours.serve_until is not None and not hours.open,
            practice=self._settings.office.outside_hours == "practice",
        )

    def is_accepting(self, floor: Floor, at: datetime) -> bool:
        """Whether a number may be given at `at`."""
        return days.is_accepting(floor, self.calendar(at))

    def turn(self, floor: Floor, at: datetime) -> Sequence[Event]:
        """Close a day that is over, open one that has begun, follow a changed configuration."""
        calendar = self.calendar(at)
        events: list[Event] = []
        for _ in range(2):
            now = days.turn(floor, at, calendar=calendar, plan=self.plan)
            for event in now:
                floor = evolve(floor, event)
            events.extend(now)
        events.extend(self._follow(floor, at))
        return events

    def _follow(self, floor: Floor, at: datetime) -> Sequence[Event]:
        """A changed configuration, said once by whoever starts with it; at night too, so that a new
        office knows its counters before it opens for the first time.

        A server that still has the older one on the same store does not say that again: the two
        would overrule each other for ever, and fill the log.
        """
        if floor.plan == self.plan:
            self._was_followed = True
        elif not self._was_followed:
            return days.change_plan(floor, at, plan=self.plan)
        elif not self._was_overruled:
            self._was_overruled = True
            _log.warning("another_configuration", hint="a server with another config.yaml runs")
        return ()

    def in_step(self, request: Request) -> Request:
        """`request`, with the day turned first if that is due."""

        def turned(floor: Floor, at: datetime) -> Sequence[Event]:
            due = self.turn(floor, at)
            for event in due:
                floor = evolve(floor, event)
            return (*due, *request(floor, at))

        return turned


def until(hour: time, now: datetime, zone: str) -> timedelta:
    """From `now` to the next time that clocks in `zone` show `hour`; never zero.

    An hour that the clocks skip is taken as the same instant without the step.
    """
    local = now.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), hour, tzinfo=local.tzinfo)
    if due.astimezone(UTC) <= now:
        due = datetime.combine(local.date() + timedelta(days=1), hour, tzinfo=local.tzinfo)
    return due.astimezone(UTC) - now


def keep(
    office: Office,
    daybook: Daybook,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    alive: Callable[[], bool],
    settle: Callable[[Floor], None],
    every_s: float = 1.0,
) -> None:
    """Turn the day when it is due, until `alive` says no.

    A day turns a few times in 24 hours, by the calendar and not by the queue; looking once a
    second costs microseconds and follows whatever becomes of the clock. `settle` is given the
    floor: while nobody is inside and no alert is on it takes over the wall clock.
    """
    while alive():
        floor = office.floor()
        settle(floor)
        if daybook.turn(floor, now()):
            with suppress(TryLater):
                office.ask(daybook.turn)
        sleep(every_s)
