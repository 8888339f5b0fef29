"""The published document is valid, complete, and what the answers keep to."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from queue_monitor.web.identity import Role
from queue_monitor.web.kinds import KINDS
from tests.accounts.world import PASSWORD, World
from tests.support.openapi import OpenApi
from tests.web.edge import Edge


def test_the_document_is_valid(edge: Edge) -> None:
    for app in (edge.app, World().app):
        document = app.test_client().get("/api/v1/openapi.json").get_json()
        OpenAPIV31SpecValidator(document).validate()


def test_every_route_of_the_api_is_declared_and_the_other_way_round() -> None:
    world = World()
    routes = {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    routes.remove(("GET", "/api/v1/openapi.json"))
    assert routes == {(o.method, o.path) for o in world.parts.operations}


def test_every_problem_an_operation_names_exists() -> None:
    for operation in World().parts.operations:
        assert set(operation.problems) <= set(KINDS), operation.id


def test_every_operation_says_what_it_does() -> None:
    ids = set()
    for operation in World().parts.operations:
        assert operation.summary
        assert operation.description
        ids.add(operation.id)
    assert len(ids) == len(World().parts.operations)


def test_an_operation_is_described_with_all_it_takes(edge: Edge) -> None:
    document = edge.client.get("/api/v1/openapi.json").get_json()
    order = document["paths"]["/api/v1/orders"]["post"]
    assert order["requestBody"]["required"] is True
    assert order["requestBody"]["content"]["application/json"]["example"]["lines"]
    assert [p["name"] for p in order["parameters"]] == ["Idempotency-Key"]
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "500", "503"} == set(
        order["responses"]
    )
    one = document["paths"]["/api/v1/orders/{number}"]["get"]
    assert [(p["name"], p["in"]) for p in one["parameters"]] == [
        ("number", "path"),
        ("limit", "query"),
    ]
    assert one["security"] == []


def test_real_answers_keep_to_the_document(edge: Edge) -> None:
    api = OpenApi(edge.client.get("/api/v1/openapi.json").get_json())
    for data in (b'{"lines": []}', b"{}", b"[", b'{"lines": [], "note": "closed"}'):
        answer = edge.post("/api/v1/orders", data)
        api.check(
            "POST",
            "/api/v1/orders",
            answer.status_code,
            answer.get_json(),
            content_type=answer.content_type,
        )


def test_the_checker_notices_an_answer_that_does_not(edge: Edge) -> None:
    api = OpenApi(edge.client.get("/api/v1/openapi.json").get_json())
    right = {"count": 1, "at": "2026-11-23T00:30:00Z", "who": None}
    api.check("POST", "/api/v1/orders", 201, right)
    for status, body in ((201, {**right, "count": "one"}), (201, {}), (202, right)):
        with pytest.raises(AssertionError):
            api.check("POST", "/api/v1/orders", status, body)
    with pytest.raises(AssertionError):
        api.check("POST", "/api/v1/nothing", 201, right)


def test_answers_of_accounts_keep_to_the_document() -> None:
    world = World()
    chief = world.signed_in(Role.ADMIN)
    api = OpenApi(json.loads(chief.get("/api/v1/openapi.json").text))
    new = {"name": "ben", "display_name": "Ben", "role": "clerk", "clerk": "c01"}
    asked = chief.post("/api/v1/pairing", {}).get_json()
    story = (
        ("POST", "/api/v1/session", {"name": "ben", "password": PASSWORD}),
        ("GET", "/api/v1/me", None),
        ("POST", "/api/v1/accounts", new),
        ("GET", "/api/v1/accounts", None),
        ("PATCH", "/api/v1/accounts/ben", {"disabled": True}),
        ("POST", "/api/v1/accounts/ben/link", None),
        ("POST", "/api/v1/set-up/check", {"token": "x" * 30}),
        ("POST", "/api/v1/set-up", {"token": "x" * 30, "password": PASSWORD}),
        ("GET", f"/api/v1/pairing/{asked['id']}", None),
        ("POST", "/api/v1/devices", {"code": asked["code"], "name": "Door", "kind": "kiosk"}),
        ("GET", f"/api/v1/pairing/{asked['id']}", None),
        ("GET", f"/api/v1/pairing/{asked['id']}", None),
        ("GET", "/api/v1/devices", None),
        ("DELETE", "/api/v1/devices/none", None),
        ("POST", "/api/v1/api-tokens", {"role": "kiosk"}),
        ("GET", "/api/v1/api-tokens", None),
        ("DELETE", "/api/v1/api-tokens/none", None),
        ("DELETE", "/api/v1/session", None),
    )
    for method, path, body in story:
        answer = chief.ask(method, path, body)
        told = answer.get_json() if answer.data else None
        api.check(method, path, answer.status_code, told, content_type=answer.content_type)
