"""`Office`, the one writer: read, decide, append, wake; decide again if the floor moved.

Requests that come together are decided one after the other on the newest floor, written in one
transaction (group commit), and answered once that is on the disk. Two clerks who press "next"
at the same instant are thereby settled by the order in the log.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, ParamSpec, Protocol, TypeVar

import structlog

from queue_monitor.domain.errors import Refused, StaleFloor, TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve, replay
from queue_monitor.domain.rules import Request
from queue_monitor.store.base import EventStore
from queue_monitor.stream import Commit, Stream, Wake

P = ParamSpec("P")
R = TypeVar("R")

MOST_TOGETHER: Final = 256
MOST_TRIES: Final = 20
_log = structlog.get_logger("queue_monitor.office")


class Answering(Protocol):
    """One answer to come; `runtime.Promise` is one."""

    def set(self, value: object) -> None: ...

    def wait(self, timeout_s: float | None = None) -> Any: ...


class Tasks(Protocol):
    """What the office needs of the async library."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None: ...

    def promise(self) -> Answering: ...

    def signal(self) -> Wake: ...

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request did: its events (none if there was nothing to do) and the floor after them."""

    events: tuple[Event, ...]
    floor: Floor
    at: datetime


class _Ask:
    """One request on its way."""

    __slots__ = ("outcome", "promise", "request")

    def __init__(self, request: Request, promise: Answering) -> None:
        self.request = request
        self.promise = promise
        self.outcome: Answer | BaseException | None = None


class Office:
    """The door through which every change goes."""

    def __init__(
        self,
        *,
        store: EventStore,
        tasks: Tasks,
        now: Callable[[], datetime],
        answer_within_s: float = 10.0,
    ) -> None:
        self._store = store
        self._tasks = tasks
        self._now = now
        self._answer_within_s = answer_within_s
        self._pending: deque[_Ask] = deque()
        self._wake = tasks.signal()
        self._stale = False
        self._stopped = False
        self._trouble: str | None = None
        self.stream = Stream(tasks, _load(store))

    def start(self) -> None:
        """Begin to commit. Until then requests wait."""
        self._tasks.spawn(self._commit_for_ever)

    def stop(self) -> None:
        """Take no more requests; those taken are still committed."""
        self._stopped = True
        self._wake.set()

    @property
    def trouble(self) -> str | None:
        """Why the latest write failed; None if it went well, or nothing was written yet."""
        return self._trouble

    @property
    def pending(self) -> int:
        """Requests not yet committed."""
        return len(self._pending)

    def floor(self) -> Floor:
        """The newest floor that is on the disk."""
        return self.stream.floor()

    def ask(self, request: Request) -> Answer:
        """Decide `request` on the newest floor, make it durable, and say what it did.

        Raises what the request raises (Refused), and TryLater if the store cannot write now or
        the answer is not there in time; then nothing is known to be written.
        """
        if self._stopped:
            raise TryLater("the office is stopping")
        ask = _Ask(request, self._tasks.promise())
        self._pending.append(ask)
        self._wake.set()
        outcome = ask.promise.wait(self._answer_within_s)
        if outcome is None:
            raise TryLater("no answer in time")
        if isinstance(outcome, BaseException):
            raise outcome
        answer: Answer = outcome
        return answer

    def recorded(self, kinds: tuple[type, ...], *, since: datetime, until: datetime) -> list[Event]:
        """The events of those kinds from the day's opening before `since` up to `until`.

        Read from the log, so not for what a floor can tell. Raises StoreUnavailable.
        """
        return self._tasks.offload(_recorded, self._store, kinds, since, until)

    def consult(self, work: Callable[[EventStore], R]) -> R:
        """Look something up in the log, in a real thread: what lies behind the floor's own day.

        Raises what `work` raises, and TryLater if the store cannot be read now.
        """
        return self._tasks.offload(work, self._store)

    def look(self) -> None:
        """Another process may have written: read the log before long."""
        self._stale = True
        self._wake.set()

    # -- the committer ---------------------------------------------------------------------

    def _commit_for_ever(self) -> None:
        while not (self._stopped and not self._pending):
            if not self._pending and not self._stale:
                self._wake.wait()
            if self._stale:
                self._stale = False
                self._look_into_the_log()
            batch = self._next_batch()
            if batch:
                self._commit(batch)

    def _look_into_the_log(self) -> None:
        try:
            self._catch_up()
        except Exception:  # noqa: BLE001 - the loop of all requests must go on
            if not self._stopped:  # a stopping server closes the store under a last look
                _log.exception("log_not_read")

    def _next_batch(self) -> list[_Ask]:
        return [self._pending.popleft() for _ in range(min(len(self._pending), MOST_TOGETHER))]

    def _commit(self, batch: Sequence[_Ask]) -> None:
        try:
            self._decide_and_append(batch)
        except Exception as problem:  # noqa: BLE001 - the loop of all requests must go on
            self._trouble = str(problem) or type(problem).__name__
            for ask in batch:
                ask.outcome = problem
        for ask in batch:
            ask.promise.set(ask.outcome)

    def _decide_and_append(self, batch: Sequence[_Ask]) -> None:
        for _ in range(MOST_TRIES):
            before = self.stream.floor()
            floor, events = self._decide(batch, before)
            if not events:
                # An append proves that the floor was the newest; a refusal alone must ask.
                if self._tasks.offload(self._store.last) <= before.seq:
                    return
                self._catch_up()
                continue
            try:
                self._tasks.offload(self._store.append, events, after=before.seq)
            except StaleFloor:
                self._catch_up()
                continue
            self._trouble = None
            self.stream.publish(Commit(first=before.seq + 1, events=tuple(events), floor=floor))
            return
        raise TryLater("other writers were faster each time")

    def _decide(self, batch: Sequence[_Ask], floor: Floor) -> tuple[Floor, list[Event]]:
        written: list[Event] = []
        for ask in batch:
            at = self._now()
            try:
                events = tuple(ask.request(floor, at))
                after = floor
                for event in events:
                    after = evolve(after, event)
            except (Refused, TryLater) as problem:
                ask.outcome = problem
                continue
            except Exception as problem:  # noqa: BLE001 - the asker gets it; the others go on
                ask.outcome = problem
                continue
            floor = after
            written.extend(events)
            ask.outcome = Answer(events=events, floor=floor, at=at)
        return floor, written

    def _catch_up(self) -> None:
        """Take over what another process has written."""
        floor = self.stream.floor()
        for seq, event in self._tasks.offload(_read, self._store, floor.seq):
            floor = evolve(floor, event, seq=seq)
            self.stream.publish(Commit(first=seq, events=(event,), floor=floor))


def _load(store: EventStore) -> Floor:
    """The newest floor, replayed from the latest opening of a day."""
    return replay(store.read(after=max(store.day_start() - 1, 0)))


def _read(store: EventStore, after: int) -> list[tuple[int, Event]]:
    return list(store.read(after=after))


def _recorded(
    store: EventStore, kinds: tuple[type, ...], since: datetime, until: datetime
) -> list[Event]:
    found = []
    for _, event in store.read(after=max(store.day_start(at=since) - 1, 0)):
        if event.at > until:
            break
        if isinstance(event, kinds):
            found.append(event)
    return found


def floor_at(store: EventStore, at: datetime) -> Floor:
    """The floor as it was at the instant `at`: what the board showed then."""
    return replay(_until(store, at))


def _until(store: EventStore, at: datetime) -> Iterator[tuple[int, Event]]:
    for seq, event in store.read(after=max(store.day_start(at=at) - 1, 0)):
        if event.at > at:
            return
        yield seq, event
