"""What many days under one scenario come to: figures for a table, lines for a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean

from queue_monitor.domain.model import ServiceId
from queue_monitor.simulation.study import DayUnder, Point
from queue_monitor.simulation.what_if import Lived, OfficeDay

_STEP_MIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A mean day, unless said otherwise. Minutes."""

    days: int
    tickets: float
    served: float
    missed: float
    p50_min: float
    p90_min: float
    longest_min: float  # of all days
    most_waiting: int  # of all days
    over_min: float  # time over the office's limit
    over_services_min: dict[ServiceId, float]  # likewise, of each service's own line
    help_min: float  # of those who left other work
    alerts: float
    plans: float
    unserved: float  # still in line when the day ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A mean day by the office's clock: minutes from midnight, and what was seen then."""

    minutes: tuple[int, ...]
    waiting: tuple[float, ...]
    longest_min: tuple[float, ...]


def summed(lived: Lived) -> Summary:
    """The scenario's figures."""
    days = lived.days
    figures = [day.figures for day in days]
    services = sorted({service for day in days for service in day.over_services})
    return Summary(
        days=len(days),
        tickets=mean(f.tickets for f in figures),
        served=mean(f.served for f in figures),
        missed=mean(f.missed for f in figures),
        p50_min=mean((f.p50_s or 0.0) / 60 for f in figures),
        p90_min=mean((f.p90_s or 0.0) / 60 for f in figures),
        longest_min=max((f.longest_s or 0.0) / 60 for f in figures),
        most_waiting=max(f.most_waiting for f in figures),
        over_min=mean(map(_over, days)),
        over_services_min={
            service: mean(
                day.over_services.get(service, timedelta(0)).total_seconds() / 60 for day in days
            )
            for service in services
        },
        help_min=mean(day.help.total_seconds() / 60 for day in days),
        alerts=mean(f.alerts for f in figures),
        plans=mean(f.plans for f in figures),
        unserved=mean(f.waiting for f in figures),
    )


def _over(day: DayUnder) -> float:
    return day.over.total_seconds() / 60


def curve(lived: Lived, days: Sequence[OfficeDay]) -> Curve:
    """The mean over the days, in steps of five minutes; of each step what was seen last in it."""
    seen: dict[int, list[Point]] = {}
    for under, day in zip(lived.days, days, strict=True):
        last: dict[int, Point] = {}
        for point in under.points:
            last[_step(day.day.local(point.at))] = point
        for minute, point in last.items():
            seen.setdefault(minute, []).append(point)
    minutes = tuple(sorted(seen))
    return Curve(
        minutes=minutes,
        waiting=tuple(sum(p.waiting for p in seen[m]) / len(days) for m in minutes),
        longest_min=tuple(sum(p.longest_wait_s for p in seen[m]) / 60 / len(days) for m in minutes),
    )


def _step(local: datetime) -> int:
    minute = local.hour * 60 + local.minute
    return minute - minute % _STEP_MIN
