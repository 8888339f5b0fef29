"""Bearer tokens for programs: `qm_<role>_<random>`, kept as digests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from queue_monitor.accounts.cache import Remembered
from queue_monitor.accounts.records import ApiToken, Kept, digest, new_secret
from queue_monitor.domain.errors import UnknownClerk
from queue_monitor.domain.words import cleaned
from queue_monitor.web.identity import Role
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from queue_monitor.accounts.staff import Recorder
    from queue_monitor.domain.model import ActorId
    from queue_monitor.store.base import Vault
    from queue_monitor.web.parts import Clock

TOKEN_ROLES: Final = (Role.KIOSK, Role.CLERK, Role.SUPERVISOR, Role.VIEWER)


class ApiTokens:
    """Create, recognise, list, revoke."""

    def __init__(
        self, vault: Vault, *, clock: Clock, record: Recorder, clerks: Iterable[str]
    ) -> None:
        self._tokens: Kept[ApiToken] = Kept(vault, "token/", ApiToken)
        self._clock = clock
        self._record = record
        self._clerks = frozenset(clerks)
        self._remembered = Remembered(self._tokens.get)
        self._labels: dict[str, str] = {}  # by id; a label never changes

    def create(
        self,
        *,
        role: Role,
        by: ActorId,
        label: str = "",
        clerk: str | None = None,
        lasts: timedelta | None = None,
    ) -> tuple[str, ApiToken]:
        """A new token, told this once, and what is kept of it. Raises UnknownClerk."""
        if clerk is not None and clerk not in self._clerks:
            raise UnknownClerk(clerk)
        secret, now = f"qm_{role.value}_{new_secret()}", self._clock.now()
        key = digest(secret)
        token = ApiToken(
            id=key[:12],
            role=role,
            label=cleaned(label, rare=True),
            clerk=clerk,
            created_at=now,
            created_by=by,
            expires_at=now + lasts if lasts is not None else None,
        )
        self._record(by, f"token:{token.id}", f"token created: {role.value}")
        self._tokens.put(key, token, expires_at=token.expires_at)
        return secret, token

    def find(self, secret: str) -> ApiToken | None:
        """The token, or None if unknown, expired or revoked. Usually reads no vault."""
        if not secret.startswith("qm_"):
            return None
        now = self._clock.now()
        token = self._remembered.get(digest(secret), now)
        if token is None or (token.expires_at is not None and token.expires_at <= now):
            return None
        return token

    def all(self) -> tuple[ApiToken, ...]:
        """Every valid token, the oldest first."""
        return tuple(sorted((t for _, t in self._tokens.all()), key=lambda t: t.created_at))

    def label_of(self, id_: str) -> str | None:
        """How its owner called the token of an id; None if not at all, or if it is gone."""
        if id_ not in self._labels:
            self._labels.update({token.id: token.label for token in self.all()})
            self._labels.setdefault(id_, "")
        return self._labels[id_] or None

    def get(self, id_: str) -> ApiToken:
        """The token of an id. Raises Problem unknown_token."""
        return self._entry(id_)[1]

    def revoke(self, id_: str, *, by: ActorId) -> None:
        """End a token. Raises Problem unknown_token."""
        key, _ = self._entry(id_)
        self._record(by, f"token:{id_}", "token revoked")
        self._tokens.delete(key)
        self._remembered.forget(key)

    def _entry(self, id_: str) -> tuple[str, ApiToken]:
        for key, token in self._tokens.all():
            if token.id == id_:
                return key, token
        raise Problem("unknown_token", token=id_)
