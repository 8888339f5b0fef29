"""Offices out of a textbook, a day in them through the real rules, and the textbook's formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from math import factorial
from typing import Final, Literal

from queue_monitor.config import Settings
from queue_monitor.config.office import Counter, CounterLane, Hours, OpenSpan, ServiceTime
from queue_monitor.config.watch import Alerts
from queue_monitor.domain import events as ev
from queue_monitor.domain.model import ClassId, CounterId
from queue_monitor.simulation.day import SimulatedDay, simulate
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.pattern import Pattern
from tests.simulation.offices import MONDAY, office

MEAN: Final = timedelta(minutes=2)
WARM_UP: Final = timedelta(hours=3)
HOURS: Final = 22
_NOTHING: Final = timedelta(0)

WALK_IN: Final = ClassId("walk_in")
URGENT: Final = ClassId("priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Textbook:
    """Poisson arrivals, so many counters, no walking, no breaks, no missed calls."""

    counters: int
    load: float  # of all counters together, below 1
    service_times: Literal["log_normal", "exponential"] = "exponential"
    cv: float = 1.0
    urgent_ratio: float = 0.0  # served strictly first
    mean: timedelta = MEAN

    @property
    def per_hour(self) -> float:
        """Arrivals."""
        return self.load * self.counters * (timedelta(hours=1) / self.mean)

    def settings(self) -> Settings:
        """As a configuration: the urgent have a lane of their own, ahead of everybody's."""
        real = office()
        service = real.services[0].model_copy(
            update={"service_time": ServiceTime(mean=self.mean, spread=self.mean * self.cv)}
        )
        lanes = [
            CounterLane(services=(service.id,), classes=classes)
            for classes in ((URGENT,), (WALK_IN, URGENT))
        ]
        desks = [
            Counter(number=CounterId(n), name=real.counters[0].name, serves=tuple(lanes))
            for n in range(1, self.counters + 1)
        ]
        clerks = [
            real.clerks[0].model_copy(update={"id": f"t{desk.number}", "counter": desk.number})
            for desk in desks
        ]
        hours = Hours(
            open=(OpenSpan(days=("mon",), **{"from": time(0), "to": time(HOURS)}),), noon=None
        )
        return real.model_copy(
            update={
                "hours": hours,
                "services": (service,),
                "classes": tuple(c for c in real.classes if c.id in {WALK_IN, URGENT}),
                "counters": tuple(desks),
                "clerks": tuple(clerks),
                "alerts": Alerts(
                    waiting_limit=None,
                    wait_limit=None,
                    forecast_limit=None,
                    long_service_limit=None,
                ),
            }
        )

    def pattern(self) -> Pattern:
        """The same rate all day."""
        return Pattern(
            curve=((0.0, 1.0), (24.0, 1.0)),
            arrivals_per_hour=self.per_hour,
            service_times=self.service_times,
            priority_ratio=self.urgent_ratio,
            shortest=_NOTHING,
            no_show_ratio=0.0,
            walk=_NOTHING,
            between=_NOTHING,
            absent=0,
            late=0,
            breaks=False,
            at_once=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One visitor's wait, in seconds."""

    came_s: float  # from the opening
    visit_class: ClassId
    service_s: float
    wait_s: float
    ahead: int  # in line before them on coming
    all_busy: bool


@cache
def lived(
    book: Textbook, seed: int, *, day: date = MONDAY
) -> tuple[SimulatedDay, tuple[Stay, ...]]:
    """The day, and everybody's wait in the order of coming, told from the log."""
    settings = book.settings()
    drawn = simulate(settings, seed=seed, day=day, pattern=book.pattern())
    port = DirectPort(settings, begins_at=drawn.begins_at)
    Hall(drawn, port, settings, supervised=False, glance=timedelta(hours=2)).run()
    return drawn, tuple(_stays(drawn, port, book.counters))


def _stays(day: SimulatedDay, port: DirectPort, counters: int) -> Sequence[Stay]:
    came: dict[str, tuple[datetime, int, bool]] = {}
    called: dict[str, datetime] = {}
    waiting = busy = 0
    for _, event in port.store.read():
        match event:
            case ev.Issued():
                came[event.ticket] = (event.at, waiting, busy == counters)
                waiting += 1
            case ev.Called():
                called[event.ticket] = event.at
                waiting, busy = waiting - 1, busy + 1
            case ev.Finished():
                busy -= 1
            case _:
                pass
    return [
        Stay(
            came_s=(at - day.begins_at).total_seconds(),
            visit_class=visitor.visit_class,
            service_s=visitor.service_time.total_seconds(),
            wait_s=(called[ticket] - at).total_seconds(),
            ahead=ahead,
            all_busy=all_busy,
        )
        for visitor, (ticket, (at, ahead, all_busy)) in zip(day.visitors, came.items(), strict=True)
    ]


def steady(stays: Sequence[Stay]) -> list[Stay]:
    """Without those of the first hours, who found an empty office."""
    return [stay for stay in stays if stay.came_s > WARM_UP.total_seconds()]


# -- formulas; times in units of the mean service time ------------------------------------------


def erlang_c(counters: int, load: float) -> float:
    """The chance that an arrival must wait in M/M/c (Erlang, 1917)."""
    work = counters * load
    last = work**counters / factorial(counters) / (1 - load)
    return last / (sum(work**k / factorial(k) for k in range(counters)) + last)


def mean_wait(counters: int, load: float) -> float:
    """In M/M/c, whoever is served first."""
    return erlang_c(counters, load) / (counters * (1 - load))


def cobham(counters: int, load: float, urgent_ratio: float) -> tuple[float, float]:
    """Mean waits of the urgent and of the rest, who never interrupt a service (Cobham, 1954)."""
    begun = erlang_c(counters, load) / counters
    urgent = load * urgent_ratio
    return begun / (1 - urgent), begun / ((1 - urgent) * (1 - load))


def pollaczek_khinchine(load: float, cv: float) -> float:
    """Mean wait in M/G/1 (Pollaczek, 1930; Khinchine, 1932)."""
    return load * (1 + cv * cv) / (2 * (1 - load))
