"""A plan's way from proposal to the counters: who is asked, what then changes. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts import going_back
from alerts.draft import Draft
from alerts.guards import HELD, able, is_engaged, is_possible, stands
from queue_monitor.config import Reallocation
from queue_monitor.domain import rules
from queue_monitor.domain.errors import CounterBusy, Refused
from queue_monitor.domain.events import CounterPaused, CounterResumed, Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import SYSTEM, ActorId, ClerkId, CounterId, CounterStatus
from queue_monitor.domain.plan_events import (
    HelpAccepted,
    HelpDeclined,
    HelpOffered,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationRefreshed,
    ReallocationWithdrawn,
)
from queue_monitor.domain.plans import Plan, PlanKind, PlanState, Proposal
from queue_monitor.domain.rulebook import CROWD, RELIEVED, Rule
from queue_monitor.domain.watch import Alert, AlertState
from queue_monitor.domain.watch_ids import PlanId


def wants_plan(floor: Floor, alert: Alert, at: datetime, settings: Reallocation) -> bool:
    """Whether a remedy should be sought: a limit is broken, or likely to be before long, and fewer
    plans stand than may.

    A crowd that is too many and too late at once is one crowd: its episodes share their plans.
    While anything lies before the supervisor no more is put there. What is at work and by the
    forecast was never going to suffice leaves its place to the next: a big crowd need not wait
    until the first move has stood its time.
    """
    if alert.rule not in RELIEVED or alert.state not in {AlertState.FIRING, AlertState.ACKED}:
        return False
    plans = [p for p in _of_crowd(floor, alert) if stands(p, at, settings)]
    if any(p.state is PlanState.PROPOSED for p in plans):
        return False
    return len([p for p in plans if _holds_its_place(p)]) < settings.active_plans


def _holds_its_place(plan: Plan) -> bool:
    return plan.is_open or plan.proposal.effect.sufficient


def _of_crowd(floor: Floor, alert: Alert) -> list[Plan]:
    """Plans for the episode, or for another one that lasts in the same scope."""
    same = {a.id for a in floor.watch.active() if a.scope == alert.scope}
    return [p for p in floor.watch.plans.values() if p.alert == alert.id or p.alert in same]


def was_refused(floor: Floor, alert: Alert, proposal: Proposal) -> bool:
    """Whether the same change was turned down since the alert last began to fire."""
    return any(
        same_change(plan.proposal, proposal)
        for plan in _of_crowd(floor, alert)
        if plan.state in {PlanState.DECLINED, PlanState.EXPIRED}
        and plan.ended_at is not None
        and plan.ended_at >= (alert.fired_at or alert.noticed_at)
    )


def same_change(one: Proposal, other: Proposal) -> bool:
    """Whether both would do the same to the counters, whoever does it."""
    return (one.kind, one.counter, one.donor, one.serves) == (
        other.kind,
        other.counter,
        other.donor,
        other.serves,
    )


def proposed(floor: Floor, alert: Alert) -> list[Plan]:
    """What lies before the supervisor for the episode, the recommended first."""
    plans = [p for p in floor.watch.plans_of(alert.id) if p.state is PlanState.PROPOSED]
    return sorted(plans, key=lambda plan: (plan.rank, plan.proposed_at, plan.id))


def give_way(draft: Draft) -> None:
    """A crowd that is there is remedied anew: what was proposed while it was only foreseen goes."""
    crowded = {a.scope for a in draft.watch.active() if a.rule in CROWD}
    for alert in draft.watch.active():
        if alert.rule is Rule.FORECAST and alert.scope in crowded:
            for plan in proposed(draft.floor, alert):
                draft.add(ReallocationWithdrawn(at=draft.at, plan=plan.id, cause="superseded"))


def agree(draft: Draft, plan: Plan, by: ActorId) -> None:
    """The plan is agreed; its alternatives are no more."""
    draft.add(ReallocationAccepted(at=draft.at, plan=plan.id, by=by))
    for other in proposed(draft.floor, draft.alert(plan.alert)):
        draft.add(ReallocationWithdrawn(at=draft.at, plan=other.id, cause="another_chosen"))


def move_up(draft: Draft, gone: Plan) -> None:
    """What stood below a proposal that is no more moves up; the first is now recommended."""
    alert = draft.watch.alerts.get(gone.alert)
    rest = [] if alert is None else proposed(draft.floor, alert)
    wait = None if gone.auto_at is None else gone.auto_at - gone.proposed_at
    for rank, plan in enumerate(rest, start=1):
        if plan.rank == rank:
            continue
        draft.add(
            ReallocationRefreshed(
                at=draft.at,
                plan=plan.id,
                effect=plan.proposal.effect,
                rank=rank,
                auto_at=draft.at + wait if rank == 1 and wait is not None else None,
            )
        )


def advance(draft: Draft, plan_id: PlanId, settings: Reallocation) -> None:
    """Take an open or applied plan as far as it goes now. Each pass does one thing."""
    for _ in range(64):  # helpers, each asked and timed out, and the steps around them
        before = len(draft.events)
        _one_step(draft, draft.plan(plan_id), settings)
        if len(draft.events) == before:
            return


def next_deadline(floor: Floor, at: datetime, settings: Reallocation) -> datetime | None:
    """The earliest instant after `at` at which a plan moves by time alone."""
    instants: list[datetime | None] = []
    for plan in floor.watch.plans.values():
        if plan.state is PlanState.PROPOSED:
            instants.append(plan.auto_at)
        elif plan.state is PlanState.OFFERED:
            instants.append(plan.offer_until)
        elif plan.state is PlanState.APPLIED:
            instants.extend(going_back.deadlines(floor, plan, settings))
    return min(
        (instant for instant in instants if instant is not None and instant > at), default=None
    )


def _one_step(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    if plan.is_at_work:
        going_back.step(draft, plan, settings)
        return
    if not plan.is_open:
        return
    cause = _why_withdraw(draft, plan, settings)
    if cause is not None:
        _withdraw(draft, plan, cause)
    elif plan.state is PlanState.PROPOSED:
        if plan.auto_at is not None and plan.auto_at <= draft.at:
            agree(draft, plan, SYSTEM)
    elif plan.state is PlanState.OFFERED:
        _time_out(draft, plan, settings)
    elif plan.agreed_by is not None:
        _apply(draft, plan)
    else:
        _ask_next(draft, plan, settings)


def _withdraw(draft: Draft, plan: Plan, cause: str) -> None:
    """Needed or possible no more. A counter that was held for it calls again."""
    draft.add(ReallocationWithdrawn(at=draft.at, plan=plan.id, cause=cause))
    if plan.state is PlanState.PROPOSED:
        move_up(draft, plan)
    release(draft, plan.proposal.donor)


def release(draft: Draft, counter: CounterId | None) -> None:
    """Let a counter call again that was held for a plan."""
    desk = None if counter is None else draft.floor.counters.get(counter)
    if desk is not None and desk.status is CounterStatus.PAUSED and desk.reason == HELD:
        draft.add(CounterResumed(at=draft.at, counter=desk.id, by=SYSTEM))


def _why_withdraw(draft: Draft, plan: Plan, settings: Reallocation) -> str | None:
    floor, at = draft.floor, draft.at
    alert = floor.watch.alerts.get(plan.alert)
    if alert is None or not alert.is_active:
        closed = alert is not None and alert.cause == "day_closed"
        return "day_closed" if closed else "recovered"
    helpers = _helpers(plan) if plan.clerk is None else (plan.clerk,)
    if any(is_possible(floor, at, plan.proposal, c, settings, but=plan.id) for c in helpers):
        return None
    counter = plan.proposal.counter
    if all(is_engaged(floor, clerk, counter, but=plan.id) for clerk in helpers):
        return "superseded"
    return "floor_changed"


def _helpers(plan: Plan) -> Sequence[ClerkId]:
    return plan.proposal.helpers or (plan.proposal.clerk,)


def _ask_next(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    """Put the request to the next helper who has not answered yet. After a refusal nobody else is
    asked while the crowd is going: the first was agreed on, the others would come for nothing.
    """
    answered = {answer.clerk for answer in plan.answers}
    if answered and draft.alert(plan.alert).state is AlertState.CLEARING:
        _withdraw(draft, plan, "recovered")
        return
    for clerk in _helpers(plan):
        if clerk in answered or not is_possible(
            draft.floor, draft.at, plan.proposal, clerk, settings, but=plan.id
        ):
            continue
        until = draft.at + settings.answer_within
        draft.add(HelpOffered(at=draft.at, plan=plan.id, clerk=clerk, until=until))
        return
    draft.add(ReallocationWithdrawn(at=draft.at, plan=plan.id, cause="nobody_came"))


def _time_out(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    """No answer: the next helper is asked, or the plan applies itself. Nobody's break ends so."""
    if plan.clerk is None or plan.offer_until is None or plan.offer_until > draft.at:
        return
    if settings.without_answer == "apply" and plan.proposal.kind is not PlanKind.END_BREAK:
        draft.add(HelpAccepted(at=draft.at, plan=plan.id, clerk=plan.clerk, by=SYSTEM))
        return
    draft.add(
        HelpDeclined(at=draft.at, plan=plan.id, clerk=plan.clerk, reason=None, timed_out=True)
    )


def _apply(draft: Draft, plan: Plan) -> None:
    """Change the counters. A visitor in hand at the donor is served first, and is the last."""
    proposal, at = plan.proposal, draft.at
    desk = draft.floor.counters[proposal.counter]
    donor = None if proposal.donor is None else draft.floor.counters[proposal.donor]
    try:
        changes = _changes(draft.floor, at, plan)
    except CounterBusy:
        if donor is not None and donor.status is CounterStatus.OPEN:
            by = plan.agreed_by or SYSTEM
            draft.add(CounterPaused(at=at, counter=donor.id, reason=HELD, by=by))
        return
    except Refused:
        return
    applied = ReallocationApplied(
        at=at,
        plan=plan.id,
        before=desk.serves,
        left=() if donor is None else donor.serves,
        paused=desk.reason if proposal.kind is PlanKind.END_BREAK else None,
    )
    draft.add(*changes, applied)


def _changes(floor: Floor, at: datetime, plan: Plan) -> Sequence[Event]:
    """The queue's own events, by the queue's own rules. Raises Refused."""
    assert plan.clerk is not None
    proposal, clerk = plan.proposal, plan.clerk
    by = rules.By(actor=plan.agreed_by or SYSTEM, clerk=clerk, any_counter=True)

    serves = able(floor, proposal, clerk)

    def open_(floor: Floor, at: datetime) -> Sequence[Event]:
        return rules.open_counter(
            floor, at, counter=proposal.counter, by=by, clerk=clerk, serves=serves
        )

    def leave(floor: Floor, at: datetime) -> Sequence[Event]:
        assert proposal.donor is not None
        return rules.close_counter(floor, at, counter=proposal.donor, by=by)

    match proposal.kind:
        case PlanKind.OPEN_COUNTER:
            return open_(floor, at)
        case PlanKind.MOVE_CLERK:
            return rules.in_turn(leave, open_)(floor, at)
        case PlanKind.END_BREAK:
            return rules.resume_counter(floor, at, counter=proposal.counter, by=by)
        case PlanKind.ADD_SERVICE | PlanKind.CALL_EXPRESS:
            return rules.change_lanes(
                floor, at, counter=proposal.counter, by=by, serves=proposal.serves
            )
