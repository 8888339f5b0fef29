"""How long the limits were broken on a day, to the second: from the floors, not from samples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """More than `waiting` people, or anybody longer than `wait`, is over it."""

    waiting: int = 7
    wait: timedelta = timedelta(minutes=10)


class TimeOver:
    """Sums the time over `limit`, of the office and of each service's own line.

    Between two events only time passes: a line is over from its event on, or from the instant at
    which its oldest has waited too long.
    """

    def __init__(self, limit: Limit, since: datetime) -> None:
        self.limit = limit
        self.office = ZERO
        self.services: dict[ServiceId, timedelta] = {}
        self._since = since

    def passed(self, floor: Floor, until: datetime) -> None:
        """`floor` stood unchanged from the last instant told up to `until`."""
        if until <= self._since:
            return
        if floor.waiting_count:
            self.office += self._over(floor, None, until)
            for service in {key[0] for key, line in floor.lines.items() if line}:
                over = self._over(floor, service, until)
                if over:
                    self.services[service] = self.services.get(service, ZERO) + over
        self._since = until

    def _over(self, floor: Floor, service: ServiceId | None, until: datetime) -> timedelta:
        if floor.count_waiting(service=service) > self.limit.waiting:
            return until - self._since
        oldest = floor.oldest_waiting(service=service)
        if oldest is None:
            return ZERO
        breached_at = max(oldest.waiting_since + self.limit.wait, self._since)
        return max(until - breached_at, ZERO)
