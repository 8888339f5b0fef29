"""Counting the requests under way, so that a stop can wait for them."""

from collections.abc import Callable, Iterable
from typing import Any


class InFlight:
    """WSGI middleware that knows how many requests are being answered.

    A WebSocket lasts as long as its screen does and is not waited for.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self.count = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # A browser offers to compress its WebSocket. Messages are small, and a compressor for each
        # of a thousand screens would take more memory and time than all the rest.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if environ.get("HTTP_UPGRADE") or environ.get("PATH_INFO", "").startswith("/socket.io"):
            return self._app(environ, start_response)
        self.count += 1
        try:
            return self._app(environ, start_response)
        finally:
            self.count -= 1
