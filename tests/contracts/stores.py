"""How each store is opened for the contract tests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Protocol

from queue_monitor.store.base import EventStore, Vault
from queue_monitor.store.memory import MemoryStore, MemoryVault
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault


class StoreKind(Protocol):
    """One way of keeping a log and a vault."""

    def store(self) -> EventStore:
        """The log; each call is another writer on the same one."""

    def vault(self, now: Callable[[], datetime]) -> Vault:
        """The vault; each call is another user of the same one."""

    def close(self) -> None: ...


class MemoryKind:
    def __init__(self) -> None:
        self._store = MemoryStore()
        self._vault: MemoryVault | None = None

    def store(self) -> EventStore:
        return self._store

    def vault(self, now: Callable[[], datetime]) -> Vault:
        self._vault = self._vault or MemoryVault(now=now)
        return self._vault

    def close(self) -> None:
        self._store.close()


class SqliteKind:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = ExitStack()

    def _file(self) -> SqliteFile:
        file = SqliteFile(self._path)
        self._opened.callback(file.close)
        return file

    def store(self) -> EventStore:
        return SqliteStore(self._file())

    def vault(self, now: Callable[[], datetime]) -> Vault:
        return SqliteVault(self._file(), now=now)

    def close(self) -> None:
        self._opened.close()
