"""Holds real answers against the OpenAPI document that the server itself publishes."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for


class OpenApi:
    """The document, ready to check answers: `check("GET", "/api/v1/board", 200, body)`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._patterns = [(_pattern(path), path) for path in sorted(document["paths"], key=len)]

    def check(
        self,
        method: str,
        path: str,
        status: int,
        body: Any,
        *,
        content_type: str = "application/json",
    ) -> None:
        """Fail unless the document allows this answer. `path` is the one asked, query left out."""
        operation = self._operation(method, path)
        responses = operation["responses"]
        assert str(status) in responses, (
            f"{method} {path} answered {status}; the document knows {sorted(responses)}"
        )
        content = responses[str(status)].get("content")
        if content is None:
            assert body in (None, b"", ""), f"{method} {path}: {status} must be empty"
            return
        plain = content_type.partition(";")[0].strip()
        assert plain in content, f"{method} {path}: {plain} is not among {sorted(content)}"
        if not plain.endswith("json"):
            return
        schema = {**content[plain]["schema"], "components": self.document["components"]}
        assert validator_for(schema, default=Draft202012Validator) is Draft202012Validator
        mistakes = sorted(
            f"{error.json_path}: {error.message}"
            for error in Draft202012Validator(schema).iter_errors(body)
        )
        assert not mistakes, f"{method} {path} {status}: {mistakes}"

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for pattern, template in self._patterns:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][template]:
                operation: dict[str, Any] = self.document["paths"][template][method.lower()]
                return operation
        raise AssertionError(f"{method} {path} is not in the document")


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"\{\w+\}", path)
    return re.compile("[^/]+".join(re.escape(piece) for piece in pieces))
