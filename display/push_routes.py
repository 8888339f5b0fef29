"""A phone asks to be told of its own ticket, and to be told no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from flask import Blueprint

from display.phones import Phone
from queue_monitor.domain.errors import UnknownTicket
from queue_monitor.domain.model import ENDED, TicketId
from queue_monitor.web.languages import language
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from display.phones import Phones, Pusher
    from display.ringer import Ringer
    from queue_monitor.web.parts import Parts


class PhoneKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser reads messages with."""

    p256dh: Annotated[str, msgspec.Meta(min_length=80, max_length=100)]
    auth: Annotated[str, msgspec.Meta(min_length=16, max_length=40)]


class PhoneBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser's push service gave it: `PushSubscription.toJSON()`."""

    endpoint: Annotated[str, msgspec.Meta(min_length=10, max_length=2000)]
    keys: PhoneKeys


class PhonePushView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether phones are told, and what to subscribe to."""

    public_key: str | None


class PhoneView(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that is told; its address is never shown."""

    id: str


def blueprint(
    parts: Parts, *, phones: Phones, pusher: Pusher | None, ringer: Ringer | None
) -> Blueprint:
    """`/api/v1/tickets/{token}/push`; without a `pusher`, no phone is told."""
    routes = Blueprint("phones", __name__)
    api = Api(routes, parts, tag="public")
    keys: list[str] = []

    def ticket_of(token: str) -> TicketId:
        found = parts.tokens.ticket_of(token)
        if found is None:
            raise UnknownTicket(TicketId(token))
        return found

    @api.operation(
        "GET",
        "/api/v1/tickets/<token>/push",
        answers={200: PhonePushView},
        roles=None,
        problems=("unknown_ticket",),
        summary="Whether a phone can be told of this ticket",
    )
    def phone_push(_: Call[None], token: str) -> PhonePushView:
        """`public_key` is what the browser subscribes to; null where phones are not told."""
        ticket_of(token)
        if pusher is not None and not keys:  # one for good, and every phone asks
            keys.append(parts.runtime.offload(pusher.public_key))
        return PhonePushView(public_key=keys[0] if keys else None)

    @api.operation(
        "POST",
        "/api/v1/tickets/<token>/push",
        body=PhoneBody,
        answers={201: PhoneView},
        roles=None,
        problems=("unknown_ticket", "phone_push_off", "visit_over", "invalid_body"),
        summary="Tell this phone of this ticket",
        limit="120/minute",  # a hall full of phones may share one address
    )
    def tell_phone(call: Call[PhoneBody], token: str) -> PhoneView:
        """At "next but two", at the call, when it was missed and when it is in line again.

        Kept outside the log until the visit ends, for this ticket alone. The same phone again is
        brought up to date; four phones may hold one ticket, a fifth takes the place of one.
        """
        ticket = ticket_of(token)
        if pusher is None or ringer is None:
            raise Problem("phone_push_off")
        floor = parts.office.floor()
        if floor.ticket(ticket).state in ENDED:
            raise Problem("visit_over", number=floor.ticket(ticket).number)
        body = call.body
        wrong = pusher.mistake(endpoint=body.endpoint, p256dh=body.keys.p256dh, auth=body.keys.auth)
        if wrong is not None:
            raise Problem("invalid_body", errors=(wrong,))
        phone = Phone(
            language=language(parts.catalogues),
            endpoint=body.endpoint,
            p256dh=body.keys.p256dh,
            auth=body.keys.auth,
        )
        ringer.seen(floor, ticket)
        parts.runtime.offload(phones.keep, ticket, phone, at=parts.clock.now())
        return PhoneView(id=phone.id)

    @api.operation(
        "DELETE",
        "/api/v1/tickets/<token>/push/<phone>",
        answers={204: None},
        roles=None,
        problems=("unknown_ticket",),
        summary="Tell this phone no more",
        limit="120/minute",  # a hall full of phones may share one address
    )
    def leave_phone(_: Call[None], token: str, phone: str) -> None:
        """Its address is deleted at once; one that is not known needs no deleting."""
        parts.runtime.offload(phones.drop, ticket_of(token), phone)

    return routes
