"""What service takes: learned means by shrinkage, and what is left of a running service.

Service times are log-normal. The office's prior counts as `prior_weight` services of its own
mean and spread; each service finished today counts as one (the posterior mean of a
normal-normal model, and the same weights for the second moment).
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.measures import mean_service_s
from queue_monitor.domain.model import (
    ClassId,
    ServiceId,
    ServicePlan,
    ServiceTimes,
    Ticket,
    TicketState,
)

_LEAST_S: Final = 1.0  # no service is shorter on average than this
_SQRT2: Final = math.sqrt(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the forecast takes for granted until the day teaches better."""

    prior_weight: float = 10.0  # services the configured times are worth
    walk: timedelta = timedelta(seconds=15)  # prior: from the call to the start
    between: timedelta = timedelta(seconds=10)  # from the finish to the next call
    come: timedelta = timedelta(seconds=90)  # a helper's way to the counter
    no_show_ratio: float = 0.04  # prior, of tickets called
    recent: timedelta = timedelta(minutes=30)  # arrivals are counted over this
    rate_strength: timedelta = timedelta(minutes=5)  # pulls a young rate towards the day's
    zone: tzinfo = UTC  # of the office: half hours and breaks are told in its time
    spread_ratio: float = 0.3  # unsure of the mean wait itself: pauses, pace, what was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTime:
    """Mean (seconds) and coefficient of variation of a service time."""

    mean_s: float
    cv: float

    @property
    def sigma(self) -> float:
        """Of the logarithm."""
        return math.sqrt(math.log1p(self.cv * self.cv))

    @property
    def mu(self) -> float:
        """Of the logarithm."""
        return math.log(self.mean_s) - 0.5 * math.log1p(self.cv * self.cv)


def learned(plan: ServicePlan, today: ServiceTimes | None, settings: Settings) -> ServiceTime:
    """The service's time now: the prior, pulled towards what today has shown."""
    prior_s, cv = max(plan.mean_service.total_seconds(), _LEAST_S), max(plan.service_cv, 0.05)
    if today is None or today.finished == 0:
        return ServiceTime(mean_s=prior_s, cv=cv)
    weight = settings.prior_weight + today.finished
    mean_s = max(mean_service_s(plan, today, prior_weight=settings.prior_weight), _LEAST_S)
    prior_square_s2 = prior_s * prior_s * (1.0 + cv * cv)
    square_s2 = (settings.prior_weight * prior_square_s2 + today.square_s2) / weight
    return ServiceTime(mean_s=mean_s, cv=math.sqrt(max(square_s2 / mean_s**2 - 1.0, 0.01)))


def of_several(time: ServiceTime, people: int) -> ServiceTime:
    """Of `people` served one after the other: the sum of their times, again as a log-normal."""
    if people == 1:
        return time
    return ServiceTime(mean_s=time.mean_s * people, cv=time.cv / math.sqrt(people))


def residual_s(time: ServiceTime, elapsed_s: float) -> float:
    """Mean of what is left of a log-normal service that has run for `elapsed_s` already."""
    if elapsed_s <= 0.0:
        return time.mean_s
    sigma = time.sigma
    z = (time.mu - math.log(elapsed_s)) / sigma
    survival = _upper(z)
    if survival < 1e-6:  # far beyond what the log-normal knows: as long again as it has run
        return elapsed_s
    return max(time.mean_s * _upper(z + sigma) / survival - elapsed_s, 1.0)


def _upper(z: float) -> float:
    return 0.5 * math.erfc(-z / _SQRT2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How today goes: who comes, how long they walk, how many do not come when called."""

    arrivals_per_s: dict[tuple[ServiceId, ClassId], float]
    walk_s: float
    no_show_ratio: float


def pace(floor: Floor, at: datetime, settings: Settings) -> Pace:
    """Counted over all of today's tickets: a millisecond or two on a busy day."""
    since = at - settings.recent
    counts: dict[tuple[ServiceId, ClassId], list[int]] = {}
    walks = called = missed = 0
    walked_s = 0.0
    for ticket in floor.tickets.values():
        if ticket.state is not TicketState.BOOKED:
            both = counts.setdefault((ticket.service, ticket.visit_class), [0, 0])
            both[0] += 1
            both[1] += ticket.place_at >= since
        if ticket.called_at is not None:
            called += 1
            missed += ticket.missed_at is not None
            if ticket.state is TicketState.DONE and ticket.started_at is not None:
                walks += 1
                walked_s += _walk_s(ticket, settings)
    strength = settings.prior_weight
    return Pace(
        arrivals_per_s=_rates(floor, at, settings, counts),
        walk_s=(strength * settings.walk.total_seconds() + walked_s) / (strength + walks),
        no_show_ratio=(50 * settings.no_show_ratio + missed) / (50 + called),
    )


def _walk_s(ticket: Ticket, settings: Settings) -> float:
    """A ticket taken up after parking started long after its call: the prior stands in."""
    if (
        ticket.called_at is None
        or ticket.started_at is None
        or ticket.served > ((ticket.ended_at or ticket.started_at) - ticket.started_at)
    ):
        return settings.walk.total_seconds()
    return min(max((ticket.started_at - ticket.called_at).total_seconds(), 0.0), 120.0)


def _rates(
    floor: Floor,
    at: datetime,
    settings: Settings,
    counts: dict[tuple[ServiceId, ClassId], list[int]],
) -> dict[tuple[ServiceId, ClassId], float]:
    """The recent rate, shrunk towards the day's as if that had held for `rate_strength` more."""
    opened_at = floor.day.opened_at if floor.day is not None else at - settings.recent
    open_s = max((at - opened_at).total_seconds(), 60.0)
    recent_s = min(settings.recent.total_seconds(), open_s)
    strength_s = settings.rate_strength.total_seconds()
    return {
        key: (recent + strength_s * whole / max(open_s, 600.0))
        / (max(recent_s, 300.0) + strength_s)
        for key, (whole, recent) in counts.items()
    }
