"""Whether the server lives and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One part's state; `note` says what is wrong or measured, in English."""

    ok: bool
    note: str = ""


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of /readyz: ready only if every check is."""

    ready: bool
    checks: dict[str, Check]


@dataclass(slots=True)
class Heartbeat:
    """When e-Eyes last looked at the floor, and whether it has been silent for too long."""

    last_seen_at: datetime | None = None
    blind: bool = False

    def beat(self, at: datetime) -> None:
        """It has just looked."""
        self.last_seen_at = at
        self.blind = False


class Health:
    """The checks of /readyz, added by the parts they concern.

    A check is called on the event loop at each request and must return within milliseconds.
    """

    def __init__(self) -> None:
        self._checks: dict[str, Callable[[], Check]] = {}
        self.heartbeat = Heartbeat()

    def add(self, name: str, check: Callable[[], Check]) -> None:
        """Have /readyz ask `check` as well, under `name` ("store", "followers", "e_eyes")."""
        self._checks[name] = check

    def readiness(self) -> Readiness:
        """Ask every check; one that fails is reported and does not hide the others."""
        checks = {name: _asked(check) for name, check in self._checks.items()}
        return Readiness(ready=all(check.ok for check in checks.values()), checks=checks)


def _asked(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (RuntimeError, OSError, ValueError, LookupError) as error:
        return Check(ok=False, note=type(error).__name__)
