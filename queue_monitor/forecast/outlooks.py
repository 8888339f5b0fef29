"""Outlooks and waits of an average day: one march with mean services, in milliseconds."""

from collections.abc import Mapping
from datetime import timedelta
from statistics import NormalDist
from typing import Final

from queue_monitor.domain.model import ServiceId, TicketId
from queue_monitor.forecast.base import ClearLimits, Outlook, WaitRange
from queue_monitor.forecast.figures import Clear, Figures, figures
from queue_monitor.forecast.march import march, mean_crowds, mean_free_s, mean_work_s
from queue_monitor.forecast.ranges import gamma_range
from queue_monitor.forecast.scene import Desk, Scene

_AHEAD_S: Final = 2 * 3600.0  # arrivals are thought of this far
_LAST_S: Final = 24 * 3600.0
_CROWD_CV: Final = 0.5  # how unsure an average day is of a crowd's size and of its longest wait


def clear_of(scene: Scene, limits: ClearLimits) -> Clear:
    """The limits, for the lines in their scope."""
    return Clear(
        waiting=limits.waiting,
        wait_s=None if limits.wait is None else limits.wait.total_seconds(),
        lines=tuple(
            i
            for i, line in enumerate(scene.lines)
            if limits.service in (None, scene.services[line.service])
            and limits.visit_class in (None, line.visit_class)
        ),
    )


def mean_waits(scene: Scene, spread_ratio: float) -> Mapping[TicketId, WaitRange]:
    """Range for each ticket that waits; those whom nobody serves are left out."""
    crowds = mean_crowds(scene, _AHEAD_S)
    desks = scene.scenarios[0]
    calls = march(
        scene.lines, crowds, desks, mean_free_s(scene), _LAST_S, discipline=scene.discipline
    )
    waits: dict[TicketId, WaitRange] = {}
    for i, line in enumerate(scene.lines):
        counters = max(_serving(desks, i), 1)
        step_s = mean_work_s(scene, line.service) / counters
        noise_s = step_s * scene.times[line.service].cv ** 2
        for ticket, called_s in zip(line.tickets, calls[i], strict=False):
            # Who is here before their hour waits until then for sure, if no counter is idle.
            sure_s = 0.0 if line.hour_s is None or called_s < line.hour_s else line.hour_s
            first_s = min(called_s - sure_s, step_s)
            extra_s = called_s - sure_s - first_s
            variance = first_s**2 + extra_s * noise_s + (spread_ratio * extra_s) ** 2
            wait = gamma_range(called_s - sure_s, variance)
            waits[TicketId(ticket)] = wait.later(timedelta(seconds=sure_s)) if sure_s else wait
    return waits


def mean_outlooks(
    scene: Scene, horizon: timedelta, limits: ClearLimits, spread_ratio: float
) -> list[Outlook]:
    """One outlook for each scenario."""
    horizon_s = horizon.total_seconds()
    crowds = mean_crowds(scene, horizon_s)
    free_s = mean_free_s(scene)
    clear = clear_of(scene, limits)
    outlooks = []
    for desks in scene.scenarios:
        calls = march(scene.lines, crowds, desks, free_s, horizon_s, discipline=scene.discipline)
        seen = figures(scene, crowds, calls, horizon_s, clear)
        high = gamma_range(seen.longest_s, (0.3 * spread_ratio * seen.longest_s) ** 2).p90
        outlooks.append(
            Outlook(
                longest_wait_p50=timedelta(seconds=seen.longest_s),
                longest_wait_p90=max(high, timedelta(seconds=seen.longest_s)),
                waiting=float(seen.waiting),
                services={
                    ServiceId(service): timedelta(seconds=wait_s)
                    for service, wait_s in zip(scene.services, seen.services_s, strict=True)
                },
                clear_after=None if seen.clear_s is None else timedelta(seconds=seen.clear_s),
                crossed=_crossed(scene, seen, clear),
            )
        )
    return outlooks


def _crossed(scene: Scene, seen: Figures, clear: Clear) -> float:
    """Odds around an average day: how near its longest wait and last crowd come to the limits."""
    now = [since_s for line in clear.lines for since_s in scene.lines[line].sinces_s]
    people = sum(sum(scene.lines[line].heads) for line in clear.lines)
    if clear.waiting is not None and people > clear.waiting:
        return 1.0
    if clear.wait_s is not None and -min(now, default=0.0) > clear.wait_s:
        return 1.0
    near = 0.0
    if clear.wait_s is not None:
        near = seen.longest_s / max(clear.wait_s, 1.0)
    if clear.waiting is not None:
        near = max(near, seen.waiting / (clear.waiting + 0.5))
    return NormalDist(1.0, _CROWD_CV).cdf(near) if near > 0.0 else 0.0


def _serving(desks: tuple[Desk, ...], line: int) -> int:
    return sum(any(line in lane for lane in desk.lanes) for desk in desks if not desk.opens_s)
