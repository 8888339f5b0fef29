"""Phones that want to be told of a ticket: in the vault alone, and gone with the visit.

A phone's address belongs to one ticket and to nothing else: it stands in no event, log line or
answer, and no second visit of the same phone can be told from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, Protocol

import msgspec

from queue_monitor.domain.model import TicketId

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault
    from queue_monitor.web.problems import Mistake

Sent = Literal["taken", "gone", "later"]
#: Parents and grandparents may each hold the number; more would be somebody's game.
MOST: Final = 4
#: A visit that never ends in the log is forgotten all the same.
_LASTS: Final = timedelta(hours=18)
_PHONES: Final = "phone/push/"
_TOLD: Final = "phone/told/"


class Pusher(Protocol):
    """The way to phones. Blocks; called off the event loop."""

    def public_key(self) -> str:
        """What a browser subscribes to."""

    def mistake(self, *, endpoint: str, p256dh: str, auth: str) -> Mistake | None:
        """What no browser would have said."""

    def push(
        self, *, endpoint: str, p256dh: str, auth: str, body: bytes, keep: timedelta, topic: str
    ) -> Sent:
        """Hand `body` over; the service holds it for `keep`, and one of each `topic`."""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """One browser that wants to be told."""

    language: str
    endpoint: str
    p256dh: str
    auth: str

    @property
    def id(self) -> str:
        """The name the page knows it by; the address cannot be told from it."""
        return sha256(self.endpoint.encode()).hexdigest()[:16]


class Phones:
    """All of them, by ticket. Blocks; called off the event loop."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._decode = msgspec.json.Decoder(Phone).decode

    def keep(self, ticket: TicketId, phone: Phone, *, at: datetime) -> None:
        """Tell `phone` of `ticket` from now on, in place of what was known of it."""
        known = [key for key in self._keys(ticket) if not key.endswith(f"/{phone.id}")]
        for key in known[: max(0, len(known) - MOST + 1)]:
            self._vault.delete(key)
        data = msgspec.json.encode(phone)
        self._vault.put(f"{_PHONES}{ticket}/{phone.id}", data, expires_at=at + _LASTS)

    def drop(self, ticket: TicketId, phone: str) -> None:
        """That one is told no more."""
        self._vault.delete(f"{_PHONES}{ticket}/{phone}")

    def of(self, ticket: TicketId) -> Sequence[Phone]:
        """The phones that hold the ticket."""
        found = (self._vault.get(key) for key in self._keys(ticket))
        return [self._decode(data) for data in found if data is not None]

    def tickets(self) -> frozenset[TicketId]:
        """The tickets that some phone holds."""
        keys = self._vault.keys(_PHONES)
        return frozenset(TicketId(k.removeprefix(_PHONES).rpartition("/")[0]) for k in keys)

    def claim(self, ticket: TicketId, moment: str, *, at: datetime) -> bool:
        """Whether it falls to the asker to tell of `moment`: of several servers, to one."""
        return self._vault.add(f"{_TOLD}{ticket}/{moment}", b"", expires_at=at + _LASTS)

    def forget(self, ticket: TicketId) -> None:
        """The visit is over."""
        for key in (*self._keys(ticket), *self._vault.keys(f"{_TOLD}{ticket}/")):
            self._vault.delete(key)

    def _keys(self, ticket: TicketId) -> Sequence[str]:
        return self._vault.keys(f"{_PHONES}{ticket}/")
