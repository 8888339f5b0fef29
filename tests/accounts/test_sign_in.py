"""Signing in and out: what is refused, by name, and what a refusal tells."""

from __future__ import annotations

import time

import pytest

from queue_monitor.web.identity import Role
from tests.accounts.world import PASSWORD, SYSTEM, World, code_of


def test_name_and_password_open_a_session(world: World) -> None:
    world.member("amy", Role.CLERK, clerk="c01")
    browser = world.browser()
    answer = browser.sign_in("Amy ")
    assert answer.get_json() == {
        "actor": "staff:amy",
        "role": "clerk",
        "name": "Amy",
        "clerk": "c01",
        "csrf": browser.csrf,
    }
    assert browser.get("/api/v1/me").get_json()["actor"] == "staff:amy"


@pytest.mark.parametrize("tls", [False, True])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World, tls: bool) -> None:
    world.member("amy", Role.CLERK)
    header = world.browser(tls=tls).sign_in("amy").headers["Set-Cookie"]
    name, _, rest = header.partition("=")
    assert name == ("__Host-qm_session" if tls else "qm_session")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(rest.split("; "))
    assert ("Secure" in rest) is tls
    assert "Domain" not in rest


def test_under_tls_a_cookie_without_the_host_prefix_is_nobody(world: World) -> None:
    world.member("amy", Role.CLERK)
    plain = world.browser()
    plain.sign_in("amy")
    secure = world.browser(tls=True)
    secure.steal(plain.cookie())
    assert code_of(secure.get("/api/v1/me")) == "not_signed_in"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(world: World) -> None:
    world.member("amy", Role.CLERK)
    wrong = world.browser().sign_in("amy", "not the password")
    unknown = world.browser().sign_in("nobody", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.get_json() == unknown.get_json()
    assert code_of(wrong) == "wrong_credentials"


def test_an_unknown_name_costs_a_hash_as_well(world: World) -> None:
    world.member("amy", Role.CLERK)
    passwords = world.accounts.passwords
    passwords.matches(None, "warm up")
    hashed = world.accounts.staff.get("amy").password_hash

    def fastest_s(against: str | None) -> float:
        spans = []
        for _ in range(5):
            start = time.perf_counter()
            assert not passwords.matches(against, "wrong")
            spans.append(time.perf_counter() - start)
        return min(spans)

    assert fastest_s(None) > fastest_s(hashed) / 3


def test_someone_invited_but_without_a_password_cannot_sign_in(world: World) -> None:
    staff = world.accounts.staff
    staff.create(name="ben", display_name="Ben", role=Role.CLERK, clerk=None, by=SYSTEM)
    assert code_of(world.browser().sign_in("ben", "")) == "wrong_credentials"


def test_a_disabled_account_cannot_sign_in_nor_go_on(world: World) -> None:
    browser = world.signed_in(Role.CLERK, name="amy")
    world.accounts.staff.change("amy", by=SYSTEM, disabled=True)
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"
    assert code_of(world.browser().sign_in("amy")) == "wrong_credentials"


def test_signing_in_gives_a_new_session_and_ends_the_one_before(world: World) -> None:
    world.member("amy", Role.CLERK)
    browser, thief = world.browser(), world.browser("192.0.2.66")
    browser.sign_in("amy")
    thief.steal(browser.cookie())
    browser.sign_in("amy")
    assert browser.cookie() != thief.cookie()
    assert browser.get("/api/v1/me").status_code == 200
    assert code_of(thief.get("/api/v1/me")) == "not_signed_in"


def test_a_session_id_planted_before_sign_in_is_worth_nothing_after(world: World) -> None:
    world.member("amy", Role.CLERK)
    browser, thief = world.browser(), world.browser("192.0.2.66")
    browser.steal("planted-by-the-thief-and-known-to-him")
    thief.steal("planted-by-the-thief-and-known-to-him")
    browser.sign_in("amy")
    assert browser.get("/api/v1/me").status_code == 200
    assert code_of(thief.get("/api/v1/me")) == "not_signed_in"


def test_signing_out_ends_this_session_only(world: World) -> None:
    here, there = world.signed_in(Role.CLERK, name="amy"), world.signed_in(Role.CLERK, name="amy")
    stolen = world.browser()
    stolen.steal(here.cookie())
    assert here.ask("DELETE", "/api/v1/session").status_code == 204
    assert here.cookie() == ""
    assert code_of(stolen.get("/api/v1/me")) == "not_signed_in"
    assert there.get("/api/v1/me").status_code == 200


def test_signing_out_everywhere_ends_all(world: World) -> None:
    here, there = world.signed_in(Role.CLERK, name="amy"), world.signed_in(Role.CLERK, name="amy")
    assert here.ask("DELETE", "/api/v1/session?everywhere=true").status_code == 204
    assert code_of(there.get("/api/v1/me")) == "not_signed_in"


def test_changing_ones_password_needs_the_old_one_and_ends_other_sessions(world: World) -> None:
    here, there = world.signed_in(Role.CLERK, name="amy"), world.signed_in(Role.CLERK, name="amy")
    new = "another fine Tuesday"
    wrong = here.post("/api/v1/me/password", {"old": "wrong", "new": new})
    assert code_of(wrong) == "wrong_credentials"
    right = here.post("/api/v1/me/password", {"old": PASSWORD, "new": new})
    assert right.status_code == 200
    assert here.get("/api/v1/me").status_code == 200
    assert code_of(there.get("/api/v1/me")) == "not_signed_in"
    assert world.browser().sign_in("amy", new).status_code == 200


@pytest.mark.parametrize("header", [None, "", "wrong", "ü"])
def test_a_change_without_the_sessions_token_is_refused(world: World, header: str | None) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    answer = browser.post("/api/v1/accounts/supervisor/link", X_CSRF_Token=header)
    assert (answer.status_code, code_of(answer)) == (403, "csrf")


def test_another_sessions_token_is_refused(world: World) -> None:
    mine, other = world.signed_in(Role.CLERK, name="amy"), world.signed_in(Role.CLERK, name="ben")
    answer = mine.ask("DELETE", "/api/v1/session", X_CSRF_Token=other.csrf)
    assert code_of(answer) == "csrf"
    assert mine.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec_Fetch_Site": None},
        {"Origin": "null", "Sec_Fetch_Site": None},
        {"Origin": "http://q.example.evil.example", "Sec_Fetch_Site": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_another_sites_page_can_neither_act_nor_sign_in(
    world: World, headers: dict[str, str | None]
) -> None:
    browser = world.signed_in(Role.SUPERVISOR)
    assert code_of(browser.ask("DELETE", "/api/v1/session", None, **headers)) == "cross_origin"
    body = {"name": "supervisor", "password": PASSWORD}
    assert code_of(browser.ask("POST", "/api/v1/session", body, **headers)) == "cross_origin"


def test_a_public_origin_behind_a_proxy_that_changes_host_is_our_own() -> None:
    from queue_monitor.web.peer import Site

    world = World(site=Site(public_origin="https://queue.example.tw"))
    world.member("amy", Role.CLERK)
    body = {"name": "amy", "password": PASSWORD}
    answer = world.browser().ask(
        "POST", "/api/v1/session", body, Origin="https://queue.example.tw", Sec_Fetch_Site=None
    )
    assert answer.status_code == 200


def test_attempts_are_counted_by_outcome(world: World) -> None:
    world.member("amy", Role.CLERK)
    browser = world.browser()
    browser.sign_in("amy", "wrong")
    browser.sign_in("amy")
    text = browser.get("/metrics").text
    assert 'queue_monitor_sign_ins_total{outcome="refused"} 1.0' in text
    assert 'queue_monitor_sign_ins_total{outcome="signed_in"} 1.0' in text
