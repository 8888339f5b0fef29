"""The appointments desk: one place where a booking is made, changed, withdrawn and kept.

A slot's room is decided by the office, on the newest floor: of two who want the last place one has
it, in whichever process they ask. One appointment a person and day is decided by the vault, whose
`add` is atomic. The claim comes first, so that a crash between the two leaves a day claimed for
nothing, for a minute, and never two appointments.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from kiosk.booking import slots
from kiosk.booking.persons import Claim, Contact, Persons, is_unfinished, normal
from queue_monitor.domain import rules
from queue_monitor.domain.errors import (
    AlreadyBooked,
    BookingOff,
    BookingPaused,
    OfficeClosed,
    Refused,
    TryLater,
    UnknownBooking,
)
from queue_monitor.domain.model import ActorId, ServiceId, Ticket, TicketId, TicketState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.booking.letters import Post
    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor
    from queue_monitor.office import Answer
    from queue_monitor.web.parts import Parts

R = TypeVar("R")
VISITOR: Final = ActorId("visitor")
_ID_BYTES: Final = 6


class BadContact(Exception):
    """Neither a mail address nor a telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An appointment that somebody wants."""

    service: ServiceId
    slot_at: datetime
    language: str
    pick_up: bool = False
    contact: str | None = None  # as it was typed; only staff may leave it out
    key: str | None = None  # repeating the request under it gives the same appointment
    by_staff: bool = False


class BookingDesk:
    """Answers every wish about appointments. Raises Refused, TryLater, BadContact."""

    def __init__(self, parts: Parts, persons: Persons, post: Post) -> None:
        self._parts = parts
        self._persons = persons
        self._post = post
        self._settings = parts.settings

    # -- looking -------------------------------------------------------------------------------

    def of_token(self, token: str) -> Ticket:
        """The appointment whose link this is. Raises UnknownBooking."""
        ticket = self._parts.tokens.ticket_of(token)
        found = None if ticket is None else self._parts.office.floor().tickets.get(ticket)
        if found is None or found.slot_at is None:
            raise UnknownBooking
        return found

    def of_id(self, ticket: str) -> Ticket:
        """The appointment with that id. Raises UnknownBooking."""
        found = self._parts.office.floor().tickets.get(TicketId(ticket))
        if found is None or found.slot_at is None:
            raise UnknownBooking
        return found

    def gets_mail(self, ticket: Ticket) -> bool:
        """Whether letters about it go to a mail address."""
        if not self._post.is_on:
            return False
        contact = self._in_vault(self._persons.contact, ticket.id)
        return contact is not None and contact.is_mail

    # -- booking -------------------------------------------------------------------------------

    def book(self, wish: Wish) -> Ticket:
        """An appointment, or the one that the same request made before."""
        at = self._parts.clock.now()
        offered = self._settings.booking.service(wish.service)
        if offered is None or (wish.pick_up and not offered.pick_up):
            raise BookingOff
        slot = slots.slot_at(self._settings, wish.slot_at, wish.service, at, by_staff=wish.by_staff)
        day = slots.local_day(self._settings, slot.at)
        ticket = TicketId(f"{day}/b{secrets.token_hex(_ID_BYTES)}")
        contact = self._contact(wish, day)
        if contact is not None:
            known = self._claimed(contact, ticket, wish, at)
            if known is not None:
                return known
            self._in_vault(self._keep, ticket, contact, slot)
        try:
            answer = self._decided(
                partial(
                    rules.book_slot,
                    ticket=ticket,
                    service=wish.service,
                    language=wish.language,
                    slot=slot,
                    pick_up=wish.pick_up,
                )
            )
        except Refused:
            if contact is not None:
                self._in_vault(self._persons.forget, ticket, contact)
            raise
        if contact is not None:
            self._tell("booked", answer.floor.ticket(ticket), contact)
        return answer.floor.ticket(ticket)

    def change(self, held: Ticket, begins: datetime, *, by_staff: bool = False) -> Ticket:
        """The same appointment, link and code at another slot."""
        at = self._parts.clock.now()
        if held.slot_at == begins:
            return held
        slot = slots.slot_at(self._settings, begins, held.service, at, by_staff=by_staff)
        day = slots.local_day(self._settings, slot.at)
        contact = self._in_vault(self._persons.contact, held.id)
        moved = (
            None
            if contact is None
            else Contact(address=contact.address, mark=contact.mark, day=day)
        )
        is_other_day = contact is not None and contact.day != day
        if moved is not None and is_other_day:
            wish = Wish(service=held.service, slot_at=begins, language=held.language)
            self._claimed(moved, held.id, wish, at)
        try:
            answer = self._decided(partial(rules.rebook, ticket=held.id, slot=slot))
        except Refused:
            if moved is not None and is_other_day:
                self._in_vault(self._persons.unclaim, day, moved.mark, held.id)
            raise
        if contact is not None and moved is not None:
            if is_other_day:
                self._in_vault(self._persons.unclaim, contact.day, contact.mark, held.id)
            self._in_vault(self._keep, held.id, moved, slot)
            self._tell("changed", answer.floor.ticket(held.id), moved)
        return answer.floor.ticket(held.id)

    def cancel(self, held: Ticket, *, by: ActorId = VISITOR) -> Ticket:
        """Withdraw it; the day is free for the person again."""
        answer = self._decided(partial(rules.cancel_booking, ticket=held.id, by=by))
        contact = self._in_vault(self._persons.contact, held.id)
        if contact is not None:
            self._in_vault(self._persons.forget, held.id, contact)
            self._tell("cancelled", answer.floor.ticket(held.id), contact)
        return answer.floor.ticket(held.id)

    # -- coming --------------------------------------------------------------------------------

    def check_in(self, held: Ticket) -> Answer:
        """The visitor is here and stands in line."""
        daybook, booking = self._parts.daybook, self._settings.booking
        rule = rules.ArrivalRule(early=booking.early, late=booking.late, lead=booking.lead)

        def come(floor: Floor, at: datetime) -> Sequence[Event]:
            return rules.check_in(
                floor,
                at,
                ticket=held.id,
                rule=rule,
                opens_at=daybook.hours(at).opens_at,
                accepting=daybook.is_accepting(floor, at),
            )

        return self._parts.office.ask(daybook.in_step(come))

    # -- what these share ----------------------------------------------------------------------

    def _contact(self, wish: Wish, day: date) -> Contact | None:
        if wish.contact is None and wish.by_staff:
            return None
        address = normal(wish.contact or "")
        if address is None:
            raise BadContact
        return Contact(address=address, mark=self._persons.mark(address), day=day)

    def _claimed(
        self, contact: Contact, ticket: TicketId, wish: Wish, at: datetime
    ) -> Ticket | None:
        """Take the day for the person. The appointment that the very same request made, if so.

        Raises BookingPaused, AlreadyBooked, TryLater.
        """
        self._in_vault(self._require_kept_promises, contact.mark)
        mine = Claim(ticket=ticket, at=at, key=wish.key)
        _, until = slots.day_bounds(self._settings, contact.day)
        for _ in range(2):
            known = self._in_vault(
                self._persons.claim, contact.day, contact.mark, mine, until=until
            )
            if known is None or known.ticket == ticket:
                return None
            held = self._parts.office.floor().tickets.get(TicketId(known.ticket))
            if held is not None and held.state is not TicketState.CANCELLED:
                if wish.key is not None and wish.key == known.key:
                    return held
                raise AlreadyBooked(contact.day)
            if held is None and is_unfinished(known, at):
                raise TryLater("another request of the same person is under way")
            self._in_vault(self._persons.unclaim, contact.day, contact.mark, known.ticket)
        raise AlreadyBooked(contact.day)

    def _require_kept_promises(self, mark: str) -> None:
        booking = self._settings.booking
        missed = self._persons.missed(mark)
        too_many = len(missed) - booking.no_show_limit
        if too_many > 0:
            until = missed[too_many - 1].slot_at + booking.no_show_memory
            raise BookingPaused(slots.local_day(self._settings, until))

    def _keep(self, ticket: TicketId, contact: Contact, slot: rules.Slot) -> None:
        remember = slot.at + self._settings.booking.no_show_memory
        self._persons.keep(ticket, contact, until=slot.day_to, remember=remember)

    def _decided(self, request: rules.Request) -> Answer:
        """Asked of the office, which may never have opened: then it knows no services yet."""

        def known(floor: Floor, at: datetime) -> Sequence[Event]:
            if floor.day is None:
                raise OfficeClosed(self._parts.daybook.hours(at).opens_at)
            return request(floor, at)

        return self._parts.office.ask(self._parts.daybook.in_step(known))

    def _tell(self, kind: str, ticket: Ticket, contact: Contact) -> None:
        if self._post.is_on and contact.is_mail:
            self._in_vault(self._post.put, kind, ticket, contact.address)

    def _in_vault(self, work: Callable[..., R], *args: object, **named: object) -> R:
        return self._parts.runtime.offload(work, *args, **named)
