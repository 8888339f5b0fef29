"""`/book` and `/api/v1/bookings…`: what a visitor does about an appointment.

A booking's token travels in bodies only, never in an address, so that no log has it.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from kiosk.booking.calendar import MEDIA_TYPE, calendar_file
from kiosk.booking.desk import BadContact, BookingDesk, Wish
from kiosk.booking.refusals import BOOKING, CANCELLING, CHANGING, CHECKING_IN
from kiosk.booking.showing import booking_link, booking_view, checked_in_view, offer_view
from kiosk.booking.views import Book, BookingView, ByToken, Change, CheckedInView, OfferView
from queue_monitor.domain.errors import SlotNotOffered
from queue_monitor.domain.model import ServiceId, Ticket, TicketState
from queue_monitor.web.identity import ISSUERS
from queue_monitor.web.languages import for_visitors
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.plain_words import office_said
from queue_monitor.web.problems import Mistake, Problem
from queue_monitor.web.registry import Media
from queue_monitor.web.repeating import KEY, key_of

if TYPE_CHECKING:
    from datetime import datetime

    from queue_monitor.domain.floor import Floor
    from queue_monitor.forecast import WaitRange
    from queue_monitor.web.parts import Parts

_LONGEST_TOKEN: Final = 64


def blueprint(parts: Parts, desk: BookingDesk) -> Blueprint:
    """The public pages and operations."""
    pages = Blueprint("booking", __name__, template_folder="../templates")
    api = Api(pages, parts, tag="appointments")
    _offering(api, parts)
    _making(api, parts, desk)
    _holding(api, parts, desk)
    _coming(api, parts, desk)
    _papers(api, parts, desk)

    @pages.get("/book")
    @for_visitors
    def page() -> str:
        """Booking, and behind # one's own booking."""
        return render_template(
            "kiosk/book.html",
            office=office_said(parts),
        )

    return pages


def _offering(api: Api, parts: Parts) -> None:
    @api.operation(
        "GET",
        "/api/v1/bookings/offer",
        answers={200: OfferView},
        roles=None,
        summary="Services, days and slots that can be booked",
        limit="120/minute",
    )
    def offer(_: Call[None]) -> OfferView:
        """Every slot of the days that are open for booking, with the places left in each."""
        return offer_view(parts.settings, parts.office.floor(), parts.clock.now())


def _making(api: Api, parts: Parts, desk: BookingDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/bookings",
        body=Book,
        answers={201: BookingView},
        roles=None,
        problems=BOOKING,
        headers={KEY: "one key for one wish; repeating the request gives the same appointment"},
        summary="Book an appointment",
        limit="20/minute",
    )
    def book(call: Call[Book]) -> BookingView:
        """One appointment a person and day. The contact is kept until the day is over, apart from
        the log, and told to nobody."""
        wish = call.body
        try:
            ticket = desk.book(
                Wish(
                    service=ServiceId(wish.service),
                    slot_at=_instant(wish.slot_at),
                    language=wish.language,
                    pick_up=wish.pick_up,
                    contact=wish.contact[:300],
                    key=key_of(call),
                )
            )
        except BadContact:
            raise bad_contact() from None
        return view_of(parts, desk, ticket)


def _holding(api: Api, parts: Parts, desk: BookingDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/bookings/mine",
        body=ByToken,
        answers={200: BookingView},
        roles=None,
        problems=("unknown_booking",),
        summary="Look at one's own booking",
        limit="60/minute",
    )
    def mine(call: Call[ByToken]) -> BookingView:
        """The booking whose token this is."""
        return view_of(parts, desk, _held(desk, call.body.token))

    @api.operation(
        "POST",
        "/api/v1/bookings/change",
        body=Change,
        answers={200: BookingView},
        roles=None,
        problems=CHANGING,
        summary="Move a booking to another slot",
        limit="20/minute",
    )
    def change(call: Call[Change]) -> BookingView:
        """The link and the QR code stay; the number may change."""
        held = _held(desk, call.body.token)
        return view_of(parts, desk, desk.change(held, _instant(call.body.slot_at)))

    @api.operation(
        "POST",
        "/api/v1/bookings/cancel",
        body=ByToken,
        answers={200: BookingView},
        roles=None,
        problems=CANCELLING,
        summary="Cancel a booking",
        limit="20/minute",
    )
    def cancel_booking(call: Call[ByToken]) -> BookingView:
        """Up to the hour of the appointment; nothing is held against anybody."""
        return view_of(parts, desk, desk.cancel(_held(desk, call.body.token)))


def _coming(api: Api, parts: Parts, desk: BookingDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/bookings/check-in",
        body=ByToken,
        answers={200: CheckedInView},
        roles=None,
        problems=(*CHECKING_IN, "phone_check_in_off"),
        summary="Check in: the visitor with the appointment is here",
        limit="60/minute",
    )
    def check_in(call: Call[ByToken]) -> CheckedInView:
        """At the kiosk, or on the phone at the door. Too late, one is a walk-in with the same
        errand. A second time it is refused, and tells the number."""
        actor = call.actor_or_none
        is_kiosk = actor is not None and actor.role in ISSUERS
        if not (is_kiosk or parts.settings.booking.phone_check_in):
            raise Problem("phone_check_in_off")
        return arrived(parts, desk, _held(desk, call.body.token))


def arrived(parts: Parts, desk: BookingDesk, held: Ticket) -> CheckedInView:
    """Check `held` in."""
    answer = desk.check_in(held)
    ticket = answer.floor.ticket(held.id)
    return checked_in_view(
        answer.floor,
        ticket,
        token=parts.tokens.token_of(ticket.id),
        wait=_wait(parts, answer.floor, ticket, answer.at),
    )


def _papers(api: Api, parts: Parts, desk: BookingDesk) -> None:
    @api.operation(
        "POST",
        "/api/v1/bookings/calendar",
        body=ByToken,
        answers={200: Media(content_type=MEDIA_TYPE)},
        roles=None,
        problems=("unknown_booking",),
        summary="The booking as an iCalendar file (RFC 5545)",
        limit="60/minute",
    )
    def calendar(call: Call[ByToken]) -> Response:
        """For the visitor's own calendar, with a reminder."""
        ticket = _held(desk, call.body.token)
        settings = parts.settings
        service, office = settings.service(ticket.service), settings.office.name
        name = {} if service is None else {str(k): v for k, v in service.name.items()}
        language = ticket.language
        file = calendar_file(
            ticket,
            title=f"{name.get(language) or name.get('zh-TW', ticket.service)} {ticket.number}",
            where={str(k): v for k, v in office.items()}.get(language) or office["zh-TW"],
            link=booking_link(origin(parts), call.body.token),
            lasts=settings.booking.slot,
            at=parts.clock.now(),
            say=gettext,
        )
        headers = {
            "Content-Disposition": 'attachment; filename="appointment.ics"',
            "Cache-Control": "no-store",
        }
        return Response(file, content_type=MEDIA_TYPE, headers=headers)


def view_of(parts: Parts, desk: BookingDesk, ticket: Ticket) -> BookingView:
    """`ticket` as its own visitor may see it."""
    return booking_view(
        parts.settings,
        ticket,
        parts.clock.now(),
        token=parts.tokens.token_of(ticket.id),
        origin=origin(parts),
        mail=desk.gets_mail(ticket),
    )


def bad_contact() -> Problem:
    """The refusal of a contact that nobody could be reached by."""
    what = gettext("must be an e-mail address or a telephone number")
    return Problem("invalid_body", errors=(Mistake(where="/contact", what=what),))


def origin(parts: Parts) -> str:
    """The address of this site as visitors know it."""
    return str(parts.settings.server.public_url or request.host_url)


def _held(desk: BookingDesk, token: str) -> Ticket:
    return desk.of_token(token[:_LONGEST_TOKEN])


def _wait(parts: Parts, floor: Floor, ticket: Ticket, at: datetime) -> WaitRange | None:
    if ticket.state is not TicketState.WAITING:
        return None
    return parts.forecast.waiting(floor, ticket, at)


def _instant(at: datetime) -> datetime:
    """In UTC. One without a time zone is nobody's slot."""
    if at.tzinfo is None:
        raise SlotNotOffered(at.replace(tzinfo=UTC))
    return at.astimezone(UTC)
