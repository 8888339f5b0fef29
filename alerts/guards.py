"""What must hold whenever staff are moved, by a plan or by hand. Pure.

Looked at before every step of a plan, on the floor of that moment: a remedy that was fine when it
was proposed may have become wrong since.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from queue_monitor.config import Reallocation
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClerkId,
    Counter,
    CounterId,
    CounterStatus,
    Lane,
    ServiceId,
)
from queue_monitor.domain.plans import AT_WORK, Plan, PlanKind, PlanState, Proposal
from queue_monitor.domain.watch import Alert
from queue_monitor.domain.watch_ids import AlertId, PlanId

#: Reason of a pause by which a counter calls nobody until its clerk can leave it.
HELD: Final = "reallocation"


class Guard(StrEnum):
    """What may speak against moving a clerk."""

    SKILLS = "skills"  # the counter serves nothing that the clerk can give
    DONOR_MINIMUM = "donor_minimum"  # a service would keep too few open counters
    STANDS = "stands"  # the clerk or a counter was moved too lately
    ENGAGED = "engaged"  # another plan counts on the clerk or the counter
    ON_BREAK = "on_break"  # breaks are the clerk's own
    DECLINED = "declined"  # said no in an episode that lasts
    ABSENT = "absent"  # signed out


#: What not even a reason overrides.
FIRM: Final = frozenset({Guard.SKILLS})


def is_possible(
    floor: Floor,
    at: datetime,
    proposal: Proposal,
    clerk: ClerkId,
    settings: Reallocation,
    *,
    but: PlanId | None = None,
) -> bool:
    """Whether the floor allows the plan with this clerk. `but` is the plan itself."""
    desk = floor.counters.get(proposal.counter)
    if desk is None or not floor.is_open:
        return False
    if is_engaged(floor, clerk, proposal.counter, but=but):
        return False
    seat, lanes = floor.counter_of(clerk), able(floor, proposal, clerk)
    match proposal.kind:
        case PlanKind.OPEN_COUNTER:
            return desk.status is CounterStatus.CLOSED and seat is None and bool(lanes)
        case PlanKind.MOVE_CLERK:
            if desk.status is not CounterStatus.CLOSED or seat is None or is_on_break(seat):
                return False
            if seat.id != proposal.donor or stands_at(floor, at, clerk, seat.id, settings):
                return False
            return bool(lanes) and keeps_minimum(floor, seat, lanes, settings)
        case PlanKind.END_BREAK:
            return is_on_break(desk) and desk.clerk == clerk
        case PlanKind.ADD_SERVICE | PlanKind.CALL_EXPRESS:
            calls = desk.status is CounterStatus.OPEN and desk.clerk == clerk
            gained = services_of(proposal.serves) - services_of(desk.serves)
            able_to = gained <= services_of(lanes)
            return calls and able_to and desk.serves != proposal.serves


def able(floor: Floor, proposal: Proposal, clerk: ClerkId) -> tuple[Lane, ...]:
    """What the plan's counter would serve with this clerk: its lanes as far as the skills go."""
    known = floor.plan.clerk(clerk)
    return proposal.serves if known is None else within(proposal.serves, known.skills)


def services_of(serves: Sequence[Lane]) -> set[ServiceId]:
    """Every service of the lanes."""
    return {service for lane in serves for service in lane.services}


def is_on_break(desk: Counter) -> bool:
    """Whether its clerk rests; not while the counter only waits for its last visitor to go."""
    return desk.status is CounterStatus.PAUSED and desk.reason != HELD


def within(serves: Sequence[Lane], skills: Collection[ServiceId]) -> tuple[Lane, ...]:
    """The lanes as far as the skills go."""
    lanes = (
        Lane(services=tuple(s for s in lane.services if s in skills), classes=lane.classes)
        for lane in serves
    )
    return tuple(lane for lane in lanes if lane.services)


def keeps_minimum(
    floor: Floor, donor: Counter, serves: Sequence[Lane], settings: Reallocation
) -> bool:
    """Whether every service that `donor` gives up, when its clerk goes to take `serves`, keeps
    its minimum of open counters.
    """
    return all(
        len([c for c in floor.serving_counters(service) if c.id != donor.id])
        >= settings.donor_minimum
        for service in services_of(donor.serves) - services_of(serves)
    )


def stands(plan: Plan, at: datetime, settings: Reallocation) -> bool:
    """Whether the plan is still the episode's active one: open, or applied and given its time."""
    if plan.is_open:
        return True
    if plan.state not in AT_WORK or plan.applied_at is None:
        return False
    return at < plan.applied_at + settings.min_stay


def stands_at(
    floor: Floor, at: datetime, clerk: ClerkId, counter: CounterId | None, settings: Reallocation
) -> bool:
    """Whether the clerk was moved, or anybody was moved to the counter, too lately."""
    for plan in floor.watch.plans.values():
        if plan.applied_at is None or plan.state not in AT_WORK or not stands(plan, at, settings):
            continue
        if plan.clerk == clerk or plan.proposal.counter == counter:
            return True
    placings = floor.watch.placed.items()
    return any(
        at < placing.at + settings.min_stay
        for placed, placing in placings
        if placed == clerk or (counter is not None and placing.counter == counter)
    )


def is_engaged(
    floor: Floor, clerk: ClerkId, counter: CounterId, *, but: PlanId | None = None
) -> bool:
    """Whether another agreed plan counts on the clerk, or on the counter."""
    return any(
        plan.clerk == clerk or counter in {plan.proposal.counter, plan.proposal.donor}
        for plan in floor.watch.plans.values()
        if plan.id != but and plan.state in {PlanState.ACCEPTED, PlanState.OFFERED}
    )


def is_taken(floor: Floor, proposal: Proposal, *, but: AlertId | None = None) -> bool:
    """Whether an open plan for another crowd than `but` already counts on the counter or clerk.

    Of what lies before the supervisor only the recommended counts: the rest are alternatives.
    """
    return any(
        plan.proposal.counter == proposal.counter
        or (plan.clerk or plan.proposal.clerk) == proposal.clerk
        for plan in floor.watch.plans.values()
        if plan.is_open
        and (plan.state is not PlanState.PROPOSED or (plan.rank == 1 and plan.alert != but))
    )


def has_declined(floor: Floor, alert: Alert, clerk: ClerkId) -> bool:
    """Whether the clerk said no in this episode, or did not answer."""
    return any(
        answer.clerk == clerk and not answer.accepted
        for plan in floor.watch.plans_of(alert.id)
        for answer in plan.answers
    )


def against_placing(
    floor: Floor, at: datetime, clerk: ClerkId, counter: CounterId | None, settings: Reallocation
) -> Iterator[Guard]:
    """What speaks against a supervisor's moving the clerk by hand, gravest first."""
    known = floor.plan.clerk(clerk)
    lanes: tuple[Lane, ...] = ()
    if counter is not None and known is not None:
        lanes = placed_lanes(floor, clerk, counter)
        if not lanes:
            yield Guard.SKILLS
    seat = floor.counter_of(clerk)
    if seat is not None and not keeps_minimum(floor, seat, lanes, settings):
        yield Guard.DONOR_MINIMUM
    if seat is not None and is_on_break(seat):
        yield Guard.ON_BREAK
    if stands_at(floor, at, clerk, counter, settings):
        yield Guard.STANDS
    if any(
        plan.is_open
        and plan.state is not PlanState.PROPOSED
        and (plan.clerk == clerk or plan.proposal.counter == counter)
        for plan in floor.watch.plans.values()
    ):
        yield Guard.ENGAGED
    if any(has_declined(floor, alert, clerk) for alert in floor.watch.active()):
        yield Guard.DECLINED
    duty = floor.clerks.get(clerk)
    if duty is not None and not duty.present:
        yield Guard.ABSENT


def placed_lanes(floor: Floor, clerk: ClerkId, counter: CounterId) -> tuple[Lane, ...]:
    """What the clerk would serve at a closed counter: its plan, as far as the skills go."""
    known, planned = floor.plan.clerk(clerk), floor.plan.counter(counter)
    lanes = floor.counter(counter).serves if planned is None else planned.serves
    return lanes if known is None else within(lanes, known.skills)
