"""The rules over the JSON API of a running office."""

from functools import partial
from typing import Any

import pytest

from alerts import ruling
from queue_monitor.app import Running
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.rulebook import Rule, RuleSetting, Scope, ScopeKind, Thresholds
from queue_monitor.web.identity import Role
from tests.alerts.test_whole_way import Desk, alerts, come, until
from tests.alerts.test_whole_way import office as office  # noqa: PLC0414 - a fixture

GONE = RuleSetting(
    rule=Rule.WAITING,
    scope=Scope(kind=ScopeKind.SERVICE, id="gone"),
    limits=Thresholds(limit=4, clear=2, worse=9),
)


@pytest.fixture
def supervisor(office: Running) -> Desk:
    return Desk(office, Role.SUPERVISOR)


def rule(desk: Desk, key: str) -> Any:
    """The rule as the page has it; None if there is none."""
    found = desk.get("/rules")["rules"]
    named = (r for r in found if f"{r['rule']}/{r['scope']['kind']}:{r['scope']['id']}" == key)
    return next(named, None)


def test_the_rule_of_a_service_that_is_gone_can_be_taken_back(
    office: Running, supervisor: Desk
) -> None:
    change = partial(ruling.change, setting=GONE, by=ActorId("account:chen"))
    office.parts.office.ask(change)
    assert rule(supervisor, "waiting/service:gone")["setting"]["limit"] == 4
    path = "/rules/waiting/service:gone"
    assert supervisor.post(path, {"limit": 5})[1]["code"] == "unknown_service"
    assert supervisor._ask("DELETE", path, None)[0] == 200
    assert rule(supervisor, "waiting/service:gone") is None
    assert supervisor._ask("DELETE", path, None)[1]["code"] == "unknown_service"


def test_a_limit_that_is_raised_while_its_alert_fires_lets_it_go(
    office: Running, supervisor: Desk
) -> None:
    come(Desk(office, Role.KIOSK), 8)
    until(lambda: alerts(supervisor))
    assert supervisor.post("/rules/waiting/office", {"limit": 9, "clear": 8})[0] == 200
    (alert,) = until(lambda: [a for a in alerts(supervisor) if a["state"] == "clearing"])
    assert (alert["limit"], alert["worst"]) == (7, 8)  # the limit that it crossed
    assert supervisor._ask("DELETE", "/rules", None)[0] == 200
    until(lambda: [a for a in alerts(supervisor) if a["state"] == "firing"])
