"""The short way answers what the long way answers, word for word."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Mapping
from typing import Any, Final, cast

import pytest
from werkzeug.test import EnvironBuilder

from queue_monitor.web.lean import LeanOperation, LeanOperations
from queue_monitor.web.registry import Operation
from tests.web.edge import Edge, Order

PATH: Final = "/api/v1/orders"
ORDER: Final = {"lines": [{"service": "transcript"}]}


def _order(**more: Any) -> bytes:
    return json.dumps({**ORDER, **more}).encode()


REQUESTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "right": {"data": _order()},
    "right with a key": {"data": _order(), "headers": {"Idempotency-Key": "k"}},
    "refused by the handler": {"data": _order(note="closed")},
    "nothing to do": {"data": _order(note="empty")},
    "to be tried later": {"data": _order(note="full")},
    "unforeseen": {"data": _order(note="fault")},
    "a language": {"data": _order(note="closed"), "headers": {"Accept-Language": "en"}},
    "no body": {"data": b""},
    "not JSON": {"data": b"{"},
    "not UTF-8": {"data": b"\xff\xfe"},
    "a wrong type": {"data": b'{"lines": 3}'},
    "an unknown field": {"data": _order(colour="x")},
    "too deep": {"data": b"[" * 5000},
    "of another type": {"data": _order(), "headers": {"Content-Type": "text/plain"}},
    "of no type": {"data": _order(), "headers": {"Content-Type": ""}},
    "too large": {"data": b" " * (64 * 1024 + 1)},
    "without a length": {"input_stream": io.BytesIO, "data": _order()},
    "a query": {"data": _order(), "query_string": "lang=en"},
    "an empty key": {"data": _order(), "headers": {"Idempotency-Key": ""}},
    "a long key": {"data": _order(), "headers": {"Idempotency-Key": "k" * 201}},
    "a stranger": {"data": _order(), "headers": {"Authorization": ""}},
    "of a role that may not": {"data": _order(), "headers": {"Authorization": "Bearer board"}},
    "another method": {"data": b"", "method": "GET"},
    "another path": {"data": _order(), "path": f"{PATH}/"},
}


@pytest.mark.parametrize("name", REQUESTS)
def test_both_ways_answer_alike(name: str) -> None:
    short, long = _asked(Edge(lean=True), name), _asked(Edge(lean=False), name)
    assert short == long


def _asked(edge: Edge, name: str) -> tuple[int, list[tuple[str, str]], bytes, list[str]]:
    options = dict(REQUESTS[name])
    sent = {"Authorization": "Bearer clerk", "Content-Type": "application/json"}
    headers = {**sent, **options.pop("headers", {})}
    if stream := options.pop("input_stream", None):
        options["input_stream"] = stream(options.pop("data"))
        options["environ_overrides"] = {"wsgi.input_terminated": True}
    options.setdefault("method", "POST")
    answer = edge.client.open(options.pop("path", PATH), headers=headers, **options)
    counted = [
        line
        for line in edge.parts.metrics.text().decode().splitlines()
        if "request_seconds_count" in line
    ]
    return answer.status_code, sorted(answer.headers), answer.data, counted


def test_the_usual_request_does_not_reach_the_framework() -> None:
    edge, reached = Edge(lean=True), list[str]()
    edge.app.before_request(lambda: reached.append("flask"))
    assert edge.post(PATH, _order()).status_code == 201
    assert reached == []
    assert edge.post(PATH, b"{").status_code == 400
    assert reached == ["flask"]


@pytest.mark.parametrize(("lean", "most"), [(True, 0), (False, 8)])
def test_an_answered_request_leaves_nothing_for_the_collector(lean: bool, most: int) -> None:
    """What refers to itself stays until a collection, which then holds everybody up. The
    framework's router leaves a function that calls itself: eight small objects.
    """
    app, start = Edge(lean=lean).app, cast("Any", lambda _status, _headers: None)

    def ask() -> None:
        environ = EnvironBuilder(PATH, method="POST", data=_order()).get_environ()
        environ["HTTP_AUTHORIZATION"] = "Bearer clerk"
        environ["CONTENT_TYPE"] = "application/json"
        assert b"".join(app(environ, start))

    ask()  # what is made once
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            ask()
        assert gc.collect() <= 10 * most
    finally:
        gc.enable()


def test_a_fault_after_the_work_began_is_not_asked_for_again() -> None:
    edge, done = Edge(lean=True), list[bytes]()
    lean = edge.parts.lean.find("POST", PATH)
    assert lean is not None

    def failing(_environ: Any, data: bytes) -> Any:
        def work() -> bytes:
            done.append(data)
            raise RuntimeError("half done")

        return work

    edge.parts.lean.add(LeanOperation(operation=lean.operation, prepare=failing))
    assert edge.post(PATH, _order()).status_code == 500
    assert len(done) == 1


@pytest.mark.parametrize(
    "changes", [{"path": "/api/v1/orders/<int:number>"}, {"limit": "3/minute"}, {"body": None}]
)
def test_what_the_framework_must_do_first_cannot_be_lean(changes: Mapping[str, Any]) -> None:
    fields = {
        "id": "orders.order",
        "method": "POST",
        "path": PATH,
        "summary": "",
        "description": "",
        "tag": "orders",
        "roles": None,
        "answers": {201: Order},
        "body": Order,
    }
    operation = Operation(**{**fields, **changes})
    with pytest.raises(ValueError, match="cannot be lean"):
        LeanOperations().add(LeanOperation(operation=operation, prepare=lambda *_: bytes))
