"""The log told to the forecast: earlier days at the start, then whatever happens."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from queue_monitor.config import Settings
from queue_monitor.config.hours import opening
from queue_monitor.domain import events as ev
from queue_monitor.forecast.records import Config, Happening, config_of, happenings_of
from queue_monitor.statistics.day_records import Teller
from queue_monitor.statistics.office_day import OfficeFacts, config_record
from queue_monitor.store.base import EventStore, seq_before

_DAYS: Final = 20
_NO_LIMIT: Final = 7  # what such offices promise, where the configuration watches nothing
_NO_WAIT_LIMIT: Final = timedelta(minutes=10)

Facts = Callable[[Sequence[ev.Event]], OfficeFacts]


class Pupil(Protocol):
    """Whoever learns from what happens."""

    def learn(self, config: Config | None, events: Sequence[Happening]) -> None:
        """With a config a day opens; without one it goes on."""


class Lessons:
    """Reads the log of `store` and tells it, with a cursor of its own.

    Each call reads what is new and blocks for as long: call it off the event loop, one call at a
    time. The first one reads the last twenty days. Practice days are passed over.
    """

    def __init__(self, store: EventStore, facts: Facts, pupil: Pupil) -> None:
        self._store = store
        self._facts = facts
        self._pupil = pupil
        self._seq: int | None = None
        self._teller: Teller | None = None

    def catch_up(self) -> int:
        """Tell what is new; how many events of the log that was. Raises StoreUnavailable."""
        begun = seq_before(self._store, days=_DAYS) if self._seq is None else self._seq
        seq = begun
        new: list[ev.Event] = []
        for number, event in self._store.read(after=begun):
            if isinstance(event, ev.DayOpened):
                self._tell(new)
                self._open(event)
                new = []
            new.append(event)
            seq = number
        self._tell(new)
        self._seq = seq
        return seq - begun

    def _open(self, opened: ev.DayOpened) -> None:
        if opened.practice:
            self._teller = None
            return
        facts = self._facts([opened])
        self._teller = Teller(opened, zone=facts.zone, closes=facts.closes, heads=True)
        config = config_record(opened, facts, self._teller.slots)
        self._pupil.learn(config_of(config), [])

    def _tell(self, events: Sequence[ev.Event]) -> None:
        teller = self._teller
        if teller is None:
            return
        told = teller.told
        for event in events:
            teller.tell(event)
        records = happenings_of(teller.since(told))
        if records:
            self._pupil.learn(None, records)


def facts_of(settings: Settings, events: Sequence[ev.Event]) -> OfficeFacts:
    """What the settings say of the day that `events` (from its DayOpened on) tell."""
    opened = events[0]
    assert isinstance(opened, ev.DayOpened)
    zone = ZoneInfo(settings.office.time_zone)
    opens_at, closes_at = _hours(settings, opened.date, events)
    return OfficeFacts(
        zone=zone,
        max_waiting=settings.alerts.waiting_limit or _NO_LIMIT,
        max_wait=settings.alerts.wait_limit or _NO_WAIT_LIMIT,
        names={service.id: service.name["zh-TW"] for service in settings.services},
        opens=opens_at.astimezone(zone).time(),
        closes=closes_at.astimezone(zone).time(),
    )


def _hours(settings: Settings, day: date, events: Sequence[ev.Event]) -> tuple[datetime, datetime]:
    try:
        return opening(settings, day)
    except ValueError:  # the calendar of today knows no hours for that day
        return events[0].at, max(events[-1].at, events[0].at + timedelta(hours=9))
