"""Letters about appointments, kept in the vault until the mail server has them.

At least once: a letter is leased, sent, then deleted. Its address lies in the vault alone and is
gone with the letter, or with the appointment's day.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import structlog

from kiosk.booking.calendar import SHOW, calendar_file
from kiosk.booking.slots import day_bounds, local_day
from queue_monitor.domain.model import Ticket, TicketId, TicketState

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.store.base import Vault
    from queue_monitor.web.catalogues import Catalogues

_LETTER: Final = "booking/mail/"
_LEASE: Final = "booking/mailing/"
_LEASED: Final = timedelta(seconds=60)
_FIRST_AGAIN: Final = timedelta(seconds=20)
_LAST_AGAIN: Final = timedelta(minutes=10)
_STILL_NEW: Final = timedelta(seconds=60)
_log = structlog.get_logger("kiosk.booking")

SUBJECTS: Final = {
    "booked": "Your appointment on {when}",
    "changed": "Your appointment is now on {when}",
    "cancelled": "Your appointment on {when} is cancelled",
}
#: Every text below, for the test that the catalogues have them all.
SOURCES: Final = (
    *SUBJECTS.values(),
    WHAT := "{service}, number {number}",
    PICK_UP := "To pick up what is ready",
    LINK := "Show the QR code, change or cancel: {link}",
    NOTE
    := "You need no ticket: check in with the QR code at the kiosk, up to {minutes} min before.",
    BRING := "Please bring:",
    SHOW,
)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to be written."""

    kind: str
    ticket: str
    to: str
    queued_at: datetime
    slot_at: datetime
    attempts: int = 0
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter as it goes out."""

    id: str
    to: str
    subject: str
    text: str
    calendar: bytes | None
    at: datetime


#: Hands a letter to the mail server, off the event loop: True once it is taken, None if it never
#: will be, False if it may be later.
Mailer = Callable[[Written], bool | None]


class Post:
    """The letters of one office."""

    def __init__(
        self,
        *,
        vault: Vault,
        settings: Settings,
        catalogues: Catalogues,
        floor: Callable[[], Floor],
        now: Callable[[], datetime],
        token_of: Callable[[TicketId], str],
        mailer: Mailer | None,
    ) -> None:
        self._vault = vault
        self._settings = settings
        self._catalogues = catalogues
        self._floor = floor
        self._now = now
        self._token_of = token_of
        self._mailer = mailer

    @property
    def is_on(self) -> bool:
        """Whether letters go out: mail is configured, and so is the address for the link."""
        return self._mailer is not None and self._settings.server.public_url is not None

    def put(self, kind: str, ticket: Ticket, to: str) -> None:
        """Have a letter sent before long."""
        assert ticket.slot_at is not None, "an appointment has a slot"
        at = self._now()
        letter = Letter(
            kind=kind, ticket=ticket.id, to=to, queued_at=at, slot_at=ticket.slot_at, due_at=at
        )
        self._keep(f"{secrets.token_hex(8)}", letter)

    def send_due(self) -> int:
        """Send what is due; how many went. Raises StoreUnavailable."""
        sent = 0
        for key in self._vault.keys(_LETTER):
            name = key.removeprefix(_LETTER)
            lease, until = _LEASE + name, self._now() + _LEASED
            if self._vault.add(lease, b"1", expires_at=until):
                try:
                    sent += self._send(name)
                finally:
                    self._vault.delete(lease)
        return sent

    def _send(self, name: str) -> bool:
        kept = self._vault.get(_LETTER + name)
        if kept is None or self._mailer is None:
            return False
        letter = msgspec.json.decode(kept, type=Letter)
        at = self._now()
        if letter.due_at > at:
            return False
        ticket = self._floor().tickets.get(TicketId(letter.ticket))
        if ticket is None or not self._is_still_true(letter, ticket):
            if ticket is not None or at - letter.queued_at > _STILL_NEW:
                self._vault.delete(_LETTER + name)
            return False
        taken = self._mailer(self.written(name, letter, ticket))
        if taken is False:
            again = min(_FIRST_AGAIN * 2**letter.attempts, _LAST_AGAIN)
            later = msgspec.structs.replace(letter, attempts=letter.attempts + 1, due_at=at + again)
            self._keep(name, later)
            _log.warning("booking_letter_not_taken", attempts=later.attempts)
            return False
        self._vault.delete(_LETTER + name)
        return bool(taken)

    def written(self, name: str, letter: Letter, ticket: Ticket) -> Written:
        """The letter in the visitor's own language."""
        language = ticket.language
        subject = self._say(language, SUBJECTS[letter.kind], when=self._when(letter, language))
        service = self._settings.service(ticket.service)
        known = {} if service is None else {str(k): v for k, v in service.name.items()}
        title = known.get(language) or known.get("zh-TW", ticket.service)
        lines = [subject, self._say(language, WHAT, service=title, number=ticket.number)]
        link = f"{str(self._settings.server.public_url).rstrip('/')}/book#"
        link += self._token_of(ticket.id)
        if ticket.pick_up:
            lines.append(self._say(language, PICK_UP))
        if letter.kind != "cancelled":
            minutes = int(self._settings.booking.early.total_seconds() // 60)
            lines += [self._say(language, NOTE, minutes=minutes)]
            lines += [self._say(language, LINK, link=link)]
            documents = {} if service is None else {str(k): v for k, v in service.documents.items()}
            bring = documents.get(language) or documents.get("zh-TW", ())
            if bring and not ticket.pick_up:
                lines += ["", self._say(language, BRING), *(f"- {line}" for line in bring)]
        office = {str(k): v for k, v in self._settings.office.name.items()}
        where = office.get(language) or office["zh-TW"]
        return Written(
            id=f"{name}-{letter.kind}",
            to=letter.to,
            subject=f"{where}: {subject}" if language != "zh-TW" else f"{where}：{subject}",
            text="\n".join([*lines, "", where]) + "\n",
            calendar=calendar_file(
                ticket,
                title=f"{title} {ticket.number}",
                where=where,
                link=link,
                lasts=self._settings.booking.slot,
                at=self._now(),
                say=lambda text: self._say(language, text),
            ),
            at=letter.queued_at,
        )

    def _when(self, letter: Letter, language: str) -> str:
        local = letter.slot_at.astimezone(ZoneInfo(self._settings.office.time_zone))
        return f"{local:%Y-%m-%d %H:%M}" if language != "zh-TW" else f"{local:%Y/%m/%d %H:%M}"

    def _say(self, language: str, source: str, **values: object) -> str:
        return self._catalogues.gettext(language, source).format_map(values)

    @staticmethod
    def _is_still_true(letter: Letter, ticket: Ticket) -> bool:
        if letter.kind == "cancelled":
            return ticket.state is TicketState.CANCELLED
        return ticket.state is TicketState.BOOKED and ticket.slot_at == letter.slot_at

    def _keep(self, name: str, letter: Letter) -> None:
        _, until = day_bounds(self._settings, local_day(self._settings, letter.slot_at))
        self._vault.put(_LETTER + name, msgspec.json.encode(letter), expires_at=until)
