"""A crowd that is foreseen: help before it comes, on the screens alone, and no alert of its own."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from alerts import proposals, reallocation
from alerts.desk import light
from alerts.readings import Odds, Readings
from alerts.requests import look
from queue_monitor.domain.plan_events import ReallocationWithdrawn
from queue_monitor.domain.plans import PlanKind, PlanState
from queue_monitor.domain.watch import Alert, AlertState, Rule, Scope
from queue_monitor.simulation.played import PlayedHere
from tests.alerts.office import WatchedDay, a_day, opening, watching

OFFICE = Scope()
NO_TIME = timedelta(0)


def _seen(day: WatchedDay, percent: float) -> None:
    """e-Eyes looks, and the forecast says so much."""
    odds = Readings(odds={OFFICE: Odds(percent=percent, at=day.at)})
    day.looked.extend(day.ask(partial(look, watching=day.rules_of, readings=odds)))


def _foreseen(people: int = 6, **changes: Any) -> WatchedDay:
    day = a_day(
        watching(forecast_limit=50, forecast_hold=NO_TIME, wait_limit=None, **changes), counters=2
    )
    day.come(people)
    _seen(day, 80.0)
    return day


def _of(day: WatchedDay, rule: Rule) -> Alert:
    return next(a for a in day.floor.watch.alerts.values() if a.rule is rule)


def _propose(day: WatchedDay, rule: Rule) -> None:
    alert = _of(day, rule)
    day.ask(proposals.propose, alert=alert.id, proposals=[opening(3, "c4")], watching=day.rules_of)


def _states(day: WatchedDay) -> list[tuple[Rule, PlanState]]:
    alerts = day.floor.watch.alerts
    return [(alerts[p.alert].rule, p.state) for p in day.floor.watch.plans.values()]


def test_a_remedy_is_sought_before_the_limit_breaks() -> None:
    day = _foreseen()
    assert proposals.wants_remedy(day.floor, _of(day, Rule.FORECAST), day.at, day.rules_of)
    _propose(day, Rule.FORECAST)
    assert _states(day) == [(Rule.FORECAST, PlanState.PROPOSED)]


def test_nobody_is_told_outside_the_screens() -> None:
    day = _foreseen()
    _propose(day, Rule.FORECAST)
    day.passes(minutes=30)
    assert not day.floor.watch.notices


def test_the_light_at_the_desk_is_amber_and_not_red() -> None:
    assert light(_foreseen().floor) == "amber"
    day = _foreseen(people=8)
    assert light(day.floor) == "red"


def test_a_crowd_that_comes_gets_a_proposal_of_its_own() -> None:
    day = _foreseen()
    _propose(day, Rule.FORECAST)
    day.come(2)
    gone = [e.cause for e in day.looked if isinstance(e, ReallocationWithdrawn)]
    assert gone == ["superseded"]
    _propose(day, Rule.WAITING)
    assert _states(day) == [
        (Rule.FORECAST, PlanState.WITHDRAWN),
        (Rule.WAITING, PlanState.PROPOSED),
    ]


def test_help_that_was_agreed_on_before_stands_for_the_crowd_too() -> None:
    day = _foreseen()
    _propose(day, Rule.FORECAST)
    day.accept()
    day.come(2)
    _propose(day, Rule.WAITING)
    assert _states(day) == [(Rule.FORECAST, PlanState.OFFERED)]


@pytest.mark.parametrize("state", [AlertState.FIRING, AlertState.ACKED])
def test_remedies_are_scored_by_the_odds_that_the_limit_breaks(state: AlertState) -> None:
    day = _foreseen(foreseen_odds=0.0)
    alert = _of(day, Rule.FORECAST)
    if state is AlertState.ACKED:
        day.ack(alert)
    found = reallocation.proposals(
        day.floor, alert, day.at, watching=day.rules_of, forecast=PlayedHere()
    )
    assert any(p.kind is PlanKind.OPEN_COUNTER for p in found)
    # What is merely likely is not yet worth anybody's other work.
    certain = watching(forecast_limit=50, wait_limit=None, foreseen_odds=1.0)
    assert not reallocation.proposals(
        day.floor, alert, day.at, watching=certain, forecast=PlayedHere()
    )
    # Without a crowd's limit there is nothing to prevent.
    blind = watching(forecast_limit=50, wait_limit=None, waiting_limit=None)
    assert not reallocation.proposals(
        day.floor, alert, day.at, watching=blind, forecast=PlayedHere()
    )
    assert day.at - alert.crossed_at < timedelta(minutes=1)
