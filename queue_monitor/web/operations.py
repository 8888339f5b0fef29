"""`@api.operation(...)`: a JSON route with its types, roles and problems, declared once.

    api = Api(blueprint, parts)

    @api.operation(
        "POST", "/api/v1/counters/<int:counter>/pause",
        body=Pause, answers={200: CounterAnswer}, roles=CLERKS,
        problems=("unknown_counter", "counter_closed"), summary="Interrupt calling",
    )
    def pause(call: Call[Pause], counter: int) -> CounterAnswer:
        ...parts.office.ask(..., actor=call.actor.id)...

In order: who asks (401), may they (403), can another site's page have sent it (403), is the body
small, JSON and right (413, 415, 400, 422), the handler, the answer's bytes. All that can be is
worked out at registration: this stands in front of every ticket issued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar, overload

import msgspec
from flask import Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from queue_monitor.web.asked import Asked
from queue_monitor.web.decoding import body_decoder, query_decoder
from queue_monitor.web.identity import Actor, Role, Via
from queue_monitor.web.lean import LeanOperation, variable
from queue_monitor.web.peer import is_same_origin, peer_address
from queue_monitor.web.problems import MAX_BODY_BYTES, Problem
from queue_monitor.web.registry import Media, Operation

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from flask import Blueprint

    from queue_monitor.web.parts import Parts

B = TypeVar("B")
Q = TypeVar("Q")
P = ParamSpec("P")
A = TypeVar("A")

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_encode: Final = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status or headers of its own; `value` may be bytes already encoded."""

    value: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


class Call(Generic[B]):
    """One request to an operation: its checked body, its actor, and the raw request behind them."""

    __slots__ = ("_actor", "_parts", "_query", "_request", "body", "environ")

    def __init__(
        self,
        environ: WSGIEnvironment,
        body: B,
        actor: Actor | None,
        parts: Parts,
        *,
        query: Any = None,
        request_: Request | None = None,
    ) -> None:
        self.environ = environ
        self.body = body
        self._request = request_
        self._actor = actor
        self._parts = parts
        self._query = query

    @property
    def request(self) -> Request:
        """The raw request."""
        if self._request is None:
            self._request = Asked(self.environ)
        return self._request

    @property
    def actor(self) -> Actor:
        """Who asks. Raises Problem not_signed_in for a stranger on a public operation."""
        actor = self.actor_or_none
        if actor is None:
            raise Problem("not_signed_in")
        return actor

    @property
    def actor_or_none(self) -> Actor | None:
        """Who asks, or None for a stranger on a public operation."""
        if self._actor is None:
            self._actor = self._parts.accounts.actor_of(self.environ)
        return self._actor

    @property
    def address(self) -> str:
        """The address that asks, seen through configured proxies."""
        return peer_address(self.environ, self._parts.site)

    def header(self, name: str) -> str | None:
        """A request header, or None."""
        told: str | None = self.environ.get(variable(name))
        return told

    def query(self, type_: type[Q]) -> Q:
        """The checked query parameters, of the type declared as `query=`."""
        assert isinstance(self._query, type_)
        return self._query


class Api:
    """Declares JSON operations on a blueprint."""

    def __init__(self, blueprint: Blueprint, parts: Parts, *, tag: str | None = None) -> None:
        self._blueprint = blueprint
        self._parts = parts
        self._tag = tag or blueprint.name

    @overload
    def operation(
        self,
        method: str,
        path: str,
        *,
        body: type[B],
        answers: Mapping[int, Any],
        summary: str,
        roles: frozenset[Role] | None,
        description: str = "",
        problems: tuple[str, ...] = (),
        query: Any = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        example: Any = None,
        limit: str | None = None,
        cache_s: int | None = None,
        lean: bool = False,
    ) -> Callable[[Callable[Concatenate[Call[B], P], A]], Callable[Concatenate[Call[B], P], A]]: ...

    @overload
    def operation(
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[int, Any],
        summary: str,
        roles: frozenset[Role] | None,
        description: str = "",
        problems: tuple[str, ...] = (),
        query: Any = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        example: Any = None,
        limit: str | None = None,
        cache_s: int | None = None,
        lean: bool = False,
    ) -> Callable[
        [Callable[Concatenate[Call[None], P], A]], Callable[Concatenate[Call[None], P], A]
    ]: ...

    def operation(
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[int, Any],
        summary: str,
        roles: frozenset[Role] | None,
        body: Any = None,
        description: str = "",
        problems: tuple[str, ...] = (),
        query: Any = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        example: Any = None,
        limit: str | None = None,
        cache_s: int | None = None,
        lean: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the decorated function as the handler of `method` on `path`.

        `roles`: who may; None is public. `answers`: status to the type sent (Struct, `Media`, or
        None for empty); what the handler returns is sent with the first one's status unless it
        returns a `Reply`. `problems`: codes it may give beside those that every operation has.
        `query`: Struct of its query parameters. `headers`: request headers it reads, name to
        meaning. `limit`: "10/minute" per address. `cache_s`: let caches keep the answer so long
        and answer If-None-Match with 304; without it nothing may be stored. `lean`: the usual
        case is answered ahead of the framework (see `lean.py`); for a fixed path only.
        """

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            operation = Operation(
                id=f"{self._blueprint.name}.{handler.__name__}",
                method=method,
                path=path,
                summary=summary,
                description=description or _first_paragraph(handler),
                tag=self._tag,
                roles=roles,
                answers=answers,
                body=body,
                query=query,
                headers=headers,
                problems=problems,
                example=example,
                limit=limit,
            )
            self._parts.operations.add(operation)
            if lean:
                self._parts.lean.add(_lean(operation, handler, self._parts))
            view = _view(operation, handler, self._parts, cache_s)
            self._blueprint.add_url_rule(
                path, endpoint=f"api_{handler.__name__}", view_func=view, methods=[method]
            )
            return handler

        return register


def _view(
    operation: Operation, handler: Callable[..., Any], parts: Parts, cache_s: int | None
) -> Callable[..., Response]:
    """The function Flask calls: every decision that does not depend on the request is made here."""
    status, answer_type = next(iter(operation.answers.items()))
    content_type = (
        answer_type.content_type if isinstance(answer_type, Media) else "application/json"
    )
    check = _gate(operation, parts)
    read = _reader(operation)
    read_query = query_decoder(operation.query) if operation.query is not None else None
    caching = "no-store" if cache_s is None else f"public, max-age={cache_s}"

    def view(**path: Any) -> Response:
        asked = request._get_current_object()  # type: ignore[attr-defined]
        actor = check(asked.environ)
        body = read(asked) if read is not None else None
        query = read_query(asked.args) if read_query is not None else None
        told = handler(Call(asked.environ, body, actor, parts, query=query, request_=asked), **path)
        if isinstance(told, Response):
            return told
        if type(told) is Reply:
            response = _response(told.value, told.status or status, content_type)
            if told.headers:
                response.headers.update(told.headers)
        else:
            response = _response(told, status, content_type)
        response.headers.setdefault("Cache-Control", caching)
        return response if cache_s is None else _tagged(response, asked)

    return view


def _lean(operation: Operation, handler: Callable[..., Any], parts: Parts) -> LeanOperation:
    """The same decisions without Flask's request; whatever they refuse goes the long way."""
    check = _gate(operation, parts)
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(operation.body)

    def prepare(environ: dict[str, Any], data: bytes) -> Callable[[], bytes]:
        actor = check(environ)
        try:
            body = decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Problem("invalid_json") from None
        call = Call(environ, body, actor, parts)
        return lambda: _encode(handler(call))

    return LeanOperation(operation=operation, prepare=prepare)


def _gate(operation: Operation, parts: Parts) -> Callable[[Mapping[str, Any]], Actor | None]:
    roles, site, accounts = operation.roles, parts.site, parts.accounts
    unsafe, limit = operation.method not in _SAFE, operation.limit

    def check(environ: Mapping[str, Any]) -> Actor | None:
        if limit is not None:
            wait_s = accounts.admit(f"{limit} {operation.id}", peer_address(environ, site))
            if wait_s > 0:
                raise Problem("too_many", retry_after_s=int(wait_s) + 1)
        actor = None
        if roles is not None:
            actor = accounts.actor_of(environ)
            if actor is None or (actor.role not in roles and actor.via is Via.LOOPBACK):
                raise Problem("not_signed_in")
            if actor.role not in roles:
                raise Problem("forbidden")
        if unsafe:
            _refuse_foreign(environ, actor, parts)
        return actor

    return check


def _refuse_foreign(environ: Mapping[str, Any], actor: Actor | None, parts: Parts) -> None:
    """Refuse what a page of another site could have made the browser send.

    A bearer token is never sent by a browser of itself. A session must bring its own token too;
    the rest (devices, loopback, strangers) is told by origin. Flask-WTF's token is of no use here:
    it lives in Flask's session, which is a signed cookie, while ours are kept on the server.
    """
    via = actor.via if actor is not None else None
    if via is Via.BEARER:
        return
    if not is_same_origin(environ, parts.site):
        raise Problem("cross_origin")
    if actor is not None and via is Via.SESSION:
        given = environ.get("HTTP_X_CSRF_TOKEN", "")
        if not compare_digest(given.encode("latin-1", "replace"), actor.csrf.encode()):
            raise Problem("csrf")


def _reader(operation: Operation) -> Callable[[Request], Any] | None:
    """A function that reads and checks the body; None where the operation has none."""
    if operation.body is None:
        return None
    decode = body_decoder(operation.body)

    def read(asked: Request) -> Any:
        if (asked.content_length or 0) > MAX_BODY_BYTES:
            raise Problem("too_large", limit_kib=MAX_BODY_BYTES // 1024)
        try:
            data = asked.get_data(cache=False)
        except RequestEntityTooLarge:
            raise Problem("too_large", limit_kib=MAX_BODY_BYTES // 1024) from None
        if not data:
            return decode(b"{}")
        content_type = asked.environ.get("CONTENT_TYPE", "")
        if content_type and not content_type.startswith("application/json"):
            raise Problem("unsupported_media_type")
        return decode(data)

    return read


def _response(value: Any, status: int, content_type: str) -> Response:
    if value is None:
        return Response(status=status if status != 200 else 204)
    data = value if type(value) is bytes else _encode(value)
    return Response(data, status, content_type=content_type)


def _tagged(response: Response, asked: Request) -> Response:
    digest = blake2b(response.get_data(), digest_size=12).hexdigest()
    response.set_etag(digest)
    response.make_conditional(asked)
    return response


def _first_paragraph(handler: Callable[..., Any]) -> str:
    text = (handler.__doc__ or "").strip().partition("\n\n")[0]
    return re.sub(r"\s+", " ", text)
