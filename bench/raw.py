"""The limits: what this disk and this web server do without the product, each in its own process.

`python -m bench.raw commits FILE SECONDS` commits one small row at a time to SQLite, as durably as
the product does. `python -m bench.raw route` answers the same size of JSON from a Flask route, on
the product's own server settings, and prints its port. `python -m bench.raw screens FILE BYTES`
speaks just enough WebSocket to greet screens, and at each call-next commits one row and sends BYTES
to each of them.
"""

from __future__ import annotations

import argparse
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ANSWER = (
    b'{"ticket":"2026-11-22/C001","number":"C001","token":"-rZLLZs6Lk0bEz0TkyQ87B",'
    b'"service":"transcript","class":"walk_in","ahead":0,"expected_wait_s":null,'
    b'"issued_at":"2026-11-22T06:14:38.739957Z","link":"/t#-rZLLZs6Lk0bEz0TkyQ87B"}'
)


def commits_per_s(file: Path, seconds: float) -> float:
    """Rows committed one by one a second, SQLite in WAL with synchronous=FULL."""
    connection = _opened(file)
    body, count = ANSWER.decode(), 0
    began_s = time.perf_counter()
    while time.perf_counter() < began_s + seconds:
        _commit(connection, body)
        count += 1
    took_s = time.perf_counter() - began_s
    connection.close()
    return count / took_s


def serve_route() -> None:
    """Answer POST /api/v1/tickets with fixed bytes until killed."""
    from queue_monitor.runtime import load, patch

    patch("eventlet")
    from flask import Flask, Response, request

    runtime = load("eventlet")
    app = Flask("bench")
    app.before_request(lambda: runtime.sleep(0))

    @app.post("/api/v1/tickets")
    def take() -> Response:
        request.get_data(cache=False)
        return Response(ANSWER, 201, content_type="application/json")

    print(runtime.serve(app, host="127.0.0.1", port=0).port, flush=True)
    while True:
        runtime.sleep(3600)


class BareScreens:
    """A server of screens without queue, log or JSON."""

    def __init__(self, file: Path, size: int) -> None:
        import eventlet.tpool

        self._offload = eventlet.tpool.execute
        self._connection = _opened(file)
        self._padding = b"x" * max(size - 60, 0)
        self._screens: set[Any] = set()
        self._seq = 0

    def serve(self) -> None:
        """Print the port, then serve until killed."""
        import eventlet

        listener = eventlet.listen(("127.0.0.1", 0), backlog=2048)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        print(listener.getsockname()[1], flush=True)
        while True:
            link, _ = listener.accept()
            eventlet.spawn_n(self._attend, link)

    def _attend(self, link: Any) -> None:
        with suppress(OSError):
            head = link.recv(65_536)
            if b"Upgrade: websocket" in head:
                self._attend_screen(link)
                return
            while head:
                link.sendall(_http(self._call()))
                head = link.recv(65_536)

    def _attend_screen(self, link: Any) -> None:
        link.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
        link.sendall(_frame(b'0{"sid":"s"}'))
        link.recv(4096)
        link.sendall(_frame(b'40{"sid":"s"}'))
        link.recv(4096)
        link.sendall(_frame(b'430[{"seq":0,"view":"' + self._padding + b'"}]'))
        self._screens.add(link)
        while link.recv(4096):
            pass
        self._screens.discard(link)

    def _call(self) -> bytes:
        self._seq += 1
        self._offload(_commit, self._connection, "called")
        message = b'42["change",{"topic":"board","seq":%d,"set":"' % self._seq
        frame = _frame(message + self._padding + b'"}]')
        for screen in tuple(self._screens):
            screen.sendall(frame)
        return b'{"seq":%d}' % self._seq


def _opened(file: Path) -> Any:
    from queue_monitor.store.sqlite_driver import driver

    connection = driver().connect(str(file), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, kind TEXT, body TEXT)")
    return connection


def _commit(connection: Any, body: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO log (kind, body) VALUES ('Issued', ?)", (body,))
    connection.execute("COMMIT")


def _frame(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    return struct.pack("!BBH", 0x81, 126, size) + payload


def _http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("commits", "route", "screens"))
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("amount", nargs="?", type=float)
    options = parser.parse_args()
    if options.what == "route":
        serve_route()
    elif options.file is None or options.amount is None:
        sys.exit(f"{options.what} wants a file and an amount")
    elif options.what == "screens":
        from queue_monitor.runtime import patch

        patch("eventlet")
        BareScreens(options.file, int(options.amount)).serve()
    else:
        print(commits_per_s(options.file, options.amount))


if __name__ == "__main__":
    _main()
