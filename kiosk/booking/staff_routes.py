"""`/bookings`: a day's appointments for the staff, who check in, book, move and withdraw too."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from kiosk.booking import slots
from kiosk.booking.desk import BadContact, BookingDesk, Wish
from kiosk.booking.refusals import BOOKING, CANCELLING, CHECKING_IN
from kiosk.booking.routes import arrived, bad_contact, view_of
from kiosk.booking.showing import bookings_day, line_of_kept, offer_view
from kiosk.booking.views import (
    BookingLine,
    BookingsDay,
    BookingView,
    CheckedInView,
    OfferView,
    OfTicket,
    OnDay,
    StaffBook,
)
from queue_monitor.domain.model import ServiceId
from queue_monitor.store.appointments import kept_appointments
from queue_monitor.web.identity import CLERKS, STAFF, Role
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import current_actor, guard

if TYPE_CHECKING:
    from queue_monitor.store.base import Tables
    from queue_monitor.web.parts import Parts

DESK: Final = CLERKS | {Role.GREETER}  # who may act on a visitor's appointment


def blueprint(parts: Parts, desk: BookingDesk, tables: Tables) -> Blueprint:
    """The staff's page of appointments and its operations."""
    pages = Blueprint("bookings", __name__, template_folder="../templates")
    api = Api(pages, parts, tag="appointments")
    _seeing(api, parts, tables)
    _helping(api, parts, desk)

    @pages.get("/bookings")
    @guard(parts, STAFF)
    def page() -> str:
        """Today's appointments."""
        actor = current_actor(parts)
        may_help = actor is not None and actor.role in DESK
        return render_template("bookings.html", page_data={"may_help": may_help})

    return pages


def _seeing(api: Api, parts: Parts, tables: Tables) -> None:
    @api.operation(
        "GET",
        "/api/v1/bookings/day",
        answers={200: BookingsDay},
        query=OnDay,
        roles=STAFF,
        summary="The appointments of a day",
    )
    def day(call: Call[None]) -> BookingsDay:
        """With what became of each. No name and no contact: those are told to nobody."""
        at = parts.clock.now()
        wanted = call.query(OnDay).date or slots.local_day(parts.settings, at)
        kept = parts.runtime.offload(_kept, tables, parts, wanted)
        return bookings_day(parts.settings, parts.office.floor(), at, wanted, kept)


def _kept(tables: Tables, parts: Parts, day: date) -> dict[str, BookingLine]:
    begins, ends = slots.day_bounds(parts.settings, day)
    kept = kept_appointments(tables, begins, ends)
    return {appointment.ticket: line_of_kept(appointment) for appointment in kept}


def _helping(api: Api, parts: Parts, desk: BookingDesk) -> None:
    @api.operation(
        "GET",
        "/api/v1/bookings/at-desk/offer",
        answers={200: OfferView},
        roles=DESK,
        summary="What staff may book for somebody",
    )
    def offer_at_desk(_: Call[None]) -> OfferView:
        """As the public offer, but from now on rather than from tomorrow."""
        floor, at = parts.office.floor(), parts.clock.now()
        return offer_view(parts.settings, floor, at, by_staff=True)

    @api.operation(
        "POST",
        "/api/v1/bookings/at-desk",
        body=StaffBook,
        answers={201: BookingView},
        roles=DESK,
        problems=BOOKING,
        summary="Book for somebody at the desk or on the telephone",
    )
    def book_at_desk(call: Call[StaffBook]) -> BookingView:
        """As online, but up to the slot itself, and without a contact where nobody gives one."""
        wish = call.body
        slot_at = wish.slot_at if wish.slot_at.tzinfo else wish.slot_at.replace(tzinfo=UTC)
        try:
            ticket = desk.book(
                Wish(
                    service=ServiceId(wish.service),
                    slot_at=slot_at.astimezone(UTC),
                    language=wish.language,
                    pick_up=wish.pick_up,
                    contact=wish.contact or None,
                    by_staff=True,
                )
            )
        except BadContact:
            raise bad_contact() from None
        return view_of(parts, desk, ticket)

    @api.operation(
        "POST",
        "/api/v1/bookings/at-desk/check-in",
        body=OfTicket,
        answers={200: CheckedInView},
        roles=DESK,
        problems=CHECKING_IN,
        summary="Check a visitor in who has no code at hand",
    )
    def check_in_at_desk(call: Call[OfTicket]) -> CheckedInView:
        """By the same rules as at the kiosk."""
        return arrived(parts, desk, desk.of_id(call.body.ticket))

    @api.operation(
        "POST",
        "/api/v1/bookings/at-desk/cancel",
        body=OfTicket,
        answers={200: BookingView},
        roles=DESK,
        problems=CANCELLING,
        summary="Cancel an appointment for somebody",
    )
    def cancel_at_desk(call: Call[OfTicket]) -> BookingView:
        """Up to its hour; the place is free again."""
        held = desk.of_id(call.body.ticket)
        return view_of(parts, desk, desk.cancel(held, by=call.actor.id))
