"""Who books: a contact kept in the vault alone, and a mark in its place wherever rules need one.

The mark is HMAC-SHA256 of the contact under a pepper that lies in the vault: nobody can find a
number by trying all of them against a stolen copy of the log, for the log holds no mark at all.
Everything here has its hour of expiry; the vault's purge makes it gone for good.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from queue_monitor.domain.model import TicketId
from queue_monitor.store.appointments import MissedAppointment, missed_appointments
from queue_monitor.store.base import Tables, Vault

_PEPPER: Final = "secret/booking"
_DAY: Final = "booking/day/"  # + date/mark: who has an appointment on a day
_BY: Final = "booking/by/"  # + mark/ticket: which appointments somebody made
_CONTACT: Final = "booking/contact/"  # + ticket
_MAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[^@\s.,;<>\"]{2,63}")
_FOREIGN: Final = re.compile(r"\+\d{8,15}")
_PHONE: Final = re.compile(r"0\d{7,10}")
_UNFINISHED: Final = timedelta(seconds=60)
_MARK_BYTES: Final = 20


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's one appointment of a day, or the wish for it."""

    ticket: str
    at: datetime
    key: str | None = None  # of the request, so that repeating it gives the same appointment


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach who booked."""

    address: str
    mark: str
    day: date

    @property
    def is_mail(self) -> bool:
        """Whether a letter can be sent."""
        return "@" in self.address


def normal(contact: str) -> str | None:
    """A mail address or telephone number in its one spelling; None for what is neither."""
    plain = contact.strip()
    if "@" in plain:
        plain = plain.lower()
        return plain if plain.isascii() and _MAIL.fullmatch(plain) else None
    digits = re.sub(r"[\s().\-]", "", plain)
    if not digits.isascii():
        return None
    if digits.startswith("+886"):
        digits = "0" + digits.removeprefix("+886").removeprefix("0")
    return digits if _PHONE.fullmatch(digits) or _FOREIGN.fullmatch(digits) else None


class Persons:
    """Everybody who has, had, or missed an appointment. Blocks; called off the event loop."""

    def __init__(self, vault: Vault, tables: Tables) -> None:
        self._vault = vault
        self._tables = tables
        vault.add(_PEPPER, secrets.token_bytes(32))
        pepper = vault.get(_PEPPER)
        assert pepper is not None, "the vault keeps what it is given"
        self._pepper = pepper

    def mark(self, contact: str) -> str:
        """What stands for a contact (in its normal spelling) where rules need one."""
        digest = hmac.digest(self._pepper, contact.encode(), "sha256")
        return digest[:_MARK_BYTES].hex()

    def claim(self, day: date, mark: str, claim: Claim, *, until: datetime) -> Claim | None:
        """Take the person's one appointment of that day; the one there is, if there is one."""
        key = f"{_DAY}{day}/{mark}"
        if self._vault.add(key, msgspec.json.encode(claim), expires_at=until):
            return None
        known = self._vault.get(key)
        return None if known is None else msgspec.json.decode(known, type=Claim)

    def unclaim(self, day: date, mark: str, ticket: str) -> None:
        """The day is free again, if it was claimed for `ticket`."""
        key = f"{_DAY}{day}/{mark}"
        known = self._vault.get(key)
        if known is not None and msgspec.json.decode(known, type=Claim).ticket == ticket:
            self._vault.delete(key)

    def keep(
        self, ticket: TicketId, contact: Contact, *, until: datetime, remember: datetime
    ) -> None:
        """Keep the contact `until` the appointment is over, and the mark to `remember` by."""
        mine = msgspec.json.encode(contact)
        self._vault.put(_CONTACT + ticket, mine, expires_at=until)
        self._vault.put(f"{_BY}{contact.mark}/{ticket}", b"1", expires_at=remember)

    def contact(self, ticket: str) -> Contact | None:
        """How to reach who booked `ticket`; None if unknown, or forgotten."""
        kept = self._vault.get(_CONTACT + ticket)
        return None if kept is None else msgspec.json.decode(kept, type=Contact)

    def forget(self, ticket: str, contact: Contact) -> None:
        """An appointment that is not to be leaves nothing behind."""
        self._vault.delete(f"{_BY}{contact.mark}/{ticket}")
        self._vault.delete(_CONTACT + ticket)
        self.unclaim(contact.day, contact.mark, ticket)

    def missed(self, mark: str) -> Sequence[MissedAppointment]:
        """The remembered appointments that the person did not keep, the oldest first."""
        prefix = f"{_BY}{mark}/"
        mine = [TicketId(key.removeprefix(prefix)) for key in self._vault.keys(prefix)]
        return missed_appointments(self._tables, mine)


def is_unfinished(claim: Claim, at: datetime) -> bool:
    """Whether its booking may be under way this very moment, in another process."""
    return at - claim.at < _UNFINISHED
