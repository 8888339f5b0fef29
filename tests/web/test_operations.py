"""What an operation does for its handler: checks, errors with their place, answers."""

import io
import json
from datetime import date
from typing import Annotated

import msgspec
import pytest
from werkzeug.datastructures import MultiDict

from queue_monitor.web.decoding import query_decoder
from queue_monitor.web.problems import Problem
from queue_monitor.web.registry import Registry
from tests.web.edge import Edge

ORDER = {"lines": [{"service": "transcript"}]}


def test_a_right_request_reaches_the_handler_typed(edge: Edge) -> None:
    answer = edge.post("/api/v1/orders", json.dumps(ORDER).encode())
    assert answer.status_code == 201
    assert answer.get_json() == {"count": 1, "at": "2026-11-23T00:30:00Z", "who": "token:clerk"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "where", "what"),
    [
        ({}, "/lines", "is missing"),
        ({"lines": 3}, "/lines", "must be array, not int"),
        ({"lines": [{"service": 3}]}, "/lines/0/service", "must be str, not int"),
        ({"lines": [{"service": "a"}, {}]}, "/lines/1/service", "is missing"),
        ({"lines": [], "colour": "x"}, "/colour", "is not known here"),
        ({"lines": [], "x/y~": 1}, "/x~1y~0", "is not known here"),
        ({"lines": [{"service": "a", "count": 0}]}, "/lines/0/count", "must be at least 1"),
        ({"lines": [], "note": "x" * 21}, "/note", "must be at most 20 long"),
        ([], "", "must be object, not array"),
        ("text", "", "must be object, not str"),
        (None, "", "must be object, not null"),
    ],
)
def test_a_mistake_is_told_with_its_place(edge: Edge, body: object, where: str, what: str) -> None:
    answer = edge.post("/api/v1/orders?lang=en", json.dumps(body).encode())
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (422, "invalid_body")
    (error,) = told["errors"]
    assert (error["where"], error["what"]) == (where, what)


class _Query(msgspec.Struct, kw_only=True):
    day: date | None = None
    month: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}$")] = "2026-11"


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("day", "2026-02-30", "不是日期或時間"),
        ("day", "yesterday", "不是日期或時間"),
        ("month", "11/2026", r"格式須為 ^\d{4}-\d{2}$"),
    ],
)
def test_a_mistaken_query_is_told_in_the_readers_words(
    edge: Edge, name: str, given: str, said: str
) -> None:
    decode = query_decoder(_Query)
    with edge.app.test_request_context("/?lang=zh-TW"), pytest.raises(Problem) as told:
        decode(MultiDict({name: given}))
    (error,) = told.value.errors
    assert error.where == f"/{name}"
    assert error.what.startswith(said)


@pytest.mark.parametrize(
    "data", [b"{", b"\xff\xfe", b'{"lines": [}', b"lines=1", b'{"lines": []} 2', b"nul"]
)
def test_what_is_not_json_is_a_bad_request(edge: Edge, data: bytes) -> None:
    answer = edge.post("/api/v1/orders", data)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_body")


def test_a_body_of_another_type_is_refused(edge: Edge) -> None:
    answer = edge.post("/api/v1/orders", b"lines=1", Content_Type="text/plain")
    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media_type")


def test_an_oversized_body_is_refused_unread(edge: Edge) -> None:
    answer = edge.post("/api/v1/orders", b" " * (64 * 1024 + 1))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
    assert "64 KiB" in answer.get_json()["detail"]


def test_an_oversized_body_without_a_length_is_refused(edge: Edge) -> None:
    answer = edge.client.post(
        "/api/v1/orders",
        input_stream=io.BytesIO(b" " * (64 * 1024 + 1)),
        headers={"Authorization": "Bearer clerk", "Content-Type": "application/json"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        ("", 401, "not_signed_in"),
        ("Bearer who", 401, "not_signed_in"),
        ("Bearer viewer", 403, "forbidden"),
    ],
)
def test_who_may_not_is_refused_before_the_body_is_read(
    edge: Edge, authorization: str, status: int, code: str
) -> None:
    answer = edge.post("/api/v1/orders", b"not json", Authorization=authorization)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_public_operation_knows_who_asks_if_it_wants_to(edge: Edge) -> None:
    assert edge.client.get("/api/v1/orders/3").get_json()["who"] is None
    known = edge.client.get("/api/v1/orders/3", headers={"Authorization": "Bearer clerk"})
    assert known.get_json()["who"] == "token:clerk"


def test_a_query_is_checked_as_a_body_is(edge: Edge) -> None:
    assert edge.client.get("/api/v1/orders/3?limit=2&lang=en").get_json()["count"] == 6
    for query, where in (("limit=many", "/limit"), ("offset=2", "/offset")):
        answer = edge.client.get(f"/api/v1/orders/3?{query}")
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["where"] == where


def test_a_cacheable_answer_is_revalidated_by_its_tag(edge: Edge) -> None:
    first = edge.client.get("/api/v1/orders/3")
    assert first.headers["Cache-Control"] == "public, max-age=5"
    tag = first.headers["ETag"]
    again = edge.client.get("/api/v1/orders/3", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = edge.client.get("/api/v1/orders/4", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_an_answer_may_be_something_else_than_json(edge: Edge) -> None:
    answer = edge.client.get("/api/v1/orders/picture")
    assert answer.content_type.startswith("image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_nothing_to_tell_is_an_empty_answer(edge: Edge) -> None:
    answer = edge.client.delete("/api/v1/orders/3", headers={"Authorization": "Bearer clerk"})
    assert (answer.status_code, answer.data) == (204, b"")


def test_declaring_an_operation_twice_is_a_mistake_of_the_program(edge: Edge) -> None:
    registry = Registry()
    first = next(iter(edge.parts.operations))
    registry.add(first)
    with pytest.raises(ValueError, match="declared twice"):
        registry.add(first)
