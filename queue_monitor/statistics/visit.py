"""One visit for each ticket, folded from the log. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import (
    ClassId,
    ClerkId,
    CounterId,
    DayId,
    ServiceId,
    Ticket,
    TicketId,
)


class Outcome(StrEnum):
    """How a visit ended."""

    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    LEFT = "left"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One ticket from its issue to its end. A span is None while it is not known."""

    ticket: TicketId
    day: DayId
    date: date  # the business day in the office's zone
    practice: bool
    number: str
    service: ServiceId  # what the visitor came for; a transfer does not change it
    visit_class: ClassId
    language: str
    slot_at: datetime | None = None  # of an appointment
    issued_at: datetime | None = None  # the arrival: issue, or check-in of an appointment
    called_at: datetime | None = None  # the first call that was not a mistake
    started_at: datetime | None = None  # the first start
    finished_at: datetime | None = None  # the end, whatever the outcome
    waiting_s: float | None = None  # joining the line to the first call
    walk_s: float | None = None  # that call to the first start
    service_s: float | None = None  # all stretches at a counter, parked time left out
    sojourn_s: float | None = None  # arrival to end, parked time included
    counter: CounterId | None = None  # that called it last
    clerk: ClerkId | None = None  # who sat there
    calls: int = 0  # calls and recalls
    transfers: int = 0
    outcome: Outcome | None = None  # None while it lasts

    @property
    def has_come(self) -> bool:
        """False of an appointment still to be kept: it is no visit yet."""
        return self.issued_at is not None or self.outcome is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A visit that is not over, and what only the rest of its way needs."""

    visit: Visit
    waiting_since: datetime | None = None
    called_at: datetime | None = None  # the latest call, for the walk
    serving_since: datetime | None = None
    before: "_Open | None" = None  # as it was before it was called or taken up, for undo


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    id: DayId
    date: date
    practice: bool


_OfTicket = (
    ev.CheckedIn
    | ev.Joined
    | ev.Called
    | ev.Recalled
    | ev.Started
    | ev.Finished
    | ev.Missed
    | ev.Returned
    | ev.Undone
    | ev.Parked
    | ev.TakenUp
    | ev.Requeued
    | ev.GaveWay
    | ev.WentOn
    | ev.Transferred
    | ev.Cancelled
    | ev.Left
    | ev.Expired
)
_ENDS = {
    ev.Finished: Outcome.DONE,
    ev.Cancelled: Outcome.CANCELLED,
    ev.Left: Outcome.LEFT,
    ev.Expired: Outcome.EXPIRED,
}


class VisitFold:
    """Takes the events of the log one by one, from the opening of a day on."""

    def __init__(self) -> None:
        self._day: _Day | None = None
        self._open: dict[TicketId, _Open] = {}
        self._clerks: dict[CounterId, ClerkId | None] = {}

    def take(self, event: ev.Event) -> Visit | None:
        """The visit as `event` left it; None if it is about no visit."""
        match event:
            case ev.DayOpened():
                self._begin_day(event)
            case ev.Booked():
                self._open[event.ticket] = _Open(visit=self._visit(event, slot_at=event.slot_at))
            case ev.Rebooked():
                self._rebook(event)
            case ev.CounterOpened():
                self._clerks[event.counter] = event.clerk
            case ev.Issued():
                visit = self._visit(event, issued_at=event.at)
                return self._put(_Open(visit=visit, waiting_since=event.at))
            case _:
                return self._move(event) if isinstance(event, _OfTicket) else None
        return None

    def _begin_day(self, event: ev.DayOpened) -> None:
        self._day = _Day(id=event.day, date=event.date, practice=event.practice)
        self._clerks = {}
        self._open = {
            ticket.id: _Open(visit=self._visit(ticket, slot_at=ticket.slot_at))
            for ticket in event.bookings
        }

    def _visit(
        self,
        of: ev.Issued | ev.Booked | Ticket,
        *,
        issued_at: datetime | None = None,
        slot_at: datetime | None = None,
    ) -> Visit:
        assert self._day is not None, "a log begins with DayOpened"
        return Visit(
            ticket=of.id if isinstance(of, Ticket) else of.ticket,
            day=self._day.id,
            date=self._day.date,
            practice=self._day.practice,
            number=of.number,
            service=of.service,
            visit_class=of.visit_class,
            language=of.language,
            issued_at=issued_at,
            slot_at=slot_at,
        )

    def _rebook(self, event: ev.Rebooked) -> None:
        was = self._open.get(event.ticket)
        if was is not None:
            visit = replace(was.visit, number=event.number, slot_at=event.slot_at)
            self._open[event.ticket] = replace(was, visit=visit)

    def _put(self, now: _Open) -> Visit:
        self._open[now.visit.ticket] = now
        return now.visit

    def _move(self, event: _OfTicket) -> Visit | None:
        was = self._open.get(event.ticket)
        if was is None:
            return None  # the end of an appointment that the day did not know of
        clerk = None
        if isinstance(event, ev.Called | ev.TakenUp):
            clerk = self._clerks.get(event.counter)
        visit = self._put(_moved(was, event, clerk))
        if type(event) in _ENDS:
            del self._open[event.ticket]
        return visit


def fold(events: Iterable[ev.Event]) -> Iterator[Visit]:
    """Each visit that `events` (of whole days) are about, as they left it."""
    taker = VisitFold()
    visits: dict[TicketId, Visit] = {}
    for event in events:
        visit = taker.take(event)
        if visit is not None and visit.has_come:
            visits[visit.ticket] = visit
    yield from visits.values()


def _moved(was: _Open, event: _OfTicket, clerk: ClerkId | None) -> _Open:
    match event:
        case ev.CheckedIn():
            return replace(was, visit=replace(was.visit, issued_at=event.at))
        case ev.Joined():
            visit_class = event.visit_class or was.visit.visit_class
            visit = replace(was.visit, visit_class=visit_class)
            return replace(
                was, visit=visit, waiting_since=max(event.at, event.place_at or event.at)
            )
        case ev.Returned() | ev.Requeued():
            visit = replace(was.visit, outcome=None, finished_at=None, sojourn_s=None)
            return replace(was, visit=visit, waiting_since=event.at)
        case ev.GaveWay():  # the time it gave away is not counted as a wait
            since = was.waiting_since
            return replace(was, waiting_since=max(since or event.place_at, event.place_at))
        case ev.Called():
            return _called(was, event, clerk)
        case ev.Recalled():
            return replace(was, visit=replace(was.visit, calls=was.visit.calls + 1))
        case ev.Started():
            return _started(was, event)
        case ev.TakenUp():
            started_at = was.visit.started_at or event.at
            visit = replace(was.visit, counter=event.counter, clerk=clerk, started_at=started_at)
            return replace(was, visit=visit, serving_since=event.at, before=_alone(was))
        case ev.Undone():
            return _undone(was)
        case ev.Parked():
            return _off_counter(was, event.at)
        case ev.WentOn():
            return replace(_off_counter(was, event.at), waiting_since=event.at)
        case ev.Transferred():
            off = _off_counter(was, event.at)
            visit = replace(off.visit, transfers=off.visit.transfers + 1)
            return replace(off, visit=visit, waiting_since=event.at)
        case ev.Missed():
            return _ended(was, event.at, Outcome.NO_SHOW)
        case _ if was.visit.outcome is Outcome.NO_SHOW:
            return was  # it had not come, and so it stays
        case _:
            return _ended(_off_counter(was, event.at), event.at, _ENDS[type(event)])


def _called(was: _Open, event: ev.Called, clerk: ClerkId | None) -> _Open:
    visit = replace(was.visit, counter=event.counter, clerk=clerk, calls=was.visit.calls + 1)
    if visit.called_at is None:
        waited_s = _span_s(was.waiting_since, event.at)
        visit = replace(visit, called_at=event.at, waiting_s=waited_s)
    return replace(was, visit=visit, called_at=event.at, before=_alone(was))


def _started(was: _Open, event: ev.Started) -> _Open:
    visit = was.visit
    if visit.started_at is None:
        walk_s = _span_s(was.called_at, event.at)
        visit = replace(visit, started_at=event.at, walk_s=walk_s)
    return replace(was, visit=visit, serving_since=event.at)


def _undone(was: _Open) -> _Open:
    """As if it had not been called, or taken up; only that its number was sounded stays true."""
    before = was if was.before is None else was.before
    return replace(before, visit=replace(before.visit, calls=was.visit.calls))


def _alone(was: _Open) -> _Open:
    return replace(was, before=None)  # one step back is all that can be undone


def _off_counter(was: _Open, at: datetime) -> _Open:
    if was.serving_since is None:
        return was
    stretch_s = _span_s(was.serving_since, at) or 0.0
    visit = replace(was.visit, service_s=(was.visit.service_s or 0.0) + stretch_s)
    return replace(was, visit=visit, serving_since=None)


def _ended(was: _Open, at: datetime, outcome: Outcome) -> _Open:
    sojourn_s = _span_s(was.visit.issued_at, at)
    return replace(
        was, visit=replace(was.visit, outcome=outcome, finished_at=at, sojourn_s=sojourn_s)
    )


def _span_s(since: datetime | None, at: datetime) -> float | None:
    """A clock that was set back gives no negative span."""
    return None if since is None else max((at - since).total_seconds(), 0.0)
