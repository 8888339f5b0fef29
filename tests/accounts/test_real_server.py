"""Accounts on a real server with its store on disk: what a restart keeps, what the log hides."""

from __future__ import annotations

import time

import requests

from tests.accounts.world import PASSWORD
from tests.support.server import Server


def _browser() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def _post(browser: requests.Session, server: Server, path: str, body: object) -> requests.Response:
    return browser.post(
        server.url(path), json=body, headers={"Origin": server.base_url}, timeout=30
    )


def test_a_restart_keeps_sessions_and_the_log_keeps_secrets(server_in_each_mode: Server) -> None:
    server = server_in_each_mode
    body = {"token": server.setup_link.partition("#")[2], "password": PASSWORD}
    chief = _browser()
    assert _post(chief, server, "/api/v1/set-up", body).status_code == 200
    wrong = {"name": "supervisor", "password": "a wrong guess of mine"}
    assert _post(_browser(), server, "/api/v1/session", wrong).status_code == 401
    server.restart()
    me = chief.get(server.url("/api/v1/me"), timeout=30)
    assert me.json()["actor"] == "staff:supervisor"
    assert _post(chief, server, "/api/v1/set-up", body).json()["code"] == "link_used"
    assert "sign_in" in server.log
    for secret in (PASSWORD, wrong["password"], *chief.cookies.values(), me.json()["csrf"]):
        assert secret not in server.log


def test_a_restart_does_not_help_who_guesses(server: Server) -> None:
    wrong = {"name": "supervisor", "password": "a wrong guess of mine"}
    guesser = _browser()
    waits_s: list[int] = []
    while sum(waits_s) < 15:  # 1, 2, 4 and 8 seconds, told as one more
        answer = _post(guesser, server, "/api/v1/session", wrong)
        if answer.status_code == 429:
            waits_s.append(int(answer.headers["Retry-After"]))
            time.sleep(waits_s[-1] if sum(waits_s) < 15 else 0)
    server.restart()
    answer = _post(guesser, server, "/api/v1/session", wrong)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
