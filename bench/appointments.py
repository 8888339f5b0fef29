"""How soon appointments are called on simulated days: `python -m bench.appointments`.

The office of `config.yaml` on busy days, with booked visitors beside everybody else, its own
rules, and nobody moved to help. What counts is the time from the slot (from the check-in of who
comes late) to the call.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from bench.machine import quantile
from queue_monitor.config import Settings
from queue_monitor.domain import rules
from queue_monitor.domain.model import APPOINTMENT, WALK_IN, ClassId, ServiceId, TicketId
from queue_monitor.simulation.day import SimulatedDay, Visitor, service_shares, simulate
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.pattern import Pattern
from queue_monitor.simulation.port import Taken
from tests.support.config import office

SOON_S: Final = 300.0
_DAY: Final = date(2026, 12, 8)
_BOOKED: Final = 900_000  # booked visitors are numbered from here
_STAYS_AWAY, _LATE, _TOO_LATE = 0.05, 0.15, 0.05  # shares of those who booked
_WALK: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Who booked, and for when."""

    visitor: Visitor
    slot_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Seconds from slot (or check-in) to call, below 0 before the slot; walk-ins' waits."""

    booked_s: tuple[float, ...]
    walk_in_s: tuple[float, ...]


class _Port(DirectPort):
    """A simulated office that also knows bookings; they check in when their visitor comes."""

    bookings: dict[str, Booking]

    def take(self, service: ServiceId, visit_class: ClassId, language: str, *, key: str) -> Taken:
        booking = self.bookings.get(key)
        if booking is None:
            return super().take(service, visit_class, language, key=key)
        number = f"R{booking.visitor.number - _BOOKED:03d}"
        ticket = TicketId(f"{_DAY}/{number}")
        self._ask(
            partial(
                rules.book,
                ticket=ticket,
                number=number,
                service=service,
                visit_class=visit_class,
                language=language,
                slot_at=booking.slot_at,
            )
        )
        self._ask(partial(rules.check_in, ticket=ticket, rule=rules.ArrivalRule()))
        return Taken(ticket=ticket, number=number, token="")


def live(
    settings: Settings, seed: int, *, fill: float, pattern: Pattern, until: timedelta | None = None
) -> Delays:
    """One day, or the first `until` of it; `fill` is the share of the slots' room that is taken."""
    day = simulate(settings, seed=seed, day=_DAY, pattern=pattern)
    booked = tuple(_bookings(settings, day, fill))
    everybody = sorted((*day.visitors, *(b.visitor for b in booked)), key=lambda v: v.comes_at)
    port = _Port(settings, begins_at=day.begins_at)
    port.bookings = {f"simulated-{seed}-{b.visitor.number}": b for b in booked}
    lived = replace(day, visitors=tuple(everybody))
    hall = Hall(lived, port, settings, supervised=False, glance=timedelta(seconds=15))
    hall.run(until=None if until is None else day.begins_at + until)
    booked_s, walk_in_s = [], []
    for ticket in port.floor.tickets.values():
        since, called_at = ticket.waiting_since, ticket.called_at or port.now()
        if ticket.visit_class == APPOINTMENT and ticket.slot_at is not None:
            booked_s.append((called_at - max(ticket.slot_at, since)).total_seconds())
        elif ticket.visit_class == WALK_IN:
            walk_in_s.append((called_at - since).total_seconds())
    return Delays(booked_s=tuple(booked_s), walk_in_s=tuple(walk_in_s))


def _bookings(settings: Settings, day: SimulatedDay, fill: float) -> Iterator[Booking]:
    draws, number = Draws(day.seed, "booked"), _BOOKED
    shares = service_shares(settings)
    slot_at = day.opens_at
    while slot_at < day.closes_at:
        room = {service: rule.per_slot for service, rule in settings.booking.services.items()}
        for _ in range(settings.booking.together if day.local(slot_at).hour != 12 else 0):
            if draws.chance(fill):
                service = draws.one_of({s: shares[s] for s, left in room.items() if left})
                room[service] -= 1
                number += 1
                comes_at = _comes_at(draws, day, slot_at)
                if comes_at is not None:
                    visitor = _visitor(settings, day, number, service, comes_at)
                    yield Booking(visitor=visitor, slot_at=slot_at)
        slot_at += settings.booking.slot


def _comes_at(draws: Draws, day: SimulatedDay, slot_at: datetime) -> datetime | None:
    """Most come within the 25 minutes before; a few late, too late, or not at all."""
    fate = draws.between(0.0, 1.0)
    if fate < _STAYS_AWAY:
        return None
    if fate < _STAYS_AWAY + _LATE:
        after = draws.span(0, 14 * 60)
    elif fate < _STAYS_AWAY + _LATE + _TOO_LATE:
        after = draws.span(16 * 60, 25 * 60)
    else:
        after = draws.span(-25 * 60, 0)
    comes_at = max(slot_at + after, day.opens_at + timedelta(seconds=5))
    return comes_at if comes_at < day.closes_at else None


def _visitor(
    settings: Settings, day: SimulatedDay, number: int, service: ServiceId, comes_at: datetime
) -> Visitor:
    planned, draws = settings.service(service), Draws(day.seed, "booked", number)
    assert planned is not None
    time = draws.log_normal(planned.service_time.mean, planned.service_time.cv)
    return Visitor(
        number=number,
        comes_at=comes_at,
        service=service,
        visit_class=APPOINTMENT,
        language=settings.office.languages[0],
        walk=draws.log_normal(_WALK, 0.4),
        service_time=max(time, day.pattern.shortest),
        misses_call=False,
    )


def row(settings: Settings, seeds: range, *, fill: float, absent: int) -> str:
    """The days of `seeds` as a row of the table in docs/booking.md."""
    days = [live(settings, seed, fill=fill, pattern=Pattern(absent=absent)) for seed in seeds]
    booked = sorted(delay for day in days for delay in day.booked_s)
    walk_ins = sorted(wait for day in days for wait in day.walk_in_s)
    soon = sum(delay <= SOON_S for delay in booked) / len(booked)
    p50, p99, last = (quantile(booked, q) / 60 for q in (0.5, 0.99, 1.0))
    cells = (
        f"{fill:.0%}, {absent} away, 1 late",
        f"{len(booked)}",
        f"{100 * soon:.1f} %",
        *(f"{figure:+.1f}" for figure in (p50, p99, last)),
        f"{quantile(walk_ins, 0.5) / 60:.1f}",
        f"{quantile(walk_ins, 0.9) / 60:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """A row for each kind of day."""
    parser = argparse.ArgumentParser(prog="python -m bench.appointments", description=__doc__)
    parser.add_argument("--days", type=int, default=12)
    seeds = range(1, parser.parse_args().days + 1)
    for fill, absent in ((0.7, 1), (1.0, 1), (1.0, 3)):
        print(row(office(), seeds, fill=fill, absent=absent), flush=True)


if __name__ == "__main__":
    main()
