"""Simulated office days in the office-day/1 format, to score forecasts on.

Written apart from the forecast and from the product's own simulation, so that neither is graded by
itself: events on a heap, one day at a time, by the rules in the format's own description.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from math import exp, log, sqrt
from typing import Any, Final

Record = dict[str, Any]

OPEN_S: Final = 8 * 3600.0
CLOSE_S: Final = 16 * 3600.0
KINDS: Final = ("plain", "surge", "absent", "slow")
_URGENT, _APPOINTED, _WALK_IN = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class OfficeShape:
    """An office that days are made of. Means in seconds, rates per day."""

    name: str
    services: dict[str, tuple[float, float, float]]  # id: mean, coefficient of variation, walk-ins
    counters: tuple[tuple[str, str], ...]  # id, skills as letters
    load: float = 1.0  # on all walk-ins
    discipline: str = "strict"
    appointments: str = ""  # services that give a slot each half hour, in turn
    absences: float = 0.04  # short ones, a finish
    no_shows: float = 0.05
    urgent: float = 0.04
    clerk_sd: float = 0.15
    day_sd: float = 0.10
    level_sd: float = 0.15
    nominal: float | None = None  # nominal times are told, this many times the true ones
    slots: dict[str, tuple[float, float]] = field(default_factory=dict)


OFFICES: Final = (
    OfficeShape(
        name="five",
        services={
            "A": (420.0, 0.6, 48),
            "B": (300.0, 0.5, 58),
            "C": (150.0, 0.5, 40),
            "D": (220.0, 0.7, 26),
        },
        counters=(("K1", "AB"), ("K2", "AB"), ("K3", "BC"), ("K4", "CD"), ("K5", "ABCD")),
        appointments="AB",
        load=1.2,
    ),
    OfficeShape(
        name="eight",
        services={
            "A": (600.0, 0.7, 56),
            "B": (240.0, 0.5, 110),
            "C": (360.0, 0.6, 70),
            "D": (180.0, 0.4, 70),
            "E": (480.0, 0.8, 24),
        },
        counters=(
            ("K1", "AC"),
            ("K2", "AC"),
            ("K3", "B"),
            ("K4", "BD"),
            ("K5", "BD"),
            ("K6", "CE"),
            ("K7", "ABC"),
            ("K8", "ABCDE"),
        ),
        appointments="AE",
        load=0.93,
    ),
    OfficeShape(
        name="fifo",
        services={"A": (330.0, 0.6, 90), "B": (200.0, 0.5, 90)},
        counters=(("K1", "A"), ("K2", "AB"), ("K3", "AB"), ("K4", "B"), ("K5", "AB"), ("K6", "AB")),
        discipline="fifo",
        load=1.5,
        absences=0.03,
    ),
    OfficeShape(
        name="tight",
        services={"A": (380.0, 0.8, 60), "B": (260.0, 0.6, 75), "C": (120.0, 0.6, 60)},
        counters=(("K1", "A"), ("K2", "AB"), ("K3", "BC"), ("K4", "BC"), ("K5", "ABC")),
        appointments="ABC",
        load=1.3,
        absences=0.02,
        clerk_sd=0.22,
        day_sd=0.14,
    ),
)

#: Share of a day's walk-ins in each half hour from opening.
_PROFILE: Final = (5, 7, 10, 13, 13, 11, 8, 5, 4, 4, 5, 6, 7, 6, 4, 2)


def day(office: OfficeShape, seed: int, kind: str = "plain") -> Record:
    """One day, whole. The same seed makes the same day."""
    return _Day(office, random.Random(f"{office.name}/{seed}/{kind}"), kind, office.name).whole()


def days(office: OfficeShape, seeds: range, kind: str = "plain") -> Iterator[Record]:
    """A day for each seed."""
    return (day(office, seed, kind) for seed in seeds)


def replay(told: Record) -> Iterator[Record]:
    """The day as a predictor is asked: config, events, and probes between them."""
    yield {"type": "config", **told["config"]}
    minute = told["config"]["open"] + 60.0
    asked: list[Record] = []
    numbers = {"a": 0, "p": 0}

    def probe(t: float, kind: str, **more: str) -> Record:
        numbers[kind[0]] += 1
        name = f"{kind[0]}{numbers[kind[0]]:04}"
        return {"t": t, "type": "probe", "probe": name, "kind": kind, **more}

    for event in told["events"]:
        if asked and event["t"] > asked[0]["t"]:
            yield asked.pop()
        while minute < event["t"] and minute < told["config"]["close"]:
            yield probe(minute, "periodic")
            minute += 60.0
        yield event
        if event["type"] == "arrive":
            if asked:
                yield asked.pop()
            asked.append(probe(event["t"], "arrival", ticket=event["ticket"]))
    yield from asked


@dataclass
class _Desk:
    name: str
    skills: str
    pause: tuple[float, float]
    effect: float
    state: str = "closed"  # closed, idle, busy, changing
    rested: bool = False


class _Day:
    def __init__(self, office: OfficeShape, dice: random.Random, kind: str, name: str) -> None:
        # Clerks are the same people every day.
        steady = random.Random(f"clerks of {name}")
        self.office, self.dice, self.kind = office, dice, kind
        self.desks = [
            _Desk(
                name=counter,
                skills=skills,
                pause=(41400.0 + 1800.0 * (i % 3), 43200.0 + 1800.0 * (i % 3)),
                effect=steady.gauss(0.0, office.clerk_sd),
            )
            for i, (counter, skills) in enumerate(office.counters)
        ]
        self.pace = dice.gauss(0.0, office.day_sd)
        self.level = exp(dice.gauss(0.0, office.level_sd)) * office.load
        self.from_s = dice.uniform(OPEN_S + 3600.0, CLOSE_S - 9000.0)
        self.events: list[Record] = []
        self.line: list[Record] = []
        self.heap: list[tuple[float, int, Callable[[float], None]]] = []
        self.count = 0
        self.numbers = dict.fromkeys(office.services, 0)
        self.booked: list[Record] = []
        self.away_due = kind == "absent"

    def whole(self) -> Record:
        for desk in self.desks:
            self.at(OPEN_S + self.dice.uniform(-60.0, 40.0), partial(self.open, desk=desk))
            self.at(desk.pause[0], partial(self.pause, desk=desk))
        self.book()
        self.walk_in()
        while self.heap:
            t, _, work = heappop(self.heap)
            work(t)
        return {"format": "office-day/1", "config": self.config(), "events": self.events}

    def at(self, t: float, work: Callable[[float], None]) -> None:
        self.count += 1
        heappush(self.heap, (t, self.count, work))

    def tell(self, t: float, kind: str, **more: object) -> None:
        self.events.append({"t": round(t, 3), "type": kind, **more})

    def config(self) -> Record:
        nominal = self.office.nominal
        return {
            "open": OPEN_S,
            "close": CLOSE_S,
            "limits": {"max_waiting": 7, "max_wait_s": 600},
            "discipline": self.office.discipline,
            "services": {
                name: {"name": name, **({} if nominal is None else {"mean_s": mean * nominal})}
                for name, (mean, _, _) in self.office.services.items()
            },
            "counters": [
                {"id": d.name, "skills": list(d.skills), "planned_break": list(d.pause)}
                for d in self.desks
            ],
            "appointments": self.booked,
        }

    # -- who comes -----------------------------------------------------------------------------

    def book(self) -> None:
        slots = [t for t in range(30600, 55800, 1800) if not 43000 < t < 46000]
        for i, slot in enumerate(slots if self.office.appointments else ()):
            service = self.office.appointments[i % len(self.office.appointments)]
            name = f"T{i + 1:03}"
            self.booked.append({"appointment": name, "slot": slot, "service": service})
            if self.dice.random() < 0.93:
                early = min(self.dice.gauss(330.0, 180.0), 1200.0)
                more = {"slot": slot, "appointment": name}
                self.at(
                    max(slot - early, OPEN_S + 1.0),
                    partial(self.arrive, service=service, priority=_APPOINTED, more=more),
                )

    def walk_in(self) -> None:
        total = sum(_PROFILE)
        for service, (_, _, people) in self.office.services.items():
            for half, share in enumerate(_PROFILE):
                mean = people * self.level * share / total
                for _ in range(self.poisson(mean)):
                    t = OPEN_S + 1800.0 * (half + self.dice.random())
                    self.comes(t, service)
                    if self.kind == "surge" and self.from_s <= t < self.from_s + 2400.0:
                        self.comes(self.from_s + 2400.0 * self.dice.random(), service)

    def comes(self, t: float, service: str) -> None:
        kind = _URGENT if self.dice.random() < self.office.urgent else _WALK_IN
        if t < CLOSE_S - 600.0:
            self.at(t, lambda now: self.arrive(now, service, kind, {}))

    def poisson(self, mean: float) -> int:
        count, t = 0, self.dice.expovariate(1.0)
        while t < mean:
            count, t = count + 1, t + self.dice.expovariate(1.0)
        return count

    def arrive(self, t: float, service: str, priority: int, more: Record) -> None:
        self.numbers[service] += 1
        ticket = f"{service}{self.numbers[service]:03}"
        arrival = {"ticket": ticket, "service": service, "priority": priority, **more}
        self.tell(t, "arrive", **arrival)
        idle = [d for d in self.desks if d.state == "idle" and service in d.skills]
        if idle:
            self.call(t, min(idle, key=lambda d: len(d.skills)), arrival)
        else:
            self.line.append({**arrival, "t": t})

    # -- who serves ----------------------------------------------------------------------------

    def open(self, t: float, desk: _Desk) -> None:
        self.tell(t, "counter_open", counter=desk.name)
        self.free(t, desk)

    def pause(self, t: float, desk: _Desk) -> None:
        if desk.state == "idle" and not desk.rested:
            self.free(t, desk)

    def close(self, t: float, desk: _Desk) -> None:
        if desk.state == "idle":
            self.free(t, desk)

    def free(self, t: float, desk: _Desk) -> None:
        """The desk may do what comes next: close, rest, call or stand idle."""
        begins, ends = desk.pause
        if t >= CLOSE_S and not any(p["service"] in desk.skills for p in self.line):
            desk.state = "closed"
            self.tell(t, "counter_close", counter=desk.name, reason="end_of_day")
        elif t >= begins and not desk.rested:
            desk.rested, desk.state = True, "closed"
            self.tell(t, "counter_close", counter=desk.name, reason="planned_break")
            self.at(t + ends - begins, lambda now: self.open(now, desk))
        elif person := next_of(self.line, desk.skills, t, self.office.discipline):
            self.line.remove(person)
            self.call(t, desk, person)
        else:
            desk.state = "idle"
            if t < CLOSE_S:
                self.at(CLOSE_S, partial(self.close, desk=desk))

    def call(self, t: float, desk: _Desk, person: Record) -> None:
        desk.state = "busy"
        ticket = person["ticket"]
        self.tell(t, "call", ticket=ticket, counter=desk.name)
        if self.dice.random() < self.office.no_shows:
            stay, kind = self.dice.uniform(50.0, 110.0), "no_show"
        else:
            stay, kind = self.service_s(t, desk, person["service"]), "finish"
        self.at(t + stay, lambda now: self.finish(now, desk, kind, ticket))

    def service_s(self, t: float, desk: _Desk, service: str) -> float:
        mean, cv, _ = self.office.services[service]
        sigma = sqrt(log(1.0 + cv * cv))
        slow = 1.5 if self.kind == "slow" and self.from_s <= t < self.from_s + 3600.0 else 1.0
        mu = log(mean) - sigma * sigma / 2.0 + desk.effect + self.pace
        return max(exp(self.dice.gauss(mu, sigma)) * slow, 15.0)

    def finish(self, t: float, desk: _Desk, kind: str, ticket: str) -> None:
        self.tell(t, kind, ticket=ticket, counter=desk.name)
        long = self.away_due and t >= self.from_s
        if t < CLOSE_S - 1800.0 and (long or self.dice.random() < self.office.absences):
            away = 3600.0 + self.dice.expovariate(1 / 1800.0) if long else self.dice.gauss(0.0, 0.5)
            self.away_due = self.away_due and not long
            desk.state = "closed"
            self.tell(t, "counter_close", counter=desk.name, reason="unplanned")
            self.at(t + (away if long else 400.0 * exp(away)), lambda now: self.open(now, desk))
        else:
            desk.state = "changing"
            self.at(t + 15.0 * exp(self.dice.gauss(-0.1, 0.5)), lambda now: self.free(now, desk))


def next_of(line: list[Record], skills: str, t: float, discipline: str) -> Record | None:
    """Whom a counter takes by the format's own words; None if nobody it serves waits."""

    def strict(person: Record) -> tuple[int, float]:
        if person["priority"] == _APPOINTED:
            slot = person["slot"]
            return (1, slot) if slot <= t else (3, slot)
        return person["priority"], person["t"]

    def fifo(person: Record) -> tuple[int, float]:
        return 0, person["t"]

    mine = [person for person in line if person["service"] in skills]
    return min(mine, key=strict if discipline == "strict" else fifo, default=None)
