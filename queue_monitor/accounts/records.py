"""What accounts keep in the vault, and the typed drawers it lies in.

Secrets (session ids, links, tokens, device cookies) are kept as SHA-256 digests only: they have
256 random bits, so nothing slower is needed. Passwords are kept as argon2id hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from queue_monitor.web.identity import Role

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault

R = TypeVar("R", bound=msgspec.Struct)


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of staff. `epoch` rises to end every session at once."""

    name: str
    display_name: str
    role: Role
    clerk: str | None = None
    password_hash: str | None = None  # None: invited, cannot sign in yet
    link: str | None = None  # digest of the one link that is valid
    disabled: bool = False
    epoch: int = 0
    created_at: datetime


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One browser signed in. Its key is the digest of the cookie."""

    account: str
    epoch: int
    csrf: str
    created_at: datetime
    seen_at: datetime


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time link to set a password. Its key is the digest of the token."""

    account: str
    created_at: datetime


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A paired kiosk or board; `digest` of its cookie's secret, None until it fetched it."""

    id: str
    name: str
    role: Role
    digest: str | None = None
    paired_at: datetime
    seen_at: datetime | None = None


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """A device that shows a code; `device` once a supervisor has typed it."""

    code: str
    wanted: Role
    expires_at: datetime
    device: str | None = None


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A program's key. Its key in the vault is the digest of the token."""

    id: str
    role: Role
    label: str
    clerk: str | None = None
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None


class Kept(Generic[R]):
    """Records of one type in the vault, below one prefix."""

    def __init__(self, vault: Vault, prefix: str, type_: type[R]) -> None:
        self._vault = vault
        self._prefix = prefix
        self._decode = msgspec.json.Decoder(type_).decode

    def get(self, key: str) -> R | None:
        """The record, or None."""
        data = self._vault.get(self._prefix + key)
        return None if data is None else self._decode(data)

    def put(self, key: str, record: R, *, expires_at: datetime | None = None) -> None:
        """Keep `record`, in place of what was there."""
        self._vault.put(self._prefix + key, msgspec.json.encode(record), expires_at=expires_at)

    def add(self, key: str, record: R, *, expires_at: datetime | None = None) -> bool:
        """Keep `record` unless the key is taken; whether it was kept."""
        data = msgspec.json.encode(record)
        return self._vault.add(self._prefix + key, data, expires_at=expires_at)

    def take(self, key: str) -> R | None:
        """Get and delete in one step: of two callers, one has it."""
        data = self._vault.take(self._prefix + key)
        return None if data is None else self._decode(data)

    def delete(self, key: str) -> None:
        """Forget the record."""
        self._vault.delete(self._prefix + key)

    def all(self) -> Iterator[tuple[str, R]]:
        """Key and record of each, by key."""
        for key in self._vault.keys(self._prefix):
            data = self._vault.get(key)
            if data is not None:
                yield key.removeprefix(self._prefix), self._decode(data)


def new_secret() -> str:
    """256 random bits, fit for cookies, headers and addresses."""
    return token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
