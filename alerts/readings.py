"""What e-Eyes knows that is not in the log: the odds of a crossing, and who was last heard when.

Readings are handed to a look as remedies are. A look on the same floor with the same readings
always says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from queue_monitor.domain.rulebook import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """How likely, in percent, a scope crosses a limit soon, as known from `at` on."""

    percent: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A device that was paired, and when it last gave a sign of life."""

    id: str
    name: str
    kind: str  # "kiosk", "board"
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """All of them at one moment. What is not there is not known, and moves nothing."""

    odds: Mapping[Scope, Odds] = field(default_factory=dict)
    devices: tuple[Heard, ...] | None = None  # None: nobody has asked yet
    channels: frozenset[str] | None = None  # those switched on; None: all that were ever used

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to go by."""
        return not self.odds and self.devices is None and self.channels is None


NONE = Readings()
