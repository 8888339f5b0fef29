"""Refusals and failures as problem documents (RFC 9457) in the reader's language.

One handler per family: the office's `Refused` and `TryLater`, the edge's own `Problem`, HTTP
errors of the framework, and whatever nobody foresaw (500, which leaks nothing). A browser that
asked for a page gets the template `problem.html`, everybody else JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec
import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask_babel import format_date, format_datetime, gettext
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from queue_monitor.domain.errors import QueueMonitorError, TryLater
from queue_monitor.web.kinds import KINDS, STATES

if TYPE_CHECKING:
    from werkzeug.sansio.response import Response as BaseResponse

MEDIA_TYPE: Final = "application/problem+json"
MAX_BODY_BYTES: Final = 64 * 1024
_RETRY_TRY_LATER_S: Final = 1
_BY_STATUS: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many",
}


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong in a request: where (JSON pointer, "/service") and what."""

    where: str
    what: str


class ProblemDocument(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457. `code` is stable; title and detail are for people, in their language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: Sequence[Mistake] = ()


class Problem(Exception):
    """A refusal by the edge itself: sign-in, limits, form of the request.

    `code` is one of `KINDS`; `params` fill its texts; `retry_after_s` becomes Retry-After.
    """

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[Mistake] = (),
        retry_after_s: int | None = None,
        **params: object,
    ) -> None:
        self.code = code
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.params: Mapping[str, object] = {**params, "retry_after_s": retry_after_s}
        super().__init__(code)

    def __str__(self) -> str:
        """In English, for the command line."""
        told = _filled(KINDS[self.code].detail, self.params)
        wrong = "".join(f" {mistake.where} {mistake.what}." for mistake in self.errors)
        return f"{told}{wrong}"


def install(app: Flask) -> None:
    """Answer every error of `app` with a problem document or page."""
    app.register_error_handler(QueueMonitorError, _tell)
    app.register_error_handler(Problem, _tell)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_unforeseen)


def document(error: QueueMonitorError | Problem, *, instance: str | None = None) -> ProblemDocument:
    """The problem document of `error`, in the language of the present request."""
    code = error.code if error.code in KINDS else "internal"
    kind = KINDS[code]
    code = kind.code or code
    params = error.params if isinstance(error, Problem) else _fields(error)
    return ProblemDocument(
        type=f"/problems/{code}",
        title=gettext(kind.title),
        status=kind.status,
        detail=_filled(gettext(kind.detail), params),
        code=code,
        instance=instance,
        errors=error.errors if isinstance(error, Problem) else (),
    )


def explained(code: str) -> Response:
    """A problem in general, for whoever follows the `type` of a document; status 200."""
    response = _response(document(Problem(code)))
    response.status_code = 200
    return response


def _tell(error: QueueMonitorError | Problem) -> BaseResponse:
    response = _response(document(error))
    retry_after_s = _retry_after_s(error)
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="queue-monitor"'
    return response


def _tell_http(error: HTTPException) -> BaseResponse:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status == 404 and (page := _page_without_slash()):
        return redirect(page, 308)
    code = _BY_STATUS.get(status, "bad_request" if status < 500 else "internal")
    told = _tell(Problem(code, method=request.method, limit_kib=MAX_BODY_BYTES // 1024))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        told.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return told


def _page_without_slash() -> str | None:
    """Where "/kiosk/" was meant to lead: somebody typed it."""
    path = request.path.rstrip("/")
    if request.method not in {"GET", "HEAD"} or path == request.path:
        return None
    if path.startswith(("//", "/api/", "/assets/")):  # "//elsewhere" would be another host
        return None
    adapter = current_app.create_url_adapter(request)
    if not path or adapter is None or not adapter.test(path, request.method):
        return None
    query = request.query_string.decode("latin-1")
    return f"{quote(path)}?{query}" if query else quote(path)


def _tell_unforeseen(error: Exception) -> BaseResponse:
    """Record the fault with its traceback; tell the reader only that it is ours."""
    route = request.url_rule.rule if request.url_rule else ""
    structlog.get_logger("queue_monitor.web").error(
        "request_failed", route=route, method=request.method, exc_info=error
    )
    return _tell(Problem("internal"))


def _response(told: ProblemDocument) -> Response:
    g.problem_code = told.code  # for the access log
    if _wants_page():
        try:
            page = render_template("problem.html", problem=told)
        except TemplateNotFound:
            page = ""
        if page:
            return Response(page, told.status, mimetype="text/html")
    response = Response(msgspec.json.encode(told), told.status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _wants_page() -> bool:
    if request.path.startswith("/api/"):
        return False
    accepted = request.accept_mimetypes
    best = accepted.best_match(("application/json", MEDIA_TYPE, "text/html"))
    return best == "text/html" and accepted["text/html"] > accepted["application/json"]


def _retry_after_s(error: QueueMonitorError | Problem) -> int | None:
    if isinstance(error, Problem):
        return error.retry_after_s
    return _RETRY_TRY_LATER_S if isinstance(error, TryLater) else None


def _fields(error: QueueMonitorError) -> Mapping[str, object]:
    return {name: value for name, value in vars(error).items() if not name.startswith("_")}


def _filled(template: str, params: Mapping[str, object]) -> str:
    return template.format_map(_Shown({k: _shown(v) for k, v in params.items()}))


class _Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        try:
            return format_datetime(value, "short")
        except OverflowError:  # the first or the last day there is, and another one in our zone
            return value.isoformat()
    if isinstance(value, date):
        return format_date(value, "long", rebase=False)
    if isinstance(value, str) and value in STATES:
        return gettext(STATES[value])
    return "–" if value is None else value
