"""The OpenAPI 3.1 document, built from the declared operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec
from flask import Blueprint, Response

from queue_monitor.web.identity import Role, Via
from queue_monitor.web.kinds import KINDS
from queue_monitor.web.problems import MEDIA_TYPE, ProblemDocument
from queue_monitor.web.registry import Media, Operation, Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETER: Final = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
_REF: Final = "#/components/schemas/{name}"
_ALWAYS: Final = ("internal", "try_later")
_BODY: Final = ("invalid_body", "invalid_json", "too_large", "unsupported_media_type")
_ROLES: Final = ("not_signed_in", "forbidden")
_SECURITY: Final = {
    Via.BEARER: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `queue-monitor token create`, for programs.",
    },
    Via.SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": "qm_session",
        "description": "A signed-in person's session (`__Host-qm_session` under TLS). Requests "
        "that change something also carry the header `X-CSRF-Token`.",
    },
    Via.DEVICE: {
        "type": "apiKey",
        "in": "cookie",
        "name": "qm_device",
        "description": "A paired kiosk or board (`__Host-qm_device` under TLS).",
    },
}


def blueprint(registry: Registry) -> Blueprint:
    """Serves the document at /api/v1/openapi.json; built at the first request."""
    api = Blueprint("openapi", __name__)
    built: list[bytes] = []

    @api.get("/api/v1/openapi.json")
    def document_() -> Response:
        """The description of this API."""
        if not built:
            built.append(msgspec.json.encode(document(registry)))
        return Response(
            built[0], mimetype="application/json", headers={"Cache-Control": "no-cache"}
        )

    return api


def document(registry: Iterable[Operation]) -> dict[str, Any]:
    """The whole OpenAPI document as plain values."""
    operations = tuple(registry)
    schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = _PARAMETER.sub(lambda found: "{" + found["name"] + "}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "queue-monitor",
            "version": "1",
            "summary": "Tickets, counters, boards, alerts and reallocation of one office.",
            "description": "Instants are ISO 8601 in UTC; spans carry their unit in their name. "
            "Every refusal is a problem document (RFC 9457) with a stable `code`.",
            "license": {"name": "See the repository"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted({o.tag for o in operations})],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {via.value: scheme for via, scheme in _SECURITY.items()},
        },
    }


class _Schemas:
    def __init__(self, by_type: Mapping[int, Any], components: dict[str, Any]) -> None:
        self._by_type = by_type
        self.components = components

    def of(self, type_: Any) -> Any:
        return self._by_type[id(type_)]


def _schemas(operations: Iterable[Operation]) -> _Schemas:
    types: dict[int, Any] = {id(ProblemDocument): ProblemDocument}
    for operation in operations:
        for type_ in (operation.body, operation.query, *operation.answers.values()):
            if type_ is not None and not isinstance(type_, Media):
                types[id(type_)] = type_
    described, components = msgspec.json.schema_components(types.values(), ref_template=_REF)
    return _Schemas(dict(zip(types, described, strict=True)), dict(components))


def _described(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": _text(operation),
        "responses": {**_answers(operation, schemas), **_problems(operation, schemas)},
        "security": _security(operation),
    }
    if parameters := [*_path(operation), *_query(operation, schemas), *_headers(operation)]:
        described["parameters"] = parameters
    if operation.body is not None:
        described["requestBody"] = _body(operation, schemas)
    return described


def _text(operation: Operation) -> str:
    if operation.roles is None:
        who = "Public."
    else:
        who = "For: " + ", ".join(role.value for role in Role if role in operation.roles) + "."
    return f"{operation.description} {who}".strip()


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.roles is None:
        return []
    vias = [Via.BEARER, Via.SESSION]
    if operation.roles & {Role.KIOSK, Role.BOARD}:
        vias.append(Via.DEVICE)
    return [{via.value: []} for via in vias]


def _body(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schemas.of(operation.body)}
    if operation.example is not None:
        content["example"] = msgspec.to_builtins(operation.example)
    required = any(
        f.required for f in msgspec.structs.fields(operation.body)
    )  # a body of defaults may be left out
    return {"required": required, "content": {"application/json": content}}


def _answers(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status, type_ in operation.answers.items():
        answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if isinstance(type_, Media):
            answer["content"] = {type_.content_type: {"schema": {"type": "string"}}}
        elif type_ is not None:
            answer["content"] = {"application/json": {"schema": schemas.of(type_)}}
        answers[str(status)] = answer
    return answers


def _problems(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    codes = [*operation.problems]
    if operation.roles is not None:
        codes += _ROLES
    if operation.body is not None:
        codes += _BODY
    elif operation.query is not None:
        codes.append("invalid_body")
    if operation.method != "GET":
        codes += ("cross_origin",) if operation.roles is None else ("cross_origin", "csrf")
    if operation.limit is not None:
        codes.append("too_many")
    by_status: dict[int, list[str]] = {}
    for code in (*codes, *_ALWAYS):
        kind = KINDS[code]
        by_status.setdefault(kind.status, []).append(kind.code or code)
    return {
        str(status): {
            "description": "Problem: " + ", ".join(f"`{code}`" for code in sorted(set(codes))),
            "content": {MEDIA_TYPE: {"schema": schemas.of(ProblemDocument)}},
        }
        for status, codes in sorted(by_status.items())
    }


def _path(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": found["name"],
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if found["converter"] == "int" else "string"},
        }
        for found in _PARAMETER.finditer(operation.path)
    ]


def _query(operation: Operation, schemas: _Schemas) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    name = schemas.of(operation.query)["$ref"].rpartition("/")[2]
    schema = schemas.components[name]
    return [
        {
            "name": parameter,
            "in": "query",
            "required": parameter in schema.get("required", ()),
            "schema": described,
        }
        for parameter, described in schema["properties"].items()
    ]


def _headers(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "description": meaning, "schema": {"type": "string"}}
        for name, meaning in operation.headers.items()
    ]
