"""Every operation × everybody who can ask: the declared roles are what is enforced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from queue_monitor.web.identity import STAFF, Role, Via
from tests.accounts.world import SYSTEM, Browser, World, code_of

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from queue_monitor.web.registry import Operation

_TOKEN_ROLES = (Role.KIOSK, Role.CLERK, Role.SUPERVISOR, Role.VIEWER)
_DEVICE_ROLES = (Role.KIOSK, Role.BOARD)
_WHO = (
    *((Via.SESSION, role) for role in sorted(STAFF)),
    *((Via.BEARER, role) for role in _TOKEN_ROLES),
    *((Via.DEVICE, role) for role in _DEVICE_ROLES),
)
_REFUSED_FOR_WHO_ASKS = {"not_signed_in", "forbidden"}


def _as(world: World, via: Via, role: Role) -> tuple[Browser, dict[str, str]]:
    if via is Via.SESSION:
        return world.signed_in(role), {}
    browser = world.browser()
    if via is Via.BEARER:
        return browser, {"Authorization": f"Bearer {world.token(role)}"}
    asked = world.accounts.devices.ask(role)
    world.accounts.devices.pair(asked.code, name="Door", role=role, by=SYSTEM)
    fetched = world.accounts.devices.fetch(asked.secret)
    assert fetched is not None
    browser.steal(fetched[1], "qm_device")
    return browser, {}


def _ask(browser: Browser, operation: Operation, headers: dict[str, str]) -> TestResponse:
    path = re.sub(r"<int:\w+>", "1", operation.path)
    path = re.sub(r"<\w+>", "x", path)
    body = None if operation.method in {"GET", "DELETE"} else {"not": "the body it wants"}
    return browser.ask(operation.method, path, body, **headers)


@pytest.mark.parametrize(("via", "role"), _WHO, ids=lambda value: value.value)
def test_each_operation_lets_in_whom_it_declares_and_nobody_else(
    world: World, via: Via, role: Role
) -> None:
    for operation in world.parts.operations:
        if operation.roles is None or operation.path in _ENDING:
            continue
        browser, headers = _as(world, via, role)
        answer = _ask(browser, operation, headers)
        refused = answer.status_code in {401, 403} and code_of(answer) in _REFUSED_FOR_WHO_ASKS
        assert refused is (role not in operation.roles), (operation.id, answer.text)
        if refused:
            assert code_of(answer) == "forbidden", operation.id


def test_a_stranger_gets_into_public_operations_only(world: World) -> None:
    for operation in world.parts.operations:
        answer = _ask(world.browser(), operation, {})
        if operation.roles is not None:
            assert code_of(answer) == "not_signed_in", operation.id
        else:
            assert answer.status_code not in {401, 403}, operation.id


def test_each_change_by_a_session_needs_its_token_and_our_own_page(world: World) -> None:
    for operation in world.parts.operations:
        if operation.roles is None or operation.method == "GET":
            continue
        role = sorted(operation.roles & STAFF)[0]
        browser = world.signed_in(role)
        csrf, browser.csrf = browser.csrf, None
        assert code_of(_ask(browser, operation, {})) == "csrf", operation.id
        browser.csrf = csrf
        foreign = {"Sec_Fetch_Site": "cross-site"}
        assert code_of(_ask(browser, operation, foreign)) == "cross_origin", operation.id


#: Only a person's own browser can do these: a program has no session to end or password to change.
_ENDING = frozenset({"/api/v1/session", "/api/v1/me/password"})
