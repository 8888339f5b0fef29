"""Whether the office would do without a plan's help, by the forecast. Pure."""

from datetime import datetime, timedelta
from typing import Final

from alerts.going_back import is_watched
from alerts.senses import crowd_limits
from alerts.watching import Watching
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.plans import Plan, PlanKind
from queue_monitor.domain.rulebook import Scope
from queue_monitor.forecast import Change, ChangeLanes, Forecast, MoveClerk

#: How far ahead the load must allow it: the limits hold without the help.
HORIZON: Final = timedelta(minutes=10)


def odds_without(
    floor: Floor, plan: Plan, at: datetime, *, watching: Watching, forecast: Forecast
) -> float:
    """The probability that a limit of the office, or of the plan's own alert, is crossed within
    10 minutes if the help went back now; 1.0 where one is crossed already.

    Helpers go one after the other: those of whom it was known sooner that the office would do
    without them count as gone. Each alone may be dispensable where all of them are not.
    """
    floor = _without_those_before(floor, plan)
    alert = floor.watch.alerts.get(plan.alert)
    scopes = dict.fromkeys([Scope(), *([] if alert is None else [alert.scope])])
    on = watching.on(floor, at).conditions
    found = (crowd_limits(on, scope) for scope in scopes)
    limits = [limit for limit in found if limit is not None]
    without = back(plan)
    return max(
        (forecast.outlook(floor, at, [without], HORIZON, each)[1].crossed for each in limits),
        default=0.0,
    )


def _without_those_before(floor: Floor, plan: Plan) -> Floor:
    plans = floor.watch.plans.values()
    gone = {p.proposal.counter for p in plans if is_watched(p) and _goes_before(p, plan)}
    return replace(
        floor,
        counters={
            number: replace(desk, serves=()) if number in gone else desk
            for number, desk in floor.counters.items()
        },
    )


def _goes_before(other: Plan, plan: Plan) -> bool:
    if other.spared_at is None:
        return False
    return plan.spared_at is None or (other.spared_at, other.id) < (plan.spared_at, plan.id)


def back(plan: Plan) -> Change:
    """The change of counters by which the help ends."""
    proposal = plan.proposal
    if proposal.kind is PlanKind.MOVE_CLERK and proposal.donor is not None:
        return MoveClerk(
            clerk=plan.clerk or proposal.clerk,
            source=proposal.counter,
            counter=proposal.donor,
            serves=plan.left,
        )
    return ChangeLanes(counter=proposal.counter, serves=())
