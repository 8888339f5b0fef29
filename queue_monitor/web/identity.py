"""Who asks: roles, actors, and what the web edge needs to know about sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from queue_monitor.domain.model import ActorId, ClerkId


class Role(StrEnum):
    """What an actor may do. The last two are devices."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    GREETER = "greeter"
    VIEWER = "viewer"
    KIOSK = "kiosk"
    BOARD = "board"


SUPERVISORS: Final = frozenset({Role.ADMIN, Role.SUPERVISOR})
CLERKS: Final = SUPERVISORS | {Role.CLERK}
STAFF: Final = CLERKS | {Role.GREETER, Role.VIEWER}
WATCHERS: Final = STAFF  # who may see floor, alerts and reallocations; a viewer does no more
ISSUERS: Final = CLERKS | {Role.GREETER, Role.KIOSK}  # who may take a ticket for a visitor
DEVICES: Final = frozenset({Role.KIOSK, Role.BOARD})
ANYONE_KNOWN: Final = STAFF | DEVICES


class Via(Enum):
    """How an actor proved who it is; decides which cross-site checks a request needs."""

    SESSION = "session"
    BEARER = "bearer"
    DEVICE = "device"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who makes a request. `id` goes into events; `name` is for screens."""

    id: ActorId  # "account:amy", "device:3f…", "token:9c…", "loopback"
    role: Role
    name: str
    via: Via
    clerk: ClerkId | None = None  # the clerk of config.yaml this account belongs to
    device: str | None = None
    csrf: str = field(default="", repr=False)  # of the session; "" where no session speaks

    @property
    def is_staff(self) -> bool:
        """Whether a person is signed in, rather than a device or a program."""
        return self.via is Via.SESSION


class Identities(Protocol):
    """What the web edge asks of accounts."""

    def actor_of(self, environ: Mapping[str, Any]) -> Actor | None:
        """Whom a WSGI request (or a socket's connect) comes from; None if unknown."""

    def actor_of_bearer(self, token: str) -> Actor | None:
        """Whom a bearer token stands for; None if unknown, expired or revoked."""

    def name_of(self, actor: ActorId) -> str | None:
        """What screens call an actor found in an event; None for what has no name of its own."""

    def admit(self, rule: str, address: str) -> float:
        """Count one request of `address` under the limit `rule`, "10/minute".

        Gives 0.0 if it may go on, else the seconds to wait.
        """
