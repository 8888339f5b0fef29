"""Bookings as JSON: pure functions from floor, settings and tickets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import segno

from kiosk.booking import slots
from kiosk.booking.views import (
    BookedServiceView,
    BookingLine,
    BookingsDay,
    BookingView,
    CheckedInView,
    DayView,
    OfferView,
    SlotView,
)
from queue_monitor.domain.model import AT_COUNTER, WALK_IN, TicketState
from queue_monitor.domain.rules.bookings import appointments
from queue_monitor.web.visitor import OfficeName, ServiceName, wait_of, words

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.forecast import WaitRange
    from queue_monitor.store.appointments import KeptAppointment

_OVER = (TicketState.DONE, TicketState.LEFT, TicketState.EXPIRED)


def offer_view(
    settings: Settings, floor: Floor, at: datetime, *, by_staff: bool = False
) -> OfferView:
    """What can be booked at `at`; staff may book up to the slot itself. Days on which the office
    is closed are left out."""
    booking = settings.booking
    days = []
    bookable = slots.days_for_staff if by_staff else slots.bookable_days
    for day in bookable(settings, at) if booking.enabled else ():
        offered = tuple(
            SlotView(at=slot.at, left={str(s): n for s, n in slot.left.items()})
            for slot in slots.offered_slots(settings, floor, day)
            if slot.at > at
        )
        if offered:
            days.append(DayView(date=day, slots=offered))
    return OfferView(
        at=at,
        office=OfficeName(name=words(settings.office.name)),
        enabled=booking.enabled,
        languages=settings.office.languages,
        services=tuple(_services(settings)),
        days=tuple(days),
        slot_s=booking.slot.total_seconds(),
        days_ahead=booking.days_ahead,
        until=f"{booking.until:%H:%M}",
        early_s=booking.early.total_seconds(),
        late_s=booking.late.total_seconds(),
        no_show_limit=booking.no_show_limit,
    )


def _services(settings: Settings) -> Iterable[BookedServiceView]:
    for service in settings.services:
        offered = settings.booking.service(service.id)
        if offered is not None:
            yield BookedServiceView(
                id=service.id,
                letter=service.letter,
                name=words(service.name),
                description=words(service.description),
                documents={str(language): lines for language, lines in service.documents.items()},
                pick_up=offered.pick_up,
            )


def booking_link(origin: str, token: str) -> str:
    """The booking's page. The token stays behind #: no server and no log sees it."""
    return f"{origin.rstrip('/')}/book#{token}"


def booking_view(
    settings: Settings, ticket: Ticket, at: datetime, *, token: str, origin: str, mail: bool
) -> BookingView:
    """One booking at `at`."""
    assert ticket.slot_at is not None, "an appointment has a slot"
    booking, service = settings.booking, settings.service(ticket.service)
    qr = segno.make(booking_link(origin, token), error="m", micro=False)
    return BookingView(
        token=token,
        link=f"/book#{token}",
        qr=qr.svg_data_uri(border=4, dark="#000000", light="#ffffff", omitsize=True),
        ticket=ticket.id,
        number=ticket.number,
        service=ServiceName(
            id=ticket.service,
            letter="" if service is None else service.letter,
            name={} if service is None else words(service.name),
        ),
        documents={}
        if service is None
        else {str(language): lines for language, lines in service.documents.items()},
        slot_at=ticket.slot_at,
        slot_s=booking.slot.total_seconds(),
        pick_up=ticket.pick_up,
        state=ticket.state.value,
        visit_class=ticket.visit_class,
        office=OfficeName(name=words(settings.office.name)),
        languages=settings.office.languages,
        may_change=ticket.state is TicketState.BOOKED and at < ticket.slot_at,
        check_in_from=ticket.slot_at - booking.early,
        late_after=ticket.slot_at + booking.late,
        phone_check_in=booking.phone_check_in,
        mail=mail,
        at=at,
    )


def checked_in_view(
    floor: Floor, ticket: Ticket, *, token: str, wait: WaitRange | None
) -> CheckedInView:
    """What who has just come is told."""
    assert ticket.slot_at is not None, "an appointment has a slot"
    return CheckedInView(
        ticket=ticket.id,
        number=ticket.number,
        token=token,
        service=ticket.service,
        visit_class=ticket.visit_class,
        late=ticket.visit_class == WALK_IN,
        slot_at=ticket.slot_at,
        ahead=floor.ahead_of(ticket) if ticket.state is TicketState.WAITING else 0,
        expected_wait_s=wait_of(wait),
        link=f"/t#{token}",
    )


def bookings_day(
    settings: Settings,
    floor: Floor,
    at: datetime,
    day: date,
    kept: Mapping[str, BookingLine],
) -> BookingsDay:
    """The appointments of `day`: those of the floor, and what is `kept` of those that are over."""
    lines = dict(kept)
    begins, ends = slots.day_bounds(settings, day)
    days = {slots.local_day(settings, at), day, *slots.bookable_days(settings, at)}
    for ticket in appointments(floor):
        if ticket.slot_at is None:
            continue
        days.add(slots.local_day(settings, ticket.slot_at))
        if begins <= ticket.slot_at < ends:
            lines[ticket.id] = _line(ticket, kept.get(ticket.id))
    ordered = sorted(lines.values(), key=lambda line: (line.slot_at, line.number))
    return BookingsDay(
        at=at,
        date=day,
        days=tuple(sorted(days)),
        services={service.id: words(service.name) for service in settings.services},
        lines=tuple(ordered),
        expected=sum(line.state == "booked" for line in ordered),
        came=sum(_has_come(line) for line in ordered),
        not_kept=sum(line.state == "no_show" and not _has_come(line) for line in ordered),
        cancelled=sum(line.state == "cancelled" for line in ordered),
    )


def _has_come(line: BookingLine) -> bool:
    return line.checked_in_at is not None


def _line(ticket: Ticket, known: BookingLine | None) -> BookingLine:
    assert ticket.slot_at is not None, "an appointment has a slot"
    has_come = ticket.state not in {TicketState.BOOKED, TicketState.CANCELLED} and (
        ticket.calls > 0 or ticket.counter is not None or ticket.state is TicketState.WAITING
        or ticket.state in _OVER or ticket.parked_at is not None
    )  # fmt: skip
    never_came = ticket.calls == 0 and ticket.missed_at is not None
    came_at = ticket.waiting_since if has_come and not never_came else None
    return BookingLine(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        slot_at=ticket.slot_at,
        pick_up=ticket.pick_up,
        language=ticket.language,
        state="no_show" if never_came else ticket.state.value,
        late=ticket.visit_class == WALK_IN,
        checked_in_at=came_at if known is None else known.checked_in_at or came_at,
        counter=ticket.counter if ticket.state in AT_COUNTER else None,
    )


def line_of_kept(kept: KeptAppointment) -> BookingLine:
    """An appointment that is over, or under way, as a line."""
    return BookingLine(
        ticket=kept.ticket,
        number=kept.number,
        service=kept.service,
        slot_at=kept.slot_at,
        pick_up=False,
        language=kept.language,
        state=kept.outcome or "checked_in",
        late=kept.visit_class == WALK_IN,
        checked_in_at=kept.came_at,
        counter=kept.counter,
    )
