"""Whether the office would do without a plan's help, by the forecast. Pure."""

from datetime import datetime, timedelta
from typing import Final

from alerts.watching import Watching
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClassId, ServiceId
from queue_monitor.domain.plans import Plan, PlanKind
from queue_monitor.domain.rulebook import CROWD, Rule, Scope, ScopeKind
from queue_monitor.forecast import Change, ChangeLanes, ClearLimits, Forecast, MoveClerk

#: How far ahead a limit must hold without the help.
HORIZON: Final = timedelta(minutes=15)


def odds_without(
    floor: Floor, plan: Plan, at: datetime, *, watching: Watching, forecast: Forecast
) -> float:
    """The probability that a limit of the office, or of the plan's own alert, is crossed within
    15 minutes if the help went back now; 1.0 where one is crossed already.
    """
    alert = floor.watch.alerts.get(plan.alert)
    scopes = dict.fromkeys([Scope(), *([] if alert is None else [alert.scope])])
    now = watching.on(floor, at)
    limits = [found for scope in scopes if (found := _limits(now, scope)) is not None]
    without = back(plan)
    return max(
        (forecast.outlook(floor, at, [without], HORIZON, each)[1].crossed for each in limits),
        default=0.0,
    )


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


def _limits(watching: Watching, scope: Scope) -> ClearLimits | None:
    """The limits that raise an alert in the scope; None if it has none."""
    of_scope = [c for c in watching.conditions if c.scope == scope and c.rule in CROWD]
    if not of_scope:
        return None
    count = next((c.limit for c in of_scope if c.rule is Rule.WAITING), None)
    wait_s = next((c.limit for c in of_scope if c.rule is Rule.WAIT), None)
    return ClearLimits(
        waiting=None if count is None else int(count),
        wait=None if wait_s is None else timedelta(seconds=wait_s),
        service=ServiceId(scope.id) if scope.kind is ScopeKind.SERVICE else None,
        visit_class=ClassId(scope.id) if scope.kind is ScopeKind.CLASS else None,
    )
