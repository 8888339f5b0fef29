"""A small application on the web edge, with operations that exist to be asked wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from flask import Blueprint, Flask

from queue_monitor.domain.errors import LineEmpty, OfficeClosed, StoreUnavailable
from queue_monitor.domain.model import ActorId
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.identity import CLERKS, Actor, Role, Via
from queue_monitor.web.operations import Api, Call, Reply
from queue_monitor.web.pages import install
from queue_monitor.web.parts import Parts
from queue_monitor.web.registry import Media

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


class Line(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Part of an order."""

    service: str
    count: Annotated[int, msgspec.Meta(ge=1)] = 1


class Order(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A body with everything that can be wrong."""

    lines: list[Line]
    note: Annotated[str, msgspec.Meta(max_length=20)] | None = None


class Page(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A query."""

    limit: int = 10


class Told(msgspec.Struct, kw_only=True):
    """An answer."""

    count: int
    at: datetime
    who: str | None = None


class KnownByHeader:
    """Whoever says "Bearer clerk" is a clerk."""

    def actor_of(self, environ: Mapping[str, Any]) -> Actor | None:
        return self.actor_of_bearer(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))

    def actor_of_bearer(self, token: str) -> Actor | None:
        if token not in set(Role):
            return None
        return Actor(id=ActorId(f"token:{token}"), role=Role(token), name=token, via=Via.BEARER)

    def name_of(self, actor: ActorId) -> str | None:
        return None

    def admit(self, rule: str, address: str) -> float:
        return 0.0


@dataclass(slots=True)
class Edge:
    """The application and a client of it; `lean`: orders have the short way."""

    lean: bool = False
    parts: Parts = field(init=False)
    app: Flask = field(init=False)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        nothing = cast("Any", None)
        self.parts = Parts(
            settings=nothing,
            office=nothing,
            daybook=nothing,
            live=nothing,
            clock=nothing,
            forecast=nothing,
            tokens=nothing,
            seal=nothing,
            accounts=KnownByHeader(),
            runtime=nothing,
            catalogues=Catalogues.of_packages(),
        )
        self.app = Flask("queue_monitor")
        self.app.register_blueprint(_orders(self.parts, lean=self.lean))
        install(self.app, self.parts, timezone="Asia/Taipei")
        self.parts.lean.install(self.app, self.parts.metrics)
        self.client = self.app.test_client()

    def post(self, path: str, data: bytes, **headers: str) -> TestResponse:
        """Send bytes as a clerk's program would."""
        sent = {"Authorization": "Bearer clerk", "Content-Type": "application/json", **headers}
        named = {name.replace("_", "-"): value for name, value in sent.items()}
        return self.client.post(path, data=data, headers=named)


def _orders(parts: Parts, *, lean: bool) -> Blueprint:
    orders = Blueprint("orders", __name__)
    api = Api(orders, parts)

    @api.operation(
        "POST",
        "/api/v1/orders",
        body=Order,
        answers={201: Told},
        roles=CLERKS,
        problems=("office_closed", "line_empty"),
        summary="Order",
        headers={"Idempotency-Key": "makes a repeated request give the same answer"},
        example=Order(lines=[Line(service="transcript")]),
        lean=lean,
    )
    def order(call: Call[Order]) -> Told:
        """Counts the lines."""
        match call.body.note:
            case "closed":
                raise OfficeClosed(MORNING)
            case "empty":
                raise LineEmpty(3)
            case "full":
                raise StoreUnavailable
            case "fault":
                raise RuntimeError("the inner workings")
            case _:
                return Told(count=len(call.body.lines), at=MORNING, who=call.actor.id)

    @api.operation(
        "GET",
        "/api/v1/orders/<int:number>",
        answers={200: Told},
        query=Page,
        roles=None,
        summary="One order",
        cache_s=5,
    )
    def one(call: Call[None], number: int) -> Told:
        actor = call.actor_or_none
        limit = call.query(Page).limit
        return Told(count=number * limit, at=MORNING, who=actor.id if actor else None)

    @api.operation(
        "GET",
        "/api/v1/orders/picture",
        answers={200: Media(content_type="image/svg+xml")},
        roles=None,
        summary="A picture",
    )
    def picture(_call: Call[None]) -> Reply:
        """Not JSON."""
        return Reply(b"<svg/>", headers={"Cache-Control": "public, max-age=60"})

    @api.operation(
        "DELETE", "/api/v1/orders/<int:number>", answers={204: None}, roles=CLERKS, summary="Away"
    )
    def away(_call: Call[None], number: int) -> None:
        """Forgets it."""

    return orders
