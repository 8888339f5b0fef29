"""Who serves when: counters, breaks, the noon shift, and who is late or does not come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from queue_monitor.config import Clerk, Settings
from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.pattern import Pattern

LUNCH = "午休"
SHORT_BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A pause that is due at `at`; it begins once the visitor in hand is served."""

    at: datetime
    lasts: timedelta
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A clerk's day. A reserve clerk has no counter and comes when called."""

    clerk: ClerkId
    home: CounterId | None
    comes_at: datetime | None  # None: does not come today
    goes_at: datetime
    breaks: tuple[Break, ...] = ()
    late: bool = False

    @property
    def reserve(self) -> bool:
        """Whether they serve only when called for help."""
        return self.home is None


def shifts(
    settings: Settings, *, seed: int, opens_at: datetime, closes_at: datetime, pattern: Pattern
) -> tuple[Shift, ...]:
    """Everybody's day. Which clerks are late or absent is drawn from those with a counter."""
    draws = Draws(seed, "staff")
    seated = [clerk.id for clerk in settings.clerks if clerk.counter is not None]
    most = max(len(seated) - 1, 0)
    away = draws.sample(seated, min(pattern.absent + pattern.late, most))
    absent, late = away[: pattern.absent], away[pattern.absent :]
    found: list[Shift] = []
    for position, clerk in enumerate(settings.clerks):
        comes_at: datetime | None = opens_at
        if clerk.id in absent:
            comes_at = None
        elif clerk.id in late:
            comes_at = opens_at + draws.span(95 * 60, 115 * 60)
        found.append(
            Shift(
                clerk=clerk.id,
                home=clerk.counter,
                comes_at=comes_at,
                goes_at=closes_at,
                breaks=_breaks_of(settings, clerk, position, opens_at) if pattern.breaks else (),
                late=clerk.id in late,
            )
        )
    return tuple(found)


def _breaks_of(
    settings: Settings, clerk: Clerk, position: int, opens_at: datetime
) -> tuple[Break, ...]:
    return tuple(_breaks(settings, clerk, position, opens_at))


def _breaks(settings: Settings, clerk: Clerk, position: int, opens_at: datetime) -> Iterator[Break]:
    """A short break in the morning and in the afternoon, one after the other; lunch by shifts."""
    zone = ZoneInfo(settings.office.time_zone)
    if clerk.counter is None:
        return
    midnight = opens_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def hour(hours: float) -> datetime:
        return (midnight + timedelta(hours=hours)).astimezone(opens_at.tzinfo)

    turn = timedelta(minutes=10) * (position % 6)
    yield Break(at=hour(10.75) + turn, lasts=timedelta(minutes=10), reason=SHORT_BREAK)
    yield from _lunch(settings, clerk.counter, position, midnight)
    yield Break(at=hour(15.0) + turn, lasts=timedelta(minutes=10), reason=SHORT_BREAK)


def _lunch(
    settings: Settings, counter: CounterId, position: int, midnight: datetime
) -> Iterator[Break]:
    """At noon, unless the counter stays open then: before or after, every second one."""
    noon = settings.hours.noon
    if noon is None:
        return
    begins = datetime.combine(midnight.date(), noon.start, tzinfo=midnight.tzinfo)
    ends = datetime.combine(midnight.date(), noon.end, tzinfo=midnight.tzinfo)
    lasts = ends - begins
    if counter in noon.counters:
        lasts = timedelta(minutes=40)
        begins = ends if position % 2 else begins - lasts
    yield Break(at=begins, lasts=lasts, reason=LUNCH)
