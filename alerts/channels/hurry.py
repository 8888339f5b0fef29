"""Whole exchanges that end by an instant, however slowly the other side speaks."""

import io
import socket
import time
from math import inf
from typing import Any, Final

#: For one message, to whomever: well within a worker's claim on the notice.
PATIENCE_S: Final = 45.0


def left_s(ends_s: float) -> float:
    """Seconds until then. Raises TimeoutError once it is past."""
    left = ends_s - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class Hurried:
    """A socket every step of which must be done by the same instant: what http.client needs of it.

    A socket's own time-out begins anew with each byte, so that whoever sends one now and then
    could keep a worker for hours.
    """

    def __init__(self, sock: socket.socket, ends_s: float) -> None:
        self._sock = sock
        self._ends_s = ends_s

    def sendall(self, data: bytes) -> None:
        """All of it, in time."""
        self._sock.settimeout(left_s(self._ends_s))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What comes back, in time."""
        return io.BufferedReader(Hearing(self._sock, self._ends_s))

    def close(self) -> None:
        """Hang up nothing: http.client does so before the answer's body is read."""


class Hearing(io.RawIOBase):
    """What a socket says until `ends_s`, and no longer than `most_s` for the next of it."""

    def __init__(self, sock: socket.socket, ends_s: float, most_s: float = inf) -> None:
        self._sock = sock
        self._ends_s = ends_s
        self._most_s = most_s

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next of it. Raises TimeoutError."""
        self._sock.settimeout(min(left_s(self._ends_s), self._most_s))
        return self._sock.recv_into(buffer)
