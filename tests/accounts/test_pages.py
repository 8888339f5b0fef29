"""The pages of accounts: guards, and the way back after signing in."""

from __future__ import annotations

import pytest

from queue_monitor.web.identity import Role
from tests.accounts.world import World


def test_a_stranger_is_sent_to_sign_in_and_back(world: World) -> None:
    answer = world.browser().get("/accounts?tab=devices")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=%2Faccounts%3Ftab%3Ddevices"
    chief = world.signed_in(Role.SUPERVISOR)
    answer = chief.get("/sign-in?next=%2Faccounts%3Ftab%3Ddevices")
    assert answer.headers["Location"] == "/accounts?tab=devices"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%0a/evil.example%0d",
        "javascript:alert(1)",
        "evil",
        "",
    ],
)
def test_sign_in_sends_nobody_to_another_site(world: World, target: str) -> None:
    from urllib.parse import quote

    chief = world.signed_in(Role.SUPERVISOR)
    answer = chief.client.get(
        f"/sign-in?next={quote(target)}", base_url=chief.base, follow_redirects=False
    )
    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


@pytest.mark.parametrize("role", [Role.CLERK, Role.GREETER, Role.VIEWER])
def test_who_may_not_see_a_page_is_told_so(world: World, role: Role) -> None:
    assert world.signed_in(role).get("/accounts").status_code == 403


def test_a_page_carries_the_sessions_token_for_its_scripts(world: World) -> None:
    chief = world.signed_in(Role.SUPERVISOR)
    assert chief.csrf is not None
    assert chief.csrf in chief.get("/accounts").text


@pytest.mark.parametrize("path", ["/sign-in", "/set-up", "/pair", "/pair?kind=board&next=/display"])
def test_pages_for_strangers_open_without_sign_in(world: World, path: str) -> None:
    answer = world.browser().get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_device_on_this_machine_is_sent_to_sign_in_for_staff_pages(world: World) -> None:
    browser = world.browser("127.0.0.1")
    browser.base = "http://localhost:8080"
    assert browser.get("/accounts").status_code == 302
