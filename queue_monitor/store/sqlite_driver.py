"""Which SQLite library is safe to use, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, Final

from queue_monitor.domain.errors import StoreUnavailable
from queue_monitor.store.errors import StoreUnusable

#: The first release without the WAL-reset fault: from 3.7.0 to 3.51.2, two connections that
#: checkpoint at once may corrupt the file.
SAFE_SINCE: Final = (3, 51, 3)

#: Codes (without their extension) for a library or a disk that does not do as asked.
#: Any other error is a mistake in our own SQL and is raised as it is.
_OUT_OF_ORDER: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


@cache
def driver() -> ModuleType:
    """The module that speaks to SQLite: pysqlite3 with its own new library, if it is installed.

    Raises StoreUnusable when no library here is safe.
    """
    return choose([_bundled, _standard])


def choose(candidates: Sequence[Callable[[], ModuleType | None]]) -> ModuleType:
    """The first of `candidates` whose SQLite is safe. Raises StoreUnusable."""
    found = [module for make in candidates if (module := make()) is not None]
    for module in found:
        if module.sqlite_version_info >= SAFE_SINCE:
            return module
    versions = ", ".join(f"{m.__name__} has {m.sqlite_version}" for m in found)
    safe = ".".join(map(str, SAFE_SINCE))
    raise StoreUnusable(
        f"no safe SQLite library ({versions}): before {safe} the WAL-reset fault can corrupt the"
        " store. Install pysqlite3 0.6.1 or newer, which brings its own."
    )


def _bundled() -> ModuleType | None:
    try:
        import pysqlite3
    except ImportError:
        return None
    return pysqlite3  # type: ignore[no-any-return]


def _standard() -> ModuleType:
    return sqlite3


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Raise StoreUnavailable for what the library or the disk refuses."""
    module: Any = driver()
    try:
        yield
    except module.Error as error:
        if is_out_of_order(error):
            raise StoreUnavailable(f"{error.sqlite_errorname}: {error}") from error
        raise


def is_out_of_order(error: Exception) -> bool:
    """Whether the library or the disk, and not our SQL, is the cause of `error`."""
    return _code(error) in _OUT_OF_ORDER


def is_locked(error: Exception) -> bool:
    """Whether another connection is in the way just now."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: Exception) -> int:
    """SQLite's primary result code; the rest of an extended code is masked out."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else sqlite3.SQLITE_OK
