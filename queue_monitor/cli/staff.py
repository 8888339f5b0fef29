"""Accounts and tokens from the command line, on the file of an office that may be running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from queue_monitor.cli.places import Here, Place, now
from queue_monitor.domain.errors import StaleFloor
from queue_monitor.domain.events import AccountChanged
from queue_monitor.domain.model import ActorId

if TYPE_CHECKING:
    from queue_monitor.accounts.service import Accounts

#: Who acts, for the audit trail in the log.
BY: Final = ActorId("cli")
_TRIES: Final = 50


def accounts_of(place: Place) -> Accounts:
    """The accounts in the office's vault. A running server sees each change within seconds."""
    from queue_monitor.accounts.service import Accounts
    from queue_monitor.store.sqlite_vault import SqliteVault

    def record(by: ActorId, account: str, what: str) -> None:
        _record(place, by, account, what)

    return Accounts(
        SqliteVault(place.file, now=now),
        clock=Here(),
        runtime=Here(),
        record=record,
        clerks=[clerk.id for clerk in place.settings.clerks],
    )


def address_of(place: Place) -> str:
    """Where a browser finds the office, without a slash at the end."""
    server = place.settings.server
    if server.public_url is not None:
        return str(server.public_url).rstrip("/")
    host = "127.0.0.1" if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104 - compared
    return f"http://[{host}]:{server.port}" if ":" in host else f"http://{host}:{server.port}"


def _record(place: Place, by: ActorId, account: str, what: str) -> None:
    """Into the log, however busy the server is with it; then wake the server."""
    from queue_monitor.store.bell import Bell

    store = place.store
    event = AccountChanged(at=now(), by=by, account=account, what=what)
    for attempt in range(_TRIES):
        try:
            store.append([event], after=store.last())
            break
        except StaleFloor:
            if attempt == _TRIES - 1:
                raise
    with Bell(place.file.path) as bell:
        bell.ring()
