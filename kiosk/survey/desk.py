"""The survey's desk: takes an answer for a visit, once, and lets go of the visit at that moment.

A visit may answer once. What is kept of that is a mark: HMAC-SHA256 of the ticket's id under a key
that lives in the vault until midnight. Without the key nobody can tell which ticket a mark was.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo

from kiosk.survey.pace import Pace
from queue_monitor.config.survey import OVERALL
from queue_monitor.domain.errors import UnknownCounter, UnknownTicket
from queue_monitor.domain.model import CounterId, TicketId, TicketState
from queue_monitor.store.survey_complaints import NewComplaint
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from queue_monitor.config.survey import Wave
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket
    from queue_monitor.store.base import Vault
    from queue_monitor.store.survey import SurveyBook
    from queue_monitor.web.parts import Parts

R = TypeVar("R")
_KEY: Final = "survey/key/"  # + day: under which the day's marks are made
CONTACT: Final = "survey/contact/"  # + complaint
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 8
#: The question that nobody is asked: whether it was by phone, link or tablet.
WAY: Final = "_way"
#: From one address: a family that shares a line answers for all of its visits.
_PER_ADDRESS: Final = 30
_ADDRESS_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What is added to a face: values and words by question, and a complaint."""

    values: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    complaint: str | None = None
    service: str = ""  # that it is about, if the visitor says so
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An answer was taken. `receipt` adds to it; None in practice, when nothing is kept."""

    receipt: str | None


class SurveyDesk:
    """Raises Problem survey_closed, already_answered, not_served_yet, answer_closed, too_many."""

    def __init__(self, parts: Parts, book: SurveyBook, vault: Vault) -> None:
        self._parts = parts
        self._settings = parts.settings.survey
        self._book = book
        self._vault = vault
        self._zone = ZoneInfo(parts.settings.office.time_zone)
        self._addresses = Pace(_PER_ADDRESS, _ADDRESS_WITHIN_S, now_s=self._now_s)
        self._tablets = Pace(1, self._settings.tablet_pause.total_seconds(), now_s=self._now_s)

    # -- when ----------------------------------------------------------------------------------

    def today(self) -> date:
        """The office's date."""
        return self._parts.clock.now().astimezone(self._zone).date()

    def wave(self) -> Wave | None:
        """The wave that is under way; None if nobody is asked today."""
        return self._settings.wave_on(self.today())

    # -- answering -----------------------------------------------------------------------------

    def by_token(self, token: str, face: int, way: str, *, address: str) -> Taken:
        """The answer of whoever holds a ticket's token. Raises UnknownTicket too."""
        ticket = self._parts.tokens.ticket_of(token)
        if ticket is None:
            self._keep_pace(self._addresses, address)
            raise UnknownTicket(TicketId(token))
        return self.by_ticket(ticket, face, way, address=address)

    def by_ticket(self, ticket: TicketId, face: int, way: str, *, address: str) -> Taken:
        """The answer of the visit `ticket`, which is over."""
        self._keep_pace(self._addresses, address)
        floor = self._parts.office.floor()
        visit = floor.ticket(ticket)
        if visit.state is not TicketState.DONE:
            raise Problem("not_served_yet")
        return self._take(floor, visit, face, way)

    def at_counter(self, number: int, face: int) -> Taken:
        """The answer of whoever is served at a counter now, or was just before."""
        floor = self._parts.office.floor()
        counter = CounterId(number)
        if self._parts.settings.counter(counter) is None:
            raise UnknownCounter(number)
        visit = self._visit_at(floor, counter)
        if visit is None:
            raise Problem("nobody_served_here")
        self._keep_pace(self._tablets, f"{counter}")
        return self._take(floor, visit, face, "tablet")

    def _visit_at(self, floor: Floor, counter: CounterId) -> Ticket | None:
        desk = floor.counters.get(counter)
        in_hand = None if desk is None or desk.ticket is None else floor.tickets.get(desk.ticket)
        if in_hand is not None and in_hand.state is TicketState.SERVING:
            return in_hand
        since = self._parts.clock.now() - self._settings.tablet_within
        over = [
            (ticket.ended_at, ticket)
            for ticket in floor.tickets.values()
            if ticket.state is TicketState.DONE
            and ticket.counter == counter
            and ticket.ended_at is not None
            and ticket.ended_at >= since
        ]
        return max(over, key=lambda pair: (pair[0], pair[1].id))[1] if over else None

    def _take(self, floor: Floor, visit: Ticket, face: int, way: str) -> Taken:
        today, wave = self.today(), self.wave()
        if wave is None or floor.day is None or floor.day.date != today:
            raise Problem("survey_closed")
        if floor.day.practice:
            return Taken(receipt=None)
        receipt = self._offload(self._keep, visit, today, wave, face, way)
        if receipt is None:
            raise Problem("already_answered")
        return Taken(receipt=receipt)

    def _keep(self, visit: Ticket, today: date, wave: Wave, face: int, way: str) -> str | None:
        return self._book.answer(
            mark=self._mark(visit.id, today),
            day=today,
            run=wave.run(today),
            service=visit.service,
            values={OVERALL: f"{face}", WAY: way},
        )

    def _mark(self, ticket: TicketId, today: date) -> str:
        """One way: who knows it, and all tickets, still cannot tell them apart after midnight."""
        name = f"{_KEY}{today}"
        midnight = datetime.combine(today + timedelta(days=1), time(0), tzinfo=self._zone)
        self._vault.add(name, secrets.token_bytes(_KEY_BYTES), expires_at=midnight)
        key = self._vault.get(name)
        if key is None:
            raise Problem("survey_closed")  # midnight has just passed
        return hmac.digest(key, ticket.encode(), "sha256").hex()

    # -- adding --------------------------------------------------------------------------------

    def add(self, receipt: str, rest: Rest, *, address: str) -> None:
        """Add to an answer, once, until its day is over."""
        self._keep_pace(self._addresses, address)
        new = None if rest.complaint is None else self._complaint(rest)
        if not self._offload(self._complete, receipt, rest, new):
            raise Problem("answer_closed")

    def _complete(self, receipt: str, rest: Rest, new: NewComplaint | None) -> bool:
        contact = None if new is None else rest.contact
        if new is not None and contact:
            until = self._parts.clock.now() + self._settings.contact_kept
            self._vault.put(CONTACT + new.id, contact.encode(), expires_at=until)
        kept = self._book.complete(
            receipt,
            day=self.today(),
            values=rest.values,
            texts=rest.texts,
            language=rest.language if rest.texts else "",
            complaint=new,
        )
        if not kept and new is not None:
            self._vault.delete(CONTACT + new.id)
        return kept

    def _complaint(self, rest: Rest) -> NewComplaint:
        at = self._parts.clock.now()
        return NewComplaint(
            id=secrets.token_hex(_ID_BYTES),
            day=self.today(),
            service=rest.service,
            language=rest.language if rest.complaint else "",
            text=rest.complaint or "",
            shown_at=at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1),
        )

    # -- what these share ----------------------------------------------------------------------

    def _now_s(self) -> float:
        return self._parts.clock.now().timestamp()

    @staticmethod
    def _keep_pace(pace: Pace, place: str) -> None:
        wait_s = pace.wait_s(place)
        if wait_s > 0:
            raise Problem("too_many", retry_after_s=int(wait_s) + 1)

    def _offload(self, work: Callable[..., R], *args: object) -> R:
        return self._parts.runtime.offload(work, *args)
