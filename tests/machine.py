"""A machine with a wall clock that somebody sets, and seconds that nobody can."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from queue_monitor.clock import SteadyClock
from queue_monitor.domain.floor import Floor
from queue_monitor.store.memory import MemoryVault
from queue_monitor.timekeeping import Timekeeper
from tests.builders import OPENS_AT

P = ParamSpec("P")
R = TypeVar("R")

#: How long after its end an alert still matters, as in the usual settings.
MEMORY = timedelta(minutes=30)


def at_once(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What is to be done elsewhere, done here."""
    return work(*args, **kwargs)


@dataclass
class Machine:
    """One computer and the file on its disk."""

    wall: datetime = OPENS_AT
    seconds: float = 100.0
    boot: str = "first"
    vault: MemoryVault = field(init=False)

    def __post_init__(self) -> None:
        self.vault = MemoryVault(now=lambda: self.wall)

    def passes(self, span: timedelta) -> None:
        """Time goes by."""
        self.wall += span
        self.seconds += span.total_seconds()

    def starts_anew(self) -> None:
        """Switched off and on."""
        self.boot, self.seconds = f"after {self.boot}", 3.0

    def process(self, floor: Floor) -> tuple[SteadyClock, Timekeeper]:
        """A process starts on the floor it has replayed."""
        clock = SteadyClock(wall=lambda: self.wall, monotonic=lambda: self.seconds)
        keeper = Timekeeper(
            clock=clock,
            vault=self.vault,
            offload=at_once,
            memory=MEMORY,
            boot=self.boot,
        )
        keeper.resume(floor)
        return clock, keeper
