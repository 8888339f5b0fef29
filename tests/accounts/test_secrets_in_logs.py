"""Nothing secret reaches a log line, at any level, whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from queue_monitor import logs
from queue_monitor.web.identity import Role
from tests.accounts.world import PASSWORD, SYSTEM, World


@pytest.fixture(params=[True, False], ids=["json", "console"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged, from debug up."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(level="debug", as_json=request.param, stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def test_no_secret_of_a_whole_story_is_logged(lines: io.StringIO) -> None:
    world = World()
    token = world.accounts.staff.first_link(by=SYSTEM)
    assert token is not None
    chief = world.browser()
    chief.post("/api/v1/set-up", {"token": token, "password": PASSWORD})
    chief.sign_in("supervisor", "a wrong guess of mine")
    chief.sign_in("typed-my-password-here", "x")
    chief.sign_in("supervisor")
    bearer = chief.post("/api/v1/api-tokens", {"role": "kiosk"}).get_json()["token"]
    device = world.browser("192.0.2.50")
    asked = device.post("/api/v1/pairing", {}).get_json()
    chief.post("/api/v1/devices", {"code": asked["code"], "name": "Door", "kind": "kiosk"})
    device.get(f"/api/v1/pairing/{asked['id']}")
    world.browser().get(f"/nowhere/{bearer}?token={bearer}", Authorization=f"Bearer {bearer}")
    text = lines.getvalue()
    assert "sign_in" in text
    secrets = (
        token,
        PASSWORD,
        "a wrong guess of mine",
        "typed-my-password-here",
        chief.cookie(),
        chief.csrf,
        bearer,
        asked["id"],
        device.cookie("qm_device"),
    )
    for secret in secrets:
        assert secret
        assert secret not in text


def test_the_access_log_names_the_route_not_the_path(lines: io.StringIO) -> None:
    world = World()
    world.browser().get("/api/v1/pairing/somebodys-secret-id")
    assert "/api/v1/pairing/<id_>" in lines.getvalue()
    assert "somebodys-secret-id" not in lines.getvalue()


def test_a_fault_is_logged_without_what_was_sent(lines: io.StringIO) -> None:
    world = World()

    @world.app.get("/fault")
    def fault() -> str:
        raise RuntimeError("could not use qm_kiosk_4f6dQ2-secret of Bearer abc.def")

    world.app.testing = False
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = world.browser().get("/fault?password=hunter2hunter2")
    assert answer.status_code == 500
    assert "could not use" not in answer.text
    text = lines.getvalue()
    assert "RuntimeError" in text
    for secret in ("4f6dQ2", "abc.def", "hunter2"):
        assert secret not in text


def test_values_are_hidden_by_name_and_by_look(lines: io.StringIO) -> None:
    log = structlog.get_logger("test")
    log.info("a", password="one-1", cookie="two-2", csrf_token="three-3", nested={"secret": "4-4"})
    log.info("b", url="http://h/set-up#five-5", ticket="http://h/t#six-6", header="qm_session=7-7;")
    log.info("c", items=["qm_clerk_eight-8"], note="Authorization: Bearer nine.9")
    logging.getLogger("a.library").warning("GET /t#ten-10 qm_device=eleven-11")
    text = lines.getvalue()
    for secret in ("one-1", "two-2", "three-3", "4-4", "five-5", "six-6", "7-7", "eight-8"):
        assert secret not in text
    for secret in ("nine.9", "ten-10", "eleven-11"):
        assert secret not in text
    assert text.count("[hidden]") >= 11


def test_json_lines_are_json(lines: io.StringIO, request: pytest.FixtureRequest) -> None:
    structlog.get_logger("test").info("started", port=8080)
    if "json" in request.node.callspec.id:
        line = json.loads(lines.getvalue().splitlines()[-1])
        assert (line["event"], line["port"], line["level"]) == ("started", 8080, "info")
    else:
        assert "started" in lines.getvalue()


def test_who_signed_in_is_told(lines: io.StringIO) -> None:
    world = World()
    world.signed_in(Role.CLERK, name="amy")
    assert "amy" in lines.getvalue()
    assert "signed_in" in lines.getvalue()
