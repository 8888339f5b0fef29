"""Bearer tokens of programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_monitor.domain.errors import UnknownClerk
from queue_monitor.web.identity import Role
from tests.accounts.world import SYSTEM, World, code_of


def _me(world: World, authorization: str) -> tuple[int, str]:
    answer = world.browser().get("/api/v1/me", Authorization=authorization)
    body = answer.get_json()
    return answer.status_code, body.get("code") or body["actor"]


def test_a_token_speaks_for_its_role_and_clerk(world: World) -> None:
    secret, token = world.accounts.tokens.create(role=Role.CLERK, by=SYSTEM, clerk="c01")
    assert secret.startswith("qm_clerk_")
    answer = world.browser().get("/api/v1/me", Authorization=f"Bearer {secret}").get_json()
    assert (answer["actor"], answer["clerk"]) == (f"token:{token.id}", "c01")


@pytest.mark.parametrize("wrong", ["", "x", "qm_kiosk_", "qm_kiosk_guess", "é"])
def test_a_wrong_token_is_nobody_even_beside_a_good_session(world: World, wrong: str) -> None:
    browser = world.signed_in(Role.ADMIN)
    answer = browser.get("/api/v1/me", Authorization=f"Bearer {wrong}")
    assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_scheme_may_be_written_in_any_case(world: World) -> None:
    secret, _ = world.accounts.tokens.create(role=Role.VIEWER, by=SYSTEM)
    assert {_me(world, f"{scheme} {secret}")[0] for scheme in ("bearer", "BEARER")} == {200}


def test_a_program_needs_no_origin_and_no_csrf_token(world: World) -> None:
    answer = world.browser().ask(
        "POST",
        "/api/v1/api-tokens",
        {"role": "kiosk"},
        Authorization=f"Bearer {world.token(Role.SUPERVISOR)}",
        Origin=None,
        Sec_Fetch_Site=None,
    )
    assert answer.status_code == 201


def test_a_token_expires_on_time(world: World) -> None:
    secret, _ = world.accounts.tokens.create(role=Role.KIOSK, by=SYSTEM, lasts=timedelta(seconds=3))
    assert _me(world, f"Bearer {secret}")[0] == 200
    world.clock.forward(seconds=3)
    assert _me(world, f"Bearer {secret}") == (401, "not_signed_in")


def test_a_revoked_token_ends_at_once_here_and_in_five_seconds_elsewhere(world: World) -> None:
    secret, token = world.accounts.tokens.create(role=Role.KIOSK, by=SYSTEM)
    elsewhere = world.restarted()
    assert _me(world, f"Bearer {secret}")[0] == _me(elsewhere, f"Bearer {secret}")[0] == 200
    world.accounts.tokens.revoke(token.id, by=SYSTEM)
    assert _me(world, f"Bearer {secret}") == (401, "not_signed_in")
    world.clock.forward(seconds=5)
    assert _me(elsewhere, f"Bearer {secret}") == (401, "not_signed_in")
    assert world.accounts.tokens.all() == ()


def test_a_token_for_an_unknown_clerk_is_refused(world: World) -> None:
    with pytest.raises(UnknownClerk):
        world.accounts.tokens.create(role=Role.CLERK, by=SYSTEM, clerk="c99")


def test_the_api_makes_lists_and_revokes(world: World) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    created = browser.post("/api/v1/api-tokens", {"role": "viewer", "label": "Sign", "days": 1})
    details = created.get_json()["details"]
    assert details["created_by"] == "staff:supervisor"
    assert browser.get("/api/v1/api-tokens").get_json() == {"tokens": [details]}
    path = f"/api/v1/api-tokens/{details['id']}"
    assert browser.ask("DELETE", path).status_code == 204
    assert code_of(browser.ask("DELETE", path)) == "unknown_token"


def test_only_a_digest_of_the_token_is_kept(world: World) -> None:
    secret = world.token(Role.KIOSK)
    assert world.vault is not None
    for key in world.vault.keys(""):
        assert secret not in key
        assert secret.encode() not in (world.vault.get(key) or b"")


def test_a_known_token_reads_no_vault(world: World) -> None:
    secret = world.token(Role.KIOSK)
    assert _me(world, f"Bearer {secret}")[0] == 200
    assert world.vault is not None
    for key in world.vault.keys("token/"):
        world.vault.delete(key)
    assert _me(world, f"Bearer {secret}")[0] == 200
