"""Server-side sessions: 256 random bits in a cookie, everything else in the vault.

A session ends 12 hours after its last request and 24 hours after its first, at sign-out, when its
account changes role or password or is disabled (the account's epoch rises), and at a new sign-in
in the same browser, which always gets a new id.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from queue_monitor.accounts.cache import Remembered
from queue_monitor.accounts.records import Account, Kept, Session, digest, new_secret

if TYPE_CHECKING:
    from queue_monitor.accounts.staff import Staff
    from queue_monitor.store.base import Vault
    from queue_monitor.web.parts import Clock

IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(hours=24)
_NOTE_EVERY: Final = timedelta(minutes=5)  # how exactly the latest request is known


class Present(NamedTuple):
    """A valid session and whose it is."""

    session: Session
    account: Account


class Sessions:
    """Begin, look up, end."""

    def __init__(self, vault: Vault, *, clock: Clock, staff: Staff) -> None:
        self._sessions: Kept[Session] = Kept(vault, "session/", Session)
        self._clock = clock
        self._staff = staff
        self._remembered = Remembered(self._sessions.get)

    def begin(self, account: Account) -> tuple[str, Session]:
        """A new session; the secret goes into the cookie and nowhere else."""
        secret, now = new_secret(), self._clock.now()
        session = Session(
            account=account.name,
            epoch=account.epoch,
            csrf=new_secret(),
            created_at=now,
            seen_at=now,
        )
        self._sessions.put(digest(secret), session, expires_at=_ends_at(session))
        return secret, session

    def find(self, secret: str) -> Present | None:
        """The session of a cookie and its account, or None if it has ended."""
        key, now = digest(secret), self._clock.now()
        session = self._remembered.get(key, now)
        if session is None or now >= _ends_at(session):
            return None
        account = self._staff.glance(session.account)
        if account is None or account.disabled or account.epoch != session.epoch:
            return None
        if now - session.seen_at >= _NOTE_EVERY:
            session = self._note(key, session, now)
        return Present(session, account)

    def end(self, secret: str) -> None:
        """Sign this browser out."""
        key = digest(secret)
        self._sessions.delete(key)
        self._remembered.forget(key)

    def _note(self, key: str, session: Session, now: datetime) -> Session:
        if self._sessions.get(key) is None:
            return session  # signed out by another process just now: do not bring it back
        noted = replace(session, seen_at=now)
        self._sessions.put(key, noted, expires_at=_ends_at(noted))
        self._remembered.forget(key)
        return noted


def _ends_at(session: Session) -> datetime:
    return min(session.seen_at + IDLE, session.created_at + ABSOLUTE)
