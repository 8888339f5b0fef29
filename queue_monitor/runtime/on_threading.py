"""Plain threads: for debugging, and where neither eventlet nor gevent can be had."""

import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from queue_monitor.runtime.base import AsyncMode
from queue_monitor.runtime.drain import InFlight

P = ParamSpec("P")
R = TypeVar("R")

BACKLOG = 2048


class ThreadPromise:
    def __init__(self) -> None:
        self._event = threading.Event()
        self._value: object = None

    def set(self, value: object) -> None:
        if not self._event.is_set():
            self._value = value
            self._event.set()

    def wait(self, timeout_s: float | None = None) -> Any:
        self._event.wait(timeout_s)
        return self._value


class ThreadSignal:
    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        raised = self._event.wait(timeout_s)
        self._event.clear()
        return raised


class _Handler(WSGIRequestHandler):
    """Keep-alive, no delay for small answers, and no line on the terminal for each request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - inherited name
        """The product writes its own access log."""


class _Server(ThreadedWSGIServer):
    request_queue_size = BACKLOG
    daemon_threads = True


class ThreadServing:
    def __init__(self, app: Callable[..., Any], host: str, port: int) -> None:
        self._app = InFlight(app)
        self._server = _Server(host, port, self._app, handler=_Handler)
        self._server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.port: int = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self, drain_s: float) -> None:
        self._server.shutdown()
        until_s = time.monotonic() + drain_s
        while self._app.count and time.monotonic() < until_s:
            time.sleep(0.02)


class ThreadRuntime:
    mode: AsyncMode = "threading"

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        threading.Thread(target=work, args=args, kwargs=kwargs, daemon=True).start()

    def later(self, seconds: float, work: Callable[..., object], /, *args: object) -> None:
        timer = threading.Timer(seconds, work, args)
        timer.daemon = True
        timer.start()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def promise(self) -> ThreadPromise:
        return ThreadPromise()

    def signal(self) -> ThreadSignal:
        return ThreadSignal()

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)

    def wait_readable(self, descriptor: int) -> None:
        select.select([descriptor], [], [])

    def serve(self, app: Callable[..., Any], *, host: str, port: int) -> ThreadServing:
        return ThreadServing(app, host, port)


def runtime() -> ThreadRuntime:
    return ThreadRuntime()
