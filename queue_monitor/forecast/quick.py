"""A newcomer's wait in closed form: microseconds, for the moment a ticket is issued."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClassId, Counter, CounterId, ServiceId, ServiceTimes
from queue_monitor.forecast.base import WaitRange
from queue_monitor.forecast.situation import Situation, situation
from queue_monitor.forecast.times import Pace, Settings, pace
from queue_monitor.forecast.view import View

_REFRESH: Final = timedelta(seconds=10)  # running services grow older; the rest is noticed at once
_PACE_REFRESH: Final = timedelta(seconds=60)


class QuickForecast:
    """Ranges from the count of those truly called before, and the counters truly there for them.

    Keeps what it worked out for as long as the counters, the learned times and the tenth of a
    minute are the same. One thread or one event loop uses it.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._counters: Mapping[CounterId, Counter] | None = None
        self._times: Mapping[ServiceId, ServiceTimes] | None = None
        self._until: datetime | None = None
        self._from: datetime | None = None
        self._situation: Situation | None = None
        self._views: dict[tuple[ServiceId, ClassId], View | None] = {}
        self._pace: Pace | None = None
        self._pace_key: tuple[object, int] | None = None

    def newcomer(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """The wait of somebody who joins at `at`, behind those on `floor`; None: nobody serves it.

        `floor` is the one before the ticket is issued.
        """
        if (
            floor.counters is not self._counters
            or floor.times is not self._times
            or self._until is None
            or self._from is None
            or not self._from <= at < self._until
        ):
            self._renew(floor, at)
        key = (service, visit_class)
        try:
            view = self._views[key]
        except KeyError:
            view = self._views[key] = self._view(service, visit_class)
        return None if view is None else view.wait(floor, at)

    def _renew(self, floor: Floor, at: datetime) -> None:
        minute = int(at.timestamp() // _PACE_REFRESH.total_seconds())
        day = None if floor.day is None else floor.day.id
        if self._pace is None or self._pace_key != (day, minute):
            self._pace, self._pace_key = pace(floor, at, self._settings), (day, minute)
        self._situation = situation(floor, at, self._pace, self._settings)
        self._views = {}
        self._counters, self._times = floor.counters, floor.times
        self._from, self._until = at, at + _REFRESH

    def _view(self, service: ServiceId, visit_class: ClassId) -> View | None:
        assert self._situation is not None
        return View.of(self._situation, service, visit_class)
