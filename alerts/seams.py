"""What the watcher and the worker need of the process around them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Tasks(Protocol):
    """What they need of the async library; `runtime.Runtime` is one."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None: ...

    def sleep(self, seconds: float) -> None: ...

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


class Hours(Protocol):
    """The office's hour; `clock.SteadyClock` is one."""

    def now(self) -> datetime:
        """Now, aware and UTC; never steps within a business day."""

    def real_s(self, span: timedelta) -> float:
        """Real seconds that a span of office time lasts; 0.0 for a negative one."""


def pause_s(hours: Hours, until: datetime | None, now: datetime, *, most_s: float) -> float:
    """Real seconds to wait for an instant, at least a millisecond so that rounding cannot spin."""
    if until is None:
        return most_s
    return min(max(hours.real_s(until - now), 0.001), most_s)
