"""A ticket's public name, unguessable and kept nowhere; and a seal for other short texts.

The token is HMAC-SHA256 of the ticket's id under the office's secret, cut to 132 bits; without
the secret it cannot be told from random bits. The secret lies in the vault: losing it makes every
link of the day void, and the log holds none.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Self

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import DayId, TicketId
from queue_monitor.store.base import Vault

_KEY = "secret/tickets"
_CHARACTERS = 22  # of 6 bits each
_SECRET_BYTES = 32


class TicketTokens:
    """Tokens of the tickets of the present business day."""

    def __init__(self, vault: Vault, floor: Callable[[], Floor]) -> None:
        self._secret = _kept_secret(vault, _KEY)
        self._floor = floor
        self._tickets: dict[str, TicketId] = {}
        self._day: DayId | None = None
        self._indexed = -1  # the number of the floor up to which every ticket is known

    def token_of(self, ticket: TicketId) -> str:
        """The ticket's token: 22 characters, URL-safe."""
        digest = hmac.digest(self._secret, ticket.encode(), "sha256")
        token = urlsafe_b64encode(digest)[:_CHARACTERS].decode()
        self._tickets[token] = ticket
        return token

    def ticket_of(self, token: str) -> TicketId | None:
        """The ticket of today (or booked) that has this token, or None."""
        floor = self._floor()
        day = None if floor.day is None else floor.day.id
        if day != self._day:
            self._tickets, self._day, self._indexed = {}, day, -1
        found = self._tickets.get(token)
        if found is None and floor.seq != self._indexed:
            for ticket in floor.tickets:
                self.token_of(ticket)
            self._indexed = floor.seq
            found = self._tickets.get(token)
        return found if found is not None and found in floor.tickets else None


class Seal:
    """Makes a text into a token that nobody else can make, and back. The text is not hidden."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def kept(cls, vault: Vault, purpose: str) -> Self:
        """With the secret for `purpose` in the vault, made at the first start."""
        return cls(_kept_secret(vault, f"secret/{purpose}"))

    def sign(self, text: str) -> str:
        """The token of `text`: URL-safe, 22 characters longer than the text in base64."""
        return f"{_packed(text.encode())}.{self._mark(text)}"

    def read(self, token: str) -> str | None:
        """The text, or None if the token is not one of ours."""
        packed, _, mark = token.partition(".")
        try:
            text = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except ValueError:
            return None
        # Signed anew and compared as a whole: only one spelling of a token is right.
        mine = self.sign(text)
        return text if hmac.compare_digest(mine.encode(), token.encode()) and mark else None

    def _mark(self, text: str) -> str:
        return _packed(hmac.digest(self._secret, text.encode(), "sha256"))[:_CHARACTERS]


def _packed(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _kept_secret(vault: Vault, key: str) -> bytes:
    vault.add(key, secrets.token_bytes(_SECRET_BYTES))
    secret = vault.get(key)
    if secret is None:
        raise RuntimeError(f"the vault does not keep {key}")
    return secret
