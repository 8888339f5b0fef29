"""Phones that are told through a push service: real server, real HTTP, sealed for one browser."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.alerts.push_service import PushBrowser, vapid_claims
from tests.alerts.servers import Hook, http_server
from tests.support.api import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import StartServer
    from tests.support.server import Server

ON = {"channels": {"push": {"enabled": True, "allow_private": True}}}


@pytest.fixture
def service() -> Iterator[Hook]:
    with http_server() as service:
        service.status = 201
        yield service


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(changes=ON)


@pytest.fixture
def api(server: Server) -> Api:
    return Api(server.base_url, token=server.token("supervisor"))


def take(api: Api) -> dict[str, Any]:
    taken: dict[str, Any] = api.post("/api/v1/tickets", {"service": "seal"}).expect(201).body
    return taken


def url(ticket: dict[str, Any]) -> str:
    return f"/api/v1/tickets/{ticket['token']}/push"


def hold(api: Api, ticket: dict[str, Any], service: Hook, browser: PushBrowser) -> str:
    body = {"endpoint": service.url, "keys": browser.keys()}
    id_: str = api.post(url(ticket), body).expect(201).body["id"]
    return id_


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come, and fail if it does not."""
    give_up = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def kept(server: Server) -> list[str]:
    """What the vault holds of phones."""
    (path,) = server.data.glob("*.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return [key for (key,) in store.execute("SELECT key FROM vault WHERE key LIKE 'phone/%'")]


def at_counter(api: Api, *moves: str) -> None:
    for move in moves:
        api.post(f"/api/v1/counters/1/{move}").expect(200)


def test_a_phone_is_told_in_time_and_forgotten_with_the_visit(
    server: Server, api: Api, service: Hook
) -> None:
    *_before, own = (take(api) for _ in range(4))
    at_counter(api, "open")
    browser = PushBrowser()
    public_key = api.get(url(own)).expect(200).body["public_key"]
    hold(api, own, service, browser)
    at_counter(api, "call-next")
    until(lambda: len(service.bodies) == 1)
    soon = browser.read(service.bodies[0])
    assert (soon["kind"], soon["title"]) == ("soon", f"{own['number']} · 還有 2 位就輪到您")
    at_counter(api, "start", "finish")
    api.post("/api/v1/counters/1/call", {"ticket": own["ticket"]}).expect(200)
    until(lambda: len(service.bodies) == 2)
    called = browser.read(service.bodies[1])
    assert (called["kind"], called["title"]) == ("called", f"{own['number']} · 請到 1 號櫃檯")
    headers = service.received[1]
    assert int(headers["ttl"]) <= 180, "a call is not to be told when it is long over"
    assert vapid_claims(headers["authorization"], endpoint=service.url)[0] == public_key
    assert own["token"].encode() not in b"".join(service.bodies)
    assert kept(server)
    at_counter(api, "start", "finish")
    until(lambda: kept(server) == [])
    assert len(service.bodies) == 2
    assert service.url not in server.log
    refused = api.post(url(own), {"endpoint": service.url, "keys": browser.keys()})
    assert (refused.status, refused.body["code"]) == (409, "visit_over")


def test_what_the_page_shows_already_is_not_pushed_as_well(api: Api, service: Hook) -> None:
    first, second = take(api), take(api)
    at_counter(api, "open")
    hold(api, second, service, PushBrowser())
    at_counter(api, "call-next", "start", "finish")
    api.post("/api/v1/counters/1/call", {"ticket": second["ticket"]}).expect(200)
    until(lambda: len(service.bodies) > 0)
    assert len(service.bodies) == 1, "only the call"
    assert first["number"] != second["number"]


def test_a_phone_that_is_gone_is_forgotten_and_a_busy_service_asked_again(
    server: Server, api: Api, service: Hook
) -> None:
    own = take(api)
    at_counter(api, "open")
    service.status = 503
    hold(api, own, service, PushBrowser())
    service.before = lambda: setattr(service, "status", 410 if len(service.bodies) > 1 else 503)
    at_counter(api, "call-next")
    until(lambda: len(service.bodies) == 2)
    until(lambda: not any(key.startswith("phone/push/") for key in kept(server)))


def test_it_is_taken_back_at_a_word_and_wrong_input_is_refused(
    server: Server, api: Api, service: Hook
) -> None:
    own = take(api)
    keys = PushBrowser().keys()
    for body, where in (
        ({"endpoint": "ftp://127.0.0.1/x", "keys": keys}, "/endpoint"),
        ({"endpoint": "http://[::1", "keys": keys}, "/endpoint"),
        ({"endpoint": service.url, "keys": {**keys, "p256dh": "A" * 87}}, "/keys"),
    ):
        refused = api.post(url(own), body)
        assert (refused.status, refused.body["errors"][0]["where"]) == (422, where)
    assert api.post("/api/v1/tickets/nobody/push", {}).status in {404, 422}
    ids = [
        api.post(url(own), {"endpoint": f"{service.url}?{n}", "keys": keys}).body["id"]
        for n in range(6)
    ]
    assert len([key for key in kept(server) if key.startswith("phone/push/")]) == 4
    for id_ in ids:
        assert api.send("DELETE", f"{url(own)}/{id_}", b"", "application/json").status == 204
    assert not any(key.startswith("phone/push/") for key in kept(server))


def test_an_office_without_push_says_so(server_without: Server) -> None:
    api = Api(server_without.base_url, token=server_without.token("supervisor"))
    own = take(api)
    assert api.get(url(own)).body == {"public_key": None}
    body = {"endpoint": "https://push.example/x", "keys": PushBrowser().keys()}
    assert api.post(url(own), body).body["code"] == "phone_push_off"


@pytest.fixture
def server_without(start_server: StartServer) -> Server:
    return start_server()
