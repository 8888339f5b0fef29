"""How long a session lasts, also over restarts and on other servers."""

from __future__ import annotations

from queue_monitor.web.identity import Role
from tests.accounts.world import SYSTEM, World, code_of


def test_a_session_ends_twelve_hours_after_its_last_request(world: World) -> None:
    browser = world.signed_in(Role.CLERK)
    world.clock.forward(hours=11, minutes=59)
    assert browser.get("/api/v1/me").status_code == 200
    world.clock.forward(hours=11, minutes=54)
    assert browser.get("/api/v1/me").status_code == 200
    world.clock.forward(hours=12)
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_a_session_ends_a_day_after_sign_in_however_busy(world: World) -> None:
    browser = world.signed_in(Role.CLERK)
    for _ in range(23):
        world.clock.forward(hours=1)
        assert browser.get("/api/v1/me").status_code == 200
    world.clock.forward(hours=1)
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_a_restart_ends_no_session(world: World) -> None:
    browser = world.signed_in(Role.CLERK)
    next_one = world.restarted().browser()
    next_one.steal(browser.cookie())
    assert next_one.get("/api/v1/me").get_json()["csrf"] == browser.csrf


def test_what_another_server_ended_is_ended_here_within_five_seconds(world: World) -> None:
    browser = world.signed_in(Role.CLERK, name="amy")
    assert browser.get("/api/v1/me").status_code == 200
    world.restarted().accounts.staff.change("amy", by=SYSTEM, disabled=True)
    world.clock.forward(seconds=5)
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_a_sign_out_on_another_server_is_not_undone_here(world: World) -> None:
    browser = world.signed_in(Role.CLERK, name="amy")
    assert browser.get("/api/v1/me").status_code == 200
    world.clock.forward(minutes=6)
    world.restarted().accounts.sign_out(browser.cookie())
    browser.get("/api/v1/me")
    world.clock.forward(seconds=5)
    assert code_of(browser.get("/api/v1/me")) == "not_signed_in"


def test_only_a_digest_of_the_cookie_is_kept(world: World) -> None:
    browser = world.signed_in(Role.CLERK)
    assert world.vault is not None
    assert len(browser.cookie()) >= 43  # 256 bits
    assert not any(browser.cookie() in key for key in world.vault.keys(""))
