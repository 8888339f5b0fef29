"""One simulated day under one policy, measured to the second; days compared on the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from alerts import remedies
from alerts.watching import watching_of
from queue_monitor.config import Settings
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.watch import Alert, Plan, PlanKind, Proposal
from queue_monitor.simulation.advice import Advice
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.journal import Figures
from queue_monitor.simulation.over import ZERO, Limit
from queue_monitor.simulation.port import Look
from queue_monitor.simulation.shifts import LUNCH

#: How often people look at their screens.
GLANCE: Final = timedelta(seconds=15)
#: Plans for which somebody leaves other work, or comes back from a break.
HELPED: Final = frozenset({PlanKind.OPEN_COUNTER, PlanKind.MOVE_CLERK, PlanKind.END_BREAK})
#: Whoever came back from a break has given what was left of it, and none is longer.
BREAK: Final = timedelta(minutes=15)
LUNCH_BREAK: Final = timedelta(minutes=60)
EARLY: Final = Limit(waiting=4, wait=timedelta(minutes=5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The office at one look."""

    at: datetime
    waiting: int
    longest_wait_s: float
    counters: int  # open


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUnder:
    """How a day went under one policy."""

    figures: Figures
    over: timedelta  # time over the limit, of the office
    over_services: dict[ServiceId, timedelta]  # of each service's own line
    help: timedelta  # of those who were asked and came, from their coming to their going back
    plans: tuple[Plan, ...]  # that were carried out
    points: tuple[Point, ...] = field(repr=False)


def live(
    day: SimulatedDay,
    settings: Settings,
    *,
    advice: Advice | None,
    limit: Limit | None = None,
    until: datetime | None = None,
    supervised: bool = True,
) -> DayUnder:
    """The day with this advice, or with nobody ever moved; `limit` is what is measured.

    Not `supervised`: nobody looks at alerts and plans; in mode auto they go ahead by themselves.
    """
    port = DirectPort(settings, begins_at=day.begins_at, advice=advice, limit=limit)
    points: list[Point] = []

    def see(look: Look) -> None:
        points.append(
            Point(
                at=look.at,
                waiting=look.waiting,
                longest_wait_s=look.longest_wait_s,
                counters=sum(desk.open for desk in look.desks),
            )
        )

    hall = Hall(day, port, settings, supervised=supervised, glance=GLANCE, watch=see)
    journal = hall.run(until=until)
    ended_at = journal.ended_at or day.ends_at
    port.over.passed(port.floor, ended_at)
    done = tuple(p for p in port.floor.watch.plans.values() if p.applied_at is not None)
    return DayUnder(
        figures=journal.figures(),
        over=port.over.office,
        over_services=port.over.services,
        help=sum((helped(plan, ended_at) for plan in done), ZERO),
        plans=done,
        points=tuple(points),
    )


def helped(plan: Plan, until: datetime) -> timedelta:
    """How long somebody helped under `plan`; zero where nobody left other work.

    Of a break that was cut short at most the break: after it the counter is open anyway.
    """
    if plan.applied_at is None or plan.proposal.kind not in HELPED:
        return ZERO
    span = (plan.ended_at or until) - plan.applied_at
    if plan.proposal.kind is not PlanKind.END_BREAK:
        return span
    return min(span, LUNCH_BREAK if plan.paused == LUNCH else BREAK)


def early(settings: Settings) -> tuple[Settings, Advice]:
    """The plain early rule: at 5 waiting or 5 minutes somebody free opens a closed counter.

    Whoever is first in the office's order is asked, without looking at what it brings.
    """
    alerts = settings.alerts.model_copy(
        update={
            "waiting_limit": EARLY.waiting,
            "waiting_clear": EARLY.waiting - 2,
            "wait_limit": EARLY.wait,
            "wait_clear": EARLY.wait * 0.8,
        }
    )
    reallocation = watching_of(settings).reallocation

    def candidates(floor: Floor, alert: Alert, at: datetime) -> Sequence[Proposal]:
        found = remedies.candidates(floor, alert, at, settings=reallocation)
        opened = [c.proposal for c in found if c.kind is PlanKind.OPEN_COUNTER]
        # It does not look whether one is enough, and waits until the move has stood its time.
        return [replace(p, effect=replace(p.effect, sufficient=True)) for p in opened[:1]]

    return settings.model_copy(update={"alerts": alerts}), Advice(candidates=candidates)
