"""Days in which anything may happen, through the domain's own requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.errors import Refused
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import APPOINTMENT, ClerkId, CounterId, ServiceId, TicketId
from tests.builders import CLASSES, CLERK, KIOSK, Day

Request = Callable[..., Sequence[ev.Event]]

AT_DESK: tuple[Request, ...] = (
    rules.call_next, rules.call_next, rules.start, rules.start, rules.finish, rules.finish,
    rules.call_next, rules.start, rules.finish, rules.no_show, rules.recall, rules.park, rules.park,
    rules.undo,
)  # fmt: skip


@cache
def any_day(seed: int, *, steps: int = 150, closed: bool = True) -> Day:
    """A day of `steps` requests, many of them refused; the same for the same seed."""
    random = Random(seed)
    day = Day()
    for n in range(1, random.randint(0, 4)):
        _book(day, n, random)
    day.open(1)
    for _ in range(steps):
        day.passes(seconds=random.choice([0, 1, 40, 200]))
        with suppress(Refused):
            _something(day, random)
    if closed:
        for event in close_day(day.floor, day.at):
            day.floor = evolve(day.floor, event)
            day.events.append(event)
    return day


def _book(day: Day, number: int, random: Random) -> None:
    day.ask(
        rules.book,
        ticket=TicketId(f"2026-03-04/Z{number:03}"),
        number=f"Z{number:03}",
        service=ServiceId("a"),
        visit_class=APPOINTMENT,
        language="en",
        slot_at=day.at + timedelta(minutes=random.randint(0, 60)),
    )


def _something(day: Day, random: Random) -> None:
    counter = CounterId(random.randint(1, 3))
    match random.randrange(14):
        case 0 | 1:
            day.issue(random.choice("abc"), random.choice(CLASSES))
        case 2:
            clerk = ClerkId(random.choice(["c1", "c2", "c3"]))
            day.open(counter, clerk=clerk)
        case 3 | 4:
            _with_ticket(day, random, counter)
        case 5:
            day.ask(rules.transfer, counter=counter, by=CLERK, **_target(random))
        case 6:
            if random.random() < 0.1:
                day.ask(rules.close_counter, counter=counter, by=CLERK)
            elif random.random() < 0.5:
                day.ask(rules.pause_counter, counter=counter, by=CLERK, reason="break")
            else:
                day.ask(rules.resume_counter, counter=counter, by=CLERK)
        case _:
            day.ask(random.choice(AT_DESK), counter=counter, by=CLERK)


def _target(random: Random) -> dict[str, Any]:
    if random.random() < 0.7:
        return {"service": ServiceId(random.choice("abc")), "to": None}
    return {"service": None, "to": CounterId(random.randint(1, 3))}


def _with_ticket(day: Day, random: Random, counter: CounterId) -> None:
    aside = day.floor.aside or sorted(day.floor.tickets)
    if aside and random.random() < 0.7:
        ticket = random.choice(aside)
        if random.random() < 0.5:
            day.ask(rules.take_up, counter=counter, by=CLERK, ticket=ticket)
        else:
            day.ask(random.choice([rules.requeue, rules.take_back]), ticket=ticket, by=KIOSK)
        return
    known = sorted(day.floor.bookings or day.floor.tickets)
    ticket = random.choice(known or [TicketId("nobody")])
    match random.randrange(4):
        case 0 | 1:
            day.ask(rules.check_in, ticket=ticket)
        case 2:
            day.ask(rules.park_waiting, ticket=ticket, reason=None, by=KIOSK)
        case _:
            day.ask(random.choice([rules.cancel, rules.leave]), ticket=ticket, by=KIOSK)
