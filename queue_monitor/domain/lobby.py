"""What goes on before a number is taken: who waits for a greeter, and what kiosks do not give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from queue_monitor.domain.model import ActorId, Need, ServiceId

Message = Mapping[str, str]  # language tag to words; empty: nothing is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Somebody at a kiosk lacks something, or is not sure, and waits for a greeter."""

    id: int  # rises by one with every such wish of the day
    at: datetime
    service: ServiceId
    language: str
    needs: tuple[Need, ...]
    device: ActorId
    taken_by: ActorId | None = None  # who is on the way
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPause:
    """No kiosk gives numbers."""

    at: datetime
    by: ActorId
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """The hall before the counters, at one moment."""

    greetings: tuple[Greeting, ...] = ()  # not yet seen to, in the order of asking
    last_greeting: int = 0
    pause: KioskPause | None = None
    messages: Mapping[ServiceId, Message] = field(default_factory=dict)  # of paused services
