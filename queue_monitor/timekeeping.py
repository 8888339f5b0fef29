"""One hour for all processes of an office, from one start of the machine to the next.

Two processes that began before and after somebody set the wall clock would differ by that step:
waits would be an hour too long in one of them, and a restart in mid-morning would raise a false
alert or lose a true one. So the hour in use is anchored to the machine's own count of seconds,
which nobody can set, and kept where the next process finds it.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final, ParamSpec, Protocol, TypeVar

import msgspec

from queue_monitor.clock import Anchor, SteadyClock
from queue_monitor.domain.days import is_quiet
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.store.base import Vault

P = ParamSpec("P")
R = TypeVar("R")

_KEY: Final = "clock.anchor"
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
#: Below that a new anchor is not worth a write: clocks drift by microseconds a second.
_WORTH_KEEPING: Final = timedelta(milliseconds=50)


class Offload(Protocol):
    """Runs `work` off the event loop."""

    def __call__(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The anchor, and the start of the machine since which its seconds are counted."""

    boot: str
    anchor: Anchor


class Timekeeper:
    """Takes over the hour that is in use at the start, and the wall clock whenever that is safe."""

    def __init__(
        self,
        *,
        clock: SteadyClock,
        vault: Vault,
        offload: Offload,
        memory: timedelta,
        boot: str | None = None,
    ) -> None:
        self._clock = clock
        self._vault = vault
        self._offload = offload
        self._memory = memory
        self._boot = _boot_id() if boot is None else boot
        self._kept: Anchor | None = None

    def is_quiet(self, floor: Floor) -> bool:
        """Whether nothing runs that a step of the hour could tear."""
        return is_quiet(floor, self._clock.now(), memory=self._memory)

    def resume(self, floor: Floor) -> None:
        """Before the first request: go on with the hour that the office has been keeping.

        After a start of the machine there is none; the wall clock is then believed, but not back
        to before the newest event while somebody is inside.
        """
        kept = self._read()
        if kept is not None and kept.boot == self._boot:
            self._kept = kept.anchor
            self._clock.go_on(kept.anchor)
            if self.is_quiet(floor):
                self._clock.settle()
        elif floor.at is not None and not self.is_quiet(floor):
            self._clock.not_before(floor.at)
        self._keep()

    def settle(self, floor: Floor) -> None:
        """Take over the wall clock if that is safe now."""
        if self.is_quiet(floor):
            self._clock.settle()
            self._keep()

    def _read(self) -> _Kept | None:
        if self._boot == "":
            return None
        found = self._vault.get(_KEY)
        with suppress(msgspec.MsgspecError):
            return None if found is None else msgspec.json.decode(found, type=_Kept)
        return None

    def _keep(self) -> None:
        anchor = self._clock.anchor
        if anchor is None or self._boot == "":
            return
        if self._kept is not None and abs(anchor.hour_at_0 - self._kept.hour_at_0) < _WORTH_KEEPING:
            return
        kept = _Kept(boot=self._boot, anchor=anchor)
        with suppress(TryLater):  # the store is away: at the next turn
            self._offload(self._vault.put, _KEY, msgspec.json.encode(kept))
            self._kept = anchor


def _boot_id() -> str:
    """Of this start of the machine; "" where the system does not tell."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
