"""Figures of a set of visits: waits, service times, shares, counts per hour. Pure.

Practice counts only if the caller leaves it in. A visit that expired (closing time) is counted
as such and left out of every average.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from queue_monitor.domain.measures import percentile, service_level
from queue_monitor.domain.model import ServiceId
from queue_monitor.statistics.visit import Outcome, Visit

#: The wait that an office promises where it says nothing else.
TARGET_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """A set of spans in seconds; at least one."""

    count: int
    mean_s: float
    p50_s: float
    p90_s: float
    longest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a set of visits was like. A ratio or a set of spans is None without a visit for it."""

    issued: int  # arrivals: numbers given and appointments kept
    done: int
    no_show: int
    cancelled: int
    left: int
    expired: int
    inside: int  # not over yet
    wait: Spans | None
    walk: Spans | None
    service: Spans | None  # of visits done without a transfer: one service, its own time
    sojourn: Spans | None
    service_level_ratio: float | None  # called within the target wait, of those called
    no_show_ratio: float | None  # of those called
    abandonment_ratio: float | None  # left or cancelled, of those issued


def figures(
    visits: Iterable[Visit],
    *,
    target_wait: Mapping[ServiceId, timedelta] | None = None,
) -> Figures:
    """The figures of `visits`; `target_wait` where a service's is not ten minutes."""
    every = [visit for visit in visits if visit.has_come]
    outcomes = Counter(visit.outcome for visit in every)
    issued = sum(visit.issued_at is not None for visit in every)
    counted = [visit for visit in every if visit.outcome is not Outcome.EXPIRED]
    called = [visit for visit in counted if visit.waiting_s is not None]
    missed = sum(visit.outcome is Outcome.NO_SHOW for visit in called)
    gone = outcomes[Outcome.LEFT] + outcomes[Outcome.CANCELLED]
    done = [visit for visit in counted if visit.outcome is Outcome.DONE]
    return Figures(
        issued=issued,
        done=outcomes[Outcome.DONE],
        no_show=outcomes[Outcome.NO_SHOW],
        cancelled=outcomes[Outcome.CANCELLED],
        left=outcomes[Outcome.LEFT],
        expired=outcomes[Outcome.EXPIRED],
        inside=outcomes[None],
        wait=spans(visit.waiting_s for visit in called),
        walk=spans(visit.walk_s for visit in counted),
        service=spans(visit.service_s for visit in done if not visit.transfers),
        sojourn=spans(visit.sojourn_s for visit in done),
        service_level_ratio=_service_level(called, target_wait or {}),
        no_show_ratio=missed / len(called) if called else None,
        abandonment_ratio=gone / issued if issued else None,
    )


def by_service(
    visits: Iterable[Visit],
    *,
    target_wait: Mapping[ServiceId, timedelta] | None = None,
) -> dict[ServiceId, Figures]:
    """The figures of each service, by its id; a transferred visit counts where it began."""
    groups: dict[ServiceId, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(visit.service, []).append(visit)
    return {
        service: figures(groups[service], target_wait=target_wait) for service in sorted(groups)
    }


def arrivals_by_hour(visits: Iterable[Visit], zone: tzinfo) -> dict[tuple[ServiceId, int], int]:
    """How many came for each service in each hour of the day (0 to 23, local)."""
    counts = Counter(
        (visit.service, visit.issued_at.astimezone(zone).hour)
        for visit in visits
        if visit.issued_at is not None
    )
    return dict(sorted(counts.items()))


def spans(values_s: Iterable[float | None]) -> Spans | None:
    """The figures of the spans that are known; None if there is none."""
    known = [value for value in values_s if value is not None]
    if not known:
        return None
    return Spans(
        count=len(known),
        mean_s=sum(known) / len(known),
        p50_s=percentile(known, 0.5),
        p90_s=percentile(known, 0.9),
        longest_s=max(known),
    )


def _service_level(
    called: Sequence[Visit], target_wait: Mapping[ServiceId, timedelta]
) -> float | None:
    """Each wait is held against its own service's target."""
    over = [
        timedelta(seconds=visit.waiting_s) - target_wait.get(visit.service, TARGET_WAIT)
        for visit in called
        if visit.waiting_s is not None
    ]
    return service_level(over, timedelta(0)) if over else None
