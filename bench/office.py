"""The office under measurement, in a process of its own, and a clerk who speaks to it by wire."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.load import request_bytes, whole_answer
from bench.machine import SERVER_CORE, pin
from tests.support.config import write_config
from tests.support.server import Server

#: Alerts end as soon as they may, so that the next crossing is a new one.
QUICK_ALERTS = {
    "alerts": {"clear_hold_seconds": 0, "reopen_within_minutes": 0, "hold_seconds": 0},
}


@contextmanager
def office(
    folder: Path,
    *,
    changes: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server on a fresh folder, pinned to its core; gone on leaving."""
    folder.mkdir(parents=True)
    config = write_config(folder / "config.yaml", changes)
    server = Server(config=config, data=folder / "data", environment=environment or {})
    with server:
        pin(SERVER_CORE, server.pid)
        yield server


@contextmanager
def raw(*words: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """`python -m bench.raw WORDS` on the server's core; the port it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.raw", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(environment) if environment is not None else None,
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        pin(SERVER_CORE, process.pid)
        yield port
    finally:
        process.kill()
        process.communicate()


class Wire:
    """One keep-alive connection, by hand: asking costs some 30 µs here."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._token = token
        self._link = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, body: bytes = b"{}") -> dict[str, Any]:
        """The answer's JSON. Raises AssertionError unless its status is 2xx."""
        return self._ask(request_bytes(path, body, token=self._token))

    def get(self, path: str) -> dict[str, Any]:
        """The same for GET."""
        bearer = "" if self._token is None else f"Authorization: Bearer {self._token}\r\n"
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{bearer}\r\n".encode())

    def close(self) -> None:
        """Hang up."""
        self._link.close()

    def _ask(self, request: bytes) -> dict[str, Any]:
        self._link.sendall(request)
        data = bytearray()
        while not (size := whole_answer(data)):
            more = self._link.recv(65_536)
            if not more:
                raise ConnectionError("the server hung up")
            data += more
        if data[9:10] != b"2":
            raise AssertionError(bytes(data[:size]).decode())
        answer: dict[str, Any] = json.loads(data[data.find(b"\r\n\r\n") + 4 : size])
        return answer


class Clerk(Wire):
    """Serves at counter 1."""

    def open(self) -> None:
        """Take the counter."""
        self.post("/api/v1/counters/1/open")

    def call(self) -> tuple[int, float]:
        """Call next: the number of the call in the log, and the instant just before asking."""
        asked_s = time.monotonic()
        return int(self.post("/api/v1/counters/1/call-next")["seq"]), asked_s

    def serve(self) -> None:
        """Start and finish whoever was called."""
        self.post("/api/v1/counters/1/start")
        self.post("/api/v1/counters/1/finish")
