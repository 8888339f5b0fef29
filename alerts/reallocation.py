"""Remedies for an alert: which counter should take which service, and who could do it. Pure.

`proposals` lists what the floor allows now, scored by the forecast, the cheapest that suffices
first. Everything else (who is asked, what then changes) is the plan's own way, in `plans`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.remedies import Candidate, candidates
from alerts.senses import crowd_limits
from alerts.watching import Watching
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClassId, CounterId, ServiceId
from queue_monitor.domain.rulebook import Rule
from queue_monitor.domain.watch import Alert, Effect, Hurt, PlanKind, Proposal, ScopeKind
from queue_monitor.forecast import ClearLimits, Forecast, Outlook

#: How far effects are looked at; the alert's own limits are reached well within it.
HORIZON: Final = timedelta(minutes=30)
#: How far ahead a crowd is foreseen, and at what odds of it a remedy suffices.
AHEAD: Final = timedelta(minutes=15)
ENOUGH: Final = 0.25
#: A line whose longest wait grows by more than this is hurt too much to call a remedy cheap.
_HURT: Final = timedelta(minutes=3)
#: A crowd that goes by itself must go so much sooner.
_SOONER: Final = timedelta(minutes=3)
_TOLD_HURT: Final = timedelta(seconds=30)

_COST: Final = {
    PlanKind.ADD_SERVICE: 1.0,  # nobody moves
    PlanKind.CALL_EXPRESS: 1.5,  # nobody moves, but what is quickly done waits
    PlanKind.OPEN_COUNTER: 2.0,  # somebody leaves other work
    PlanKind.MOVE_CLERK: 3.0,  # a line loses its counter
    PlanKind.END_BREAK: 5.0,  # only if its owner agrees
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with what it does."""

    candidate: Candidate
    effect: Effect

    @property
    def cost(self) -> float:
        """Dearer when the clerk is not known to be in the house, or when it hurts a line."""
        hurt = sum(h.change_s > _HURT.total_seconds() for h in self.effect.hurt)
        return _COST[self.candidate.kind] + (not self.candidate.present) + 2.0 * hurt

    @property
    def shortens(self) -> bool:
        """Whether the longest wait becomes a minute shorter."""
        return self.effect.longest_wait_with_s <= self.effect.longest_wait_without_s - 60.0

    @property
    def helps(self) -> bool:
        """Whether the gain is worth asking anybody: a minute of the longest wait, or a person."""
        return self.shortens or self.effect.waiting_with <= self.effect.waiting_without - 1.0


def proposals(
    floor: Floor,
    alert: Alert,
    at: datetime,
    *,
    watching: Watching,
    forecast: Forecast,
    express: Collection[CounterId] = (),
) -> Sequence[Proposal]:
    """Remedies for `alert`, best first; empty if nothing can be done.

    As long as a counter is closed and a clerk with fitting skills sits at none, there is one,
    unless the crowd goes by itself hardly later.
    `floor` should be the one without a device's flood. `express` names the express counters.
    """
    found = candidates(floor, alert, at, settings=watching.reallocation, express=express)
    if not found:
        return ()
    now = watching.on(floor, at)
    changes = [candidate.change for candidate in found]
    if alert.rule is Rule.FORECAST:
        raised_by = crowd_limits(now.conditions, alert.scope)
        if raised_by is None:
            return ()
        outlooks = forecast.outlook(floor, at, changes, AHEAD, raised_by)
        if outlooks[0].crossed < watching.reallocation.foreseen_odds:
            return ()  # worth a look, not yet somebody's other work
        return tuple(_proposal(scored) for scored in rank(found, outlooks, within=None))
    condition = now.condition(alert)
    service, visit_class = _scope(alert)
    limits = ClearLimits(
        waiting=None if condition is None else condition.clear_waiting,
        wait=None if condition is None else condition.clear_wait,
        service=service,
        visit_class=visit_class,
    )
    outlooks = forecast.outlook(floor, at, changes, HORIZON, limits)
    within = watching.reallocation.relieve_within
    return tuple(_proposal(scored) for scored in rank(found, outlooks, within=within))


def rank(
    found: Sequence[Candidate], outlooks: Sequence[Outlook], *, within: timedelta | None
) -> list[Scored]:
    """Cheapest sufficient first, then by relief. What helps nobody is left out, a counter that
    could be opened excepted; where the crowd goes by itself, what does not end it much sooner;
    and what must suffice and does not. `outlooks[0]` is the office as it is.

    What ends the crowd `within` that time suffices; None: it is foreseen only, and what makes it
    unlikely suffices.
    """
    without, kept = outlooks[0], []
    for candidate, with_it in zip(found, outlooks[1:], strict=True):
        effect = effect_of(without, with_it, within=within)
        scored = Scored(candidate=candidate, effect=effect)
        if without.clear_after is not None and within is not None:
            worth = scored.shortens or _is_sooner(without, with_it)
        else:
            worth = scored.helps or candidate.kind is PlanKind.OPEN_COUNTER
        if worth and (effect.sufficient or not candidate.must_suffice):
            kept.append(scored)
    return sorted(kept, key=_order)


def _is_sooner(without: Outlook, with_it: Outlook) -> bool:
    """Whether a crowd that goes by itself goes so much sooner that it is worth asking anybody."""
    if without.clear_after is None or with_it.clear_after is None:
        return False
    return with_it.clear_after <= without.clear_after - _SOONER


def _order(scored: Scored) -> tuple[float, ...]:
    """Sufficient ones by cost; the others by relief, a minute of the longest wait a person."""
    effect = scored.effect
    relief = effect.longest_wait_with_s / 60.0 + effect.waiting_with
    if effect.sufficient:
        return (0, scored.cost, round(relief, 1), scored.candidate.order)
    return (1, round(relief + scored.cost, 1), scored.cost, scored.candidate.order)


def effect_of(without: Outlook, with_it: Outlook, *, within: timedelta | None) -> Effect:
    """What the candidate changes, in the alert's scope; `hurt` looks at every service.

    `within` as in `rank`.
    """
    changes = (
        (service, with_it.services[service] - wait)
        for service, wait in without.services.items()
        if service in with_it.services
    )
    return Effect(
        longest_wait_without_s=without.longest_wait_p50.total_seconds(),
        longest_wait_with_s=with_it.longest_wait_p50.total_seconds(),
        waiting_without=without.waiting,
        waiting_with=with_it.waiting,
        sufficient=_suffices(with_it, within),
        hurt=tuple(
            Hurt(service=service, change_s=change.total_seconds())
            for service, change in changes
            if change > _TOLD_HURT
        ),
    )


def _suffices(with_it: Outlook, within: timedelta | None) -> bool:
    if within is None:
        return with_it.crossed <= ENOUGH
    return with_it.clear_after is not None and with_it.clear_after <= within


def _proposal(scored: Scored) -> Proposal:
    candidate = scored.candidate
    return Proposal(
        kind=candidate.kind,
        counter=candidate.counter,
        clerk=candidate.helpers[0],
        services=candidate.services,
        serves=candidate.serves,
        effect=scored.effect,
        helpers=candidate.helpers,
        donor=candidate.donor,
    )


def _scope(alert: Alert) -> tuple[ServiceId | None, ClassId | None]:
    kind, name = alert.scope.kind, alert.scope.id
    return (
        ServiceId(name) if kind is ScopeKind.SERVICE else None,
        ClassId(name) if kind is ScopeKind.CLASS else None,
    )
