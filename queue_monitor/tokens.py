"""A ticket's public name: unguessable, and kept nowhere.

The token is HMAC-SHA256 of the ticket's id under the office's secret, cut to 132 bits; without
the secret it cannot be told from random bits. The secret lies in the vault: losing it makes every
link of the day void, and the log holds none.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import DayId, TicketId
from queue_monitor.store.base import Vault

_KEY = "secret/tickets"
_CHARACTERS = 22  # of 6 bits each
_SECRET_BYTES = 32


class TicketTokens:
    """Tokens of the tickets of the present business day."""

    def __init__(self, vault: Vault, floor: Callable[[], Floor]) -> None:
        vault.add(_KEY, secrets.token_bytes(_SECRET_BYTES))
        secret = vault.get(_KEY)
        if secret is None:
            raise RuntimeError("the vault does not keep the secret of the ticket links")
        self._secret = secret
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
