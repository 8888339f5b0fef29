"""`Floor`: the office at one moment, and what may be asked of it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from queue_monitor.domain.errors import UnknownCounter, UnknownTicket
from queue_monitor.domain.events import Issued
from queue_monitor.domain.floor.lines import Companions, Lines, line_of, place
from queue_monitor.domain.lobby import Lobby
from queue_monitor.domain.marquee import MarqueeLine
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
from queue_monitor.domain.slips import Slips
from queue_monitor.domain.watch import Watch

_EMPTY_PLAN: Final = OfficePlan(services=(), classes=(), counters=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The office after event `seq`. Replayed from the log, never stored."""

    seq: int = 0
    at: datetime | None = None  # of the newest event
    queue_at: datetime | None = None  # of the newest about tickets, counters or the day
    day: BusinessDay | None = None
    plan: OfficePlan = _EMPTY_PLAN
    tickets: Shelf[TicketId, Ticket] = field(default_factory=Shelf)
    lines: Lines = field(default_factory=dict)
    companions: Companions = field(default_factory=dict)
    aside: tuple[TicketId, ...] = ()  # parked, and missed numbers that may still come back
    bookings: tuple[TicketId, ...] = ()
    counters: Mapping[CounterId, Counter] = field(default_factory=dict)
    clerks: Mapping[ClerkId, ClerkDuty] = field(default_factory=dict)
    numbers: Mapping[ServiceId, int] = field(default_factory=dict)  # the latest given
    requests: Shelf[str, Issued] = field(default_factory=Shelf)  # by key, what came of it
    times: Mapping[ServiceId, ServiceTimes] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    last_call: int = 0
    paused_services: frozenset[ServiceId] = frozenset()
    marquee: tuple[MarqueeLine, ...] = ()  # in the order they were written
    watch: Watch = field(default_factory=Watch)
    slips: Slips = field(default_factory=Slips)
    lobby: Lobby = field(default_factory=Lobby)
    waiting_count: int = 0  # people, as `count_waiting`
    issued_count: int = 0

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
        found.sort(key=place)
        return found

    def count_waiting(
        self, *, service: ServiceId | None = None, visit_class: ClassId | None = None
    ) -> int:
        """How many people wait, of one service or class if given."""
        if service is None and visit_class is None:
            return self.waiting_count
        numbers = sum(
            len(line)
            for key, line in self.lines.items()
            if (service is None or key[0] == service)
            and (visit_class is None or key[1] == visit_class)
        )
        return numbers + sum(
            more
            for key, more in self.companions.items()
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
        """How many people wait for the same service with a better place, of any class."""
        own, at = line_of(ticket), place(ticket)
        ahead = 0
        for key, line in self.lines.items():
            if not line or key[0] != ticket.service:
                continue
            if key != own:
                spot = bisect_right(line, at, key=self._place_of)
            elif line[-1] == ticket.id:  # just issued
                spot = len(line) - 1
            else:
                spot = line.index(ticket.id, bisect_left(line, at, key=self._place_of))
            ahead += spot
            if key in self.companions:
                ahead += sum(self.tickets[other].people - 1 for other in line[:spot])
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
        return place(self.tickets[ticket])


def _standing(ticket: Ticket) -> tuple[datetime, datetime, datetime]:
    return (ticket.waiting_since, ticket.place_at, ticket.issued_at)
