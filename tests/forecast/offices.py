"""Small offices for the forecast's tests: a floor in a line or two, told by events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    APPOINTMENT,
    SYSTEM,
    ActorId,
    ClassId,
    ClassPlan,
    ClerkId,
    ClerkPlan,
    CounterId,
    CounterPlan,
    DayId,
    Lane,
    OfficePlan,
    ServiceId,
    ServicePlan,
    TicketId,
)

OPENED = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
NOW = OPENED + timedelta(hours=2)

WALK_IN = ClassId("walk_in")
PRIORITY = ClassId("priority")
CLASSES = (WALK_IN, PRIORITY)


def lane(*services: str, classes: Sequence[str] = CLASSES) -> Lane:
    """A lane that takes these services, of all classes if not said otherwise."""
    return Lane(
        services=tuple(ServiceId(s) for s in services),
        classes=tuple(ClassId(c) for c in classes),
    )


def plan(
    *,
    services: Mapping[str, float],
    counters: Mapping[int, Sequence[Lane]],
    clerks: Mapping[str, ClerkPlan] | None = None,
    cv: float = 0.6,
    priority_rate: float = 2.0,
    appointments: bool = False,
) -> OfficePlan:
    """`services`: id to mean service time in seconds; `counters`: number to lanes."""
    booked = (ClassPlan(id=APPOINTMENT, rate=30.0),) if appointments else ()
    return OfficePlan(
        services=tuple(
            ServicePlan(
                id=ServiceId(name),
                letter=chr(65 + i),
                mean_service=timedelta(seconds=mean_s),
                service_cv=cv,
            )
            for i, (name, mean_s) in enumerate(services.items())
        ),
        classes=(
            ClassPlan(id=WALK_IN),
            ClassPlan(id=PRIORITY, rate=priority_rate),
            *booked,
        ),
        counters=tuple(
            CounterPlan(id=CounterId(number), serves=tuple(serves))
            for number, serves in counters.items()
        ),
        clerks=tuple((clerks or {}).values()),
    )


class Day:
    """A day told event by event; `floor` is where it stands."""

    def __init__(self, office: OfficePlan, *, present: Iterable[str] = ()) -> None:
        self.floor = Floor()
        self._issued = 0
        self.tell(
            ev.DayOpened(
                at=OPENED,
                day=DayId("2026-03-04"),
                date=date(2026, 3, 4),
                practice=False,
                plan=office,
                present=tuple(ClerkId(c) for c in present),
            )
        )

    def tell(self, event: ev.Event) -> "Day":
        self.floor = evolve(self.floor, event)
        return self

    def opened(self, *counters: int, at: datetime = OPENED, clerk: str | None = None) -> "Day":
        for number in counters:
            planned = self.floor.plan.counter(CounterId(number))
            assert planned is not None
            self.tell(
                ev.CounterOpened(
                    at=at,
                    counter=planned.id,
                    clerk=None if clerk is None else ClerkId(clerk),
                    by=SYSTEM,
                    serves=planned.serves,
                )
            )
        return self

    def issued(
        self,
        service: str,
        count: int = 1,
        *,
        at: datetime = NOW,
        visit_class: ClassId = WALK_IN,
        device: str = "device:k1",
        people: int = 1,
    ) -> list[TicketId]:
        given = []
        for _ in range(count):
            self._issued += 1
            letter = next(s.letter for s in self.floor.plan.services if s.id == service)
            number = f"{letter}{self._issued:03}"
            ticket = TicketId(f"2026-03-04/{number}")
            given.append(ticket)
            self.tell(
                ev.Issued(
                    at=at,
                    ticket=ticket,
                    number=number,
                    service=ServiceId(service),
                    visit_class=visit_class,
                    language="zh-TW",
                    device=ActorId(device),
                    people=people,
                )
            )
        return given

    def early(self, service: str, *, place_at: datetime) -> TicketId:
        """Somebody with an appointment has checked in before its place in line."""
        self._issued += 1
        ticket = TicketId(f"2026-03-04/R{self._issued:03}")
        self.tell(
            ev.Booked(
                at=OPENED,
                ticket=ticket,
                number=ticket[-4:],
                service=ServiceId(service),
                visit_class=APPOINTMENT,
                language="zh-TW",
                slot_at=place_at + timedelta(minutes=5),
            )
        )
        self.tell(ev.CheckedIn(at=NOW, ticket=ticket))
        self.tell(ev.Joined(at=NOW, ticket=ticket, place_at=place_at))
        return ticket

    def called(self, ticket: TicketId, counter: int, *, at: datetime = NOW) -> "Day":
        return self.tell(ev.Called(at=at, ticket=ticket, counter=CounterId(counter), by=SYSTEM))

    def served(self, ticket: TicketId, counter: int, *, at: datetime, started: datetime) -> "Day":
        self.called(ticket, counter, at=started)
        self.tell(ev.Started(at=started, ticket=ticket, counter=CounterId(counter)))
        return self.tell(ev.Finished(at=at, ticket=ticket, counter=CounterId(counter)))

    def busy(self, *counters: int, service: str, since: datetime = NOW) -> "Day":
        """Somebody who came for `service` sits at each of these counters since `since`."""
        for number in counters:
            (ticket,) = self.issued(service, at=since)
            self.called(ticket, number, at=since)
            self.tell(ev.Started(at=since, ticket=ticket, counter=CounterId(number)))
        return self
