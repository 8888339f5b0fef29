"""The usual time of a service, as a rule about a long one understands it. Pure.

The time that 19 in 20 services of the kind stay under (P95): of the log-normal that the forecast
has learned, which begins as config.yaml's `service_time` and follows what finished today.
"""

import math
from typing import Final

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId, ServiceTimes, Ticket, TicketState
from queue_monitor.forecast.times import Settings, learned, of_several

_Z95: Final = 1.6448536269514722  # 95 % of a normal lie below so many standard deviations
_SETTINGS: Final = Settings()


def usual_s(floor: Floor, service: ServiceId, *, people: int = 1) -> float | None:
    """The P95 of the service's time now, in seconds; None for a service the office has not.

    `people` who come under one number are served one after the other.
    """
    return _p95_s(floor, service, floor.times.get(service), people)


def usual_before_s(floor: Floor, done: Ticket) -> float | None:
    """The same as it was before the day had learned from `done`, whose service has ended."""
    times, spent_s = floor.times.get(done.service), done.served.total_seconds()
    if times is not None and done.state is TicketState.DONE:
        times = ServiceTimes(
            finished=max(times.finished - done.people, 0),
            total_s=max(times.total_s - spent_s, 0.0),
            square_s2=max(times.square_s2 - spent_s * spent_s / done.people, 0.0),
        )
    return _p95_s(floor, done.service, times, done.people)


def _p95_s(
    floor: Floor, service: ServiceId, times: ServiceTimes | None, people: int
) -> float | None:
    plan = floor.plan.service(service)
    if plan is None:
        return None
    time = of_several(learned(plan, times, _SETTINGS), people)
    return math.exp(time.mu + _Z95 * time.sigma)


def is_learned(floor: Floor, service: ServiceId) -> bool:
    """Whether today's services speak louder in it than config.yaml."""
    times = floor.times.get(service)
    return times is not None and times.finished >= _SETTINGS.prior_weight
