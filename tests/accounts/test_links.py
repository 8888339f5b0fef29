"""One-time links: the first one in charge, invitations, forgotten passwords."""

from __future__ import annotations

import pytest

from queue_monitor.web.identity import Role
from tests.accounts.world import PASSWORD, SYSTEM, World, code_of

NEW = "another fine Tuesday"


def test_the_first_start_gives_a_link_that_makes_somebody_in_charge(world: World) -> None:
    token = world.accounts.staff.first_link(by=SYSTEM)
    browser = world.browser()
    told = browser.post("/api/v1/set-up/check", {"token": token}).get_json()
    assert told == {"name": "supervisor", "display_name": "主管", "role": "admin"}
    answer = browser.post("/api/v1/set-up", {"token": token, "password": PASSWORD})
    assert answer.get_json()["role"] == "admin"
    assert browser.get("/api/v1/me").status_code == 200
    assert world.accounts.staff.first_link(by=SYSTEM) is None


def test_before_its_link_is_used_the_first_account_cannot_sign_in(world: World) -> None:
    world.accounts.staff.first_link(by=SYSTEM)
    for password in ("", "admin", "supervisor", "password"):
        assert code_of(world.browser().sign_in("supervisor", password)) == "wrong_credentials"


def test_the_link_of_the_next_start_replaces_the_first(world: World) -> None:
    first = world.accounts.staff.first_link(by=SYSTEM)
    second = world.restarted().accounts.staff.first_link(by=SYSTEM)
    body = {"token": first, "password": PASSWORD}
    assert code_of(world.browser().post("/api/v1/set-up", body)) == "link_used"
    body = {"token": second, "password": PASSWORD}
    assert world.browser().post("/api/v1/set-up", body).status_code == 200


def test_a_link_works_once(world: World) -> None:
    token = world.accounts.staff.first_link(by=SYSTEM)
    body = {"token": token, "password": PASSWORD}
    assert world.browser().post("/api/v1/set-up", body).status_code == 200
    replay = world.browser().post("/api/v1/set-up", {"token": token, "password": NEW})
    assert (replay.status_code, code_of(replay)) == (410, "link_used")
    assert world.browser().sign_in("supervisor", NEW).status_code == 401


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.0, 410)])
def test_a_link_lasts_a_day(world: World, hours: float, status: int) -> None:
    token = world.accounts.staff.first_link(by=SYSTEM)
    world.clock.forward(hours=hours)
    body = {"token": token, "password": PASSWORD}
    assert world.browser().post("/api/v1/set-up", body).status_code == status


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaa", "supervisor", "Supervisor123", ""])
def test_a_weak_password_is_refused_and_does_not_use_the_link_up(world: World, weak: str) -> None:
    token = world.accounts.staff.first_link(by=SYSTEM)
    refused = world.browser().post("/api/v1/set-up", {"token": token, "password": weak})
    assert (refused.status_code, code_of(refused)) == (422, "password_weak")
    body = {"token": token, "password": PASSWORD}
    assert world.browser().post("/api/v1/set-up", body).status_code == 200


def test_only_a_digest_of_the_link_is_kept(world: World) -> None:
    token = world.accounts.staff.first_link(by=SYSTEM)
    assert token is not None
    assert world.vault is not None
    assert not any(
        token in key or token.encode() in (world.vault.get(key) or b"")
        for key in world.vault.keys("")
    )


def test_a_new_password_by_link_ends_the_sessions_there_were(world: World) -> None:
    browser = world.signed_in(Role.CLERK, name="amy")
    token = world.accounts.staff.link("amy", by=SYSTEM)
    assert browser.get("/api/v1/me").status_code == 200
    world.browser().post("/api/v1/set-up", {"token": token, "password": NEW})
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_a_supervisor_invites_a_clerk_who_then_signs_in(world: World) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    body = {"name": "ben", "display_name": "Ben", "role": "clerk", "clerk": "c02"}
    created = browser.post("/api/v1/accounts", body)
    assert created.status_code == 201
    assert created.get_json()["account"]["state"] == "invited"
    path, _, token = created.get_json()["link"]["link"].partition("#")
    assert path == "/set-up"
    me = world.browser().post("/api/v1/set-up", {"token": token, "password": PASSWORD})
    assert me.get_json()["clerk"] == "c02"
    assert ("staff:supervisor", "ben", "account created: clerk") in world.recorded


def test_a_link_of_a_disabled_account_is_not_valid(world: World) -> None:
    world.member("amy", Role.CLERK)
    token = world.accounts.staff.link("amy", by=SYSTEM)
    world.accounts.staff.change("amy", by=SYSTEM, disabled=True)
    body = {"token": token, "password": NEW}
    assert code_of(world.browser().post("/api/v1/set-up", body)) == "link_used"
