"""What the plans of an episode did, against the same visitors with nothing done. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.meter import Meter, Point
from alerts.relive import Numbered, Without, relive
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.plans import Appraisal, Plan, Spared
from queue_monitor.domain.rulebook import CROWD
from queue_monitor.domain.watch import Alert

#: The picture of an episode begins this long before the crossing.
LEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An episode as it went, and as it would have gone with nothing done."""

    points: Sequence[Point]
    without: Sequence[Point]  # empty if nothing was done
    appraisal: Appraisal | None


def helped(floor: Floor, alert: Alert) -> list[Plan]:
    """The plans of the episode that came to the counters."""
    return [p for p in floor.watch.plans_of(alert.id) if p.applied_at is not None]


def settled_at(floor: Floor, alert: Alert) -> datetime | None:
    """When the episode and all its help were over; None while either lasts."""
    plans = helped(floor, alert)
    if alert.is_active or alert.resolved_at is None or any(p.is_at_work for p in plans):
        return None
    return max([alert.resolved_at, *(p.ended_at for p in plans if p.ended_at is not None)])


def course(log: Iterable[Numbered], alert: Alert, plans: Sequence[Plan], until: datetime) -> Course:
    """The episode from a little before its crossing to `until`. `log` is that of its day."""
    since = alert.crossed_at - LEAD
    begin, events = Floor(), []
    for seq, event in log:
        if event.at < since or begin.day is None:
            begin = evolve(begin, event, seq=seq)
        elif event.at <= until:
            events.append(event)
    if alert.rule not in CROWD:
        plans = ()
    first = min((p.applied_at for p in plans if p.applied_at is not None), default=None)
    real = _meter(alert, first or alert.crossed_at)
    floor = begin
    real.stands(floor, max(since, floor.at or since))
    for event in events:
        real.passes(floor, event.at)
        floor = evolve(floor, event)
        real.stands(floor, event.at)
    real.passes(floor, until)
    real.stands(floor, until, last=True)
    if first is None:
        return Course(points=real.points, without=(), appraisal=None)
    without = [Without(plan=p, until=p.ended_at or until) for p in plans]
    bare = _meter(alert, first)
    floor = begin
    bare.stands(floor, max(since, floor.at or since))
    for after, event in relive(events, begin, without, until):
        bare.passes(floor, event.at)
        floor = after
        bare.stands(floor, event.at)
    bare.passes(floor, until)
    bare.stands(floor, until, last=True)
    helper = sum(
        ((min(p.ended_at or until, until) - p.applied_at for p in plans if p.applied_at)),
        start=timedelta(0),
    )
    return Course(
        points=real.points,
        without=bare.points,
        appraisal=_appraisal(real, bare, first, until, helper.total_seconds()),
    )


def _meter(alert: Alert, since: datetime) -> Meter:
    return Meter(since=since, scope=alert.scope, rule=alert.rule, limit=alert.limit)


def _appraisal(
    real: Meter, bare: Meter, since: datetime, until: datetime, helper_s: float
) -> Appraisal:
    services = sorted({*real.services_s, *bare.services_s})
    return Appraisal(
        since=since,
        until=until,
        waits_with_s=real.waits_s,
        waits_without_s=bare.waits_s,
        longest_wait_with_s=real.longest_wait_s,
        longest_wait_without_s=bare.longest_wait_s,
        most_waiting_with=real.most_waiting,
        most_waiting_without=bare.most_waiting,
        over_limit_with_s=real.over_s,
        over_limit_without_s=bare.over_s,
        helper_s=helper_s,
        services=tuple(
            Spared(
                service=service,
                longest_wait_with_s=real.services_s.get(service, 0.0),
                longest_wait_without_s=bare.services_s.get(service, 0.0),
            )
            for service in services
        ),
    )
