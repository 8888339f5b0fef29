"""The events of one day's log as those of the office-day/1 format. Pure.

The format knows a visitor who waits once and is served once. Everything else that may happen to a
ticket is brought to that: each further stay in line (after a transfer, a return or parking) is an
arrival of its own, named "A023/2"; a call that was undone never happened; parking ends a service.
What the format has no word for is an event of a `type` of its own, which its readers ignore:
`leave` (gone from the line uncalled), `skills` (a counter takes other services from now on).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    ClassId,
    CounterId,
    Lane,
    OfficePlan,
    ServiceId,
    Ticket,
    TicketId,
)

_URGENT, _APPOINTED, _WALKED_IN = 0, 1, 2
#: A planned break may begin this much before its hour and still be that break.
_BREAK_SLACK_S: Final = 20 * 60.0

#: One event of the format.
Record = dict[str, Any]


def skills_of(lanes: Iterable[Lane]) -> list[ServiceId]:
    """The services that `lanes` take, each once."""
    return list(dict.fromkeys(service for lane in lanes for service in lane.services))


def lanes_of(lanes: Iterable[Lane]) -> list[Record]:
    """Services and classes of each lane, the one looked at first before the others."""
    return [{"services": [*lane.services], "classes": [*lane.classes]} for lane in lanes]


def clock_s(hour: time) -> float:
    """Seconds from midnight."""
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second).total_seconds()


_NEVER_HAPPENED: Final = "undone"


@dataclass(slots=True, kw_only=True)
class _Stay:
    """One stay of a ticket in line and at a counter."""

    name: str
    number: str
    service: ServiceId
    visit_class: ClassId
    slot: Record
    people: int = 1
    count: int = 1
    waiting: bool = False
    call: Record | None = None
    counter: CounterId | None = None  # where it is called or served


class Teller:
    """Turns the events of one day into records, in order.

    The format knows one person a number. With `heads`, for the office's own forecast, an arrival
    of several says how many (`people`).
    """

    def __init__(
        self, opened: ev.DayOpened, *, zone: tzinfo, closes: time, heads: bool = False
    ) -> None:
        self._heads = heads
        self._zone = zone
        self._midnight = datetime.combine(opened.date, time(0), zone)
        self._closes_s = clock_s(closes)
        self._plan: OfficePlan = opened.plan
        self._stays: dict[TicketId, _Stay] = {}
        self._open: set[CounterId] = set()
        self._records: list[Record] = []
        self.slots: list[Record] = []
        for ticket in opened.bookings:
            self._book(ticket, ticket.id, ticket.slot_at)

    @property
    def records(self) -> list[Record]:
        """The events of the format so far, in order."""
        return [record for record in self._records if record["type"] != _NEVER_HAPPENED]

    @property
    def told(self) -> int:
        """How many records there are, those that never happened among them."""
        return len(self._records)

    def since(self, told: int) -> list[Record]:
        """The records after the first `told`; one of them may yet turn out not to have happened."""
        return self._records[told:]

    def tell(self, event: ev.Event) -> None:
        match event:
            case ev.PlanChanged():
                self._plan = event.plan
            case ev.Booked():
                self._book(event, event.ticket, event.slot_at)
            case ev.Rebooked():
                self._rebook(event)
            case ev.Issued():
                self._stays[event.ticket] = _stay(event, {})
                self._arrive(event.at, event.ticket)
            case ev.Joined():
                self._join(event)
            case ev.Called() | ev.TakenUp():
                self._call(event)
            case ev.Undone():
                self._undo(event)
            case ev.Started() | ev.Recalled() | ev.CheckedIn():
                return
            case ev.CounterOpened() | ev.CounterResumed():
                self._open_counter(event)
            case ev.CounterPaused() | ev.CounterClosed():
                self._close_counter(event)
            case ev.LanesChanged():
                self._tell(
                    event.at,
                    "skills",
                    counter=str(event.counter),
                    skills=skills_of(event.serves),
                    lanes=lanes_of(event.serves),
                )
            case _:
                self._end_stay(event)

    # -- tickets -------------------------------------------------------------------------------

    def _book(self, of: ev.Booked | Ticket, ticket: TicketId, slot_at: datetime | None) -> None:
        if slot_at is None or slot_at.astimezone(self._zone).date() != self._midnight.date():
            return
        slot = {"appointment": _name(ticket), "slot": self._s(slot_at)}
        self.slots.append({**slot, "service": of.service})
        self._stays[ticket] = _stay(of, slot)

    def _rebook(self, event: ev.Rebooked) -> None:
        """At another hour of this day, or off it: nobody is expected at the old one."""
        stay = self._stays.pop(event.ticket, None)
        if stay is None:
            return
        self.slots[:] = [slot for slot in self.slots if slot["appointment"] != stay.number]
        if event.slot_at.astimezone(self._zone).date() == self._midnight.date():
            slot: Record = {"appointment": stay.number, "slot": self._s(event.slot_at)}
            self.slots.append({**slot, "service": stay.service})
            stay.slot = slot
            self._stays[event.ticket] = stay

    def _join(self, event: ev.Joined) -> None:
        stay = self._stays.get(event.ticket)
        if stay is not None and event.visit_class is not None:
            stay.visit_class = event.visit_class
        self._arrive(event.at, event.ticket)

    def _arrive(self, at: datetime, ticket: TicketId) -> None:
        stay = self._stays.get(ticket)
        if stay is not None:
            stay.waiting = True
            self._tell(
                at,
                "arrive",
                ticket=stay.name,
                service=stay.service,
                priority=_priority(stay.visit_class),
                visit_class=stay.visit_class,
                **stay.slot,
                **({"people": stay.people} if self._heads and stay.people > 1 else {}),
            )

    def _call(self, event: ev.Called | ev.TakenUp) -> None:
        stay = self._stays.get(event.ticket)
        if stay is None:
            return
        if isinstance(event, ev.TakenUp):  # it stood in no line: a stay that is called at once
            self._again(event.at, event.ticket)
        stay.waiting = False
        stay.counter = event.counter
        stay.call = self._tell(event.at, "call", ticket=stay.name, counter=str(event.counter))

    def _undo(self, event: ev.Undone) -> None:
        stay = self._stays.get(event.ticket)
        if stay is None:
            return
        if stay.counter is None:  # it was marked as missed already
            self._again(event.at, event.ticket)
        elif stay.call is not None:
            stay.call["type"] = _NEVER_HAPPENED
            stay.waiting = True
        stay.call = stay.counter = None

    def _end_stay(self, event: ev.Event) -> None:
        match event:
            case ev.Finished() | ev.Missed() | ev.Parked() | ev.Cancelled() | ev.Left():
                self._leave(event.at, event.ticket, missed=isinstance(event, ev.Missed))
            case ev.Expired():
                self._leave(event.at, event.ticket, missed=False)
            case ev.Returned() | ev.Requeued():
                self._again(event.at, event.ticket)
            case ev.Transferred() | ev.WentOn():
                self._leave(event.at, event.ticket, missed=False)
                if event.ticket in self._stays:
                    self._stays[event.ticket].service = event.service
                    self._again(event.at, event.ticket)
            case _:
                return

    def _leave(self, at: datetime, ticket: TicketId, *, missed: bool) -> None:
        stay = self._stays.get(ticket)
        if stay is None:
            return
        if stay.counter is not None:
            kind = "no_show" if missed else "finish"
            self._tell(at, kind, ticket=stay.name, counter=str(stay.counter))
        elif stay.waiting:
            self._tell(at, "leave", ticket=stay.name)
        stay.waiting = False
        stay.call = stay.counter = None

    def _again(self, at: datetime, ticket: TicketId) -> None:
        stay = self._stays.get(ticket)
        if stay is not None:
            stay.count += 1
            stay.name = f"{stay.number}/{stay.count}"
            stay.slot = {}
            self._arrive(at, ticket)

    # -- counters ------------------------------------------------------------------------------

    def _open_counter(self, event: ev.CounterOpened | ev.CounterResumed) -> None:
        more: Record = {}
        if isinstance(event, ev.CounterOpened):
            more["skills"] = skills_of(event.serves)
            more["lanes"] = lanes_of(event.serves)
        if event.counter not in self._open:
            self._open.add(event.counter)
            self._tell(event.at, "counter_open", counter=str(event.counter), **more)

    def _close_counter(self, event: ev.CounterPaused | ev.CounterClosed) -> None:
        if event.counter in self._open:
            self._open.discard(event.counter)
            reason = self._why_closed(event)
            self._tell(event.at, "counter_close", counter=str(event.counter), reason=reason)

    def _why_closed(self, event: ev.CounterPaused | ev.CounterClosed) -> str:
        plan = self._plan.counter(event.counter)
        for begins, ends in () if plan is None else plan.breaks:
            since_s = self._s(event.at) - clock_s(time.fromisoformat(begins))
            length_s = clock_s(time.fromisoformat(ends)) - clock_s(time.fromisoformat(begins))
            if -_BREAK_SLACK_S <= since_s < length_s:
                return "planned_break"
        if isinstance(event, ev.CounterClosed) and self._s(event.at) >= self._closes_s:
            return "end_of_day"
        return "unplanned"

    def _tell(self, at: datetime, kind: str, **more: object) -> Record:
        record: Record = {"t": self._s(at), "type": kind, **more}
        self._records.append(record)
        return record

    def _s(self, at: datetime) -> float:
        return round((at - self._midnight).total_seconds(), 3)


def _name(ticket: TicketId) -> str:
    """The last part of its id: of a number taken, that number; of an appointment, its own."""
    return ticket.rpartition("/")[2]


def _stay(of: ev.Issued | ev.Booked | Ticket, slot: Record) -> _Stay:
    name = _name(of.id if isinstance(of, Ticket) else of.ticket)
    return _Stay(
        name=name,
        number=name,
        service=of.service,
        visit_class=of.visit_class,
        slot=slot,
        people=of.people if isinstance(of, ev.Issued) else 1,
    )


def _priority(visit_class: ClassId) -> int:
    """Urgent for every class that is served sooner by rule."""
    return {APPOINTMENT: _APPOINTED, WALK_IN: _WALKED_IN}.get(visit_class, _URGENT)
