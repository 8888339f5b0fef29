"""Bad input over HTTP: each is a problem document that says what and where; nothing is written."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support.api import Api

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.server import Server

JSON = "application/json"
TICKETS = "/api/v1/tickets"
COUNTER = "/api/v1/counters/2"
OVERSIZED = b'{"service": "' + b"x" * 300_000 + b'"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One request, and what must come back. `where`: the field it must name."""

    name: str
    status: int
    code: str
    data: bytes = b"{}"
    path: str = TICKETS
    method: str = "POST"
    content_type: str = JSON
    where: str | None = None
    role: str = "clerk"


CASES = (
    Bad(name="unknown service", data=b'{"service":"x"}', status=422, code="unknown_service"),
    Bad(
        name="unknown class",
        data=b'{"service":"seal","class":"vip"}',
        status=422,
        code="unknown_class",
    ),
    Bad(name="service missing", status=422, code="invalid_body", where="/service"),
    Bad(
        name="a number for a service",
        data=b'{"service":7}',
        status=422,
        code="invalid_body",
        where="/service",
    ),
    Bad(
        name="null for a service",
        data=b'{"service":null}',
        status=422,
        code="invalid_body",
        where="/service",
    ),
    Bad(
        name="an unknown field",
        data=b'{"service":"seal","colour":"red"}',
        status=422,
        code="invalid_body",
        where="/colour",
    ),
    Bad(
        name="an unknown language",
        data=b'{"service":"seal","language":"xx"}',
        status=422,
        code="invalid_body",
        where="/language",
    ),
    Bad(name="a list", data=b'["seal"]', status=422, code="invalid_body"),
    Bad(name="no JSON", data=b"service=seal", status=400, code="invalid_body"),
    Bad(name="JSON cut short", data=b'{"service":"se', status=400, code="invalid_body"),
    Bad(name="broken UTF-8", data=b'{"service":"\xff\xfe"}', status=400, code="invalid_body"),
    Bad(name="NUL bytes", data=b'{"service":"se\x00al"}', status=400, code="invalid_body"),
    Bad(
        name="an escaped NUL",
        data=b'{"service":"seal\\u0000"}',
        status=422,
        code="unknown_service",
    ),
    Bad(name="an oversized body", data=OVERSIZED, status=413, code="too_large"),
    Bad(
        name="another content type",
        data=b'{"service":"seal"}',
        content_type="text/plain",
        status=415,
        code="unsupported_media_type",
    ),
    Bad(
        name="a form",
        data=b"service=seal",
        content_type="application/x-www-form-urlencoded",
        status=415,
        code="unsupported_media_type",
    ),
    Bad(name="another method", method="PUT", status=405, code="method_not_allowed"),
    Bad(name="no such path", path="/api/v1/nothing", status=404, code="not_found"),
    Bad(name="a closed counter", path=f"{COUNTER}/call-next", status=409, code="counter_closed"),
    Bad(
        name="an unknown counter",
        path="/api/v1/counters/99/call-next",
        status=404,
        code="unknown_counter",
    ),
    Bad(name="a negative counter", path="/api/v1/counters/-1/open", status=404, code="not_found"),
    Bad(
        name="a huge counter",
        path=f"/api/v1/counters/{'9' * 40}/open",
        status=404,
        code="unknown_counter",
    ),
    Bad(
        name="a number too large for the log",
        path="/api/v1/counters/1/transfer",
        data=b'{"counter":99999999999999999999999999}',
        status=404,
        code="unknown_counter",
    ),
    Bad(
        name="a pause with an empty reason",
        path=f"{COUNTER}/pause",
        data=b'{"reason":""}',
        status=422,
        code="invalid_body",
        where="/reason",
    ),
    Bad(
        name="lanes of the wrong shape",
        path=f"{COUNTER}/open",
        data=b'{"serves":[{"services":"seal","classes":["walk_in"]}]}',
        status=422,
        code="invalid_body",
        where="/serves/0/services",
    ),
    Bad(
        name="a ticket nobody has",
        path="/api/v1/counters/4/call",
        data=b'{"ticket":"Z999"}',
        status=404,
        code="unknown_ticket",
    ),
    Bad(
        name="somebody else's ticket",
        path="/api/v1/counters/1/finish",
        data=b'{"ticket":"C002"}',
        status=409,
        code="not_your_ticket",
    ),
    Bad(
        name="an unknown ticket link",
        path=f"{TICKETS}/{'A' * 22}",
        method="GET",
        status=404,
        code="unknown_ticket",
    ),
    Bad(
        name="a viewer who calls",
        path=f"{COUNTER}/open",
        role="viewer",
        status=403,
        code="forbidden",
    ),
)


def test_bad_input_is_told_plainly_and_changes_nothing(start_server: StartServer) -> None:
    server = start_server()
    clients = {role: Api(server.base_url, token=server.token(role)) for role in ("clerk", "viewer")}
    clerk = clients["clerk"]
    for _ in range(2):
        clerk.post(TICKETS, {"service": "transcript"}).expect(201)
    for counter in (1, 3):
        clerk.post(f"/api/v1/counters/{counter}/open").expect(200)
        clerk.post(f"/api/v1/counters/{counter}/call-next").expect(200)
        clerk.post(f"/api/v1/counters/{counter}/start").expect(200)
    clerk.post("/api/v1/counters/4/open").expect(200)
    before = clerk.get("/api/v1/board").body["seq"]
    wrong = [said for case in CASES if (said := _wrong(case, clients[case.role]))]
    too_long = clerk.post(TICKETS, {"service": "seal"}, key="k" * 201)
    assert (too_long.status, too_long.code) == (422, "invalid_body")
    assert not wrong, "\n".join(wrong)
    assert clerk.get("/api/v1/board").body["seq"] == before
    for client in clients.values():
        client.close()


def _wrong(case: Bad, client: Api) -> str | None:
    """What is wrong with the answer to `case`; None if it is as it should be."""
    answer = client.send(case.method, case.path, case.data, case.content_type)
    problem = answer.body if isinstance(answer.body, dict) else {}
    if (answer.status, problem.get("code")) != (case.status, case.code):
        return f"{case.name}: {answer.status} {problem}"
    if answer.headers["Content-Type"] != "application/problem+json":
        return f"{case.name}: {answer.headers['Content-Type']}"
    if not (problem["title"] and problem["detail"] and problem["status"] == case.status):
        return f"{case.name}: says too little: {problem}"
    named = [mistake["where"] for mistake in problem.get("errors") or []]
    if case.where is not None and case.where not in named:
        return f"{case.name}: names {named}, not {case.where}"
    return None


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_broken_http_hangs_nobody(start_server: StartServer, mode: str) -> None:
    server = start_server(async_mode=mode)
    for data in (
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,  # TLS to a plain port
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n{",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        _send_and_leave(server, data)
    with Api(server.base_url) as api:
        api.post(TICKETS, {"service": "seal"}).expect(201)


def _send_and_leave(server: Server, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.ready.port), timeout=5) as link:
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
        try:
            answer = link.recv(4096)
        except ConnectionResetError:
            return
        assert b" 500 " not in answer.partition(b"\r\n")[0]
        assert b" 2" not in answer.partition(b"\r\n")[0]
