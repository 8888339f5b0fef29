"""Real WebSocket screens, as many as wanted, in a process of their own.

`python -m bench.screens PORT COUNT TOPIC BEARER NEEDLE TOKENS` connects, follows TOPIC on every
socket and then obeys lines on its standard input: `get SEQ` prints when each screen received its
first message numbered SEQ or later that contains NEEDLE (seconds of the machine's monotonic clock,
null if it has not), `fresh` when each had its latest snapshot. A screen that is cut off connects
again at once. TOKENS, with commas between, are of the tickets that phones follow, one each.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from bench.machine import CLIENT_CORE, pin

_UPGRADE: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_SEQ: Final = re.compile(rb'"seq":(\d+)')
_AGAIN_S: Final = 0.02
ALL_WITHIN_S: Final = 60.0


class Screens:
    """The process seen from outside."""

    def __init__(
        self,
        port: int,
        count: int,
        *,
        topic: str = "board",
        bearer: str = "",
        needle: str = "",
        tokens: Sequence[str] = (),
    ) -> None:
        words = [str(port), str(count), topic, bearer, needle, ",".join(tokens)]
        self._count = count
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.screens", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.fresh_after(0.0)

    def received(self, seq: int, *, within_s: float = 5.0) -> list[float]:
        """When each screen had number `seq`; waits until all have it. Raises TimeoutError."""
        return self._all(f"get {seq}", 0.0, within_s)

    def at(self, seq: int) -> list[float | None]:
        """When each screen had number `seq` or a later one; None for one that has not."""
        return self._ask(f"get {seq}")

    def fresh_after(self, instant_s: float, *, within_s: float = ALL_WITHIN_S) -> list[float]:
        """When each screen had a snapshot after `instant_s`. Raises TimeoutError."""
        return self._all("fresh", instant_s, within_s)

    def accepted_after(self, instant_s: float) -> float:
        """When the server took its first connection after `instant_s`."""
        return min(at for at in self._ask("accepted") if at is not None and at > instant_s)

    def message_bytes(self) -> int:
        """The size of the latest change a screen was told."""
        return int(self._ask("size")[0] or 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def _all(self, question: str, after_s: float, within_s: float) -> list[float]:
        give_up_s = time.monotonic() + within_s
        while time.monotonic() < give_up_s:
            had = [at for at in self._ask(question) if at is not None and at > after_s]
            if len(had) == self._count:
                return had
            time.sleep(0.01)
        raise TimeoutError(f"{question}: not every one of {self._count} screens within {within_s}")

    def _ask(self, question: str) -> list[float | None]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(question, file=self._process.stdin, flush=True)
        answer: list[float | None] = json.loads(self._process.stdout.readline())
        return answer


@dataclass(slots=True)
class _Screen:
    follow: bytes
    link: socket.socket | None = None
    data: bytearray = field(default_factory=bytearray)
    upgraded: bool = False
    again_at_s: float = 0.0
    accepted_s: float | None = None
    snapshot_s: float | None = None
    got: list[tuple[int, float]] = field(default_factory=list)


class _Wall:
    """All screens of one process."""

    def __init__(
        self, port: int, questions: Sequence[Mapping[str, str]], bearer: str, needle: bytes
    ) -> None:
        self._port, self._needle = port, needle
        auth = json.dumps({"bearer": bearer}) if bearer else ""
        self._join = _frame(f"40{auth}".encode())
        self._poll = select.epoll()
        self._by_number: dict[int, _Screen] = {}
        self.screens = [
            _Screen(follow=_frame(f'420["follow",{json.dumps(question)}]'.encode()))
            for question in questions
        ]
        self.size = 0

    def connect(self, screen: _Screen) -> None:
        link = socket.socket()
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.connect_ex(("127.0.0.1", self._port))
        screen.link, screen.upgraded = link, False
        screen.data.clear()
        self._by_number[link.fileno()] = screen
        self._poll.register(link.fileno(), select.EPOLLOUT)

    def turn(self, standard_input: int) -> bool:
        """Wait for something once; whether a line came in."""
        self._connect_again()
        asked, arrived = False, []
        for number, event in self._poll.poll(_AGAIN_S):
            if number == standard_input:
                asked = True
            elif event & select.EPOLLOUT and not event & select.EPOLLERR:
                self._greet(number)
            else:
                screen = self._by_number[number]
                data = self._receive(screen)
                arrived.append((screen, data, time.monotonic()))
        for screen, data, at_s in arrived:  # after every socket has been read and timed
            self._take(screen, data, at_s)
        return asked

    def listen_to(self, number: int) -> None:
        self._poll.register(number, select.EPOLLIN)

    def _connect_again(self) -> None:
        now_s = time.monotonic()
        for screen in self.screens:
            if screen.link is None and screen.again_at_s <= now_s:
                self.connect(screen)

    def _greet(self, number: int) -> None:
        screen = self._by_number[number]
        assert screen.link is not None
        screen.accepted_s = time.monotonic()
        self._poll.modify(number, select.EPOLLIN)
        try:
            screen.link.sendall(_UPGRADE % self._port)
        except OSError:
            self._lose(screen)

    @staticmethod
    def _receive(screen: _Screen) -> bytes:
        assert screen.link is not None
        try:
            return screen.link.recv(262_144)
        except OSError:
            return b""

    def _lose(self, screen: _Screen) -> None:
        if screen.link is not None:
            self._by_number.pop(screen.link.fileno(), None)
            screen.link.close()
        screen.link, screen.again_at_s = None, time.monotonic() + _AGAIN_S

    def _take(self, screen: _Screen, data: bytes, at_s: float) -> None:
        if not data:
            self._lose(screen)
            return
        screen.data += data
        if not screen.upgraded:
            end = screen.data.find(b"\r\n\r\n")
            if end < 0:
                return
            if not screen.data.startswith(b"HTTP/1.1 101"):
                self._lose(screen)
                return
            del screen.data[: end + 4]
            screen.upgraded = True
        while (message := _next_message(screen.data)) is not None:
            self._told(screen, message, at_s)

    def _told(self, screen: _Screen, message: bytes, at_s: float) -> None:
        assert screen.link is not None
        if message.startswith(b"0"):
            screen.link.sendall(self._join)
        elif message.startswith(b"40"):
            screen.link.sendall(screen.follow)
        elif message.startswith(b"43"):
            if b'"problem"' in message:
                raise SystemExit(f"refused: {message!r}")
            screen.snapshot_s = at_s
        elif message == b"2":
            screen.link.sendall(_frame(b"3"))
        elif message.startswith(b'42["change"') and self._needle in message:
            number = _SEQ.search(message)
            if number is not None:
                self.size = len(message)
                screen.got.append((int(number.group(1)), at_s))


def _frame(payload: bytes) -> bytes:
    """A text frame of a client; the mask of zeros leaves the payload as it is."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + b"\0\0\0\0" + payload


def _next_message(data: bytearray) -> bytes | None:
    """Take the next whole frame off the head of `data`."""
    if len(data) < 2:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        if len(data) < 4:
            return None
        size, start = struct.unpack_from("!H", data, 2)[0], 4
    elif size == 127:
        if len(data) < 10:
            return None
        size, start = struct.unpack_from("!Q", data, 2)[0], 10
    if len(data) < start + size:
        return None
    message = bytes(data[start : start + size])
    del data[: start + size]
    return message


def _answer(wall: _Wall, question: str) -> list[float | None]:
    word, _, number = question.partition(" ")
    if word == "fresh":
        return [screen.snapshot_s for screen in wall.screens]
    if word == "accepted":
        return [screen.accepted_s for screen in wall.screens]
    if word == "size":
        return [wall.size]
    wanted = int(number)
    return [next((at for seq, at in screen.got if seq >= wanted), None) for screen in wall.screens]


def _main() -> None:
    port, count, topic, bearer, needle, tokens = sys.argv[1:]
    pin(CLIENT_CORE)
    questions = [{"topic": topic, "token": token} for token in tokens.split(",") if token]
    wall = _Wall(int(port), questions or [{"topic": topic}] * int(count), bearer, needle.encode())
    wall.listen_to(0)
    pending = b""
    while True:
        if not wall.turn(0):
            continue
        more = os.read(0, 4096)
        if not more:
            return
        pending += more
        while b"\n" in pending:
            line, _, pending = pending.partition(b"\n")
            print(json.dumps(_answer(wall, line.decode())), flush=True)


if __name__ == "__main__":
    _main()
