"""Follows the log and tells the phones that asked: next but two, called, missed, in line again.

A moment is claimed before it is told, so that two servers tell it once; a server killed in between
tells it not at all, which is better than a call that is told when it is long over. Board, voice
and the page itself tell it as well.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeVar

import msgspec
import structlog

from display.moments import KEEP, Moment, message, moment_of
from queue_monitor.domain import events as ev
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.model import ENDED, TicketId

if TYPE_CHECKING:
    from display.phones import Phone, Phones, Pusher
    from queue_monitor.domain.floor import Floor
    from queue_monitor.stream import Follower
    from queue_monitor.web.catalogues import Catalogues

P = ParamSpec("P")
R = TypeVar("R")

_TOPIC: Final = "ticket"  # a newer moment takes the older one's place
LOOK_EVERY_S: Final = 60.0
MOST_AT_ONCE: Final = 6  # of real threads, so that slow services leave the store its own
_AGAIN_S: Final = (1.0, 4.0, 15.0, 40.0)
#: After these nobody's moment has come; numbers taken in a rush cost nothing here.
_IDLE: Final = (ev.Issued, ev.Started, ev.Booked, ev.CheckedIn, ev.AccountChanged)
_log = structlog.get_logger("display.ringer")


class Tasks(Protocol):
    """What it needs of the async library; `runtime.Runtime` is one."""

    def spawn(self, work: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None: ...

    def later(self, seconds: float, work: Callable[..., object], /, *args: object) -> None: ...

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    ticket: TicketId
    phone: Phone
    moment: Moment
    body: bytes
    until: datetime
    attempt: int = 0


class Ringer:
    """One for each process."""

    def __init__(
        self,
        *,
        follower: Follower,
        phones: Phones,
        pusher: Pusher,
        tasks: Tasks,
        now: Callable[[], datetime],
        catalogues: Catalogues,
        zone: str,
    ) -> None:
        self._follower = follower
        self._phones = phones
        self._pusher = pusher
        self._tasks = tasks
        self._now = now
        self._say = catalogues.gettext
        self._zone = zone
        self._settled: dict[TicketId, str] = {}  # the newest moment, told or another's to tell
        self._jobs: deque[_Job] = deque()
        self._busy = 0
        self._lock = threading.Lock()

    def run(self, alive: Callable[[], bool]) -> None:
        """Look after everything that may have moved somebody, until `alive` says no."""
        self._look_safely()
        while alive():
            moved = self._follower.wait(LOOK_EVERY_S)
            commits = self._follower.take()
            news = commits is None or any(
                not isinstance(event, _IDLE) for commit in commits for event in commit.events
            )
            if (news or not moved) and alive():
                self._look_safely()

    def _look_safely(self) -> None:
        with suppress(TryLater):  # a store that cannot answer now is asked at the next event
            self.look(self._follower.floor)

    def look(self, floor: Floor) -> None:
        """Tell whom it concerns, and forget whose visit is over."""
        held = self._tasks.offload(self._phones.tickets)
        for gone in self._settled.keys() - held:
            del self._settled[gone]
        for id_ in held:
            ticket = floor.tickets.get(id_)
            if ticket is None or ticket.state in ENDED:
                self._tasks.offload(self._phones.forget, id_)
                continue
            moment = moment_of(floor, ticket)
            if moment is None or self._settled.get(id_) == moment.key:
                continue
            self._settled[id_] = moment.key
            if self._tasks.offload(self._phones.claim, id_, moment.key, at=self._now()):
                self._tell(floor, id_, moment)

    def seen(self, floor: Floor, ticket: TicketId) -> None:
        """The page shows the present moment: it need not be pushed as well."""
        held = floor.tickets.get(ticket)
        moment = None if held is None else moment_of(floor, held)
        if moment is not None:
            self._tasks.offload(self._phones.claim, ticket, moment.key, at=self._now())

    def _tell(self, floor: Floor, id_: TicketId, moment: Moment) -> None:
        ticket, at = floor.tickets[id_], self._now()
        for phone in self._tasks.offload(self._phones.of, id_):

            def say(text: str, language: str = phone.language) -> str:
                return self._say(language, text)

            told = message(floor, ticket, moment.kind, at=at, zone=self._zone, say=say)
            self._start(
                _Job(
                    ticket=id_,
                    phone=phone,
                    moment=moment,
                    body=msgspec.json.encode(told),
                    until=at + KEEP[moment.kind],
                )
            )

    # -- handing over --------------------------------------------------------------------------

    def _start(self, job: _Job) -> None:
        with self._lock:
            self._jobs.append(job)
            if self._busy >= MOST_AT_ONCE:
                return
            self._busy += 1
        self._tasks.spawn(self._work)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._busy -= 1
                    return
                job = self._jobs.popleft()
            try:
                self._deliver(job)
            except Exception:  # noqa: BLE001 - one phone's trouble must not hold up the others
                _log.exception("phone_not_told")

    def _deliver(self, job: _Job) -> None:
        left = job.until - self._now()
        if left <= timedelta(0) or self._settled.get(job.ticket) != job.moment.key:
            return  # too late, or something newer has happened
        answer = self._tasks.offload(
            self._pusher.push,
            endpoint=job.phone.endpoint,
            p256dh=job.phone.p256dh,
            auth=job.phone.auth,
            body=job.body,
            keep=left,
            topic=_TOPIC,
        )
        if answer == "gone":
            self._tasks.offload(self._phones.drop, job.ticket, job.phone.id)
        elif answer == "later" and job.attempt < len(_AGAIN_S):
            self._tasks.later(
                _AGAIN_S[job.attempt], self._start, replace(job, attempt=job.attempt + 1)
            )
