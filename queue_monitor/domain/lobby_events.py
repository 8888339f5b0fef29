"""What happens before a number is taken."""

from dataclasses import dataclass, field
from datetime import datetime

from queue_monitor.domain.lobby import Message
from queue_monitor.domain.model import ActorId, Need, ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class GreeterAsked:
    """Somebody at a kiosk lacks something for the service, or is not sure: a greeter is asked."""

    at: datetime
    greeting: int
    service: ServiceId
    language: str
    needs: tuple[Need, ...]
    device: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class GreeterTook:
    """Somebody of the staff is on the way to it, so that nobody else need go."""

    at: datetime
    greeting: int
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class GreeterCame:
    """Staff have seen to it."""

    at: datetime
    greeting: int
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPaused:
    """No kiosk gives numbers for now; staff still may."""

    at: datetime
    by: ActorId
    message: Message = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskResumed:
    """Kiosks give numbers again."""

    at: datetime
    by: ActorId


LobbyEvent = GreeterAsked | GreeterTook | GreeterCame | KioskPaused | KioskResumed
