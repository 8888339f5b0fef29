"""How help ends: staff go back where they were once the load has allowed it for a while. Pure.

Whether the office would do without the help is judged by the forecast (`adviser`) and recorded
when it changes; how long that has held, and what follows, is decided here.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from alerts.draft import Draft
from alerts.guards import HELD
from queue_monitor.config import Reallocation
from queue_monitor.domain.errors import AlreadyDecided, Guarded, UnknownReallocation
from queue_monitor.domain.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    Event,
    LanesChanged,
)
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import SYSTEM, ActorId, Counter, CounterStatus
from queue_monitor.domain.plan_events import (
    HelpNeeded,
    HelpSpared,
    ReallocationEnded,
    StandDownAccepted,
    StandDownDeclined,
    StandDownProposed,
)
from queue_monitor.domain.plans import Plan, PlanKind, PlanState
from queue_monitor.domain.watch import AlertState
from queue_monitor.domain.watch_ids import PlanId, day_of

#: Changes of lanes, which are taken back by themselves; where somebody moved, it is proposed.
LENT: Final = frozenset({PlanKind.ADD_SERVICE, PlanKind.CALL_EXPRESS})
#: Help that was found dispensable is needed again when the odds are above this many times
#: `release_odds`: they are counted over some hundred replications, and should not flicker.
_VOID: Final = 2.0


# -- what the forecast says ----------------------------------------------------------------------


def is_watched(plan: Plan) -> bool:
    """Whether it must be judged if the office would do without the plan's help."""
    return plan.state is PlanState.APPLIED and plan.proposal.kind not in LENT


def judge(
    floor: Floor, at: datetime, *, plan: PlanId, odds: float, settings: Reallocation
) -> Sequence[Event]:
    """Record that help has become dispensable, or needed again: `odds` of a limit broken without.

    Nothing where that has not changed.
    """
    known = floor.watch.plans.get(plan)
    if known is None or not is_watched(known):
        return ()
    if known.spared_at is None:
        if odds <= settings.release_odds:
            return (HelpSpared(at=at, plan=plan, odds=odds),)
        return ()
    if odds > settings.release_odds * _VOID:
        return (HelpNeeded(at=at, plan=plan, odds=odds),)
    return ()


# -- what people say -----------------------------------------------------------------------------


def stand_down(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, settings: Reallocation
) -> Sequence[Event]:
    """The supervisor sends the help back, proposed or not; a move stands its time, though.

    Raises UnknownReallocation, AlreadyDecided, Guarded.
    """
    known = _at_work(floor, plan)
    if known.applied_at is not None and at < known.applied_at + settings.min_stay:
        raise Guarded(guards=("stands",), overridable=False)
    draft = Draft(floor, at)
    draft.add(StandDownAccepted(at=at, plan=plan, by=by))
    step(draft, draft.plan(plan), settings)
    return draft.events


def keep(
    floor: Floor, at: datetime, *, plan: PlanId, by: ActorId, reason: str | None
) -> Sequence[Event]:
    """The supervisor keeps the help. It is asked again when the load has allowed it as long again,
    and `min_stay` after this at the earliest.

    Raises UnknownReallocation, AlreadyDecided.
    """
    known = _at_work(floor, plan)
    if known.stand_down_at is None:
        raise AlreadyDecided(plan, known.state)
    return (StandDownDeclined(at=at, plan=plan, by=by, reason=reason),)


def _at_work(floor: Floor, plan: PlanId) -> Plan:
    known = floor.watch.plans.get(plan)
    if known is None:
        raise UnknownReallocation(plan)
    if known.state is not PlanState.APPLIED:
        raise AlreadyDecided(plan, known.state)
    return known


# -- what time and the floor bring ---------------------------------------------------------------


def deadlines(floor: Floor, plan: Plan, settings: Reallocation) -> Iterator[datetime | None]:
    """Instants at which an applied plan moves by time alone, or begins to stand no more."""
    if plan.applied_at is not None:
        yield plan.applied_at + settings.min_stay
    yield _lapses_at(floor, plan, settings)
    yield _proposed_at(plan, settings)
    yield plan.stand_down_auto_at


def step(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    """One step of a plan at work. It ends when its clerk leaves the counter, the day ends, or
    the help goes back: added services by themselves, people when a supervisor agrees.
    """
    floor, at = draft.floor, draft.at
    if floor.day is None or not floor.is_open or day_of(plan.id) != floor.day.id:
        draft.add(ReallocationEnded(at=at, plan=plan.id, cause="day_closed"))
        return
    desk = floor.counters.get(plan.proposal.counter)
    if desk is None or desk.status is CounterStatus.CLOSED or desk.clerk != plan.clerk:
        draft.add(ReallocationEnded(at=at, plan=plan.id, cause="counter_closed"))
    elif plan.proposal.kind in LENT:
        lapses_at = _lapses_at(floor, plan, settings)
        if plan.state is PlanState.RETURNING or (lapses_at is not None and lapses_at <= at):
            _take_back(draft, plan, desk)
    elif plan.state is PlanState.RETURNING:
        _return(draft, plan, desk)
    else:
        _propose(draft, plan, settings)


def _lapses_at(floor: Floor, plan: Plan, settings: Reallocation) -> datetime | None:
    """When added services go back: `min_stay` after the episode, and after the change itself."""
    alert = floor.watch.alerts.get(plan.alert)
    if plan.proposal.kind not in LENT or alert is None or alert.resolved_at is None:
        return None
    if plan.applied_at is None:
        return None
    return max(alert.resolved_at, plan.applied_at) + settings.min_stay


def _take_back(draft: Draft, plan: Plan, desk: Counter) -> None:
    if desk.serves == plan.proposal.serves and plan.before:
        by = plan.returned_by or SYSTEM
        draft.add(LanesChanged(at=draft.at, counter=desk.id, serves=plan.before, by=by))
    draft.add(ReallocationEnded(at=draft.at, plan=plan.id, cause="stood_down"))


def _proposed_at(plan: Plan, settings: Reallocation) -> datetime | None:
    if plan.spared_at is None or plan.applied_at is None or plan.stand_down_at is not None:
        return None
    stays_since = plan.applied_at if plan.kept_at is None else plan.kept_at
    return max(plan.spared_at + settings.release_after, stays_since + settings.min_stay)


def _propose(draft: Draft, plan: Plan, settings: Reallocation) -> None:
    at = draft.at
    if plan.stand_down_at is not None:
        if plan.stand_down_auto_at is not None and plan.stand_down_auto_at <= at:
            draft.add(StandDownAccepted(at=at, plan=plan.id, by=SYSTEM))
        return
    due_at = _proposed_at(plan, settings)
    alert = draft.watch.alerts.get(plan.alert)
    if due_at is None or due_at > at:
        return
    if alert is not None and alert.state in {AlertState.FIRING, AlertState.ACKED}:
        return
    auto_at = at + settings.auto_after if settings.mode == "auto" else None
    draft.add(StandDownProposed(at=at, plan=plan.id, auto_at=auto_at))


def _return(draft: Draft, plan: Plan, desk: Counter) -> None:
    """Back where the clerk was: to a break, to the own counter, or to other work.

    Whoever is at the desk is served first, and is the last.
    """
    at, by = draft.at, plan.returned_by or SYSTEM
    if plan.proposal.kind is PlanKind.END_BREAK:
        if desk.status is CounterStatus.OPEN:
            reason = plan.paused or "break"
            draft.add(CounterPaused(at=at, counter=desk.id, reason=reason, by=by))
        draft.add(ReallocationEnded(at=at, plan=plan.id, cause="stood_down"))
        return
    if desk.ticket is not None:
        if desk.status is CounterStatus.OPEN:
            draft.add(CounterPaused(at=at, counter=desk.id, reason=HELD, by=by))
        return
    draft.add(CounterClosed(at=at, counter=desk.id, by=by))
    own = None
    if plan.proposal.donor is not None:
        own = draft.floor.counters.get(plan.proposal.donor)
    if own is not None and own.status is CounterStatus.CLOSED:
        opened = CounterOpened(
            at=at, counter=own.id, clerk=plan.clerk, by=by, serves=plan.left or own.serves
        )
        draft.add(opened)
    draft.add(ReallocationEnded(at=at, plan=plan.id, cause="stood_down"))
