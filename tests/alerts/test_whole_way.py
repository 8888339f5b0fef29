"""The whole way in one running office over the API: crowd, alert, plan, clerk, relief, record."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.domain.model import SYSTEM, ClerkId
from queue_monitor.domain.watch_events import (
    AlertRaised,
    ReallocationProposed,
)
from queue_monitor.runtime import load as load_runtime
from queue_monitor.web.identity import Role
from tests.config.office import office_with

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Taipei


@dataclass
class Desk:
    """A program with a token."""

    office: Running
    role: Role
    clerk: str | None = None
    token: str = field(init=False)

    def __post_init__(self) -> None:
        clerk = None if self.clerk is None else ClerkId(self.clerk)
        tokens = self.office.accounts.tokens
        self.token = tokens.create(role=self.role, clerk=clerk, by=SYSTEM)[0]

    def get(self, path: str) -> Any:
        """The JSON there."""
        return self._ask("GET", path, None)[1]

    def post(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON."""
        return self._ask("POST", path, body or {})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, Any]:
        answer = self.office.app.test_client().open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
        )
        return answer.status_code, answer.get_json()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Running]:
    """A running office with its first two counters open."""
    running = build(
        office_with(("forecast_limit: 50 ", "forecast_limit: off ")),  # the alerts of what is there
        runtime=load_runtime("threading"),
        data=tmp_path / "office.db",
        clock=SteadyClock(start=MORNING),
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def supervisor(office: Running) -> Desk:
    return Desk(office, Role.SUPERVISOR)


@pytest.fixture
def kiosk(office: Running) -> Desk:
    return Desk(office, Role.KIOSK)


@pytest.fixture
def clerk(office: Running) -> Desk:
    return Desk(office, Role.CLERK)


def until(found: Callable[[], Any], within_s: float = 10.0) -> Any:
    """What `found` gives once it gives something."""
    ends_s = time.monotonic() + within_s
    while time.monotonic() < ends_s:
        if result := found():
            return result
        time.sleep(0.01)
    raise AssertionError("it did not come about in time")


def come(kiosk: Desk, people: int) -> None:
    for _ in range(people):
        status, _ = kiosk.post("/tickets", {"service": "transcript"})
        assert status == 201


def alerts(desk: Desk) -> list[Any]:
    return list(desk.get("/alerts")["alerts"])


def plan_in(desk: Desk, state: str) -> Any:
    plans = desk.get("/reallocations")["reallocations"]
    return next((plan for plan in plans if plan["state"] == state), None)


def open_counter(clerk: Desk, number: int, who: str) -> None:
    status, answer = clerk.post(f"/counters/{number}/open", {"clerk": who})
    assert status == 200, answer


def test_seven_people_raise_nothing_and_the_eighth_an_alert_with_a_plan(
    office: Running, kiosk: Desk, clerk: Desk, supervisor: Desk
) -> None:
    open_counter(clerk, 1, "c01")
    come(kiosk, 7)
    time.sleep(0.3)
    assert alerts(supervisor) == []
    come(kiosk, 1)
    alert = until(lambda: alerts(supervisor))[0]
    assert (alert["rule"], alert["state"], alert["value"]) == ("waiting", "firing", 8.0)
    assert alert["title"]["zh-TW"] == "等候人數超過7人"
    plan = until(lambda: plan_in(supervisor, "proposed"))
    assert plan["alert"] == alert["id"]
    assert "預計最久等候" in plan["reason"]["zh-TW"]
    assert plan["effect"]["longest_wait_s"]["with"] <= plan["effect"]["longest_wait_s"]["without"]


def test_from_the_crowd_to_the_open_counter_and_back(
    office: Running, kiosk: Desk, clerk: Desk, supervisor: Desk
) -> None:
    open_counter(clerk, 1, "c01")
    come(kiosk, 9)
    plan = until(lambda: plan_in(supervisor, "proposed"))
    status, accepted = supervisor.post(f"/reallocations/{plan['id']}/accept")
    assert (status, accepted["state"]) == (200, "offered")
    asked = Desk(office, Role.CLERK, accepted["offered_to"])
    status, applied = asked.post(f"/reallocations/{plan['id']}/accept")
    assert (status, applied["state"]) == (200, "applied")
    counters = {c["id"]: c for c in supervisor.get("/floor")["counters"]}
    assert counters[plan["counter"]]["status"] == "open"
    assert counters[plan["counter"]]["clerk"] == accepted["offered_to"]
    for _ in range(4):
        status, called = asked.post(f"/counters/{plan['counter']}/call-next")
        assert status == 200, called
        asked.post(f"/counters/{plan['counter']}/start")
        asked.post(f"/counters/{plan['counter']}/finish")
    until(lambda: alerts(supervisor)[0]["state"] == "clearing")


def test_alert_and_plan_are_one_append_when_a_remedy_was_at_hand(
    office: Running, kiosk: Desk, clerk: Desk
) -> None:
    open_counter(clerk, 1, "c01")
    come(kiosk, 7)
    until(office.eyes.adviser.remedies)
    come(kiosk, 1)
    until(lambda: office.parts.office.floor().watch.plans)
    written = [event for _, event in office.store.read()]
    raised = next(i for i, e in enumerate(written) if isinstance(e, AlertRaised))
    proposed = next(i for i, e in enumerate(written) if isinstance(e, ReallocationProposed))
    assert written[raised].at == written[proposed].at


def test_the_supervisor_acknowledges_and_a_clerk_may_not(
    kiosk: Desk, clerk: Desk, supervisor: Desk
) -> None:
    come(kiosk, 8)
    alert = until(lambda: alerts(supervisor))[0]
    assert clerk.post(f"/alerts/{alert['id']}/ack")[0] == 403
    status, acked = supervisor.post(f"/alerts/{alert['id']}/ack", {"note": "on my way"})
    assert (status, acked["state"], acked["ack_note"]) == (200, "acked", "on my way")
    status, problem = supervisor.post("/alerts/2026-11-23.e99/ack")
    assert (status, problem["code"]) == (404, "unknown_alert")


def test_who_may_decide_on_a_plan(
    office: Running, kiosk: Desk, clerk: Desk, supervisor: Desk
) -> None:
    open_counter(clerk, 1, "c01")
    come(kiosk, 8)
    plan = until(lambda: plan_in(supervisor, "proposed"))
    path = f"/reallocations/{plan['id']}"
    assert clerk.post(f"{path}/accept")[1]["code"] == "forbidden"
    offered_to = supervisor.post(f"{path}/accept")[1]["offered_to"]
    somebody_else = Desk(office, Role.CLERK, next(c for c in ("c02", "c03") if c != offered_to))
    assert somebody_else.post(f"{path}/accept")[1]["code"] == "not_asked"
    assert supervisor.post(f"{path}/accept")[1]["code"] == "already_decided"
    status, declined = clerk.post(f"{path}/decline", {"reason": "in the middle of a case"})
    assert status == 200
    assert declined["answers"][0]["reason"] == "in the middle of a case"
    assert supervisor.post("/reallocations/2026-11-23.r99/accept")[1]["code"] == (
        "unknown_reallocation"
    )


def test_bad_input_is_told_and_changes_nothing(
    office: Running, kiosk: Desk, supervisor: Desk
) -> None:
    come(kiosk, 8)
    alert = until(lambda: alerts(supervisor))[0]
    seq = until(lambda: office.parts.office.floor().seq)
    for body in ({"note": 7}, {"note": "x" * 501}, {"else": 1}):
        status, problem = supervisor.post(f"/alerts/{alert['id']}/ack", body)
        assert (status, problem["code"]) == (422, "invalid_body")
    assert alerts(supervisor)[0]["state"] == "firing"
    assert seq <= office.parts.office.floor().seq


def test_the_alert_bears_the_instant_at_which_the_eighth_came(office: Running, kiosk: Desk) -> None:
    come(kiosk, 8)
    until(lambda: office.parts.office.floor().watch.alerts)
    floor = office.parts.office.floor()
    (alert,) = floor.watch.alerts.values()
    assert alert.crossed_at == max(ticket.issued_at for ticket in floor.tickets.values())
    assert alert.noticed_at >= alert.crossed_at


def test_e_eyes_says_that_it_watches(office: Running, supervisor: Desk) -> None:
    eyes = until(lambda: supervisor.get("/alerts")["e_eyes"])
    assert eyes["state"] == "watching"
    assert office.eyes.check().ok


def test_people_are_counted_in_whole_numbers(kiosk: Desk, supervisor: Desk) -> None:
    come(kiosk, 8)
    (alert,) = until(lambda: supervisor.get("/alerts")["alerts"])
    figures = (alert["value"], alert["limit"], alert["worst"])
    assert figures == (8, 7, 8)
    assert {type(figure) for figure in figures} == {int}
