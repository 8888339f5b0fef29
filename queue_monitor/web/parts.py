"""What every blueprint factory is handed: the office and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.health import Health
from queue_monitor.web.identity import Identities
from queue_monitor.web.lean import LeanOperations
from queue_monitor.web.metrics import Metrics
from queue_monitor.web.peer import Site
from queue_monitor.web.registry import Registry

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.daybook import Daybook
    from queue_monitor.domain.model import TicketId
    from queue_monitor.forecast import Forecast
    from queue_monitor.office import Office
    from queue_monitor.web.live import Live

P = ParamSpec("P")
R = TypeVar("R")


class Clock(Protocol):
    """The hour, from the one place that knows a real clock."""

    def now(self) -> datetime:
        """Now, aware and UTC."""


class TicketTokens(Protocol):
    """A ticket's public, unguessable name (≥ 128 bits) and back."""

    def token_of(self, ticket: TicketId) -> str: ...

    def ticket_of(self, token: str) -> TicketId | None: ...


class Seal(Protocol):
    """Signs short texts, so that they can travel in a link and be trusted when they come back."""

    def sign(self, text: str) -> str: ...

    def read(self, token: str) -> str | None: ...


class Offload(Protocol):
    """Runs what blocks or computes for long away from the event loop, and waits for it."""

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one running office, built once in `app.py`; the registries fill at start."""

    settings: Settings
    office: Office
    daybook: Daybook
    live: Live
    clock: Clock
    forecast: Forecast
    tokens: TicketTokens
    seal: Seal
    accounts: Identities
    runtime: Offload
    catalogues: Catalogues
    site: Site = field(default_factory=Site)
    metrics: Metrics = field(default_factory=Metrics)
    health: Health = field(default_factory=Health)
    operations: Registry = field(default_factory=Registry)
    lean: LeanOperations = field(default_factory=LeanOperations)
