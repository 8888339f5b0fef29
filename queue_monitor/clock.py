"""The hour. Within one process time never steps: it follows the monotonic clock.

The wall clock is read at the start and whenever `settle` is called, while nobody is inside. If
somebody sets the machine's clock during the day, waits stay true and no alert is false; the
record takes over the new wall time once the house is empty. `timekeeping` has the next process go
on with the same hour.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_SINCE_BOOT: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def machine_s() -> float:
    """Seconds since the machine was started, on Linux those it slept included; never steps."""
    return time.clock_gettime(_SINCE_BOOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The office's hour tied to the machine's seconds."""

    hour_at_0: datetime  # what it was, or would have been, when the count began


class SteadyClock:
    """Wall time at the start plus monotonic time since; aware, UTC.

    `speed` > 1 lets the office's time run faster than the machine's, for the demo.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = machine_s,
        start: datetime | None = None,
        speed: float = 1.0,
    ) -> None:
        if speed <= 0:
            raise ValueError("a clock's speed is above 0")
        self._wall = wall
        self._monotonic = monotonic
        self._began = wall() if start is None else start.astimezone(UTC)
        self._began_s = monotonic()
        self._fixed = start is not None
        self.speed = speed

    def now(self) -> datetime:
        """The hour, aware and in UTC."""
        elapsed_s = (self._monotonic() - self._began_s) * self.speed
        return self._began + timedelta(seconds=elapsed_s)

    def monotonic(self) -> float:
        """Seconds of office time since some instant; never steps."""
        return self._monotonic() * self.speed

    def real_s(self, span: timedelta) -> float:
        """How many real seconds a span of office time lasts; 0.0 for a negative one."""
        return max(span.total_seconds(), 0.0) / self.speed

    @property
    def off_by(self) -> timedelta:
        """How far the machine's wall clock has stepped away; zero for a clock of its own."""
        return timedelta(0) if self._fixed else self._wall() - self.now()

    @property
    def anchor(self) -> Anchor | None:
        """What another process of this machine needs to have the same hour; None for a clock of
        its own.
        """
        if self._fixed:
            return None
        return Anchor(hour_at_0=self._began - timedelta(seconds=self._began_s))

    def go_on(self, anchor: Anchor) -> None:
        """Take over the hour of the process before. Before anything was recorded."""
        if not self._fixed:
            self._began_s = self._monotonic()
            self._began = anchor.hour_at_0 + timedelta(seconds=self._began_s)

    def not_before(self, hour: datetime) -> None:
        """Set an hour forward that lies before `hour`. Before anything was recorded."""
        if not self._fixed and self.now() < hour:
            self._began, self._began_s = hour, self._monotonic()

    def settle(self) -> None:
        """Take over the machine's wall time. Only while nobody is inside."""
        if not self._fixed:
            self._began, self._began_s = self._wall(), self._monotonic()
