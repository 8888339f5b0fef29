"""Other staff on a day: fewer clerks or more, counters closed or added.

Who stays keeps their counter, their breaks, their coming late; who is added comes on time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from queue_monitor.config import Clerk, Counter, Settings
from queue_monitor.config.office import CounterLane
from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.pattern import Pattern
from queue_monitor.simulation.shifts import Shift, shifts

_LAST_COUNTER = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Who is there, where it differs from the configuration."""

    staff: int | None = None
    reserve: int | None = None
    closed: tuple[CounterId, ...] = ()
    added: int = 0


def staffed(
    settings: Settings, day: SimulatedDay, staffing: Staffing
) -> tuple[Settings, tuple[Shift, ...]]:
    """The office and the shifts of `day` with other staff.

    Raises ValueError for a counter that is not there, or an office that nobody is left in.
    """
    if staffing == Staffing():
        return settings, day.shifts
    office = _without_counters(settings, staffing.closed)
    office = _with_counters(office, staffing.added)
    if staffing.staff is not None:
        office = _with_staff(office, staffing.staff + staffing.added)
    if staffing.reserve is not None:
        office = _with_reserve(office, staffing.reserve)
    if not any(clerk.counter is not None for clerk in office.clerks):
        raise ValueError("nobody is left at a counter")
    return office, _shifts(office, day)


def _without_counters(settings: Settings, closed: tuple[CounterId, ...]) -> Settings:
    """Nobody opens them, and who sat there has no work at a counter today."""
    for number in closed:
        if settings.counter(number) is None:
            known = ", ".join(str(counter.number) for counter in settings.counters)
            raise ValueError(f"there is no counter {number}; there are {known}")
    noon = settings.hours.noon
    hours = settings.hours
    if noon is not None:
        open_at_noon = tuple(n for n in noon.counters if n not in closed)
        hours = hours.model_copy(
            update={"noon": noon.model_copy(update={"counters": open_at_noon})}
        )
    return settings.model_copy(
        update={
            "hours": hours,
            "counters": tuple(c for c in settings.counters if c.number not in closed),
            "clerks": tuple(c for c in settings.clerks if c.counter not in closed),
        }
    )


def _with_counters(settings: Settings, count: int) -> Settings:
    """So many counters more, each taking everything, with a clerk who can do everything."""
    for _ in range(count):
        settings, number = _with_counter(settings)
        settings = _with_clerk(settings, number)
    return settings


def _with_counter(settings: Settings) -> tuple[Settings, CounterId]:
    number = CounterId(max((c.number for c in settings.counters), default=0) + 1)
    if number > _LAST_COUNTER:
        raise ValueError(f"there is no counter {number}: {_LAST_COUNTER} is the highest number")
    everything = CounterLane(
        services=tuple(service.id for service in settings.services),
        classes=tuple(visit_class.id for visit_class in settings.classes),
    )
    name = settings.counters[0].name if settings.counters else settings.office.name
    added = Counter(number=number, name=name, serves=(everything,))
    counters = (*settings.counters, added)
    return settings.model_copy(update={"counters": counters}), number


def _with_clerk(settings: Settings, counter: CounterId | None) -> Settings:
    """One clerk more, who can do everything; in reserve without a counter."""
    taken = {clerk.id for clerk in settings.clerks}
    number = next(n for n in range(1, len(taken) + 2) if f"added_{n}" not in taken)
    model = settings.clerks[0]
    clerk = Clerk(
        id=ClerkId(f"added_{number}"),
        name=f"+{number}",
        title=model.title,
        skills=tuple(service.id for service in settings.services),
        counter=counter,
        reserve=counter is None,
    )
    return settings.model_copy(update={"clerks": (*settings.clerks, clerk)})


def _with_staff(settings: Settings, count: int) -> Settings:
    """The first so many of those with a counter; more of them at free counters, then at new ones.

    Who was added with a counter stays, ahead of the others.
    """
    seated = [clerk for clerk in settings.clerks if clerk.counter is not None]
    seated.sort(key=lambda clerk: not clerk.id.startswith("added_"))
    stay = {clerk.id for clerk in seated[:count]}
    clerks = tuple(c for c in settings.clerks if c.counter is None or c.id in stay)
    settings = settings.model_copy(update={"clerks": clerks})
    for _ in range(count - len(seated)):
        homes = {clerk.counter for clerk in settings.clerks}
        free = next((c.number for c in settings.counters if c.number not in homes), None)
        if free is None:
            settings, free = _with_counter(settings)
        settings = _with_clerk(settings, free)
    return settings


def _with_reserve(settings: Settings, count: int) -> Settings:
    reserve = [clerk.id for clerk in settings.clerks if clerk.counter is None]
    stay = set(reserve[:count])
    clerks = tuple(c for c in settings.clerks if c.counter is not None or c.id in stay)
    settings = settings.model_copy(update={"clerks": clerks})
    for _ in range(count - len(reserve)):
        settings = _with_clerk(settings, None)
    return settings


def _shifts(office: Settings, day: SimulatedDay) -> tuple[Shift, ...]:
    """Everybody's of the day who is still there; those added come on time, with usual breaks."""
    known = {shift.clerk: shift for shift in day.shifts}
    nobody_away = replace(day.pattern, absent=0, late=0)
    fresh = _fresh(office, day, nobody_away)
    return tuple(known.get(clerk.id, fresh[clerk.id]) for clerk in office.clerks)


def _fresh(office: Settings, day: SimulatedDay, pattern: Pattern) -> dict[ClerkId, Shift]:
    found = shifts(
        office, seed=day.seed, opens_at=day.opens_at, closes_at=day.closes_at, pattern=pattern
    )
    return {shift.clerk: shift for shift in found}
