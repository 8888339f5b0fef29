"""The API of the whole office: declared, described, and open to whom it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from queue_monitor.app import Running, build
from queue_monitor.clock import SteadyClock
from queue_monitor.domain.model import SYSTEM
from queue_monitor.runtime import load as load_runtime
from queue_monitor.web.identity import Role
from queue_monitor.web.kinds import KINDS, STATES
from tests.support import config
from tests.support.openapi import OpenApi

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from queue_monitor.web.registry import Operation

#: The visitors' languages beside Chinese and English.
_OTHERS = ("vi", "id", "th", "tl")
#: What any page of a visitor may be told.
_BY_ANY_PAGE = {
    *("invalid_body", "invalid_json", "too_large", "unsupported_media_type", "bad_request"),
    *("not_found", "method_not_allowed", "not_signed_in", "forbidden", "cross_origin", "csrf"),
    *("too_many", "try_later", "internal"),
}
#: What is public or for a kiosk, and yet no visitor's: signing in, and the links to staff.
_OF_STAFF = {"accounts", "alerts"}
_TOKEN_ROLES = (Role.KIOSK, Role.CLERK, Role.SUPERVISOR, Role.VIEWER)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The office of config.yaml, running, without a port."""
    data: Path = tmp_path_factory.mktemp("office") / "office.db"
    running = build(
        config.office(),
        runtime=load_runtime("threading"),
        data=data,
        clock=SteadyClock(),
    )
    running.start()
    yield running
    running.stop()


def test_every_route_of_the_api_is_declared_and_the_other_way_round(office: Running) -> None:
    routes = {
        (method, rule.rule)
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    routes.remove(("GET", "/api/v1/openapi.json"))
    assert routes == {(o.method, o.path) for o in office.parts.operations}


def test_the_document_of_the_whole_api_is_valid(office: Running) -> None:
    document = office.app.test_client().get("/api/v1/openapi.json").get_json()
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_says_what_it_does_and_how_it_may_refuse(office: Running) -> None:
    for operation in office.parts.operations:
        assert operation.summary, operation.id
        assert operation.description, operation.id
        assert set(operation.problems) <= set(KINDS), operation.id


@pytest.mark.parametrize("role", [None, *_TOKEN_ROLES], ids=lambda role: role or "stranger")
def test_each_operation_lets_in_whom_it_declares_and_answers_as_described(
    office: Running, role: Role | None
) -> None:
    api = OpenApi(office.app.test_client().get("/api/v1/openapi.json").get_json())
    headers = {}
    if role is not None:
        token, _ = office.accounts.tokens.create(role=role, by=SYSTEM)
        headers["Authorization"] = f"Bearer {token}"
    for operation in office.parts.operations:
        answer, path = _ask(office, operation, headers)
        told = answer.get_json(silent=True) if answer.data else None
        code = told.get("code") if isinstance(told, dict) else None
        if operation.roles is not None and role not in operation.roles:
            assert code == ("not_signed_in" if role is None else "forbidden"), operation.id
        elif operation.path not in _PERSONAL:
            assert code not in {"not_signed_in", "forbidden"}, operation.id
        api.check(
            operation.method,
            path,
            answer.status_code,
            told,
            content_type=answer.content_type or "",
        )


def _ask(
    office: Running, operation: Operation, headers: dict[str, str]
) -> tuple[TestResponse, str]:
    path = re.sub(r"<\w+>", "none", re.sub(r"<int:\w+>", "99", operation.path))
    body = None if operation.method in {"GET", "DELETE"} else {"not": "the body it wants"}
    answer = office.app.test_client().open(
        path, method=operation.method, json=body, headers=headers, base_url="http://q.example"
    )
    return answer, path


#: Only a person's own browser can do these: a program has no session to end or password to change.
_PERSONAL = frozenset({"/api/v1/session", "/api/v1/me/password"})


@pytest.mark.parametrize("language", _OTHERS)
def test_what_a_visitor_may_be_refused_is_said_in_their_language(
    office: Running, language: str
) -> None:
    codes = {
        code
        for operation in office.parts.operations
        if operation.tag not in _OF_STAFF
        and (operation.roles is None or Role.KIOSK in operation.roles)
        for code in operation.problems
    }
    assert {"office_closed", "unknown_ticket", "wrong_state"} <= codes
    kinds = [KINDS[code] for code in codes | _BY_ANY_PAGE]
    texts = {text for kind in kinds for text in (kind.title, kind.detail)} | set(STATES.values())
    say = office.parts.catalogues.gettext
    assert [text for text in sorted(texts) if say(language, text) == text] == []
