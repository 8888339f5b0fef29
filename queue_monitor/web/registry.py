"""The list of declared JSON operations, from which the OpenAPI document is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from queue_monitor.web.identity import Role

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An answer that is not JSON, by its content type."""

    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path, as its route declared it.

    `roles` None means public. `answers` maps a status to the type sent (a `msgspec.Struct`, a
    `Media`, or None for an empty answer); the first is what a handler's plain value is sent as.
    """

    id: str
    method: str
    path: str  # Flask's pattern: "/api/v1/counters/<int:counter>/open"
    summary: str
    description: str
    tag: str
    roles: frozenset[Role] | None
    answers: Mapping[int, Any]
    body: Any = None
    query: Any = None
    headers: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    problems: tuple[str, ...] = ()
    example: Any = None
    limit: str | None = None


class Registry:
    """Every operation of the application, in the order of declaration."""

    def __init__(self) -> None:
        self._operations: dict[tuple[str, str], Operation] = {}

    def add(self, operation: Operation) -> None:
        """Register; the same method and path twice is a mistake in the program."""
        key = (operation.method, operation.path)
        if key in self._operations:
            raise ValueError(f"{operation.method} {operation.path} is declared twice")
        self._operations[key] = operation

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations.values())

    def __len__(self) -> int:
        return len(self._operations)
