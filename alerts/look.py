"""The floor as reallocation looks at it: what is wanted, who may be asked, which lanes fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts import plans
from alerts.conditions import in_scope
from queue_monitor.config import Reallocation
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
from queue_monitor.domain.watch import Alert, ScopeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The floor as reallocation sees it."""

    floor: Floor
    alert: Alert
    settings: Reallocation
    wanted: tuple[ServiceId, ...]  # services that people of the alert's scope wait for
    declined: frozenset[ClerkId]  # said no in this episode
    engaged: frozenset[ClerkId]  # asked, or moved so lately that the move still stands
    settled: frozenset[CounterId]  # counters of such plans
    helps: dict[ClerkId, int]

    @classmethod
    def of(cls, floor: Floor, alert: Alert, at: datetime, settings: Reallocation) -> "Look":
        known = floor.watch.plans
        standing = [p for p in known.values() if plans.stands(p, at, settings)]
        helps: dict[ClerkId, int] = {}
        for plan in known.values():
            if plan.applied_at is not None and plan.clerk is not None:
                helps[plan.clerk] = helps.get(plan.clerk, 0) + 1
        counters = {p.proposal.counter for p in standing}
        return cls(
            floor=floor,
            alert=alert,
            settings=settings,
            wanted=_wanted(floor, alert),
            declined=frozenset(
                answer.clerk
                for plan in floor.watch.plans_of(alert.id)
                for answer in plan.answers
                if not answer.accepted
            ),
            engaged=frozenset(p.clerk or p.proposal.clerk for p in standing),
            settled=frozenset(counters | {p.proposal.donor for p in standing if p.proposal.donor}),
            helps=helps,
        )

    def is_free_to_ask(self, clerk: ClerkId) -> bool:
        """Neither declined already, nor asked by another plan, nor just moved."""
        return clerk not in self.declined and clerk not in self.engaged

    def is_present(self, clerk: ClerkId) -> bool:
        duty = self.floor.clerks.get(clerk)
        return duty is not None and duty.present

    def helpers(self, desk: Counter) -> list[ClerkPlan]:
        """Who sits at no counter, in the order of asking: those in the house first, of them the
        reserve, of those whoever has helped least, then whose own counter `desk` is. Who has
        signed out comes last.
        """
        free = [
            clerk
            for clerk in self.floor.plan.clerks
            if self.is_free_to_ask(clerk.id) and self.floor.counter_of(clerk.id) is None
        ]

        def order(clerk: ClerkPlan) -> tuple[object, ...]:
            duty = self.floor.clerks.get(clerk.id)
            house = 1 if duty is None else 0 if duty.present else 2
            helped = self.helps.get(clerk.id, 0)
            return (house, not clerk.reserve, helped, clerk.home != desk.id, clerk.id)

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
    """The counter's planned lanes as far as the clerk's skills go; an alert of one service puts
    that service before them, as does a desk that would not take any wanted one.
    """
    planned = look.floor.plan.counter(desk.id)
    lanes = plans.within(desk.serves if planned is None else planned.serves, clerk.skills)
    wanted = tuple(service for service in look.wanted if service in clerk.skills)
    if not wanted:
        return lanes
    if look.alert.scope.kind is ScopeKind.SERVICE or not look.gain(lanes):
        return (Lane(services=wanted, classes=_classes(look.floor)), *lanes)
    return lanes


def takes_all(floor: Floor, serves: Sequence[Lane], service: ServiceId) -> bool:
    """Whether every class of the service finds a lane here."""
    taken = {c for lane in serves if service in lane.services for c in lane.classes}
    return taken >= set(_classes(floor))


def added(look: Look, desk: Counter, lacking: tuple[ServiceId, ...]) -> tuple[Lane, ...]:
    """In an alert of one service it goes before the rest; else all wait for one another."""
    lane = Lane(services=lacking, classes=_classes(look.floor))
    if look.alert.scope.kind is ScopeKind.SERVICE:
        return (lane, *desk.serves)
    if not desk.serves:
        return (lane,)
    first = desk.serves[0]
    if set(first.classes) == set(lane.classes):
        extra = tuple(service for service in lacking if service not in first.services)
        return (Lane(services=(*first.services, *extra), classes=first.classes), *desk.serves[1:])
    return (*desk.serves, lane)


def pooled(floor: Floor, desk: Counter, lacking: tuple[ServiceId, ...]) -> tuple[Lane, ...]:
    """All comers in one lane."""
    services = dict.fromkeys([*(s for lane in desk.serves for s in lane.services), *lacking])
    return (Lane(services=tuple(services), classes=_classes(floor)),)


def _classes(floor: Floor) -> tuple[ClassId, ...]:
    return tuple(plan.id for plan in floor.plan.classes)
