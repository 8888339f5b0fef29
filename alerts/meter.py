"""How crowded it was from one event to the next: waits, their worst, and the time over a limit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.subjects import class_of, service_of
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.rulebook import Rule, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The alert's scope at one moment, just after something happened."""

    at: datetime
    waiting: int
    longest_wait_s: float


@dataclass(slots=True, kw_only=True)
class Meter:
    """Measures a stretch of a day event by event: `passes` before each, `stands` after it.

    Worsts and the time over the limit are those of `scope`; `waits_s` is of everybody in line.
    """

    since: datetime
    scope: Scope
    rule: Rule
    limit: float  # people, or seconds
    waits_s: float = 0.0
    longest_wait_s: float = 0.0
    most_waiting: int = 0
    over_s: float = 0.0
    services_s: dict[ServiceId, float] = field(default_factory=dict)  # longest wait of each
    points: list[Point] = field(default_factory=list)
    _at: datetime | None = None

    def passes(self, floor: Floor, at: datetime) -> None:
        """The floor has stood as it is until `at`."""
        begin = max(self._at or self.since, self.since)
        self._at = at
        if at <= begin:
            return
        span_s = (at - begin).total_seconds()
        self.waits_s += span_s * floor.waiting_count
        for service in {key[0] for key, line in floor.lines.items() if line}:
            oldest = floor.oldest_waiting(service=service)
            waited_s = 0.0 if oldest is None else (at - oldest.waiting_since).total_seconds()
            self.services_s[service] = max(self.services_s.get(service, 0.0), waited_s)
        count, oldest_at = self._scope(floor)
        self.most_waiting = max(self.most_waiting, count)
        if oldest_at is not None:
            self.longest_wait_s = max(self.longest_wait_s, (at - oldest_at).total_seconds())
        if self.rule is Rule.WAITING:
            self.over_s += span_s if count > self.limit else 0.0
        elif oldest_at is not None:
            over_at = max(begin, oldest_at + timedelta(seconds=self.limit))
            self.over_s += max((at - over_at).total_seconds(), 0.0)

    def stands(self, floor: Floor, at: datetime, *, last: bool = False) -> None:
        """The floor is so from `at` on; what nobody could see in a picture is left out."""
        count, oldest_at = self._scope(floor)
        longest_s = 0.0 if oldest_at is None else max((at - oldest_at).total_seconds(), 0.0)
        point = Point(at=at, waiting=count, longest_wait_s=longest_s)
        if self.points and self.points[-1].at == at:
            self.points[-1] = point
        elif last or not self.points or point.waiting != self.points[-1].waiting or longest_s:
            self.points.append(point)

    def _scope(self, floor: Floor) -> tuple[int, datetime | None]:
        service, visit_class = service_of(self.scope), class_of(self.scope)
        oldest = floor.oldest_waiting(service=service, visit_class=visit_class)
        count = floor.count_waiting(service=service, visit_class=visit_class)
        return count, None if oldest is None else oldest.waiting_since
