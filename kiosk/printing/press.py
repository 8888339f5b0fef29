"""One printer at work: hands slips to its process, hears what became of them, records it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeVar

import structlog

from kiosk.printing import spool
from kiosk.printing.messages import Done, FromPrinter, Is, Print, SetUp
from kiosk.printing.outcomes import How
from kiosk.printing.process import Process
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.events import Issued
from queue_monitor.domain.slip_events import SlipStarted
from queue_monitor.domain.slips import OUT_OF_ORDER, PrinterId, PrinterState

if TYPE_CHECKING:
    from kiosk.printing.paper import Paper
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import ActorId, TicketId
    from queue_monitor.domain.slips import SlipRecord
    from queue_monitor.office import Office
    from queue_monitor.stream import Commit

P = ParamSpec("P")
R = TypeVar("R")

_REST_S: Final = 5.0  # longest sleep
_AGAIN_S: Final = 1.0  # before a process that ended is begun anew
_FINISH_S: Final = 2.0  # a slip is out in less
_PATIENCE_S: Final = 30.0  # beyond its own time-outs, before a silent process is taken for hung
_log = structlog.get_logger("kiosk.printing")


class Tasks(Protocol):
    """What is needed of the runtime."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None: ...

    def sleep(self, seconds: float) -> None: ...

    def wait_readable(self, descriptor: int) -> None: ...

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


class Roll(Protocol):
    """Who of several processes on one store still lives; `store.roll.Roll` is one."""

    def join(self, worker: str) -> None: ...

    def dead(self, workers: Collection[str]) -> frozenset[str]: ...

    def strike(self, workers: Collection[str]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How one printer is to be worked."""

    printer: PrinterId
    set_up: SetUp
    keep: timedelta
    choose: spool.Chooses  # which printer a device's slips come out of
    compose: Callable[[Floor, SlipRecord, datetime], Paper]


class Press:
    """One printer. Any number of server processes may work it; one slip is in one hand."""

    def __init__(
        self,
        order: Order,
        *,
        office: Office,
        tasks: Tasks,
        now: Callable[[], datetime],
        name: str,
        roll: Roll,
    ) -> None:
        self._order = order
        self._office = office
        self._tasks = tasks
        self._now = now
        self._name = f"{name}-{order.printer}"
        self._roll = roll
        self._follower = office.stream.follower()
        self._heard: deque[FromPrinter | None] = deque()  # None: the process ended
        self._process: Process | None = None
        self._ended: list[Process] = []
        self._state: PrinterState | None = None  # as last told; None: not since the last slip
        self._told_s = monotonic()
        self._in_hand: tuple[TicketId, int] | None = None
        self._has_gap = True

    def run(self, alive: Callable[[], bool]) -> None:
        """Print until `alive` says no."""
        self._roll.join(self._name)
        self._has_gap = True
        try:
            while alive():
                try:
                    self.turn()
                except TryLater:
                    self._tasks.sleep(_AGAIN_S)
                self._follower.wait(_REST_S)
            self._finish()
        finally:
            self._end()

    def wake(self) -> None:
        """Look whether there is something to do, or whether to go on at all."""
        self._follower.wake()

    def turn(self) -> None:
        """Do all that can be done now. Raises TryLater if the store is away."""
        self._want(self._follower.take())
        self._keep_process()
        self._hear()
        self._tell_state()
        self._take_over()
        if self._in_hand is None:
            self._begin()

    def _want(self, news: Collection[Commit] | None) -> None:
        """First slips for numbers just taken; at the start or after a gap, for all without one."""
        floor = self._office.floor()
        if news is None or self._has_gap:
            self._has_gap = True  # until it is known to be closed
            tickets = list(floor.tickets)
        else:
            tickets = [e.ticket for commit in news for e in commit.events if isinstance(e, Issued)]
        request = partial(
            spool.request_first, tickets=tickets, choose=self._mine, keep=self._order.keep
        )
        if tickets and request(floor, self._now()):
            self._has_gap = True
            self._office.ask(request)
        self._has_gap = False

    def _mine(self, device: ActorId) -> PrinterId | None:
        chosen = self._order.choose(device)
        return chosen if chosen == self._order.printer else None

    # -- the process -----------------------------------------------------------------------------

    def _keep_process(self) -> None:
        self._ended = [process for process in self._ended if not process.is_buried()]
        if self._process is None:
            self._process = Process.start(self._order.set_up)
            self._told_s = monotonic()
            self._tasks.spawn(self._listen, self._process)
        elif monotonic() - self._told_s > self._patience_s():
            _log.warning("printer_process_hangs", printer=self._order.printer)
            self._process.kill()

    def _patience_s(self) -> float:
        own = self._order.set_up
        return own.look_every_s + 3 * own.timeout_s + _PATIENCE_S

    def _listen(self, process: Process) -> None:
        def heard(message: FromPrinter) -> None:
            self._heard.append(message)
            self._follower.wake()

        while True:
            self._tasks.wait_readable(process.hear)
            if not process.listen(heard):
                break
        process.let_go()
        self._ended.append(process)
        self._heard.append(None)
        self._follower.wake()

    def _finish(self) -> None:
        """Stopping: the slip in hand may come out; what is not known by then may be on paper."""
        give_up_s = monotonic() + _FINISH_S
        while self._in_hand is not None and monotonic() < give_up_s:
            self._follower.wait(give_up_s - monotonic())
            self._hear()
        self._settle(How.UNSURE)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()

    # -- what it says ----------------------------------------------------------------------------

    def _hear(self) -> None:
        while self._heard:
            self._take(self._heard[0])
            self._heard.popleft()

    def _take(self, message: FromPrinter | None) -> None:
        self._told_s = monotonic()
        match message:
            case Is():
                self._state = message.state
                self._tell_state()
            case Done():
                self._settle(message.how)
                if message.how is not How.PRINTED:
                    self._state = None  # it looks anew at once
            case None:
                self._settle(How.UNSURE)
                self._process, self._state = None, PrinterState.OFFLINE
                self._tell_state()
                self._tasks.sleep(_AGAIN_S)

    def _settle(self, how: How) -> None:
        if self._in_hand is None:
            return
        ticket, copy = self._in_hand
        self._office.ask(partial(spool.settle, ticket=ticket, copy=copy, press=self._name, how=how))
        self._in_hand = None
        if how is not How.PRINTED:
            _log.warning("slip_not_printed", printer=self._order.printer, how=how.value)

    def _tell_state(self) -> None:
        if self._state is None or (self._state is PrinterState.OFFLINE and self._is_taken()):
            return
        request = partial(spool.note_state, printer=self._order.printer, state=self._state)
        if request(self._office.floor(), self._now()):
            self._office.ask(request)

    def _is_taken(self) -> bool:
        """Whether another process prints on it: most printers then answer nobody else."""
        waiting = self._office.floor().slips.waiting(self._order.printer)
        return any(slip.press not in (None, self._name) for slip in waiting)

    # -- slips -----------------------------------------------------------------------------------

    def _take_over(self) -> None:
        """What another process, or we before a crash, had in hand."""
        floor = self._office.floor()
        others = {
            slip.press
            for slip in floor.slips.waiting(self._order.printer)
            if slip.press is not None and slip.press != self._name
        }
        gone = self._roll.dead(others) if others else frozenset[str]()
        if gone:
            self._office.ask(partial(spool.take_over, printer=self._order.printer, gone=gone))
            self._roll.strike(gone)

    def _begin(self) -> None:
        floor = self._office.floor()
        if not floor.slips.queue.get(self._order.printer):
            return
        mine, keep = self._order.printer, self._order.keep
        if self._state is None or self._state in OUT_OF_ORDER:
            drop = partial(spool.drop_useless, printer=mine, keep=keep)
            if drop(floor, self._now()):
                self._office.ask(drop)
            return
        # One that is in our hand by the log alone: its start was told too late. Nothing was sent.
        held = [s for s in floor.slips.waiting(mine) if s.press == self._name]
        if held:
            self._in_hand = (held[0].ticket, held[0].copy)
            self._settle(How.NOT_SENT)
        answer = self._office.ask(
            partial(spool.begin_next, printer=mine, press=self._name, keep=keep)
        )
        started = next((e for e in answer.events if isinstance(e, SlipStarted)), None)
        if started is None:
            return
        self._in_hand = (started.ticket, started.copy)
        record = answer.floor.slips.of(started.ticket)
        assert record is not None, "a slip that was just begun"
        paper = self._order.compose(answer.floor, record, answer.at)
        if self._process is not None:
            with suppress(OSError):  # it ended just now, and that will be heard
                self._process.say(Print(slip=f"{record.ticket}#{record.copy}", paper=paper))


__all__ = ["Order", "Press", "Roll", "Tasks"]
