"""Waiting, service and sojourn times, rates and utilisation: the field's own definitions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClassId,
    Counter,
    CounterStatus,
    ServiceId,
    ServicePlan,
    ServiceTimes,
    Ticket,
    TicketState,
)

ZERO = timedelta(0)


def longest_wait(
    floor: Floor,
    at: datetime,
    *,
    service: ServiceId | None = None,
    visit_class: ClassId | None = None,
) -> timedelta:
    """Time since `waiting_since` of whoever waits longest; zero if nobody waits."""
    oldest = floor.oldest_waiting(service=service, visit_class=visit_class)
    return ZERO if oldest is None else max(at - oldest.waiting_since, ZERO)


def waiting_time(ticket: Ticket) -> timedelta | None:
    """W_q: joining the present line to the call; None before the call."""
    if ticket.called_at is None:
        return None
    return max(ticket.called_at - ticket.waiting_since, ZERO)


def service_time(ticket: Ticket, at: datetime) -> timedelta:
    """S: start to finish, or to `at` while it runs; parked time left out."""
    if ticket.state is TicketState.SERVING and ticket.started_at is not None:
        return ticket.served + max(at - ticket.started_at, ZERO)
    return ticket.served


def sojourn_time(ticket: Ticket) -> timedelta | None:
    """W: issue to leaving, parked time included; None while inside."""
    return None if ticket.ended_at is None else max(ticket.ended_at - ticket.issued_at, ZERO)


def inside_count(floor: Floor) -> int:
    """L: people waiting or at a counter; parked and missed are left out."""
    at_counters = (c.ticket for c in floor.counters.values() if c.ticket is not None)
    return floor.waiting_count + sum(floor.tickets[ticket].people for ticket in at_counters)


def mean_service_s(plan: ServicePlan, times: ServiceTimes, *, prior_weight: float = 10.0) -> float:
    """Mean service time in seconds: today's, shrunk towards the plan's prior.

    The prior counts as `prior_weight` finished services (empirical Bayes shrinkage).
    """
    prior_s = plan.mean_service.total_seconds()
    return (prior_s * prior_weight + times.total_s) / (prior_weight + times.finished)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 < share ≤ 1) of `values` do not exceed.

    Nearest rank. Raises ValueError for an empty sequence or a share outside the range.
    """
    if not values or not 0 < share <= 1:
        raise ValueError("percentile needs values, and a share above 0 up to 1")
    return sorted(values)[ceil(share * len(values)) - 1]


def service_level(waits: Sequence[timedelta], target: timedelta) -> float:
    """Share called within `target`; 1.0 if nobody was called."""
    return sum(wait <= target for wait in waits) / len(waits) if waits else 1.0


def offered_load(arrivals_per_hour: float, mean_service: timedelta) -> float:
    """a = λ × mean S, in erlang: counters' worth of work arriving."""
    return arrivals_per_hour * mean_service / timedelta(hours=1)


def utilisation(counters: Iterable[Counter]) -> float:
    """Share of the open counters that have somebody at the desk; 0.0 if none is open."""
    in_use = [c.ticket is not None for c in counters if c.status is CounterStatus.OPEN]
    return sum(in_use) / len(in_use) if in_use else 0.0


def little_law(arrivals_per_hour: float, sojourn: timedelta) -> float:
    """L = λW: mean number inside."""
    return arrivals_per_hour * (sojourn / timedelta(hours=1))
