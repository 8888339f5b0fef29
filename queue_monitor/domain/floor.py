"""`Floor`: the office at one moment, and how each event changes it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, assert_never

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.errors import UnknownCounter, UnknownTicket
from queue_monitor.domain.model import (
    BusinessDay,
    Call,
    ClassId,
    ClerkDuty,
    ClerkId,
    Counter,
    CounterId,
    CounterStatus,
    OfficePlan,
    ServiceId,
    ServiceTimes,
    Ticket,
    TicketId,
    TicketState,
)
from queue_monitor.domain.shelf import Shelf
from queue_monitor.domain.watch import Watch
from queue_monitor.domain.watch_fold import evolve_watch

#: A line: its service, its class, and the one counter that may call it (None: any that serves it).
LineKey = tuple[ServiceId, ClassId, CounterId | None]

CALLS_KEPT: Final = 12
_EMPTY_PLAN: Final = OfficePlan(services=(), classes=(), counters=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The office after event `seq`. Replayed from the log, never stored."""

    seq: int = 0
    at: datetime | None = None  # of the newest event
    day: BusinessDay | None = None
    plan: OfficePlan = _EMPTY_PLAN
    tickets: Shelf[TicketId, Ticket] = field(default_factory=Shelf)
    lines: Mapping[LineKey, tuple[TicketId, ...]] = field(default_factory=dict)
    aside: tuple[TicketId, ...] = ()  # parked, and missed numbers that may still come back
    bookings: tuple[TicketId, ...] = ()
    counters: Mapping[CounterId, Counter] = field(default_factory=dict)
    clerks: Mapping[ClerkId, ClerkDuty] = field(default_factory=dict)
    numbers: Mapping[ServiceId, int] = field(default_factory=dict)  # the latest given
    requests: Shelf[str, TicketId] = field(default_factory=Shelf)
    times: Mapping[ServiceId, ServiceTimes] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    last_call: int = 0
    paused_services: frozenset[ServiceId] = frozenset()
    watch: Watch = field(default_factory=Watch)
    waiting_count: int = 0
    issued_count: int = 0

    # -- questions -------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a business day (or practice) is on."""
        return self.day is not None and self.day.closed_at is None

    def ticket(self, ticket: TicketId) -> Ticket:
        """The ticket, in whatever state. Raises UnknownTicket."""
        found = self.tickets.get(ticket)
        if found is None:
            raise UnknownTicket(ticket)
        return found

    def counter(self, counter: CounterId) -> Counter:
        """The counter, open or not. Raises UnknownCounter."""
        found = self.counters.get(counter)
        if found is None:
            raise UnknownCounter(counter)
        return found

    def in_hand(self, counter: CounterId) -> Ticket | None:
        """The ticket called to or served at `counter`."""
        held = self.counter(counter).ticket
        return None if held is None else self.tickets[held]

    def waiting(
        self, *, service: ServiceId | None = None, visit_class: ClassId | None = None
    ) -> list[Ticket]:
        """Waiting tickets, of one service or class if given, in order of place."""
        found = [
            self.tickets[ticket]
            for key, line in self.lines.items()
            if (service is None or key[0] == service)
            and (visit_class is None or key[1] == visit_class)
            for ticket in line
        ]
        found.sort(key=_place)
        return found

    def count_waiting(
        self, *, service: ServiceId | None = None, visit_class: ClassId | None = None
    ) -> int:
        """How many wait, of one service or class if given."""
        if service is None and visit_class is None:
            return self.waiting_count
        return sum(
            len(line)
            for key, line in self.lines.items()
            if (service is None or key[0] == service)
            and (visit_class is None or key[1] == visit_class)
        )

    def oldest_waiting(
        self, *, service: ServiceId | None = None, visit_class: ClassId | None = None
    ) -> Ticket | None:
        """Whoever has stood in the present line longest; None if nobody waits."""
        longest = self.waiting_longest(1, service=service, visit_class=visit_class)
        return longest[0] if longest else None

    def waiting_longest(
        self,
        most: int,
        *,
        service: ServiceId | None = None,
        visit_class: ClassId | None = None,
    ) -> list[Ticket]:
        """The `most` who have stood in their present line longest, longest first.

        Asked after every event, so it must not sort the crowd: a line is in order of place, and
        nobody stands in it since before their place, so its head is all that has to be looked at.
        """
        found: list[Ticket] = []
        for key, line in self.lines.items():
            if (service is None or key[0] == service) and (
                visit_class is None or key[1] == visit_class
            ):
                for ticket in map(self.tickets.__getitem__, line):
                    if len(found) == most and ticket.place_at > found[-1].waiting_since:
                        break
                    insort(found, ticket, key=_standing)
                    del found[most:]
        return found

    def ahead_of(self, ticket: Ticket) -> int:
        """How many wait for the same service with a better place, of any class."""
        own, place = _line_of(ticket), _place(ticket)
        ahead = 0
        for key, line in self.lines.items():
            if not line or key[0] != ticket.service:
                continue
            if key != own:
                ahead += bisect_right(line, place, key=self._place_of)
            elif line[-1] == ticket.id:  # just issued
                ahead += len(line) - 1
            else:
                spot = bisect_left(line, place, key=self._place_of)
                ahead += line.index(ticket.id, spot)
        return ahead

    def parked(self) -> list[Ticket]:
        """Parked tickets, in the order they were set aside."""
        return [t for t in self._aside() if t.state is TicketState.PARKED]

    def missed(self) -> list[Ticket]:
        """Missed numbers that may still come back, in the order they were missed."""
        return [t for t in self._aside() if t.state is TicketState.NO_SHOW]

    def serving_counters(self, service: ServiceId) -> list[Counter]:
        """Counters now open that take `service` in any lane."""
        return [
            counter
            for counter in self.counters.values()
            if counter.status is CounterStatus.OPEN
            and any(service in lane.services for lane in counter.serves)
        ]

    def counter_of(self, clerk: ClerkId) -> Counter | None:
        """Where the clerk sits, open or paused."""
        return next((c for c in self.counters.values() if c.clerk == clerk), None)

    def _aside(self) -> Iterator[Ticket]:
        return (self.tickets[ticket] for ticket in self.aside)

    def _place_of(self, ticket: TicketId) -> tuple[datetime, datetime]:
        return _place(self.tickets[ticket])

    # -- changes, for `evolve` alone ---------------------------------------------------------

    def _joined_line(self, ticket: Ticket) -> dict[LineKey, tuple[TicketId, ...]]:
        key = _line_of(ticket)
        line = self.lines.get(key, ())
        if not line or self._place_of(line[-1]) <= _place(ticket):
            return {**self.lines, key: (*line, ticket.id)}
        spot = bisect_right(line, _place(ticket), key=self._place_of)
        return {**self.lines, key: (*line[:spot], ticket.id, *line[spot:])}

    def _left_line(self, ticket: Ticket) -> dict[LineKey, tuple[TicketId, ...]]:
        key = _line_of(ticket)
        line = self.lines[key]
        if line[0] == ticket.id:
            return {**self.lines, key: line[1:]}
        return {**self.lines, key: tuple(other for other in line if other != ticket.id)}

    def _with_counter(self, counter: Counter) -> dict[CounterId, Counter]:
        return {**self.counters, counter.id: counter}


def _place(ticket: Ticket) -> tuple[datetime, datetime]:
    return (ticket.place_at, ticket.issued_at)


def _standing(ticket: Ticket) -> tuple[datetime, datetime, datetime]:
    return (ticket.waiting_since, ticket.place_at, ticket.issued_at)


def _line_of(ticket: Ticket) -> LineKey:
    return (ticket.service, ticket.visit_class, ticket.counter if ticket.bound else None)


def replay(events: Iterable[tuple[int, ev.Event]], floor: Floor | None = None) -> Floor:
    """The floor after `events`, from `floor` or from an empty office."""
    at = Floor() if floor is None else floor
    for seq, event in events:
        at = evolve(at, event, seq=seq)
    return at


def evolve(floor: Floor, event: ev.Event, *, seq: int | None = None) -> Floor:
    """The floor after `event`, which is number `seq` (default: the next)."""
    after = _after(floor, event)
    if after is floor:
        after = replace(floor)
    # A floor that nobody else has seen yet: numbered in place, for copying one is half the work.
    object.__setattr__(after, "seq", floor.seq + 1 if seq is None else seq)
    object.__setattr__(after, "at", event.at)
    return after


def _after(floor: Floor, event: ev.Event) -> Floor:
    match event:
        case ev.Issued():
            return _issued(floor, event)
        case ev.Called():
            return _called(floor, event)
        case ev.Started():
            started = replace(
                floor.tickets[event.ticket], state=TicketState.SERVING, started_at=event.at
            )
            return replace(floor, tickets=floor.tickets.put(started.id, started))
        case ev.Finished():
            return _finished(floor, event)
        case ev.Recalled():
            return _recalled(floor, event)
        case ev.Missed():
            return _missed(floor, event)
        case ev.Returned() | ev.Requeued():
            return _back_in_line(floor, event)
        case ev.Undone():
            return _undone(floor, event)
        case ev.Parked():
            return _parked(floor, event)
        case ev.TakenUp():
            return _taken_up(floor, event)
        case ev.Transferred():
            return _transferred(floor, event)
        case ev.Cancelled() | ev.Left() | ev.Expired():
            return _ended(floor, event)
        case ev.Booked():
            return _booked(floor, event)
        case ev.CheckedIn():
            ticket = replace(floor.tickets[event.ticket], state=TicketState.CHECKED_IN)
            return replace(floor, tickets=floor.tickets.put(ticket.id, ticket))
        case ev.Joined():
            return _joined(floor, event)
        case (
            ev.CounterOpened()
            | ev.LanesChanged()
            | ev.CounterPaused()
            | ev.CounterResumed()
            | ev.CounterClosed()
            | ev.HelpRequested()
            | ev.HelpAnswered()
        ):
            return _counter_changed(floor, event)
        case ev.ClerkCame() | ev.ClerkWent():
            came = isinstance(event, ev.ClerkCame)
            duty = ClerkDuty(id=event.clerk, present=came, since=event.at)
            return replace(floor, clerks={**floor.clerks, duty.id: duty})
        case ev.ServicePaused():
            return replace(floor, paused_services=floor.paused_services | {event.service})
        case ev.ServiceResumed():
            return replace(floor, paused_services=floor.paused_services - {event.service})
        case ev.DayOpened():
            return _day_opened(event)
        case ev.DayClosed():
            day = None if floor.day is None else replace(floor.day, closed_at=event.at)
            return replace(floor, day=day)
        case ev.PlanChanged():
            return _plan_changed(floor, event)
        case ev.AccountChanged():
            return floor
        case _:
            return replace(floor, watch=evolve_watch(floor.watch, event))


# -- tickets ---------------------------------------------------------------------------------


def _issued(floor: Floor, event: ev.Issued) -> Floor:
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        visit_class=event.visit_class,
        language=event.language,
        state=TicketState.WAITING,
        issued_at=event.at,
        place_at=event.at,
        waiting_since=event.at,
        device=event.device,
    )
    requests = floor.requests
    return replace(
        floor,
        tickets=floor.tickets.put(ticket.id, ticket),
        lines=floor._joined_line(ticket),
        numbers=_counted(floor, event.service, event.number),
        requests=requests if event.request is None else requests.put(event.request, ticket.id),
        waiting_count=floor.waiting_count + 1,
        issued_count=floor.issued_count + 1,
    )


def _counted(floor: Floor, service: ServiceId, number: str) -> dict[ServiceId, int]:
    plan = floor.plan.service(service)
    letter = "" if plan is None else plan.letter
    return {**floor.numbers, service: int(number.removeprefix(letter))}


def _booked(floor: Floor, event: ev.Booked) -> Floor:
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        visit_class=event.visit_class,
        language=event.language,
        state=TicketState.BOOKED,
        issued_at=event.at,
        place_at=event.slot_at,
        waiting_since=event.slot_at,
        slot_at=event.slot_at,
    )
    return replace(
        floor,
        tickets=floor.tickets.put(ticket.id, ticket),
        bookings=(*floor.bookings, ticket.id),
    )


def _joined(floor: Floor, event: ev.Joined) -> Floor:
    ticket = replace(
        floor.tickets[event.ticket],
        state=TicketState.WAITING,
        place_at=event.at,
        waiting_since=event.at,
    )
    return replace(
        floor,
        tickets=floor.tickets.put(ticket.id, ticket),
        lines=floor._joined_line(ticket),
        bookings=tuple(other for other in floor.bookings if other != ticket.id),
        waiting_count=floor.waiting_count + 1,
    )


def _called(floor: Floor, event: ev.Called) -> Floor:
    ticket = floor.tickets[event.ticket]
    called = replace(
        ticket,
        state=TicketState.CALLED,
        counter=event.counter,
        calls=ticket.calls + 1,
        called_at=event.at,
        started_at=None,
    )
    counter = replace(floor.counters[event.counter], ticket=called.id, last=called.id)
    return replace(
        _announced(floor, called, event.counter, event.at, recall=False),
        tickets=floor.tickets.put(called.id, called),
        lines=floor._left_line(ticket),
        counters=floor._with_counter(counter),
        waiting_count=floor.waiting_count - 1,
    )


def _recalled(floor: Floor, event: ev.Recalled) -> Floor:
    ticket = floor.tickets[event.ticket]
    ticket = replace(ticket, calls=ticket.calls + 1)
    return replace(
        _announced(floor, ticket, event.counter, event.at, recall=True),
        tickets=floor.tickets.put(ticket.id, ticket),
    )


def _announced(
    floor: Floor, ticket: Ticket, counter: CounterId, at: datetime, *, recall: bool
) -> Floor:
    call = Call(
        id=floor.last_call + 1,
        ticket=ticket.id,
        number=ticket.number,
        counter=counter,
        at=at,
        recall=recall,
    )
    return replace(floor, calls=(*floor.calls[1 - CALLS_KEPT :], call), last_call=call.id)


def _served_until(ticket: Ticket, at: datetime) -> timedelta:
    stretch = timedelta(0) if ticket.started_at is None else at - ticket.started_at
    return ticket.served + max(stretch, timedelta(0))


def _finished(floor: Floor, event: ev.Finished) -> Floor:
    ticket = floor.tickets[event.ticket]
    done = replace(
        ticket,
        state=TicketState.DONE,
        served=_served_until(ticket, event.at),
        ended_at=event.at,
    )
    counter = floor.counters[event.counter]
    counter = replace(counter, ticket=None, finished=counter.finished + 1)
    seconds = done.served.total_seconds()
    times = floor.times.get(ticket.service, ServiceTimes())
    learned = ServiceTimes(
        finished=times.finished + 1,
        total_s=times.total_s + seconds,
        square_s2=times.square_s2 + seconds * seconds,
    )
    return replace(
        floor,
        tickets=floor.tickets.put(done.id, done),
        counters=floor._with_counter(counter),
        times={**floor.times, ticket.service: learned},
    )


def _missed(floor: Floor, event: ev.Missed) -> Floor:
    ticket = replace(
        floor.tickets[event.ticket],
        state=TicketState.NO_SHOW,
        missed_at=event.at,
    )
    counters = floor.counters
    if event.counter is not None:
        counters = floor._with_counter(replace(floor.counters[event.counter], ticket=None))
    return replace(
        floor,
        tickets=floor.tickets.put(ticket.id, ticket),
        counters=counters,
        aside=(*floor.aside, ticket.id),
        bookings=tuple(other for other in floor.bookings if other != ticket.id),
    )


def _back_in_line(floor: Floor, event: ev.Returned | ev.Requeued) -> Floor:
    ticket = floor.tickets[event.ticket]
    place_at = event.place_at if isinstance(event, ev.Returned) else ticket.place_at
    back = replace(
        ticket,
        state=TicketState.WAITING,
        place_at=place_at,
        waiting_since=max(event.at, place_at),
        missed_at=None,
        parked_at=None,
        parked_reason=None,
        bound=False,
        counter=None,
    )
    return replace(
        floor,
        tickets=floor.tickets.put(back.id, back),
        lines=floor._joined_line(back),
        aside=_without(floor.aside, back.id),
        waiting_count=floor.waiting_count + 1,
    )


def _undone(floor: Floor, event: ev.Undone) -> Floor:
    ticket = floor.tickets[event.ticket]
    back = replace(
        ticket,
        state=TicketState.WAITING,
        started_at=None,
        called_at=None,
        missed_at=None,
        counter=ticket.counter if ticket.bound else None,
    )
    counter = replace(floor.counters[event.counter], last=None)
    if counter.ticket == back.id:
        counter = replace(counter, ticket=None)
    return replace(
        floor,
        tickets=floor.tickets.put(back.id, back),
        lines=floor._joined_line(back),
        aside=_without(floor.aside, back.id),
        counters=floor._with_counter(counter),
        calls=tuple(call for call in floor.calls if call.ticket != back.id),
        waiting_count=floor.waiting_count + 1,
    )


def _parked(floor: Floor, event: ev.Parked) -> Floor:
    ticket = floor.tickets[event.ticket]
    parked = replace(
        ticket,
        state=TicketState.PARKED,
        parked_at=event.at,
        parked_reason=event.reason,
        served=_served_until(ticket, event.at),
        started_at=None,
    )
    if event.counter is None:
        lines, counters, gone = floor._left_line(ticket), floor.counters, 1
    else:
        counter = replace(floor.counters[event.counter], ticket=None)
        lines, counters, gone = dict(floor.lines), floor._with_counter(counter), 0
    return replace(
        floor,
        tickets=floor.tickets.put(parked.id, parked),
        lines=lines,
        counters=counters,
        aside=(*floor.aside, parked.id),
        waiting_count=floor.waiting_count - gone,
    )


def _taken_up(floor: Floor, event: ev.TakenUp) -> Floor:
    ticket = replace(
        floor.tickets[event.ticket],
        state=TicketState.SERVING,
        counter=event.counter,
        started_at=event.at,
        parked_at=None,
        parked_reason=None,
    )
    counter = replace(floor.counters[event.counter], ticket=ticket.id, last=ticket.id)
    return replace(
        floor,
        tickets=floor.tickets.put(ticket.id, ticket),
        aside=_without(floor.aside, ticket.id),
        counters=floor._with_counter(counter),
    )


def _transferred(floor: Floor, event: ev.Transferred) -> Floor:
    ticket = floor.tickets[event.ticket]
    moved = replace(
        ticket,
        state=TicketState.WAITING,
        service=event.service,
        counter=event.to,
        bound=event.to is not None,
        waiting_since=max(event.at, ticket.place_at),
        served=_served_until(ticket, event.at),
        started_at=None,
        called_at=None,
    )
    counter = replace(floor.counters[event.counter], ticket=None)
    return replace(
        floor,
        tickets=floor.tickets.put(moved.id, moved),
        lines=floor._joined_line(moved),
        counters=floor._with_counter(counter),
        waiting_count=floor.waiting_count + 1,
    )


_ENDS: Final = {
    ev.Cancelled: TicketState.CANCELLED,
    ev.Left: TicketState.LEFT,
    ev.Expired: TicketState.EXPIRED,
}


def _ended(floor: Floor, event: ev.Cancelled | ev.Left | ev.Expired) -> Floor:
    ticket = floor.tickets[event.ticket]
    ended = replace(ticket, state=_ENDS[type(event)], ended_at=event.at)
    was_waiting = ticket.state is TicketState.WAITING
    return replace(
        floor,
        tickets=floor.tickets.put(ended.id, ended),
        lines=floor._left_line(ticket) if was_waiting else floor.lines,
        aside=_without(floor.aside, ended.id),
        bookings=_without(floor.bookings, ended.id),
        waiting_count=floor.waiting_count - was_waiting,
    )


def _without(ids: tuple[TicketId, ...], gone: TicketId) -> tuple[TicketId, ...]:
    return tuple(other for other in ids if other != gone) if gone in ids else ids


# -- counters and days -----------------------------------------------------------------------

_CounterEvent = (
    ev.CounterOpened
    | ev.LanesChanged
    | ev.CounterPaused
    | ev.CounterResumed
    | ev.CounterClosed
    | ev.HelpRequested
    | ev.HelpAnswered
)


def _counter_changed(floor: Floor, event: _CounterEvent) -> Floor:
    counter = floor.counters[event.counter]
    match event:
        case ev.CounterOpened():
            changed = replace(
                counter,
                status=CounterStatus.OPEN,
                clerk=event.clerk,
                holder=event.by,
                serves=event.serves,
                since=event.at,
                reason=None,
                help_at=None,
            )
        case ev.LanesChanged():
            changed = replace(counter, serves=event.serves)
        case ev.CounterPaused():
            changed = replace(
                counter, status=CounterStatus.PAUSED, reason=event.reason, since=event.at
            )
        case ev.CounterResumed():
            changed = replace(counter, status=CounterStatus.OPEN, reason=None, since=event.at)
        case ev.CounterClosed():
            return _counter_closed(floor, counter, event.at)
        case ev.HelpRequested():
            changed = replace(counter, help_at=event.at)
        case ev.HelpAnswered():
            changed = replace(counter, help_at=None)
        case _:
            assert_never(event)
    return replace(floor, counters=floor._with_counter(changed))


def _counter_closed(floor: Floor, counter: Counter, at: datetime) -> Floor:
    """Whoever was to wait for this counter alone now waits for any that serves them."""
    plan = floor.plan.counter(counter.id)
    closed = Counter(
        id=counter.id,
        serves=counter.serves if plan is None else plan.serves,
        since=at,
        finished=counter.finished,
    )
    floor = replace(floor, counters=floor._with_counter(closed))
    for key in [key for key in floor.lines if key[2] == counter.id]:
        for ticket in floor.lines[key]:
            floor = _freed(floor, floor.tickets[ticket])
    return floor


def _freed(floor: Floor, ticket: Ticket) -> Floor:
    free = replace(ticket, bound=False, counter=None)
    left = replace(floor, lines=floor._left_line(ticket))
    left = replace(left, tickets=left.tickets.put(free.id, free))
    return replace(left, lines=left._joined_line(free))


def _day_opened(event: ev.DayOpened) -> Floor:
    floor = Floor(
        day=BusinessDay(
            id=event.day,
            date=event.date,
            practice=event.practice,
            turn=event.turn,
            had_day=event.had_day,
            opened_at=event.at,
        ),
        plan=event.plan,
        counters={c.id: Counter(id=c.id, serves=c.serves) for c in event.plan.counters},
        clerks={c: ClerkDuty(id=c, present=True, since=event.at) for c in event.present},
        bookings=tuple(ticket.id for ticket in event.bookings),
        watch=event.watch,
    )
    tickets = floor.tickets
    for ticket in event.bookings:
        tickets = tickets.put(ticket.id, ticket)
    return replace(floor, tickets=tickets)


def _plan_changed(floor: Floor, event: ev.PlanChanged) -> Floor:
    """Counters that are gone from the plan stay while they hold somebody's visit."""
    counters = {
        counter.id: counter
        for counter in floor.counters.values()
        if event.plan.counter(counter.id) is not None or counter.status is not CounterStatus.CLOSED
    }
    for planned in event.plan.counters:
        known = counters.get(planned.id)
        if known is None or known.status is CounterStatus.CLOSED:
            counters[planned.id] = Counter(id=planned.id, serves=planned.serves)
    return replace(floor, plan=event.plan, counters=counters)
