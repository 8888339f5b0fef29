"""What was told on arrival, compared with what came: the log read for the forecast's own tails."""

from typing import Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.forecast.tails import ToldTails
from queue_monitor.store.base import EventStore, seq_before

_DAYS: Final = 10
_LOT: Final = 500


class RangesFollower:
    """Folds the log of `store`, works out what was told with each number, and lets `tails` learn.

    A cursor of its own, as `lessons.Lessons` has: each call blocks, at most for five hundred
    events; one call at a time, off the event loop. The first begins ten days ago, so that a server
    that starts knows what the last one had learned. Practice days are passed over.
    """

    def __init__(self, store: EventStore, forecast: QuickForecast, tails: ToldTails) -> None:
        self._store = store
        self._forecast = forecast
        self._tails = tails
        self._floor = Floor()
        self._seq: int | None = None

    def catch_up(self) -> int:
        """Take in what is new; how many events that was. Raises StoreUnavailable."""
        begun = seq_before(self._store, days=_DAYS) if self._seq is None else self._seq
        seq = begun
        for number, event in self._store.read(after=begun):
            self._take(event)
            self._floor = evolve(self._floor, event, seq=number)
            seq = number
            if seq - begun >= _LOT:
                break
        self._seq = seq
        return seq - begun

    def _take(self, event: ev.Event) -> None:
        floor = self._floor
        if isinstance(event, ev.DayOpened):
            self._tails.begin_day()
        elif isinstance(event, ev.Issued) and floor.day is not None and not floor.day.practice:
            wait = self._forecast.newcomer(floor, event.service, event.visit_class, event.at)
            if wait is not None:
                told = self._tails.stretched(wait)
                self._tails.told(event.ticket, event.at, told)
        elif isinstance(event, ev.Called):
            self._tails.called(event.ticket, event.at)
