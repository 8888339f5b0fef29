"""What people ask of the office about plans: floor in, events out, or a refusal. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts import pipeline, plans
from alerts.conditions import is_over
from alerts.draft import Draft
from alerts.flood import without_flood
from alerts.watching import Watching
from queue_monitor.config import Reallocation
from queue_monitor.domain.errors import AlreadyDecided, NotAsked, UnknownReallocation
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, ClerkId
from queue_monitor.domain.watch import Alert, AlertId, Plan, PlanId, PlanState, Proposal, plan_id
from queue_monitor.domain.watch_events import (
    HelpAccepted,
    HelpDeclined,
    ReallocationAccepted,
    ReallocationDeclined,
    ReallocationProposed,
)


def propose(
    floor: Floor,
    at: datetime,
    *,
    alert: AlertId,
    proposals: Sequence[Proposal],
    watching: Watching,
) -> Sequence[Event]:
    """Put the first of `proposals` that this floor still allows before the supervisor, if the
    episode wants one.
    """
    draft = Draft(floor, at)
    put_forward(draft, watching, floor.watch.alerts.get(alert), proposals)
    return draft.events


def wants_remedy(floor: Floor, alert: Alert, at: datetime, watching: Watching) -> bool:
    """Whether a remedy should be sought: the alert is not clearing, no graver one is seen to,
    no plan stands, and it is not a device's flood alone that breaks the limit.
    """
    condition = watching.on(floor, at).condition(alert)
    if condition is None or not plans.wants_plan(floor, alert, at, watching.reallocation):
        return False
    if pipeline.graver(floor.watch, alert):
        return False
    seen = without_flood(floor, watching.tickets_per_minute)
    return seen is floor or is_over(seen, condition, at)


def put_forward(
    draft: Draft, watching: Watching, alert: Alert | None, proposals: Sequence[Proposal]
) -> None:
    """The same, inside a request that does more."""
    if alert is None or not wants_remedy(draft.floor, alert, draft.at, watching):
        return
    settings = watching.reallocation
    for proposal in proposals:
        if plans.was_refused(draft.floor, alert, proposal):
            continue
        if plans.is_taken(draft.floor, proposal):
            continue
        # Found before the answer came, it would ask again whoever has just said no.
        if plans.has_declined(draft.floor, alert, proposal.clerk):
            continue
        if not plans.is_possible(draft.floor, proposal, proposal.clerk, settings):
            continue
        auto = settings.mode == "auto"
        plan = Plan(
            id=plan_id(draft.day, draft.number),
            alert=alert.id,
            proposal=proposal,
            proposed_at=draft.at,
            auto_at=draft.at + settings.auto_after if auto else None,
        )
        draft.add(ReallocationProposed(at=draft.at, plan=plan))
        return


def accept(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, watching: Watching
) -> Sequence[Event]:
    """The supervisor agrees; the clerk is asked in the same breath.

    Raises UnknownReallocation, AlreadyDecided.
    """
    _before_supervisor(floor, plan)
    return _then(
        floor, at, plan, ReallocationAccepted(at=at, plan=plan, by=by), watching.reallocation
    )


def decline(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, reason: str | None
) -> Sequence[Event]:
    """The supervisor does not agree, or takes back a request that nobody has answered yet.

    Raises UnknownReallocation, AlreadyDecided.
    """
    known = _plan(floor, plan)
    if not known.is_open:
        raise AlreadyDecided(plan, known.state)
    return (ReallocationDeclined(at=at, plan=plan, by=by, reason=reason),)


def come(
    floor: Floor,
    at: datetime,
    *,
    plan: PlanId,
    clerk: ClerkId | None,
    by: ActorId,
    watching: Watching,
) -> Sequence[Event]:
    """The clerk who was asked comes, and the counters change. `clerk` None: whoever was asked.

    Raises UnknownReallocation, AlreadyDecided, NotAsked.
    """
    asked = _asked(floor, plan, clerk)
    agreed = HelpAccepted(at=at, plan=plan, clerk=asked, by=by)
    return _then(floor, at, plan, agreed, watching.reallocation)


def stay(
    floor: Floor,
    at: datetime,
    *,
    plan: PlanId,
    clerk: ClerkId | None,
    reason: str | None,
    watching: Watching,
) -> Sequence[Event]:
    """The clerk who was asked cannot come; the next helper is asked.

    Raises UnknownReallocation, AlreadyDecided, NotAsked.
    """
    asked = _asked(floor, plan, clerk)
    declined = HelpDeclined(at=at, plan=plan, clerk=asked, reason=reason)
    return _then(floor, at, plan, declined, watching.reallocation)


def _then(
    floor: Floor, at: datetime, plan: PlanId, event: Event, settings: Reallocation
) -> Sequence[Event]:
    draft = Draft(floor, at)
    draft.add(event)
    plans.advance(draft, plan, settings)
    return draft.events


def _plan(floor: Floor, plan: PlanId) -> Plan:
    known = floor.watch.plans.get(plan)
    if known is None:
        raise UnknownReallocation(plan)
    return known


def _before_supervisor(floor: Floor, plan: PlanId) -> Plan:
    known = _plan(floor, plan)
    if known.state is not PlanState.PROPOSED:
        raise AlreadyDecided(plan, known.state)
    return known


def _asked(floor: Floor, plan: PlanId, clerk: ClerkId | None) -> ClerkId:
    known = _plan(floor, plan)
    if known.state is not PlanState.OFFERED or known.clerk is None:
        raise AlreadyDecided(plan, known.state)
    if clerk is not None and clerk != known.clerk:
        raise NotAsked(clerk)
    return known.clerk
