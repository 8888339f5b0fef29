"""A keep-alive HTTP client for load, in a process of its own: `python -m bench.load PORT …`.

Each connection sends its next request as soon as its last is answered. Everything is by hand on
plain sockets, some 15 µs a request, so that it is the server that is measured.
"""

from __future__ import annotations

import argparse
import json
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from bench.machine import CLIENT_CORE, pin, quantile

#: The services of config.yaml; all of them, so that no band of numbers comes to its end.
SERVICES: Final = (
    "moving",
    "id_card",
    "transcript",
    "vital",
    "marriage",
    "seal",
    "certificate",
    "nationality",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one run of the client saw."""

    answers: int
    seconds: float
    refused: int  # answers other than 2xx
    p50_ms: float
    p99_ms: float

    @property
    def per_s(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def load(port: int, *, connections: int, seconds: float, warm_s: float = 0.5) -> Load:
    """Take tickets from the server on `port` for `seconds`; run in another process."""
    command = [sys.executable, "-m", "bench.load", str(port), str(connections)]
    done = subprocess.run(
        [*command, str(seconds), str(warm_s)], check=True, capture_output=True, timeout=seconds + 60
    )
    return Load(**json.loads(done.stdout))


def request_bytes(path: str, body: bytes, *, token: str | None = None) -> bytes:
    """A POST of JSON as it goes over the wire."""
    bearer = "" if token is None else f"Authorization: Bearer {token}\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{bearer}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def whole_answer(data: bytes | bytearray) -> int:
    """The length of the answer at the head of `data`; 0 while it is incomplete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    start = data.lower().find(b"content-length:", 0, end)
    size = int(data[start + 15 : data.find(b"\r\n", start)]) if start >= 0 else 0
    return end + 4 + size if len(data) >= end + 4 + size else 0


class _Run:
    def __init__(self, port: int, connections: int) -> None:
        wishes = [b'{"service":"%s"}' % service.encode() for service in SERVICES]
        self._wishes = cycle(request_bytes("/api/v1/tickets", wish) for wish in wishes)
        self._poll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self._sent_at: dict[int, float] = {}
        self._partial: dict[int, bytearray] = {}
        self.took_s: list[float] = []
        self.refused = 0
        for _ in range(connections):
            link = socket.create_connection(("127.0.0.1", port))
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open[link.fileno()] = link
            self._partial[link.fileno()] = bytearray()
            self._poll.register(link.fileno(), select.EPOLLIN)

    def ask(self, number: int) -> None:
        self._sent_at[number] = time.perf_counter()
        self._open[number].sendall(next(self._wishes))

    def ask_all(self) -> None:
        for number in self._open:
            self.ask(number)

    def go_on(self, until_s: float) -> None:
        while time.perf_counter() < until_s:
            for number, _ in self._poll.poll(0.1):
                self._read(number)

    def _read(self, number: int) -> None:
        data = self._partial[number]
        more = self._open[number].recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        data += more
        if not whole_answer(data):
            return
        self.took_s.append(time.perf_counter() - self._sent_at[number])
        self.refused += data[9:10] != b"2"
        data.clear()
        self.ask(number)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("connections", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("warm_s", type=float)
    options = parser.parse_args()
    pin(CLIENT_CORE)
    run = _Run(options.port, options.connections)
    run.ask_all()
    run.go_on(time.perf_counter() + options.warm_s)
    run.took_s.clear()
    run.refused = 0
    began_s = time.perf_counter()
    run.go_on(began_s + options.seconds)
    seconds = time.perf_counter() - began_s
    took_s = sorted(run.took_s)
    said = {
        "answers": len(took_s),
        "seconds": seconds,
        "refused": run.refused,
        "p50_ms": quantile(took_s, 0.5) * 1000,
        "p99_ms": quantile(took_s, 0.99) * 1000,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    _main()
