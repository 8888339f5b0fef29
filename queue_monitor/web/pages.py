"""What every page and the whole application needs: `install`, page guards, health and metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Flask, Response, g, redirect, request

from queue_monitor.domain.errors import TryLater
from queue_monitor.web import assets, headers, languages, observe, problems
from queue_monitor.web.asked import Asked
from queue_monitor.web.health import Readiness
from queue_monitor.web.kinds import KINDS
from queue_monitor.web.metrics import CONTENT_TYPE
from queue_monitor.web.openapi import blueprint as openapi_blueprint
from queue_monitor.web.peer import is_secure
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from queue_monitor.web.identity import Actor, Role
    from queue_monitor.web.parts import Parts

P = ParamSpec("P")
SIGN_IN: Final = "/sign-in"


def install(app: Flask, parts: Parts, *, timezone: str, offered: Sequence[str] = ()) -> None:
    """Give `app` all that is common: languages, problems, headers, assets, health, OpenAPI.

    Templates then have `lang`, `languages`, `offered`, `actor` (or None), `time_zone`,
    `csrf_token` (None without a session) and `asset("css/tokens.css")`. To be called once, before
    the first request.
    """
    app.config["MAX_CONTENT_LENGTH"] = problems.MAX_BODY_BYTES
    app.request_class = Asked
    observe.install(app, parts.metrics)
    headers.install(app)
    languages.install(app, parts.catalogues, timezone=timezone)
    problems.install(app)
    app.register_blueprint(assets.blueprint(parts.catalogues))
    app.register_blueprint(_blueprint(parts))
    app.register_blueprint(openapi_blueprint(parts.operations))

    @app.context_processor
    def context() -> dict[str, Any]:
        actor = _actor_if_known(parts)
        return {
            "lang": languages.language(parts.catalogues),
            "languages": languages.spoken_here(parts.catalogues),
            "offered": _spoken(parts, offered),
            "actor": actor,
            "csrf_token": actor.csrf if actor is not None and actor.csrf else None,
            "time_zone": timezone,
            "asset": assets.versioned,
        }

    @app.after_request
    def remember_language(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        chosen = request.args.get("lang")
        if chosen in languages.spoken_here(parts.catalogues):
            response.set_cookie(
                languages.COOKIE,
                str(chosen),
                max_age=languages.COOKIE_AGE_S,
                secure=is_secure(request.environ, parts.site),
                httponly=True,
                samesite="Lax",
            )
        return response


def _spoken(parts: Parts, offered: Sequence[str]) -> tuple[str, ...]:
    """Of the office's languages those that this page is spoken in: what it may be switched to."""
    spoken = languages.spoken_here(parts.catalogues)
    return tuple(tag for tag in offered if tag in spoken)


def current_actor(parts: Parts) -> Actor | None:
    """Who asks for this page, looked up once a request; None for a stranger."""
    if "actor" not in g:
        g.actor = parts.accounts.actor_of(request.environ)
    actor: Actor | None = g.actor
    return actor


def _actor_if_known(parts: Parts) -> Actor | None:
    """For templates: the page that tells of a store out of order must not ask that store."""
    try:
        return current_actor(parts)
    except TryLater:
        return None


def guard(parts: Parts, roles: frozenset[Role]) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let only `roles` see a page; send strangers to /sign-in and back again afterwards.

    @pages.get("/console")
    @guard(parts, CLERKS)
    def console() -> str: ...
    """

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            actor = current_actor(parts)
            if actor is not None and actor.role in roles:
                return view(*args, **kwargs)
            if actor is None or not actor.is_staff:
                return _to_sign_in()
            raise Problem("forbidden")

        return guarded

    return decorate


def safe_next(target: str | None, *, default: str = "/") -> str:
    """`target` if it is a path on this site, else `default`: no open redirect.

    "//evil", "/\\evil", "https://evil" and anything with a control character are refused.
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(c) < 0x20 or c in "\\\x7f" for c in target):
        return default
    return target


def _to_sign_in() -> BaseResponse:
    wanted = request.full_path.rstrip("?")
    return redirect(f"{SIGN_IN}?{urlencode({'next': safe_next(wanted)})}")


def _blueprint(parts: Parts) -> Blueprint:
    plain = Blueprint("web", __name__, template_folder="templates")

    @plain.get("/healthz")
    def healthz() -> Response:
        """The process answers."""
        return Response(b"ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})

    @plain.get("/readyz")
    def readyz() -> Response:
        """The office can do its work; 503 and the reason if not."""
        readiness: Readiness = parts.health.readiness()
        return Response(
            msgspec.json.encode(readiness),
            200 if readiness.ready else 503,
            mimetype="application/json",
            headers={"Cache-Control": "no-store"},
        )

    @plain.get("/problems/<code>")
    def problem(code: str) -> BaseResponse:
        """What the `type` of a problem document leads to."""
        if code not in KINDS:
            raise Problem("not_found")
        return problems.explained(code)

    @plain.get("/metrics")
    def metrics() -> Response:
        """Figures for Prometheus."""
        return Response(parts.metrics.text(), content_type=CONTENT_TYPE)

    return plain
