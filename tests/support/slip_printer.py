"""A slip printer on a real TCP port, whose paper runs out and whose plug is pulled when told so."""

from __future__ import annotations

import re
import socket
import threading
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.support.escpos import Interpreter, Slip

_QUESTION = re.compile(rb"\x10\x04([\x01\x02\x04])")


class SlipPrinter:
    """Prints what comes, says how it is when asked, and waits for paper when it has none."""

    def __init__(self, *, dots: int = 576) -> None:
        self.interpreter = Interpreter(dots=dots)
        self.rows_left: int | None = None  # None: paper without end
        self.paper_low = False
        self.cover_open = False
        self.answer: bytes | None = None  # in place of every right answer; b"": mute
        self.knows_done = True  # whether it answers GS r
        self.forgets = False  # whether the rest of a slip is lost when paper runs out
        self.is_blocked = False
        self.connections = 0
        self.port = 0
        self._changed = threading.Condition()
        self._work: deque[tuple[bytes, socket.socket] | None] = deque()  # None: power went
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._print_for_ever, daemon=True)

    @property
    def slips(self) -> list[Slip]:
        return list(self.interpreter.slips)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.plug_in()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended = True
        self.pull_plug()
        self._thread.join(5)

    def plug_in(self) -> None:
        """Listen, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def pull_plug(self) -> None:
        """Gone from one moment to the next; what was not printed is lost."""
        with self._changed:
            listener, self._listener = self._listener, None
            connections, self._open = self._open, []
            self._work.clear()
            self._work.append(None)
            self._changed.notify_all()
        for each in (listener, *connections):
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def refill(self) -> None:
        """A new roll."""
        with self._changed:
            self.rows_left = None
            self._changed.notify_all()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with self._changed:
                if self._listener is not listener:
                    connection.close()
                    return
                self._open.append(connection)
            threading.Thread(target=self._hear, args=(connection,), daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        with suppress(OSError):
            while data := connection.recv(4096):
                for question in _QUESTION.findall(data):
                    connection.sendall(self._says(question[0]))
                if _QUESTION.fullmatch(data):
                    continue  # a question alone never comes near what is printed
                with self._changed:
                    if connection not in self._open:
                        break  # the plug was pulled; the rest of a slip makes no sense alone
                    self._work.append((data, connection))
                    self._changed.notify_all()
        connection.close()

    def _says(self, question: int) -> bytes:
        if self.answer is not None:
            return self.answer
        out = self.is_blocked or self.rows_left == 0
        said = {
            1: 0x08 * (out or self.cover_open),
            2: 0x04 * self.cover_open | 0x20 * out,
            4: 0x0C * (self.paper_low or out) | 0x60 * out,
        }
        return bytes((0x12 | said[question],))

    def _print_for_ever(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._work) or self._ended)
                if not self._work:
                    return
                work = self._work.popleft()
            if work is None:
                self.interpreter.forget()
                continue
            data, connection = work
            for rows in self.interpreter.take(data):
                if not self._has_paper_for(rows):
                    self.interpreter.forget()
                    break
            answers, self.interpreter.answers = self.interpreter.answers, []
            for answer in answers:
                if self.knows_done and self.answer is None:
                    with suppress(OSError):
                        connection.sendall(answer)

    def _has_paper_for(self, rows: int) -> bool:
        """Wait for paper, if need be. False: the rest is lost."""
        with self._changed:
            if self.rows_left is None or self.rows_left >= rows:
                self.rows_left = None if self.rows_left is None else self.rows_left - rows
                return True
            self.is_blocked = True
            self._changed.wait_for(lambda: self.rows_left is None or self._listener is None)
            self.is_blocked = False
            if self.forgets:
                self._work.clear()
            return not self.forgets and self._listener is not None
