"""A lock between real threads, whatever an async library has put in their place."""

from _queue import SimpleQueue
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

#: Makes a lock that real threads of the operating system may contend for.
MakeLock = Callable[[], AbstractContextManager[object]]


class ThreadLock:
    """A plain, not re-entrant lock of the operating system.

    `threading.Lock` will not do: once eventlet or gevent has patched it, it is made for green
    threads, and the real threads to which blocking calls are handed break in it. The C class of the
    simple queue is patched by neither: one token in it is a lock.
    """

    __slots__ = ("_token",)

    def __init__(self) -> None:
        self._token: SimpleQueue[None] = SimpleQueue()
        self._token.put(None)

    def __enter__(self) -> None:
        self._token.get()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._token.put(None)
