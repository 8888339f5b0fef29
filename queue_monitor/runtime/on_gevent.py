"""gevent: one setting away."""

import socket
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import gevent
import gevent.event
import gevent.pywsgi
import gevent.socket

from queue_monitor.runtime.base import AsyncMode
from queue_monitor.runtime.drain import InFlight

P = ParamSpec("P")
R = TypeVar("R")

BACKLOG = 2048
REAL_THREADS = 20


class GeventPromise:
    def __init__(self) -> None:
        self._result: Any = gevent.event.AsyncResult()

    def set(self, value: object) -> None:
        if not self._result.ready():
            self._result.set(value)

    def wait(self, timeout_s: float | None = None) -> Any:
        return self._result.wait(timeout_s)


class GeventSignal:
    def __init__(self) -> None:
        self._event = gevent.event.Event()

    def set(self) -> None:
        self._event.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        raised = bool(self._event.wait(timeout_s))
        self._event.clear()
        return raised


class GeventServing:
    def __init__(self, app: Callable[..., Any], host: str, port: int) -> None:
        self._app = InFlight(app)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = gevent.socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it; without, small answers wait 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        self.port: int = listener.getsockname()[1]
        self._server = gevent.pywsgi.WSGIServer(listener, self._app, log=None, error_log=None)
        self._server.start()

    def stop(self, drain_s: float) -> None:
        self._server.stop_accepting()
        waited_s = 0.0
        while self._app.count and waited_s < drain_s:
            gevent.sleep(0.02)
            waited_s += 0.02


class GeventRuntime:
    mode: AsyncMode = "gevent"

    def __init__(self) -> None:
        gevent.get_hub().threadpool.maxsize = REAL_THREADS

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        gevent.spawn(work, *args, **kwargs)

    def later(self, seconds: float, work: Callable[..., object], /, *args: object) -> None:
        gevent.spawn_later(seconds, work, *args)

    def sleep(self, seconds: float) -> None:
        gevent.sleep(seconds)

    def promise(self) -> GeventPromise:
        return GeventPromise()

    def signal(self) -> GeventSignal:
        return GeventSignal()

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = gevent.get_hub().threadpool.apply(work, args, kwargs)
        return result

    def wait_readable(self, descriptor: int) -> None:
        gevent.socket.wait_read(descriptor)

    def serve(self, app: Callable[..., Any], *, host: str, port: int) -> GeventServing:
        return GeventServing(app, host, port)


def runtime() -> GeventRuntime:
    return GeventRuntime()
