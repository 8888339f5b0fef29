"""One simulated day, drawn beforehand: who comes when for what, and who serves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_monitor.config import Service, Settings, hours
from queue_monitor.config.hours import opening
from queue_monitor.domain.model import ClassId, ServiceId
from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.pattern import Pattern, level
from queue_monitor.simulation.shifts import Shift, shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who comes: everything about them is drawn before the day begins."""

    number: int  # in the order of coming, from 1
    comes_at: datetime
    service: ServiceId
    visit_class: ClassId
    language: str
    walk: timedelta  # from the call to the desk
    service_time: timedelta
    misses_call: bool
    back_after: timedelta | None = None  # who missed the call, and comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDay:
    """A day, lived from `begins_at` to `closes_at`. Instants in UTC."""

    seed: int
    date: date
    zone: ZoneInfo
    opens_at: datetime
    begins_at: datetime
    closes_at: datetime
    ends_at: datetime  # whoever is inside is served until then
    visitors: tuple[Visitor, ...]
    shifts: tuple[Shift, ...]
    pattern: Pattern

    def local(self, at: datetime) -> datetime:
        """The office's wall clock."""
        return at.astimezone(self.zone)


def simulate(
    settings: Settings,
    *,
    seed: int,
    day: date,
    begin: time | None = None,
    pattern: Pattern | None = None,
) -> SimulatedDay:
    """The day of `seed`, from the local hour `begin` (default: opening). The same every time.

    Raises ValueError if the office is closed on `day`, or at `begin`.
    """
    zone = ZoneInfo(settings.office.time_zone)
    pattern = pattern or Pattern()
    opens_at, closes_at = opening(settings, day)
    begins_at = opens_at
    if begin is not None:
        begins_at = datetime.combine(day, begin, tzinfo=zone).astimezone(UTC)
    if not opens_at <= begins_at < closes_at:
        local = f"{opens_at.astimezone(zone):%H:%M} to {closes_at.astimezone(zone):%H:%M}"
        raise ValueError(f"the office is open from {local} on that day")
    staff = shifts(settings, seed=seed, opens_at=opens_at, closes_at=closes_at, pattern=pattern)
    everybody = _visitors(settings, seed, opens_at, closes_at, pattern)
    return SimulatedDay(
        seed=seed,
        date=day,
        zone=zone,
        opens_at=opens_at,
        begins_at=begins_at,
        closes_at=closes_at,
        ends_at=closes_at + settings.hours.close_after,
        visitors=tuple(visitor for visitor in everybody if visitor.comes_at >= begins_at),
        shifts=staff,
        pattern=pattern,
    )


def next_open_day(settings: Settings, at: datetime) -> date:
    """The first date from `at` on that has opening hours. Raises ValueError if none is in sight."""
    zone = ZoneInfo(settings.office.time_zone)
    midnight = datetime.combine(at.astimezone(zone).date(), time(), tzinfo=zone)
    opens_at = hours.next_opening(settings, midnight - timedelta(seconds=1))
    if opens_at is None:
        raise ValueError("the configuration has no opening hours within a year")
    return opens_at.astimezone(zone).date()


def peak_per_hour(settings: Settings, pattern: Pattern) -> float:
    """Arrivals at the peak: so many that the counters staffed by plan have `peak_load` to do."""
    if pattern.arrivals_per_hour is not None:
        return pattern.arrivals_per_hour
    staffed = len({clerk.counter for clerk in settings.clerks if clerk.counter is not None})
    shares = service_shares(settings)
    mean = sum(
        (service.service_time.mean * shares[service.id] for service in settings.services),
        start=pattern.walk + pattern.between,
    )
    return pattern.peak_load * max(staffed, 1) / (mean / timedelta(hours=1))


def service_shares(settings: Settings) -> dict[ServiceId, float]:
    """The share of each service: what is quickly done is asked for more often."""
    rates = {s.id: timedelta(hours=1) / s.service_time.mean for s in settings.services}
    total = sum(rates.values())
    return {service: rate / total for service, rate in rates.items()}


def _visitors(
    settings: Settings, seed: int, opens_at: datetime, closes_at: datetime, pattern: Pattern
) -> Iterator[Visitor]:
    """Arrivals by thinning a Poisson stream at the peak rate (Lewis and Shedler, 1979)."""
    arrivals, peak = Draws(seed, "arrivals"), peak_per_hour(settings, pattern)
    zone = ZoneInfo(settings.office.time_zone)
    at, number = opens_at, 0
    while (at := at + arrivals.until_next(peak)) < closes_at:
        local = at.astimezone(zone)
        hour = local.hour + local.minute / 60 + local.second / 3600
        if arrivals.chance(level(pattern.curve, hour)):
            number += 1
            yield _visitor(settings, seed, number, at, pattern)


def _visitor(settings: Settings, seed: int, number: int, at: datetime, pattern: Pattern) -> Visitor:
    draws = Draws(seed, "visitor", number)
    service = settings.service(draws.one_of(service_shares(settings)))
    assert service is not None
    first, *others = [c.id for c in settings.classes if c.at_kiosk] or [settings.classes[0].id]
    languages = settings.office.languages
    other_class = bool(draws.chance(pattern.priority_ratio)) and bool(others)
    other_language = bool(draws.chance(pattern.other_language_ratio)) and len(languages) > 1
    misses = draws.chance(pattern.no_show_ratio)
    comes_back = draws.chance(pattern.return_ratio)
    return Visitor(
        number=number,
        comes_at=at,
        service=service.id,
        visit_class=draws.one_of(dict.fromkeys(others, 1.0)) if other_class else first,
        language=languages[1] if other_language else languages[0],
        walk=draws.log_normal(pattern.walk, 0.4),
        service_time=max(_service_time(draws, service, pattern), pattern.shortest),
        misses_call=misses,
        back_after=draws.span(120, 900) if misses and comes_back else None,
    )


def _service_time(draws: Draws, service: Service, pattern: Pattern) -> timedelta:
    planned = service.service_time
    if pattern.service_times == "exponential":
        return draws.exponential(planned.mean)
    return draws.log_normal(planned.mean, planned.cv)


def stranger(settings: Settings, seed: int, ticket: str, service: ServiceId) -> Visitor:
    """Whoever took a number at the kiosk without being in the simulation: a person at a browser."""
    planned = settings.service(service) or settings.services[0]
    draws, pattern = Draws(seed, "stranger", ticket), Pattern()
    return Visitor(
        number=0,
        comes_at=datetime.min.replace(tzinfo=UTC),
        service=planned.id,
        visit_class=settings.classes[0].id,
        language=settings.office.languages[0],
        walk=draws.log_normal(pattern.walk, 0.4),
        service_time=draws.log_normal(planned.service_time.mean, planned.service_time.cv),
        misses_call=False,
    )
