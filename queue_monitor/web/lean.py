"""The short way for the few requests that come in a rush, ahead of the framework.

A third of the time of taking a number went into Flask's contexts, hooks and response objects. An
operation declared `lean` is answered here when all is as usual. Whatever is not (another method,
a refusal, an odd header, a body of unknown length) goes the long way with the request untouched,
so that each refusal is worded in one place. Once the handler has run there is no second way: what
it raises is told by the application's own error handlers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from flask import g

from queue_monitor.domain.errors import QueueMonitorError
from queue_monitor.web import headers
from queue_monitor.web.observe import Observer
from queue_monitor.web.problems import MAX_BODY_BYTES, Problem

if TYPE_CHECKING:
    from flask import Flask

    from queue_monitor.web.metrics import Metrics
    from queue_monitor.web.registry import Operation

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_LONGEST_HEADER: Final = 200
_HEADERS: Final = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    *headers.DATA,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanOperation:
    """An operation on a fixed path.

    `prepare` takes the environment and the body, makes every check, and gives the function that
    does the work and returns the answer's JSON. What it raises (QueueMonitorError, Problem) says
    only that this request is for the long way; nothing was done yet.
    """

    operation: Operation
    prepare: Callable[[dict[str, Any], bytes], Callable[[], bytes]]
    status: str = field(init=False)  # of the answer, as HTTP has it
    variables: Sequence[str] = field(init=False)  # WSGI's names of the headers it reads

    def __post_init__(self) -> None:
        status = HTTPStatus(next(iter(self.operation.answers)))
        object.__setattr__(self, "status", f"{status.value} {status.phrase}")
        object.__setattr__(self, "variables", [variable(name) for name in self.operation.headers])


class LeanOperations:
    """Every lean operation, by method and path."""

    def __init__(self) -> None:
        self._by_path: dict[tuple[str, str], LeanOperation] = {}

    def add(self, lean: LeanOperation) -> None:
        """Register. Raises ValueError where the long way would have to do something first."""
        operation = lean.operation
        if "<" in operation.path or operation.limit or operation.query or not operation.body:
            raise ValueError(f"{operation.method} {operation.path} cannot be lean")
        self._by_path[operation.method, operation.path] = lean

    def find(self, method: str, path: str) -> LeanOperation | None:
        """The lean operation on `path`, if there is one."""
        return self._by_path.get((method, path))

    def install(self, app: Flask, metrics: Metrics) -> None:
        """Put the short way in front of `app`, and of what already stands in front of it."""
        find, long_way = self.find, app.wsgi_app
        tell = partial(_tell, app, Observer(metrics))

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            lean = find(environ["REQUEST_METHOD"], environ["PATH_INFO"])
            if lean is None or not _is_usual(environ, lean):
                return long_way(environ, start_response)
            data = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            try:
                work = lean.prepare(environ, data)
            except (Problem, QueueMonitorError):
                environ["wsgi.input"] = BytesIO(data)
                return long_way(environ, start_response)
            return tell(lean, work, environ)(environ, start_response)

        app.wsgi_app = answer  # type: ignore[method-assign]


def _is_usual(environ: dict[str, Any], lean: LeanOperation) -> bool:
    """Whether the request has one plain JSON body of known length and no header out of bounds."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        length.isascii()
        and length.isdigit()
        and int(length) <= MAX_BODY_BYTES
        and "HTTP_TRANSFER_ENCODING" not in environ
        and not environ.get("QUERY_STRING")
        and (environ.get("CONTENT_TYPE") or "application/json").startswith("application/json")
        and all(0 < len(environ.get(name, "-")) <= _LONGEST_HEADER for name in lean.variables)
    )


@cache
def variable(header: str) -> str:
    """What WSGI calls a request header of this name."""
    return f"HTTP_{header.upper().replace('-', '_')}"


def _tell(
    app: Flask,
    observer: Observer,
    lean: LeanOperation,
    work: Callable[[], bytes],
    environ: dict[str, Any],
) -> Wsgi:
    began = perf_counter()
    try:
        body = work()
    except Exception as error:  # noqa: BLE001 - told by the application's handlers, as any other
        with app.request_context(environ):
            g.started = began
            return app.finalize_request(app.handle_user_exception(error))
    operation = lean.operation
    observer.answered(
        operation.path, operation.method, int(lean.status[:3]), perf_counter() - began
    )

    def answer(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = ("Content-Length", str(len(body)))
        start_response(lean.status, [length, *_HEADERS])
        return (body,)

    return answer
