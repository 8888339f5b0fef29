"""The kiosk's page, the number given by it, its slip and its QR code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_babel import gettext

from kiosk import greeter_routes, lobby_routes, own_pages, own_routes
from kiosk.printing import routes as printing_routes
from kiosk.printing.compose import asks_how, lines_of
from kiosk.qr import phone_link, qr_svg, survey_link
from kiosk.views import KioskView, TakenTicket, TakeTicket, kiosk_view
from queue_monitor.domain import rules
from queue_monitor.domain.errors import KioskPaused, OfficeClosed, UnknownTicket
from queue_monitor.domain.events import Issued
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import WALK_IN, ClassId, ServiceId, Ticket, TicketId, TicketState
from queue_monitor.forecast import NO_WAIT, before
from queue_monitor.web.identity import ISSUERS, STAFF, Role, Via
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor
from queue_monitor.web.problems import Problem
from queue_monitor.web.repeating import KEY, key_of
from queue_monitor.web.visitor import TicketView, doors, ticket_view, wait_of

if TYPE_CHECKING:
    from queue_monitor.domain.events import Event
    from queue_monitor.forecast import WaitRange
    from queue_monitor.web.parts import Parts

_REFUSALS: Final = (
    "unknown_service",
    "unknown_class",
    "class_not_at_kiosk",
    "group_too_large",
    "office_closed",
    "service_paused",
    "kiosk_paused",
    "numbers_exhausted",
    "idempotency_key_reused",
)


def blueprint(parts: Parts) -> Blueprint:
    """`/kiosk`, `/slip/…`, `/qr/…` and `/api/v1/tickets`."""
    kiosk = Blueprint("kiosk", __name__, template_folder="templates")
    api = Api(kiosk, parts, tag="tickets")
    _taking(api, parts)
    own_routes.add_routes(api, parts)
    own_pages.add(kiosk, parts)
    printing_routes.add_routes(api, parts)
    lobby_routes.declare(api, parts)
    greeter_routes.add(kiosk, api, parts)
    _showing(api, parts)
    _pages(kiosk, parts)
    parts.live.topic("kiosk", partial(_view_at, parts))
    return kiosk


# -- the JSON ----------------------------------------------------------------------------------


def _taking(api: Api, parts: Parts) -> None:
    office, daybook, forecast, tokens = parts.office, parts.daybook, parts.forecast, parts.tokens
    by_letter = {service.letter: service.id for service in parts.settings.services}
    largest_group = max(parts.settings.kiosk.largest_group, 1)
    not_offered = {c.id for c in parts.settings.classes if not c.at_kiosk}

    @api.operation(
        "POST",
        "/api/v1/tickets",
        body=TakeTicket,
        answers={201: TakenTicket},
        roles=ISSUERS,
        problems=_REFUSALS,
        headers={KEY: "one key for one wish; repeating the request gives the same number"},
        summary="Take a number",
        lean=True,
    )
    def take(call: Call[TakeTicket]) -> TakenTicket:
        """Give a number for a service, durable before it is told. A kiosk gives numbers of the
        classes it offers (`classes` of `GET /api/v1/kiosk`); staff, of any. `people` who belong
        together, up to `kiosk.largest_group`, are called once and served one after the other."""
        wish, actor = call.body, call.actor.id
        service = by_letter.get(wish.service, ServiceId(wish.service))
        visit_class = ClassId(wish.visit_class)
        if visit_class in not_offered and call.actor.role is Role.KIOSK:
            raise Problem("class_not_at_kiosk", visit_class=visit_class)
        if wish.people > largest_group:
            raise Problem("group_too_large", most=largest_group)
        errands = tuple(by_letter.get(wanted, ServiceId(wanted)) for wanted in wish.errands)
        is_kiosk = call.actor.role is Role.KIOSK
        key = key_of(call)
        met: list[Floor] = []

        def issue(floor: Floor, at: datetime) -> Sequence[Event]:
            met[:] = (floor,)
            opens_at = daybook.hours(at).opens_at
            if floor.day is None:  # never opened: the floor knows no services to name yet
                raise OfficeClosed(opens_at)
            request = None if key is None else f"{actor} {key}"
            if is_kiosk and floor.lobby.pause is not None and request not in floor.requests:
                raise KioskPaused
            return rules.issue(
                floor,
                at,
                service=service,
                visit_class=visit_class,
                language=wish.language,
                device=actor,
                request=request,
                opens_at=opens_at,
                accepting=daybook.is_accepting(floor, at),
                needs=wish.needs,
                errands=errands,
                people=wish.people,
            )

        answer = office.ask(daybook.in_step(issue))
        newest = answer.events[-1] if answer.events else None
        if isinstance(newest, Issued):
            ticket = answer.floor.ticket(newest.ticket)
            wait = forecast.newcomer(met[0], service, visit_class, answer.at)
        else:
            ticket = answer.floor.ticket(answer.floor.requests[f"{actor} {key}"].ticket)
            wait = _left_of_wait(parts, answer.floor, ticket, answer.at)
            met[:] = (before(answer.floor, ticket),)
        if wait is None and ticket.state is TicketState.WAITING:
            # Nobody serves it yet: as if one counter opened now.
            wait = forecast.if_opened(met[0], ticket.service, ticket.visit_class, answer.at)
        return _taken(answer.floor, ticket, tokens.token_of(ticket.id), wait)


def _taken(floor: Floor, ticket: Ticket, token: str, wait: WaitRange | None) -> TakenTicket:
    return TakenTicket(
        ticket=ticket.id,
        number=ticket.number,
        token=token,
        service=ticket.service,
        visit_class=ticket.visit_class,
        people=ticket.people,
        ahead=floor.ahead_of(ticket) if ticket.state is TicketState.WAITING else 0,
        expected_wait_s=wait_of(wait or NO_WAIT),
        issued_at=ticket.issued_at,
        link=f"/t#{token}",
    )


def _showing(api: Api, parts: Parts) -> None:
    @api.operation(
        "GET",
        "/api/v1/kiosk",
        answers={200: KioskView},
        roles=None,
        summary="Services to choose, with their waits and what to bring",
    )
    def kiosk(_: Call[None]) -> KioskView:
        """What the kiosk's screens show."""
        return _view_at(parts, parts.office.floor(), parts.clock.now())


def _view_at(parts: Parts, floor: Floor, at: datetime) -> KioskView:
    accepting = parts.daybook.is_accepting(floor, at)
    return kiosk_view(
        floor,
        at,
        parts.settings,
        doors(floor, parts.daybook.hours(at), accepting=accepting),
        wait=lambda service: parts.forecast.newcomer(floor, service, WALK_IN, at),
    )


# -- pages -------------------------------------------------------------------------------------


def _pages(kiosk: Blueprint, parts: Parts) -> None:
    @kiosk.get("/kiosk")
    @for_visitors
    def page() -> Any:
        """The kiosk, for a paired device or for staff who try it; others pair first."""
        actor = current_actor(parts)
        if actor is None or actor.role not in ISSUERS:
            if actor is not None and actor.via is Via.SESSION and actor.role in STAFF:
                raise Problem("forbidden")
            return redirect(f"/pair?{urlencode({'kind': 'kiosk', 'next': '/kiosk'})}")
        _speak(parts, request.args.get("lang"))
        return render_template("kiosk/kiosk.html")

    @kiosk.get("/qr/<token>.svg")
    def qr(token: str) -> Response:
        """The way to the phone page, for whoever holds the token already."""
        _ticket_of(parts, token)
        svg = qr_svg(phone_link(_origin(parts), token))
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(svg, mimetype="image/svg+xml", headers=headers)

    @kiosk.get("/qr/<token>/survey.svg")
    def survey_qr(token: str) -> Response:
        """The way to the survey of that visit."""
        _ticket_of(parts, token)
        svg = qr_svg(survey_link(_origin(parts), token))
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(svg, mimetype="image/svg+xml", headers=headers)

    @kiosk.get("/slip/<token>")
    @for_visitors
    def paper(token: str) -> str:
        """The slip, 80 mm wide, in the ticket's own language; the page prints nothing by itself."""
        floor, at = parts.office.floor(), parts.clock.now()
        ticket = floor.ticket(_ticket_of(parts, token))
        _speak(parts, ticket.language)
        lines = lines_of(parts, floor, ticket, at, say=gettext)
        how = asks_how(parts, at)
        return render_template(
            "kiosk/slip.html", lines=lines, token=token, number=ticket.number, asks_how=how
        )


def _speak(parts: Parts, language: str | None) -> None:
    """A device speaks the office's first language, whatever its browser was set up with."""
    known = parts.catalogues.for_visitors
    g.language = language if language in known else parts.settings.office.languages[0]


def _origin(parts: Parts) -> str:
    return str(parts.settings.server.public_url or request.host_url)


def _ticket_of(parts: Parts, token: str) -> TicketId:
    ticket = parts.tokens.ticket_of(token)
    if ticket is None:
        raise UnknownTicket(TicketId(token))
    return ticket


def _ticket_view(parts: Parts, floor: Floor, ticket: Ticket, at: datetime) -> TicketView:
    wait = _left_of_wait(parts, floor, ticket, at)
    return ticket_view(floor, ticket, at, parts.settings, wait=wait)


def _left_of_wait(parts: Parts, floor: Floor, ticket: Ticket, at: datetime) -> WaitRange | None:
    if ticket.state is not TicketState.WAITING:
        return None
    return parts.forecast.waiting(floor, ticket, at)
