"""The log's episodes day by day: how soon they were seen, acted on and over, and what help saved.

Read from the log itself, as nothing else keeps them for longer than the floor does. A day that is
over changes no more, so each is read once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, get_args

from alerts.measuring import seconds
from alerts.relive import Numbered
from queue_monitor.domain.events import DayClosed, DayOpened
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClerkId
from queue_monitor.domain.plans import Plan
from queue_monitor.domain.watch import Alert, AlertState, Watch
from queue_monitor.domain.watch_events import WatchEvent
from queue_monitor.domain.watch_fold import evolve_watch
from queue_monitor.domain.watch_ids import AlertId, day_of
from queue_monitor.store.base import EventStore

_WATCH: Final = get_args(WatchEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfWatch:
    """What e-Eyes knew at the end of a business day, of that day's own episodes."""

    date: date
    practice: bool
    closed: bool
    alerts: tuple[Alert, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Episodes and reallocations of a day or a month. Medians in seconds from the crossing."""

    episodes: int
    proposed: int
    applied: int
    declined: int
    to_ack_s: float | None
    to_act_s: float | None
    to_recover_s: float | None
    saved_s: float
    over_limit_spared_s: float
    helper_s: float
    helps: dict[ClerkId, int]


class Ledger:
    """The days that have been read. Any thread may ask, one at a time."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[DayOfWatch, datetime]] = {}

    def month(self, store: EventStore, first: datetime, after: datetime) -> list[DayOfWatch]:
        """The days opened from `first` until before `after`, oldest first. Blocks.

        Raises TryLater if the store cannot be read now.
        """
        found: list[DayOfWatch] = []
        begin = store.day_start(at=after)
        while begin:
            known = self._known.get(begin) or _read(store, begin)
            if known is None or known[1] < first:
                break
            day, opened_at = known
            if day.closed:
                self._known[begin] = known
            if opened_at < after:
                found.append(day)
            begin = store.day_start(before=begin)
        return found[::-1]


def _read(store: EventStore, begin: int) -> tuple[DayOfWatch, datetime] | None:
    return day_of_watch(day_log(store, begin))


def day_log(store: EventStore, begin: int) -> Iterable[Numbered]:
    """The log from number `begin`, which opens a day, to the end of that day. Blocks."""
    for seq, event in store.read(after=begin - 1):
        if seq > begin and isinstance(event, DayOpened):
            return
        yield seq, event


def day_of_watch(log: Iterable[Numbered]) -> tuple[DayOfWatch, datetime] | None:
    """What e-Eyes made of the day whose log it is, and when the day was opened."""
    opened: DayOpened | None = None
    watch, closed = Watch(), False
    for _, event in log:
        if isinstance(event, DayOpened):
            opened, watch = event, event.watch
        elif isinstance(event, DayClosed):
            closed = True
        elif isinstance(event, _WATCH):
            watch = evolve_watch(watch, event)
    if opened is None:
        return None
    day = DayOfWatch(
        date=opened.date,
        practice=opened.practice,
        closed=closed,
        alerts=tuple(a for a in watch.alerts.values() if day_of(a.id) == opened.day),
        plans=tuple(p for p in watch.plans.values() if day_of(p.id) == opened.day),
    )
    return day, opened.at


def sums(days: Iterable[DayOfWatch]) -> Sums:
    """Together. What came to nothing within the hold time counts as no episode."""
    days = [day for day in days if not day.practice]
    alerts = [a for d in days for a in d.alerts if a.state is not AlertState.TRANSIENT]
    plans = [p for d in days for p in d.plans]
    applied = [p for p in plans if p.applied_at is not None]
    told = [a.appraisal for a in alerts if a.appraisal is not None]
    helps: dict[ClerkId, int] = {}
    for plan in applied:
        if plan.clerk is not None:
            helps[plan.clerk] = helps.get(plan.clerk, 0) + 1
    return Sums(
        episodes=len(alerts),
        proposed=len(plans),
        applied=len(applied),
        declined=sum(not answer.accepted for p in plans for answer in p.answers),
        to_ack_s=_median([seconds(a.first_acked_at, a) for a in alerts]),
        to_act_s=_median([seconds(a.acted_at, a) for a in alerts]),
        to_recover_s=_median(
            [seconds(a.recovered_at, a) for a in alerts if a.resolved_at is not None]
        ),
        saved_s=sum(t.saved_s for t in told),
        over_limit_spared_s=sum(t.over_limit_without_s - t.over_limit_with_s for t in told),
        helper_s=sum(t.helper_s for t in told),
        helps=helps,
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2


def find(store: EventStore, alert: AlertId, floor: Floor) -> tuple[Alert, list[Plan]] | None:
    """The episode and its plans, from the floor or from the log of its day. Blocks."""
    known = floor.watch.alerts.get(alert)
    if known is not None:
        return known, floor.watch.plans_of(alert)
    begin = store.last() + 1
    while begin := store.day_start(before=begin):
        log = iter(day_log(store, begin))
        opened = next(log)[1]
        if not isinstance(opened, DayOpened) or opened.day < day_of(alert)[:10]:
            return None
        if opened.day == day_of(alert):
            read = day_of_watch([(begin, opened), *log])
            found = (
                None if read is None else next((a for a in read[0].alerts if a.id == alert), None)
            )
            if read is None or found is None:
                return None
            return found, [p for p in read[0].plans if p.alert == alert]
    return None
