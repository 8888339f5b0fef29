"""One conversation with a printer: how it is, and a slip from the first byte to the knife."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from kiosk.printing import status
from kiosk.printing.links import Link, Lost
from kiosk.printing.outcomes import How
from queue_monitor.domain.slips import OUT_OF_ORDER, PrinterState

_ANSWER_S: Final = 1.5  # a printer answers a real-time question in some milliseconds
_LOOK_S: Final = 0.5  # between two looks at a printer that is printing


@dataclass(slots=True)
class _Ear:
    """Sorts what the printer says."""

    link: Link
    answers: deque[int] = field(default_factory=deque)
    done: bool = False
    nonsense: int = 0  # bytes

    def listen(self, within_s: float) -> bool:
        """Take in what comes; whether anything did. Raises Lost."""
        heard = self.link.receive(within_s)
        for byte in heard:
            if status.is_real_time(byte):
                self.answers.append(byte)
            elif status.is_done(byte):
                self.done = True
            else:
                self.nonsense += 1
        return bool(heard)

    def forget(self) -> None:
        """What was said before the next question is no answer to it."""
        while self.listen(0.0):
            pass
        self.answers.clear()
        self.nonsense = 0


@dataclass(slots=True)
class Session:
    """Talks over an open link. `tell` hears of every state, so that nobody takes it for hung."""

    link: Link
    tell: Callable[[PrinterState], None]
    asks: bool = True  # False: the printer is known to answer nothing
    timeout_s: float = 10.0
    clock: Callable[[], float] = monotonic
    _ear: _Ear = field(init=False)

    def __post_init__(self) -> None:
        self.asks = self.asks and self.link.answers
        self._ear = _Ear(self.link)

    def state(self) -> PrinterState:
        """How the printer is. Raises Lost."""
        if not self.asks:
            return PrinterState.READY
        self._ear.forget()
        answers: list[int] = []
        for question in status.QUESTIONS:
            self.link.send(status.ask(question))
            answer = self._answer()
            if self._ear.nonsense:
                return PrinterState.FAULT
            if answer is None:
                return PrinterState.OFFLINE
            answers.append(answer)
        printer, cause, sensor = answers
        return status.state_of(status.Answers(printer=printer, cause=cause, sensor=sensor))

    def print(self, data: bytes) -> How:
        """Send one slip and stay until it is out, or until that cannot be known any more."""
        try:
            before = self.state()
        except Lost:
            before = PrinterState.OFFLINE
        self.tell(before)
        if before in OUT_OF_ORDER:
            return How.NOT_SENT
        try:
            return self._sent(data)
        except Lost:
            self.tell(PrinterState.OFFLINE)
            return How.UNSURE

    def _sent(self, data: bytes) -> How:
        if not self.asks:
            self.link.send(data)
            return How.PRINTED
        self._ear.done = False
        self.link.send(data + status.ASK_WHEN_DONE)
        return self._until_done()

    def _until_done(self) -> How:
        """A printer out of paper goes on by itself once there is more; so long it is waited for."""
        has_stopped, give_up_s = False, self.clock() + self.timeout_s
        while True:
            self._ear.listen(_LOOK_S)
            now = PrinterState.READY if self._ear.done else self.state()
            if self._ear.done:
                return How.PRINTED
            self.tell(now)
            if now in OUT_OF_ORDER:
                has_stopped, give_up_s = True, self.clock() + self.timeout_s
            elif self.clock() >= give_up_s:
                # Ready, and silent on whether it is done: one that had stopped has thrown the
                # slip away; any other does not know the question.
                return How.TORN if has_stopped else How.PRINTED

    def _answer(self) -> int | None:
        give_up_s = self.clock() + _ANSWER_S
        while not self._ear.answers and self.clock() < give_up_s:
            if not self._ear.listen(max(give_up_s - self.clock(), 0.0)) or self._ear.nonsense:
                break
        return self._ear.answers.popleft() if self._ear.answers else None
