"""The scores of days, and what they come to together, as the page and other programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

import msgspec

from queue_monitor.statistics.day_scores import DayScore


class ScoreTotal(msgspec.Struct, frozen=True, kw_only=True):
    """All days together, each wait and each breach alike; null where nothing could be compared."""

    days: int
    waits: int
    mae_min: float | None
    simple_mae_min: float | None
    bias_min: float | None
    coverage: float | None
    breaches: int
    foreseen: int
    recall: float | None
    precision: float | None
    lead_min: float | None  # median notice of those foreseen
    false_alarms_a_day: float | None


class ScoresView(msgspec.Struct, frozen=True, kw_only=True):
    """Newest day first."""

    days: Sequence[DayScore]
    total: ScoreTotal


class ForecastView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest run of the forecast, in this process; null before the first."""

    age_s: float | None
    took_s: float | None


def total_of(days: Sequence[DayScore]) -> ScoreTotal:
    """What the days that could be scored come to."""
    scored = [day for day in days if not day.failed]
    breaches = sum(day.breaches for day in scored)
    foreseen = sum(day.foreseen for day in scored)
    alarms = sum(day.alarm_minutes for day in scored)
    leads = [lead for day in scored for lead in day.leads_min]
    return ScoreTotal(
        days=len(scored),
        waits=sum(day.waits for day in scored),
        mae_min=_mean(scored, "mae_min"),
        simple_mae_min=_mean(scored, "simple_mae_min"),
        bias_min=_mean(scored, "bias_min"),
        coverage=_mean(scored, "coverage"),
        breaches=breaches,
        foreseen=foreseen,
        recall=foreseen / breaches if breaches else None,
        precision=sum(day.right_alarm_minutes for day in scored) / alarms if alarms else None,
        lead_min=median(leads) if leads else None,
        false_alarms_a_day=fmean(day.false_alarms for day in scored) if scored else None,
    )


def _mean(days: Sequence[DayScore], name: str) -> float | None:
    """By the number of waits."""
    known = [(value, day.waits) for day in days if (value := getattr(day, name)) is not None]
    count = sum(waits for _, waits in known)
    return sum(value * waits for value, waits in known) / count if count else None
