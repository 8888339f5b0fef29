"""eventlet: the default. One loop, real threads through its pool."""

import socket
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import eventlet
import eventlet.event
import eventlet.hubs
import eventlet.tpool
import eventlet.wsgi

from queue_monitor.runtime.base import AsyncMode
from queue_monitor.runtime.drain import InFlight
from queue_monitor.runtime.heads import UsualHeads

P = ParamSpec("P")
R = TypeVar("R")

# The server's default of 1,024 connections leaves the next client hanging.
MOST_CONNECTIONS = 20_000
BACKLOG = 2048
# Each connection keeps its buffers for as long as its screen is on; requests and calls are small.
BUFFER_BYTES = 2048


class _Protocol(UsualHeads, eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    rbufsize = BUFFER_BYTES
    wbufsize = BUFFER_BYTES


class EventletPromise:
    def __init__(self) -> None:
        self._event = eventlet.event.Event()

    def set(self, value: object) -> None:
        if not self._event.ready():
            self._event.send(value)

    def wait(self, timeout_s: float | None = None) -> Any:
        return self._event.wait(timeout_s)


class EventletSignal:
    def __init__(self) -> None:
        self._raised = False
        self._waiter: eventlet.event.Event | None = None

    def set(self) -> None:
        self._raised = True
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            waiter.send()

    def wait(self, timeout_s: float | None = None) -> bool:
        if not self._raised and (timeout_s is None or timeout_s > 0):
            self._waiter = waiter = eventlet.event.Event()
            waiter.wait(timeout_s)
            self._waiter = None
        raised, self._raised = self._raised, False
        return raised


class EventletServing:
    def __init__(self, app: Callable[..., Any], host: str, port: int) -> None:
        self._app = InFlight(app)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = eventlet.listen(
            (host, port), family=family, backlog=BACKLOG, reuse_port=False
        )
        # Accepted sockets inherit it: small answers must not wait for an acknowledgement.
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._listener.getsockname()[1]
        self._is_stopping = False
        self._loop = eventlet.spawn(
            self._accept,
            self._listener,
            self._app,
            max_size=MOST_CONNECTIONS,
            log_output=False,
            debug=False,
            capitalize_response_headers=False,
            protocol=_Protocol,
        )

    def _accept(self, *args: Any, **kwargs: Any) -> None:
        try:
            eventlet.wsgi.server(*args, **kwargs)
        except OSError:
            if not self._is_stopping:  # else: the listener was closed as somebody came
                raise

    def stop(self, drain_s: float) -> None:
        self._is_stopping = True
        self._listener.close()
        waited_s = 0.0
        while self._app.count and waited_s < drain_s:
            eventlet.sleep(0.02)
            waited_s += 0.02


class EventletRuntime:
    mode: AsyncMode = "eventlet"

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        eventlet.spawn(work, *args, **kwargs)

    def later(self, seconds: float, work: Callable[..., object], /, *args: object) -> None:
        eventlet.spawn_after(seconds, work, *args)

    def sleep(self, seconds: float) -> None:
        eventlet.sleep(seconds)

    def promise(self) -> EventletPromise:
        return EventletPromise()

    def signal(self) -> EventletSignal:
        return EventletSignal()

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = eventlet.tpool.execute(work, *args, **kwargs)
        return result

    def wait_readable(self, descriptor: int) -> None:
        eventlet.hubs.trampoline(descriptor, read=True)

    def serve(self, app: Callable[..., Any], *, host: str, port: int) -> EventletServing:
        return EventletServing(app, host, port)


def runtime() -> EventletRuntime:
    return EventletRuntime()
