"""The floor as reallocation looks at it: what is wanted, who may be asked, which lanes fit."""

from collections import Counter as Counts
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.conditions import in_scope
from alerts.guards import stands, within
from queue_monitor.config import Reallocation
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClassId,
    ClerkId,
    ClerkPlan,
    Counter,
    CounterId,
    Lane,
    ServiceId,
)
from queue_monitor.domain.plans import PlanState
from queue_monitor.domain.watch import Alert, ScopeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The floor as reallocation sees it."""

    floor: Floor
    at: datetime
    alert: Alert
    settings: Reallocation
    wanted: tuple[ServiceId, ...]  # services that people of the alert's scope wait for
    declined: frozenset[ClerkId]  # said no in this episode
    engaged: frozenset[ClerkId]  # asked, or moved so lately that the move still stands
    settled: frozenset[CounterId]  # counters of such plans
    month: str  # in which helps are counted, "2026-03"
    tongues: Mapping[str, int]  # languages that people of the scope asked for, and how many

    @classmethod
    def of(cls, floor: Floor, alert: Alert, at: datetime, settings: Reallocation) -> "Look":
        known = floor.watch.plans
        # What lies before the supervisor for this crowd is scored again; of other crowds only what
        # is recommended counts, the rest are alternatives.
        standing = [
            p
            for p in known.values()
            if stands(p, at, settings)
            and (p.state is not PlanState.PROPOSED or (p.rank == 1 and p.alert != alert.id))
        ]
        counters = {p.proposal.counter for p in standing}
        moved = [
            (clerk, placing)
            for clerk, placing in floor.watch.placed.items()
            if at < placing.at + settings.min_stay
        ]
        day = floor.day
        return cls(
            floor=floor,
            at=at,
            alert=alert,
            settings=settings,
            wanted=_wanted(floor, alert),
            declined=frozenset(
                answer.clerk
                for plan in floor.watch.plans_of(alert.id)
                for answer in plan.answers
                if not answer.accepted
            ),
            engaged=frozenset(
                {p.clerk or p.proposal.clerk for p in standing} | {clerk for clerk, _ in moved}
            ),
            settled=frozenset(
                counters
                | {p.proposal.donor for p in standing if p.proposal.donor}
                | {placing.counter for _, placing in moved if placing.counter}
            ),
            month="" if day is None else f"{day.date:%Y-%m}",
            tongues=Counts(t for ticket in in_scope(floor, alert.scope) for t in ticket.tongues),
        )

    def is_free_to_ask(self, clerk: ClerkId) -> bool:
        """Neither declined already, nor asked by another plan, nor just moved."""
        return clerk not in self.declined and clerk not in self.engaged

    def is_present(self, clerk: ClerkId) -> bool:
        duty = self.floor.clerks.get(clerk)
        return duty is not None and duty.present

    def helpers(self, desk: Counter) -> list[ClerkPlan]:
        """Who sits at no counter, in the order of asking: those in the house first, of them who
        speaks what most of the waiting asked for, then the reserve, of those whoever has helped
        least this month, then whose own counter `desk` is. Who has signed out comes last.
        """
        free = [
            clerk
            for clerk in self.floor.plan.clerks
            if self.is_free_to_ask(clerk.id) and self.floor.counter_of(clerk.id) is None
        ]

        def order(clerk: ClerkPlan) -> tuple[object, ...]:
            duty = self.floor.clerks.get(clerk.id)
            house = 1 if duty is None else 0 if duty.present else 2
            helped = self.floor.watch.helps_of(clerk.id, self.month)
            spoken = sum(self.tongues.get(tongue, 0) for tongue in clerk.languages)
            return (house, -spoken, not clerk.reserve, helped, clerk.home != desk.id, clerk.id)

        return sorted(free, key=order)

    def gain(self, serves: Sequence[Lane]) -> tuple[ServiceId, ...]:
        """Of the wanted services, those that lanes take."""
        taken = {service for lane in serves for service in lane.services}
        return tuple(service for service in self.wanted if service in taken)


def _wanted(floor: Floor, alert: Alert) -> tuple[ServiceId, ...]:
    """The services of those who wait in the alert's scope, most wanted first."""
    counts: dict[ServiceId, int] = {}
    for ticket in in_scope(floor, alert.scope):
        counts[ticket.service] = counts.get(ticket.service, 0) + 1
    if not counts and alert.scope.kind is ScopeKind.SERVICE:
        return (ServiceId(alert.scope.id),)
    if not counts:
        return tuple(service.id for service in floor.plan.services)
    return tuple(sorted(counts, key=lambda service: (-counts[service], service)))


def lanes_for(look: Look, desk: Counter, clerk: ClerkPlan) -> tuple[Lane, ...]:
    """The counter's planned lanes as far as the clerk's skills go. Who comes to help is there for
    the whole crowd: wanted services of later lanes stand in the first, if that is for everybody.
    An alert of one service puts that service before all, as does a desk that would not take any
    wanted one.
    """
    planned = look.floor.plan.counter(desk.id)
    lanes = within(desk.serves if planned is None else planned.serves, clerk.skills)
    wanted = tuple(service for service in look.wanted if service in clerk.skills)
    if not wanted:
        return lanes
    if look.alert.scope.kind is ScopeKind.SERVICE or not look.gain(lanes):
        return (Lane(services=wanted, classes=_classes(look.floor)), *lanes)
    return _with_first(look.floor, lanes, wanted) or lanes


def takes_all(floor: Floor, serves: Sequence[Lane], service: ServiceId) -> bool:
    """Whether every class of the service finds a lane here."""
    taken = {c for lane in serves if service in lane.services for c in lane.classes}
    return taken >= set(_classes(floor))


def added(look: Look, desk: Counter, lacking: tuple[ServiceId, ...]) -> tuple[Lane, ...]:
    """In an alert of one service it goes before the rest; else all wait for one another."""
    lane = Lane(services=lacking, classes=_classes(look.floor))
    if look.alert.scope.kind is ScopeKind.SERVICE:
        return (lane, *desk.serves)
    return _with_first(look.floor, desk.serves, lacking) or (*desk.serves, lane)


def begins_with_everybody(floor: Floor, lanes: Sequence[Lane]) -> bool:
    """Whether the first lane, if there is one, takes every class."""
    return bool(lanes) and set(lanes[0].classes) == set(_classes(floor))


def _with_first(
    floor: Floor, lanes: Sequence[Lane], services: Sequence[ServiceId]
) -> tuple[Lane, ...]:
    """The lanes with `services` in the first as well; none if that is not for everybody."""
    if not begins_with_everybody(floor, lanes):
        return ()
    first, *others = lanes
    together = dict.fromkeys((*first.services, *services))
    return (replace(first, services=tuple(together)), *others)


def pooled(floor: Floor, desk: Counter, lacking: tuple[ServiceId, ...]) -> tuple[Lane, ...]:
    """All comers in one lane."""
    services = dict.fromkeys([*(s for lane in desk.serves for s in lane.services), *lacking])
    return (Lane(services=tuple(services), classes=_classes(floor)),)


def _classes(floor: Floor) -> tuple[ClassId, ...]:
    return tuple(plan.id for plan in floor.plan.classes)
