"""What the parts may ask of the async library, whichever it is."""

from collections.abc import Callable
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

AsyncMode = Literal["eventlet", "gevent", "threading"]


class Promise(Protocol):
    """An answer that comes once."""

    def set(self, value: object) -> None:
        """Give the answer; every waiter wakes. Only the first call counts."""

    def wait(self, timeout_s: float | None = None) -> Any:
        """The answer, once it is there; None if `timeout_s` passes first."""


class Signal(Protocol):
    """A flag that wakes one waiter and is down again once it woke."""

    def set(self) -> None:
        """Raise it; setting twice before the waiter woke is setting once."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether it was raised before `timeout_s` passed."""


class Serving(Protocol):
    """A listening server."""

    @property
    def port(self) -> int:
        """The port it listens on."""

    def stop(self, drain_s: float) -> None:
        """Take no more connections; wait up to `drain_s` seconds for requests under way."""


class Runtime(Protocol):
    """Tasks, waiting, real threads for what blocks, and serving."""

    mode: AsyncMode

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run `work` beside everything else; it ends with the process."""

    def later(self, seconds: float, work: Callable[..., object], /, *args: object) -> None:
        """Run `work` in `seconds`, without a task that waits for it meanwhile."""

    def sleep(self, seconds: float) -> None:
        """Let others run for at least `seconds`; 0 gives way once."""

    def promise(self) -> Promise: ...

    def signal(self) -> Signal: ...

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run what blocks in a real thread and wait for it; others run meanwhile."""

    def wait_readable(self, descriptor: int) -> None:
        """Wait until the file descriptor has something to read."""

    def serve(self, app: Callable[..., Any], *, host: str, port: int) -> Serving:
        """Listen (port 0: any free one) and answer requests until stopped."""
