"""What people ask of the office about plans: floor in, events out, or a refusal. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from alerts import pipeline, plans
from alerts.crossings import is_over
from alerts.draft import Draft
from alerts.flood import without_flood
from alerts.guards import has_declined, is_possible, is_taken
from alerts.watching import Watching
from queue_monitor.config import Reallocation
from queue_monitor.domain.errors import AlreadyDecided, NotAsked, UnknownReallocation
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId, ClerkId
from queue_monitor.domain.plan_events import (
    HelpAccepted,
    HelpDeclined,
    ReallocationDeclined,
    ReallocationProposed,
    ReallocationRefreshed,
    ReallocationWithdrawn,
)
from queue_monitor.domain.plans import Effect, Plan, PlanState, Proposal
from queue_monitor.domain.watch import Alert, AlertState
from queue_monitor.domain.watch_ids import AlertId, PlanId, plan_id

_FRESH: Final = timedelta(minutes=1)
_OTHER_WAIT_S: Final = 30.0


def propose(
    floor: Floor,
    at: datetime,
    *,
    alert: AlertId,
    proposals: Sequence[Proposal],
    watching: Watching,
) -> Sequence[Event]:
    """Put those of `proposals` that this floor still allows before the supervisor, side by side,
    if the episode wants a remedy.
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
    _put(draft, watching.reallocation, alert, _allowed(draft, watching, alert, proposals))


def _allowed(
    draft: Draft, watching: Watching, alert: Alert, proposals: Sequence[Proposal]
) -> list[Proposal]:
    """Those that may be put before the supervisor now, as many as stand side by side.

    A remedy found before an answer came would ask again whoever has just said no.
    """
    floor, settings = draft.floor, watching.reallocation
    found: list[Proposal] = []
    for proposal in proposals:
        if (
            len(found) < settings.proposals
            and not any(_is_no_choice(proposal, other) for other in found)
            and not plans.was_refused(floor, alert, proposal)
            and not is_taken(floor, proposal, but=alert.id)
            and not has_declined(floor, alert, proposal.clerk)
            and is_possible(floor, draft.at, proposal, proposal.clerk, settings)
        ):
            found.append(proposal)
    return found


def _is_no_choice(one: Proposal, other: Proposal) -> bool:
    """Whether a supervisor who is shown `other` gains nothing by being shown `one` too: the same
    person would do the same kind of thing to about the same effect.
    """
    if plans.same_change(one, other):
        return True
    same = (one.kind, one.clerk) == (other.kind, other.clerk)
    return same and not _differ(one.effect, other.effect)


def _put(
    draft: Draft,
    settings: Reallocation,
    alert: Alert,
    chosen: Sequence[Proposal],
    *,
    first: int = 1,
) -> None:
    for rank, proposal in enumerate(chosen, start=first):
        by_itself = settings.mode == "auto" and rank == 1
        plan = Plan(
            id=plan_id(draft.day, draft.number),
            alert=alert.id,
            proposal=proposal,
            proposed_at=draft.at,
            scored_at=draft.at,
            rank=rank,
            auto_at=draft.at + settings.auto_after if by_itself else None,
        )
        draft.add(ReallocationProposed(at=draft.at, plan=plan))


def refresh(
    floor: Floor,
    at: datetime,
    *,
    alert: AlertId,
    proposals: Sequence[Proposal],
    watching: Watching,
) -> Sequence[Event]:
    """What lies before the supervisor with the figures of now, `proposals`, best first.

    Those it knows keep their order, so that nothing moves under a finger, unless one that does not
    suffice stands before one that does. What helps no more goes, and what has come to the same as
    one above it; what is new fills the gaps. Figures that hardly differ are left until they are a
    minute old.
    """
    draft = Draft(floor, at)
    episode = floor.watch.alerts.get(alert)
    if episode is None or not plans.proposed(floor, episode):
        return ()
    fresh: list[tuple[Plan, Proposal]] = []
    for plan in plans.proposed(floor, episode):
        again = next((p for p in proposals if plans.same_change(plan.proposal, p)), None)
        if again is None or any(_is_no_choice(again, other) for _, other in fresh):
            draft.add(ReallocationWithdrawn(at=at, plan=plan.id, cause="superseded"))
        else:
            fresh.append((plan, again))
    fresh.sort(key=lambda pair: not pair[1].effect.sufficient)
    _rescore(draft, fresh, watching.reallocation)
    room = watching.reallocation.proposals - len(fresh)
    fires = episode.state in {AlertState.FIRING, AlertState.ACKED}
    if room > 0 and fires and watching.on(floor, at).condition(episode) is not None:
        known = [again for _, again in fresh]
        new = [p for p in proposals if not any(_is_no_choice(p, k) for k in known)]
        allowed = _allowed(draft, watching, episode, new)[:room]
        _put(draft, watching.reallocation, episode, allowed, first=len(fresh) + 1)
    return draft.events


def _rescore(draft: Draft, fresh: Sequence[tuple[Plan, Proposal]], settings: Reallocation) -> None:
    ranked = list(enumerate(fresh, start=1))
    if not any(
        rank != plan.rank or _is_stale(draft.at, plan, proposal.effect)
        for rank, (plan, proposal) in ranked
    ):
        return
    auto_at = min((plan.auto_at for plan, _ in fresh if plan.auto_at is not None), default=None)
    if settings.mode == "auto" and auto_at is None:
        auto_at = draft.at + settings.auto_after
    for rank, (plan, proposal) in ranked:
        draft.add(
            ReallocationRefreshed(
                at=draft.at,
                plan=plan.id,
                effect=proposal.effect,
                rank=rank,
                auto_at=auto_at if rank == 1 else None,
            )
        )


def _is_stale(at: datetime, plan: Plan, effect: Effect) -> bool:
    """Whether a supervisor would read other figures now, or they are a minute old."""
    old = at >= (plan.scored_at or plan.proposed_at) + _FRESH
    return old or _differ(plan.proposal.effect, effect)


def _differ(one: Effect, other: Effect) -> bool:
    """Whether the figures differ by as much as matters."""
    waits = (
        abs(one.longest_wait_without_s - other.longest_wait_without_s),
        abs(one.longest_wait_with_s - other.longest_wait_with_s),
    )
    people = (
        abs(one.waiting_without - other.waiting_without),
        abs(one.waiting_with - other.waiting_with),
    )
    return max(waits) >= _OTHER_WAIT_S or max(people) >= 1.0 or one.sufficient != other.sufficient


def accept(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, watching: Watching
) -> Sequence[Event]:
    """The supervisor agrees; the clerk is asked in the same breath, and the alternatives go.

    Raises UnknownReallocation, AlreadyDecided.
    """
    draft = Draft(floor, at)
    plans.agree(draft, _before_supervisor(floor, plan), by)
    plans.advance(draft, plan, watching.reallocation)
    return draft.events


def decline(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, reason: str | None
) -> Sequence[Event]:
    """The supervisor does not agree, or takes back a request that nobody has answered yet.

    What stood beside it moves up. Raises UnknownReallocation, AlreadyDecided.
    """
    known = _plan(floor, plan)
    if not known.is_open:
        raise AlreadyDecided(plan, known.state)
    draft = Draft(floor, at)
    draft.add(ReallocationDeclined(at=at, plan=plan, by=by, reason=reason))
    if known.state is PlanState.PROPOSED:
        plans.move_up(draft, known)
    plans.release(draft, known.proposal.donor)
    return draft.events


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
