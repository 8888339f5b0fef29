"""The forecast as the server uses it: newcomers in closed form, the rest from the worker.

`waits` and `outlook` wait for the worker in a real thread (`runtime.offload`), so the event
loop goes on. One run is in flight; of those who wait for their turn only the newest of its
kind is played. The others get an average day's answer, as everybody does while the worker is
being replaced.
"""

import os
import posix
from _queue import Empty, SimpleQueue
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from signal import SIGKILL
from time import monotonic
from typing import Final, ParamSpec, Protocol, TypeVar

from queue_monitor import child
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClassId, ServiceId, Ticket, TicketId
from queue_monitor.forecast.base import (
    UNLIMITED,
    BreachOdds,
    Change,
    ClearLimits,
    Outlook,
    WaitRange,
)
from queue_monitor.forecast.messages import (
    Answer,
    AskBreach,
    AskOutlooks,
    AskWaits,
    Breach,
    Broken,
    Outlooks,
    Question,
    Teach,
    Waits,
    read_answer,
    send,
)
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.forecast.records import Config, Happening
from queue_monitor.forecast.scene import Scene
from queue_monitor.forecast.tails import ToldTails
from queue_monitor.forecast.times import Settings

P = ParamSpec("P")
R = TypeVar("R")

_COMMAND: Final = ("-m", "queue_monitor.forecast.worker")
_MOST_PLAYED: Final = 3_000_000  # people over all runs and scenarios: bounds the memory
_ODDS_FRESH: Final = timedelta(seconds=5)  # on a floor where nothing happened
_ODDS_RUSH: Final = timedelta(seconds=1)  # on one where things happen all the time
_ODDS_OLD: Final = timedelta(seconds=30)  # older ones say less than an average day does
_DAYS: Final = 21  # whose events a new worker is taught
_PATIENCE_S: Final = 10.0  # for one's turn; a run takes a tenth of a second


class Offload(Protocol):
    """What is needed of the runtime."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run `work` beside everything else."""

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run what blocks in a real thread and wait for it."""


@dataclass(slots=True, kw_only=True)
class _Worker:
    pid: int
    ask: int  # file descriptors
    hear: int
    taught: int = 0  # lessons it has had


@dataclass(slots=True)
class Cost:
    """What runs took and how old the newest is, by kind: `waits`, `outlook`, `breach`."""

    last_s: dict[str, float] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    _ended_s: float | None = None  # monotonic
    _newest_s: float | None = None  # what that run took

    def ran(self, kind: str, took_s: float) -> None:
        """A run has ended just now."""
        self.last_s[kind] = took_s
        self.runs[kind] = self.runs.get(kind, 0) + 1
        self._newest_s = took_s
        self._ended_s = monotonic()

    def age_s(self) -> float | None:
        """Seconds since the newest run ended; None before the first."""
        return None if self._ended_s is None else max(monotonic() - self._ended_s, 0.0)

    def took_s(self) -> float | None:
        """What the newest run took, of whatever kind; None before the first."""
        return self._newest_s


class PlayedForecast:
    """A `Forecast` whose heavy part runs in another process.

    Any thread may call it. Its turn-taking rests on `SimpleQueue` and its process on `posix`,
    both the interpreter's own C code: what async libraries put in place of `queue` and `os`
    works on their loop's thread alone (gevent's `os.close` waits for the loop to come round).
    """

    def __init__(
        self,
        quick: QuickForecast,
        runtime: Offload,
        *,
        replications: int = 200,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        self._quick = quick
        self._aside = QuickForecast(quick.settings)  # for the other threads
        self._runtime = runtime
        self._replications = replications
        self._command = tuple(command)
        self._turn: SimpleQueue[_Worker | None] = SimpleQueue()
        self._turn.put(None)
        self._numbers = count(1)
        self._newest: dict[str, int] = {}
        self._odds: tuple[int, Sequence[BreachOdds]] | None = None  # newest, and of which number
        self._odds_asked = False
        self.cost = Cost()
        self.tails = ToldTails()
        self._lessons: list[Teach] = []
        self._forgotten = 0  # lessons of days too long ago
        self._closed = False
        self._buried: list[int] = []

    @property
    def settings(self) -> Settings:
        """Of the closed form."""
        return self._quick.settings

    def newcomer(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """In closed form, microseconds, as wide as it has to be; never blocks."""
        return self._stretched(self._quick.newcomer(floor, service, visit_class, at))

    def if_opened(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """In closed form, microseconds; never blocks."""
        return self._quick.if_opened(floor, service, visit_class, at)

    def waiting(self, floor: Floor, ticket: Ticket, at: datetime) -> WaitRange | None:
        """One ticket's wait in closed form; never blocks."""
        return self._stretched(self._quick.waiting(floor, ticket, at))

    def _stretched(self, wait: WaitRange | None) -> WaitRange | None:
        return None if wait is None else self.tails.stretched(wait)

    def waits(self, floor: Floor, at: datetime) -> Mapping[TicketId, WaitRange]:
        """Ranges of all who wait."""
        scene = self._aside.scene(floor, at, ())
        question = AskWaits(scene=scene, replications=self._runs(scene), seed=_seed(floor))
        answer = self._runtime.offload(self._asked, "waits", question)
        if isinstance(answer, Waits):
            return {TicketId(ticket): wait for ticket, wait in answer.waits.items()}
        return self._aside.waits(floor, at)

    def outlook(
        self,
        floor: Floor,
        at: datetime,
        changes: Sequence[Change],
        horizon: timedelta,
        clear: ClearLimits = UNLIMITED,
    ) -> Sequence[Outlook]:
        """The office as it is and with each change."""
        scene = self._aside.scene(floor, at, changes)
        question = AskOutlooks(
            scene=scene,
            replications=self._runs(scene),
            seed=_seed(floor),
            horizon_s=horizon.total_seconds(),
            clear=clear,
        )
        answer = self._runtime.offload(self._asked, "outlook", question)
        if isinstance(answer, Outlooks):
            return answer.outlooks
        return self._aside.outlook(floor, at, changes, horizon, clear)

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        """The newest finished odds, and a newer run set going; never blocks.

        A run takes some hundredths of a second; whoever looks again then finds it.
        """
        if limits and not self._odds_asked and not self._is_fresh(floor, at, limits):
            self._odds_asked = True
            self._runtime.spawn(self._renew_odds, floor, at, tuple(limits))
        found = self._newest_odds(at, limits, _ODDS_OLD)
        return self._quick.breach(floor, at, limits) if found is None else found

    def _is_fresh(self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]) -> bool:
        same = self._odds is not None and self._odds[0] == floor.seq
        young = _ODDS_FRESH if same else _ODDS_RUSH
        return self._newest_odds(at, limits, young) is not None

    def _newest_odds(
        self, at: datetime, limits: Sequence[ClearLimits], oldest: timedelta
    ) -> Sequence[BreachOdds] | None:
        """Those of all `limits`, if there are such and made no longer than `oldest` before."""
        known = {} if self._odds is None else {odds.limits: odds for odds in self._odds[1]}
        found = [odds for limit in limits if (odds := known.get(limit)) is not None]
        near = all(timedelta(0) <= at - odds.made_at < oldest for odds in found)
        return found if near and len(found) == len(limits) else None

    def _renew_odds(self, floor: Floor, at: datetime, limits: tuple[ClearLimits, ...]) -> None:
        try:
            scene = self._aside.scene(floor, at, ())
            question = AskBreach(
                scene=scene,
                replications=self._runs(scene),
                seed=_seed(floor),
                limits=list(limits),
                made_at=at,
            )
            answer = self._runtime.offload(self._asked, "breach", question)
            if isinstance(answer, Breach):
                self._odds = (floor.seq, answer.odds)
        finally:
            self._odds_asked = False

    def _runs(self, scene: Scene) -> int:
        """Replications: fewer for a crowd so large that it says enough in a few."""
        people = 200 + sum(len(line.tickets) for line in scene.lines)
        return max(min(self._replications, _MOST_PLAYED // (people * len(scene.scenarios))), 20)

    def close(self) -> None:
        """End the worker; later questions are answered in closed form."""
        self._closed = True
        try:
            worker = self._turn.get(timeout=_PATIENCE_S)
        except Empty:
            return
        if worker is not None:
            self._end(worker)
        self._turn.put(None)

    def _asked(self, kind: str, question: Question) -> Answer | None:
        """None if a newer question of the kind came, or the worker could not answer."""
        number = self._newest[kind] = next(self._numbers)
        try:
            worker = self._turn.get(timeout=_PATIENCE_S)
        except Empty:
            return None
        try:
            if self._closed or self._newest[kind] != number:
                return None
            worker = worker or self._start()
            self._teach(worker)
            began_s = monotonic()
            send(worker.ask, question)
            answer = read_answer(worker.hear)
            self.cost.ran(kind, monotonic() - began_s)
            return answer
        except (Broken, OSError):
            if worker is not None:
                self._end(worker)
            worker = None
            return None
        finally:
            self._turn.put(worker)

    def learn(self, config: Config | None, events: Sequence[Happening]) -> None:
        """What has happened: with a config, a day opens. Cheap; sent with the next question.

        A worker that has to be replaced is taught anew, the last days and today.
        """
        self._lessons.append(Teach(config=config, events=list(events)))

    def _teach(self, worker: _Worker) -> None:
        """Done by whoever has the turn, who also forgets what is too long ago."""
        begins = [n for n, lesson in enumerate(self._lessons) if lesson.config is not None]
        if len(begins) > _DAYS:
            self._forgotten += begins[-_DAYS]
            del self._lessons[: begins[-_DAYS]]
        last = self._forgotten + len(self._lessons)
        for number in range(max(worker.taught, self._forgotten), last):
            send(worker.ask, self._lessons[number - self._forgotten])
        worker.taught = last

    def _start(self) -> _Worker:
        """A new worker. It ends when the other ends of its pipes are closed, ours at the latest."""
        self._bury()
        started = child.start(self._command)
        return _Worker(pid=started.pid, ask=started.ask, hear=started.hear)

    def _end(self, worker: _Worker) -> None:
        posix.close(worker.ask)
        posix.close(worker.hear)
        with suppress(ProcessLookupError):
            os.kill(worker.pid, SIGKILL)
        self._buried.append(worker.pid)
        self._bury()

    def _bury(self) -> None:
        """Collect what ended processes left, without waiting for any."""
        left = []
        for pid in self._buried:
            with suppress(ChildProcessError):
                if posix.waitpid(pid, posix.WNOHANG) == (0, 0):
                    left.append(pid)
        self._buried = left


def _seed(floor: Floor) -> int:
    """The same floor, the same dice."""
    return floor.seq
