"""Managing accounts: who may do what to whom, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from queue_monitor.domain.model import ActorId
from queue_monitor.web.identity import Role
from queue_monitor.web.problems import Problem
from tests.accounts.world import SYSTEM, World, code_of

BEN: dict[str, Any] = {"name": "ben", "display_name": "Ben", "role": "clerk"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "Ben!"}, "/name"),
        ({"name": "b"}, "/name"),
        ({"display_name": ""}, "/display_name"),
        ({"display_name": "\u202e\u200b "}, "/display_name"),
        ({"role": "kiosk"}, "/role"),
        ({"role": 3}, "/role"),
        ({"password": "x"}, "/password"),
    ],
)
def test_a_mistake_is_named_by_its_place(world: World, change: dict[str, Any], where: str) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    answer = browser.post("/api/v1/accounts", {**BEN, **change})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_body")
    assert answer.get_json()["errors"][0]["where"] == where
    assert world.accounts.staff.find("ben") is None


def test_a_name_is_given_once(world: World) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    assert browser.post("/api/v1/accounts", BEN).status_code == 201
    again = browser.post("/api/v1/accounts", BEN)
    assert (again.status_code, code_of(again)) == (409, "account_exists")
    assert "ben" in again.get_json()["detail"]


def test_a_clerk_who_is_not_in_the_configuration_is_refused(world: World) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    answer = browser.post("/api/v1/accounts", {**BEN, "clerk": "c99"})
    assert code_of(answer) == "unknown_clerk"
    assert "c99" in answer.get_json()["detail"]


def test_an_unknown_account_is_named(world: World) -> None:
    browser = world.signed_in(Role.ADMIN)
    for answer in (
        browser.ask("PATCH", "/api/v1/accounts/zoe", {"disabled": True}),
        browser.post("/api/v1/accounts/zoe/link"),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "unknown_account")
        assert "zoe" in answer.get_json()["detail"]


def test_a_changed_role_ends_the_sessions(world: World) -> None:
    ben = world.signed_in(Role.CLERK, name="ben")
    chief = world.signed_in(Role.SUPERVISOR)
    answer = chief.ask("PATCH", "/api/v1/accounts/ben", {"role": "viewer"})
    assert answer.get_json()["role"] == "viewer"
    assert code_of(ben.get("/api/v1/me")) == "not_signed_in"
    assert ("staff:supervisor", "ben", "account changed: role = viewer") in world.recorded


def test_a_changed_name_on_screens_ends_no_session(world: World) -> None:
    ben = world.signed_in(Role.CLERK, name="ben")
    chief = world.signed_in(Role.SUPERVISOR)
    chief.ask("PATCH", "/api/v1/accounts/ben", {"display_name": "Benjamin"})
    assert ben.get("/api/v1/me").get_json()["name"] == "Benjamin"


@pytest.mark.parametrize("target", [Role.ADMIN, Role.SUPERVISOR])
def test_a_supervisor_does_not_rise_above_supervisors(world: World, target: Role) -> None:
    world.member("boss", Role.ADMIN)
    world.member("peer", target)
    world.member("ben", Role.CLERK)
    browser = world.signed_in(Role.SUPERVISOR)
    for answer in (
        browser.post("/api/v1/accounts", {**BEN, "name": "new", "role": target.value}),
        browser.ask("PATCH", "/api/v1/accounts/ben", {"role": target.value}),
        browser.ask("PATCH", "/api/v1/accounts/peer", {"disabled": True}),
        browser.ask("PATCH", "/api/v1/accounts/supervisor", {"role": target.value}),
        browser.post("/api/v1/accounts/peer/link"),
    ):
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")
    assert code_of(browser.post("/api/v1/api-tokens", {"role": "supervisor"})) == "forbidden"


def test_the_last_one_in_charge_cannot_be_taken_away(world: World) -> None:
    boss = world.signed_in(Role.ADMIN, name="boss")
    for change in ({"disabled": True}, {"role": "clerk"}):
        answer = boss.ask("PATCH", "/api/v1/accounts/boss", change)
        assert (answer.status_code, code_of(answer)) == (409, "last_supervisor")
    world.member("other", Role.ADMIN)
    assert boss.ask("PATCH", "/api/v1/accounts/boss", {"disabled": True}).status_code == 200


def test_lists_hold_no_secret(world: World) -> None:
    browser = world.signed_in(Role.ADMIN)
    browser.post("/api/v1/api-tokens", {"role": "kiosk"})
    for path in ("/api/v1/accounts", "/api/v1/devices", "/api/v1/api-tokens"):
        text = browser.get(path).text
        assert "argon2" not in text
        assert "digest" not in text
        assert "qm_kiosk" not in text


def test_a_refusal_reads_well_on_the_command_line(world: World) -> None:
    staff = world.accounts.staff
    with pytest.raises(Problem, match="Nobody is named zoe here"):
        staff.get("zoe")
    with pytest.raises(Problem, match="/name must be 2 to 32"):
        staff.create(name="Z Z", display_name="Z", role=Role.CLERK, clerk=None, by=SYSTEM)


@pytest.mark.parametrize(
    ("actor", "name"),
    [("staff:ben", "Ben 王"), ("staff:gone", None), ("system", None), ("device:loopback", None)],
)
def test_screens_call_people_by_their_names(world: World, actor: str, name: str | None) -> None:
    world.accounts.staff.create(
        name="ben", display_name="Ben 王", role=Role.CLERK, clerk=None, by=SYSTEM
    )
    assert world.accounts.name_of(ActorId(actor)) == name


def test_names_cannot_turn_or_cover_the_words_beside_them(world: World) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    hostile = {"display_name": "\u202eneB\n" + "B" + "\u0301" * 40}
    told = browser.post("/api/v1/accounts", {**BEN, **hostile}).get_json()["account"]
    assert told["display_name"] == "neB B\u0301\u0301"
    browser.ask("PATCH", "/api/v1/accounts/ben", {"display_name": "\u2066王\u2069小明"})
    assert world.accounts.staff.get("ben").display_name == "王小明"
    asked = world.accounts.devices.ask(Role.KIOSK)
    device = world.accounts.devices.pair(asked.code, name="Door\u202e", role=Role.KIOSK, by=SYSTEM)
    assert device.name == "Door"


def test_screens_call_programs_by_their_labels(world: World) -> None:
    tokens = world.accounts.tokens
    _, named = tokens.create(role=Role.SUPERVISOR, by=SYSTEM, label="HR system")
    _, unnamed = tokens.create(role=Role.SUPERVISOR, by=SYSTEM)
    told = [world.accounts.name_of(ActorId(f"token:{t.id}")) for t in (named, unnamed)]
    assert told == ["HR system", None]
