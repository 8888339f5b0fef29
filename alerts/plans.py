"""A plan's way from proposal to the counters and back: who is asked, what then changes. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from alerts.conditions import Condition, worst_since
from alerts.draft import Draft
from queue_monitor.config import Reallocation
from queue_monitor.domain import rules
from queue_monitor.domain.errors import Refused
from queue_monitor.domain.events import Event, LanesChanged
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    SYSTEM,
    ClerkId,
    Counter,
    CounterStatus,
    Lane,
    ServiceId,
)
from queue_monitor.domain.rulebook import CROWD
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
    Measured,
    Plan,
    PlanId,
    PlanKind,
    PlanState,
    Proposal,
    Rule,
    day_of,
)
from queue_monitor.domain.watch_events import (
    HelpAccepted,
    HelpDeclined,
    HelpOffered,
    ReallocationAccepted,
    ReallocationApplied,
    ReallocationEnded,
    ReallocationMeasured,
    ReallocationWithdrawn,
)

#: Changes of lanes, which are taken back by themselves; clerks who moved go back themselves.
_LENT: Final = frozenset({PlanKind.ADD_SERVICE, PlanKind.CALL_EXPRESS})


def is_possible(floor: Floor, proposal: Proposal, clerk: ClerkId, settings: Reallocation) -> bool:
    """Whether the floor still allows it: the guards, looked at again before every step."""
    desk = floor.counters.get(proposal.counter)
    if desk is None or not floor.is_open:
        return False
    seat = floor.counter_of(clerk)
    match proposal.kind:
        case PlanKind.OPEN_COUNTER:
            return desk.status is CounterStatus.CLOSED and seat is None
        case PlanKind.MOVE_CLERK:
            if desk.status is not CounterStatus.CLOSED or seat is None:
                return False
            return seat.id == proposal.donor and _can_spare(floor, seat, proposal, settings)
        case PlanKind.END_BREAK:
            return desk.status is CounterStatus.PAUSED and desk.clerk == clerk
        case PlanKind.ADD_SERVICE | PlanKind.CALL_EXPRESS:
            open_ = desk.status is not CounterStatus.CLOSED
            return open_ and desk.clerk == clerk and desk.serves != proposal.serves


def within(serves: Sequence[Lane], skills: Collection[ServiceId]) -> tuple[Lane, ...]:
    """The lanes as far as the skills go."""
    lanes = (
        Lane(services=tuple(s for s in lane.services if s in skills), classes=lane.classes)
        for lane in serves
    )
    return tuple(lane for lane in lanes if lane.services)


def _can_spare(floor: Floor, donor: Counter, proposal: Proposal, settings: Reallocation) -> bool:
    """Every service that the donor gives up keeps its minimum of open counters."""
    given = {service for lane in donor.serves for service in lane.services}
    kept = {service for lane in proposal.serves for service in lane.services}
    return all(
        len([c for c in floor.serving_counters(service) if c.id != donor.id])
        >= settings.donor_minimum
        for service in given - kept
    )


def stands(plan: Plan, at: datetime, settings: Reallocation) -> bool:
    """Whether the plan is still the episode's active one: open, or applied and given its time."""
    if plan.is_open:
        return True
    if plan.state is not PlanState.APPLIED or plan.applied_at is None:
        return False
    return at < plan.applied_at + settings.min_stay


def wants_plan(floor: Floor, alert: Alert, at: datetime, settings: Reallocation) -> bool:
    """Whether a remedy should be sought: a limit is broken and fewer plans stand than may."""
    if alert.rule not in CROWD or alert.state not in {AlertState.FIRING, AlertState.ACKED}:
        return False
    standing = [p for p in floor.watch.plans_of(alert.id) if stands(p, at, settings)]
    return len(standing) < settings.active_plans


def was_refused(floor: Floor, alert: Alert, proposal: Proposal) -> bool:
    """Whether the same change was turned down since the alert last began to fire."""
    return any(
        _same_change(plan.proposal, proposal)
        for plan in floor.watch.plans_of(alert.id)
        if plan.state in {PlanState.DECLINED, PlanState.EXPIRED}
        and plan.ended_at is not None
        and plan.ended_at >= (alert.fired_at or alert.noticed_at)
    )


def has_declined(floor: Floor, alert: Alert, clerk: ClerkId) -> bool:
    """Whether the clerk said no in this episode, or did not answer."""
    return any(
        answer.clerk == clerk and not answer.accepted
        for plan in floor.watch.plans_of(alert.id)
        for answer in plan.answers
    )


def _same_change(one: Proposal, other: Proposal) -> bool:
    return (one.kind, one.counter, one.donor, one.serves) == (
        other.kind,
        other.counter,
        other.donor,
        other.serves,
    )


def is_taken(floor: Floor, proposal: Proposal) -> bool:
    """Whether another open plan already counts on the counter or on the clerk."""
    return any(
        plan.proposal.counter == proposal.counter
        or (plan.clerk or plan.proposal.clerk) == proposal.clerk
        for plan in floor.watch.plans.values()
        if plan.is_open
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
        elif plan.state is PlanState.APPLIED and plan.applied_at is not None:
            instants.append(plan.applied_at + settings.min_stay)
            instants.append(_stand_down_at(floor, plan, settings))
    return min(
        (instant for instant in instants if instant is not None and instant > at), default=None
    )


def _one_step(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    if plan.state is PlanState.APPLIED:
        _go_back(draft, plan, settings)
        return
    if not plan.is_open:
        return
    cause = _why_withdraw(draft.floor, plan, settings)
    if cause is not None:
        draft.add(ReallocationWithdrawn(at=draft.at, plan=plan.id, cause=cause))
    elif plan.state is PlanState.PROPOSED:
        if plan.auto_at is not None and plan.auto_at <= draft.at:
            draft.add(ReallocationAccepted(at=draft.at, plan=plan.id, by=SYSTEM))
    elif plan.state is PlanState.OFFERED:
        _time_out(draft, plan, settings)
    elif plan.agreed_by is not None:
        _apply(draft, plan)
    else:
        _ask_next(draft, plan, settings)


def _why_withdraw(floor: Floor, plan: Plan, settings: Reallocation) -> str | None:
    alert = floor.watch.alerts.get(plan.alert)
    if alert is None or not alert.is_active:
        closed = alert is not None and alert.cause == "day_closed"
        return "day_closed" if closed else "recovered"
    if plan.clerk is not None:
        return None if is_possible(floor, plan.proposal, plan.clerk, settings) else "floor_changed"
    if any(is_possible(floor, plan.proposal, c, settings) for c in _helpers(plan)):
        return None
    return "floor_changed"


def _helpers(plan: Plan) -> Sequence[ClerkId]:
    return plan.proposal.helpers or (plan.proposal.clerk,)


def _ask_next(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    """Put the request to the next helper who has not answered yet."""
    answered = {answer.clerk for answer in plan.answers}
    for clerk in _helpers(plan):
        if clerk in answered or not is_possible(draft.floor, plan.proposal, clerk, settings):
            continue
        until = draft.at + settings.answer_within
        draft.add(HelpOffered(at=draft.at, plan=plan.id, clerk=clerk, until=until))
        return
    draft.add(ReallocationWithdrawn(at=draft.at, plan=plan.id, cause="nobody_came"))


def _time_out(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    if plan.clerk is None or plan.offer_until is None or plan.offer_until > draft.at:
        return
    if settings.without_answer == "apply":
        draft.add(HelpAccepted(at=draft.at, plan=plan.id, clerk=plan.clerk, by=SYSTEM))
        return
    draft.add(
        HelpDeclined(at=draft.at, plan=plan.id, clerk=plan.clerk, reason=None, timed_out=True)
    )


def _apply(draft: Draft, plan: Plan) -> None:
    """Change the counters; while a visitor is still in hand at the donor, wait."""
    lanes = draft.floor.counters[plan.proposal.counter].serves
    try:
        changes = _changes(draft.floor, draft.at, plan)
    except Refused:
        return
    applied = ReallocationApplied(at=draft.at, plan=plan.id, before=lanes)
    draft.add(*changes, applied)


def _changes(floor: Floor, at: datetime, plan: Plan) -> Sequence[Event]:
    """The queue's own events, by the queue's own rules. Raises Refused."""
    assert plan.clerk is not None
    proposal, clerk = plan.proposal, plan.clerk
    by = rules.By(actor=plan.agreed_by or SYSTEM, clerk=clerk, any_counter=True)

    known = floor.plan.clerk(clerk)
    serves = proposal.serves if known is None else within(proposal.serves, known.skills)

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


def _go_back(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    """The applied plan ends when its clerk leaves the counter, the day ends, or the time is up.

    Added services are taken back by themselves; a counter that was opened is closed by its clerk.
    """
    floor, at = draft.floor, draft.at
    if floor.day is None or not floor.is_open or day_of(plan.id) != floor.day.id:
        draft.add(ReallocationEnded(at=at, plan=plan.id, cause="day_closed"))
        return
    desk = floor.counters.get(plan.proposal.counter)
    if desk is None or desk.status is CounterStatus.CLOSED or desk.clerk != plan.clerk:
        draft.add(ReallocationEnded(at=at, plan=plan.id, cause="counter_closed"))
        return
    due_at = _stand_down_at(floor, plan, settings)
    if due_at is None or due_at > at:
        return
    if desk.serves == plan.proposal.serves and plan.before:
        draft.add(LanesChanged(at=at, counter=desk.id, serves=plan.before, by=SYSTEM))
    draft.add(ReallocationEnded(at=at, plan=plan.id, cause="stood_down"))


def _stand_down_at(floor: Floor, plan: Plan, settings: Reallocation) -> datetime | None:
    """When added services go back: `min_stay` after the episode, and after the change itself."""
    alert = floor.watch.alerts.get(plan.alert)
    if plan.proposal.kind not in _LENT or alert is None or alert.resolved_at is None:
        return None
    if plan.applied_at is None:
        return None
    return max(alert.resolved_at, plan.applied_at) + settings.min_stay


def measure(draft: Draft, alert: Alert) -> None:
    """What the applied plans of an episode did for it, now that it is over."""
    for plan in draft.watch.plans_of(alert.id):
        if plan.applied_at is not None:
            measured = _measured(draft.floor, alert, plan, draft.at)
            draft.add(ReallocationMeasured(at=draft.at, plan=plan.id, measured=measured))


def _measured(floor: Floor, alert: Alert, plan: Plan, at: datetime) -> Measured:
    applied_at = plan.applied_at or at
    longest = Condition(rule=Rule.WAIT, scope=alert.scope, limit=0.0)
    worst_s = worst_since(floor, longest, alert.crossed_at, at)
    after_s = worst_since(floor, longest, applied_at, at)
    without_s = plan.proposal.effect.longest_wait_without_s
    called = sum(
        ticket.counter == plan.proposal.counter
        and ticket.called_at is not None
        and ticket.called_at >= applied_at
        for ticket in floor.tickets.values()
    )
    return Measured(
        to_ack_s=seconds(alert.first_acked_at, alert),
        to_act_s=seconds(alert.acted_at, alert),
        to_recover_s=seconds(alert.recovered_at or alert.resolved_at, alert),
        longest_wait_s=worst_s,
        called=called,
        saved_s=without_s - after_s,
    )


def seconds(instant: datetime | None, alert: Alert) -> float | None:
    """From the crossing to `instant`; None if that never was."""
    if instant is None:
        return None
    return max(instant - alert.crossed_at, timedelta(0)).total_seconds()
