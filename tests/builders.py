"""A day in one line: small offices and what happens in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.days import Calendar, open_day
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    APPOINTMENT,
    WALK_IN,
    ActorId,
    ClassId,
    ClassPlan,
    ClerkId,
    ClerkPlan,
    CounterId,
    CounterPlan,
    GraceRule,
    Lane,
    OfficePlan,
    ServiceId,
    ServicePlan,
    Ticket,
    TicketId,
)

OPENS_AT = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)  # 08:00 in Taipei
PRIORITY = ClassId("priority")
CLASSES = (WALK_IN, PRIORITY, APPOINTMENT)
RATES = {WALK_IN: 1.0, PRIORITY: 2.0, APPOINTMENT: 3.0}
KIOSK = ActorId("device:k1")
CLERK = rules.By(actor=ActorId("staff:c"), any_counter=True)


def office_plan(
    *, services: str = "ABC", letters: str | None = None, counters: int = 3, clerks: int = 4
) -> OfficePlan:
    """An office whose counters all serve everything; counter 1 prefers class `priority`."""
    ids = tuple(ServiceId(letter.lower()) for letter in services)
    everything = Lane(services=ids, classes=CLASSES)
    friendly = Lane(services=ids, classes=(PRIORITY,))
    return OfficePlan(
        services=tuple(
            ServicePlan(id=s, letter=letter)
            for s, letter in zip(ids, letters or services, strict=True)
        ),
        classes=tuple(ClassPlan(id=c, rate=RATES[c]) for c in CLASSES),
        counters=tuple(
            CounterPlan(id=CounterId(n), serves=(friendly, everything) if n == 1 else (everything,))
            for n in range(1, counters + 1)
        ),
        clerks=tuple(
            ClerkPlan(id=ClerkId(f"c{n}"), skills=ids, reserve=n == clerks)
            for n in range(1, clerks + 1)
        ),
        grace=GraceRule(grace_time=timedelta(minutes=30), behind=2),
    )


def opened(plan: OfficePlan | None = None) -> Floor:
    """The floor just after the day began."""
    return evolve(Floor(), day_opened(plan))


def day_opened(plan: OfficePlan | None = None) -> ev.DayOpened:
    """The event that begins the day of `OPENS_AT`."""
    calendar = Calendar(
        date=date(2026, 3, 4), open=True, issuing=True, serving_out=False, practice=False
    )
    return open_day(Floor(), OPENS_AT, calendar=calendar, plan=plan or office_plan())


@dataclass
class Day:
    """An office as it goes through a day; each method asks for one thing at the present hour."""

    floor: Floor = field(default_factory=opened)
    at: datetime = OPENS_AT
    events: list[Event] = field(default_factory=lambda: [day_opened()])

    def passes(self, **span: float) -> "Day":
        """Let time go by: `passes(minutes=5)`."""
        self.at += timedelta(**span)
        return self

    def ask(self, request: Callable[..., Sequence[Event]], /, **arguments: object) -> list[Event]:
        """Put a request of `rules` to the floor, and take over what it says."""
        events = list(request(self.floor, self.at, **arguments))
        for event in events:
            self.floor = evolve(self.floor, event)
        self.events.extend(events)
        return events

    def issue(self, service: str = "a", visit_class: str = WALK_IN, **more: object) -> Ticket:
        """A ticket taken now."""
        self.ask(
            rules.issue,
            **{
                "service": ServiceId(service),
                "visit_class": ClassId(visit_class),
                "language": "zh-TW",
                "device": KIOSK,
                **more,
            },
        )
        return max(self.floor.tickets.values(), key=lambda t: (t.issued_at, t.id))

    def open(self, counter: int = 2, **more: object) -> None:
        """The counter opens."""
        self.ask(rules.open_counter, counter=CounterId(counter), by=CLERK, **more)

    def at_counter(
        self, request: Callable[..., Sequence[Event]], counter: int = 2, **more: object
    ) -> Ticket:
        """Something is done at the counter; the ticket it holds, or held last."""
        events = self.ask(request, counter=CounterId(counter), by=CLERK, **more)
        return self.ticket(events[-1].ticket)  # type: ignore[union-attr]

    def call(self, counter: int = 2) -> Ticket:
        """Call whoever is next."""
        return self.at_counter(rules.call_next, counter)

    def serve(self, counter: int = 2, **span: float) -> Ticket:
        """Call, start, let `span` pass, finish."""
        self.call(counter)
        self.at_counter(rules.start, counter)
        self.passes(**span)
        return self.at_counter(rules.finish, counter)

    def ticket(self, ticket: TicketId) -> Ticket:
        """The ticket as it stands now."""
        return self.floor.ticket(ticket)
