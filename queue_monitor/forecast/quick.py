"""A newcomer's wait in closed form: microseconds, for the moment a ticket is issued."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor import Floor, companions_in
from queue_monitor.domain.model import (
    ClassId,
    Counter,
    CounterId,
    CounterStatus,
    ServiceId,
    ServiceTimes,
    Ticket,
    TicketId,
)
from queue_monitor.forecast.base import (
    UNLIMITED,
    BreachOdds,
    Change,
    ClearLimits,
    Outlook,
    WaitRange,
)
from queue_monitor.forecast.near import mean_breach
from queue_monitor.forecast.outlooks import mean_outlooks, mean_waits
from queue_monitor.forecast.scene import Scene, scene
from queue_monitor.forecast.situation import Situation, situation
from queue_monitor.forecast.times import Pace, Settings, pace
from queue_monitor.forecast.view import Frame, View

_REFRESH: Final = timedelta(seconds=10)  # running services grow older; the rest is noticed at once
_PACE_REFRESH_S: Final = 60
_MANY: Final = 10_000  # tickets; a day with more is counted less often


class QuickForecast:
    """Ranges from the count of those truly called before, and the counters truly there for them.

    Keeps what it worked out for as long as the counters, the learned times and the tenth of a
    minute are the same. One thread or one event loop uses it.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._counters: Mapping[CounterId, Counter] | None = None
        self._times: Mapping[ServiceId, ServiceTimes] | None = None
        self._until: datetime | None = None
        self._from: datetime | None = None
        self._situation: Situation | None = None
        self._views: dict[tuple[ServiceId, ClassId], View | None] = {}
        self._frames: dict[tuple[ServiceId, ClassId], Frame | None] = {}
        self._if_opened: dict[tuple[ServiceId, ClassId], View | None] = {}
        self._pace: Pace | None = None
        self._pace_key: tuple[object, int] | None = None

    def newcomer(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """The wait of somebody who joins at `at`, behind those on `floor`; None: nobody serves it.

        `floor` is the one before the ticket is issued.
        """
        view = self._view(floor, service, visit_class, at)
        return None if view is None else view.wait(floor, at)

    def if_opened(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """As `newcomer`, if the first counter that is planned for it began to call just now.

        For a number taken before anybody serves it. None only if no counter is planned for it.
        """
        self._refresh(floor, at)
        key = (service, visit_class)
        if key not in self._if_opened:
            opened = _with_one_open(floor, service, visit_class, at)
            self._if_opened[key] = None
            if opened is not None:
                now = situation(opened, at, self._paced(floor, at), self.settings)
                frame = Frame.of(now, service, visit_class)
                self._if_opened[key] = None if frame is None else View(now, frame)
        view = self._if_opened[key]
        return None if view is None else view.wait(floor, at)

    def waiting(self, floor: Floor, ticket: Ticket, at: datetime) -> WaitRange | None:
        """What is left of the wait of a ticket in line, in closed form: a tenth of a millisecond.

        As a newcomer's behind those with an earlier place. None for one whom nobody serves.
        """
        view = self._view(floor, ticket.service, ticket.visit_class, at)
        if view is None or ticket.bound or ticket.place_at > at:  # here before its hour
            return self.waits(floor, at).get(ticket.id)
        return view.wait(before(floor, ticket), at)

    def waits(self, floor: Floor, at: datetime) -> Mapping[TicketId, WaitRange]:
        """Time from `at` to the call for each waiting ticket, around an average day's course."""
        return mean_waits(self.scene(floor, at, ()), self.settings.spread_ratio)

    def outlook(
        self,
        floor: Floor,
        at: datetime,
        changes: Sequence[Change],
        horizon: timedelta,
        clear: ClearLimits = UNLIMITED,
    ) -> Sequence[Outlook]:
        """The office as it is, then with each change alone, on an average day: milliseconds."""
        seen = self.scene(floor, at, changes)
        return mean_outlooks(seen, horizon, clear, self.settings.spread_ratio)

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        """The odds around an average day: milliseconds."""
        return mean_breach(self.scene(floor, at, ()), limits, at)

    def scene(self, floor: Floor, at: datetime, changes: Sequence[Change]) -> Scene:
        """The floor as numbers, at the pace of the last minute."""
        return scene(floor, at, changes, self._paced(floor, at), self.settings)

    def _view(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> View | None:
        self._refresh(floor, at)
        key = (service, visit_class)
        try:
            return self._views[key]
        except KeyError:
            now = self._situation
            assert now is not None
            if key not in self._frames:
                self._frames[key] = Frame.of(now, service, visit_class)
            frame = self._frames[key]
            view = self._views[key] = None if frame is None else View(now, frame)
            return view

    def _refresh(self, floor: Floor, at: datetime) -> None:
        if (
            floor.counters is not self._counters
            or floor.times is not self._times
            or self._until is None
            or self._from is None
            or not self._from <= at < self._until
        ):
            self._renew(floor, at)

    def _renew(self, floor: Floor, at: datetime) -> None:
        now = situation(floor, at, self._paced(floor, at), self.settings)
        if self._situation is None or not now.stands_on_the_same(self._situation):
            self._frames = {}
        self._situation = now
        self._views = {}
        self._if_opened = {}
        self._counters, self._times = floor.counters, floor.times
        self._from, self._until = at, at + _REFRESH

    def _paced(self, floor: Floor, at: datetime) -> Pace:
        every_s = _PACE_REFRESH_S * (1 + len(floor.tickets) // _MANY)
        key = (None if floor.day is None else floor.day.id, int(at.timestamp() // every_s))
        if self._pace is None or self._pace_key != key:
            self._pace, self._pace_key = pace(floor, at, self.settings), key
        return self._pace


def before(floor: Floor, ticket: Ticket) -> Floor:
    """`floor` as a waiting `ticket` meets it: in each line only those with an earlier place."""
    tickets, place = floor.tickets, (ticket.place_at, ticket.issued_at, ticket.id)

    def place_of(other: TicketId) -> tuple[datetime, datetime, TicketId]:
        found = tickets[other]
        return (found.place_at, found.issued_at, found.id)

    lines = {
        key: line[: bisect_left(line, place, key=place_of)]
        for key, line in floor.lines.items()
        if line
    }
    return replace(floor, lines=lines, companions=companions_in(lines, floor.companions, tickets))


def _with_one_open(
    floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
) -> Floor | None:
    """The floor with the counter open that takes it in its earliest lane; None: none does.

    By plan: today's lanes may have been narrowed at every counter that takes it.
    """
    planned = [
        (lane, counter)
        for counter in floor.plan.counters
        for lane, takes in enumerate(counter.serves)
        if service in takes.services and visit_class in takes.classes
    ]
    if not planned:
        return None
    _, plan = min(planned, key=lambda found: (found[0], found[1].id))
    counter = floor.counters[plan.id]
    opened = replace(counter, serves=plan.serves, status=CounterStatus.OPEN, since=at)
    return replace(floor, counters={**floor.counters, opened.id: opened})
