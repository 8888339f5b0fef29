"""The vault, asked in a real thread: a write waits for the disk, and nobody else should."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from queue_monitor.store.base import Vault
    from queue_monitor.web.parts import Offload


class OffLoop:
    """A Vault that keeps the event loop free while another one works."""

    def __init__(self, vault: Vault, runtime: Offload) -> None:
        self._vault = vault
        self._offload = runtime.offload

    def put(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> None:
        self._offload(partial(self._vault.put, key, value, expires_at=expires_at))

    def add(self, key: str, value: bytes, *, expires_at: datetime | None = None) -> bool:
        return self._offload(partial(self._vault.add, key, value, expires_at=expires_at))

    def get(self, key: str) -> bytes | None:
        return self._offload(self._vault.get, key)

    def take(self, key: str) -> bytes | None:
        return self._offload(self._vault.take, key)

    def delete(self, key: str) -> None:
        self._offload(self._vault.delete, key)

    def keys(self, prefix: str) -> Sequence[str]:
        return self._offload(self._vault.keys, prefix)

    def purge(self, now: datetime) -> int:
        return self._offload(self._vault.purge, now)
