"""The delivery worker: takes notices from the log to the channels, at least once each.

Several workers, in one process or in many, settle by the log who sends what.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, Protocol

import structlog

from alerts import delivery
from alerts.channels.base import Channel, Message, Undelivered
from alerts.channels.reasons import Reason
from alerts.notices import Ladder
from alerts.seams import Hours, Tasks, pause_s
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Notice, NoticeId, NoticeState
from queue_monitor.domain.watch_events import NoticeClaimed
from queue_monitor.office import Office

_LOOK_EVERY_S: Final = 5.0
_MARK_TRIES: Final = 5
_SETTLE_STEP_S: Final = 0.02
_log = structlog.get_logger("alerts.outbox")


class Roll(Protocol):
    """Who of several workers still lives; `store.roll.Roll` is one."""

    def join(self, worker: str) -> None: ...

    def dead(self, workers: Collection[str]) -> frozenset[str]: ...

    def strike(self, workers: Collection[str]) -> None: ...


class Outbox:
    """One worker. `worker` names it in the log; `jitter` gives numbers from 0 to 1."""

    def __init__(
        self,
        *,
        office: Office,
        tasks: Tasks,
        hours: Hours,
        channels: Mapping[str, Channel],
        compose: Callable[[Floor, Notice], Message],
        ladder: Ladder,
        worker: str,
        jitter: Callable[[], float],
        roll: Roll | None = None,
    ) -> None:
        self._office = office
        self._follower = office.stream.follower()
        self._tasks = tasks
        self._hours = hours
        self._channels = channels
        self._compose = compose
        self._ladder = ladder
        self._worker = worker
        self._jitter = jitter
        self._roll = roll
        self._sending: set[NoticeId] = set()

    def run(self, alive: Callable[[], bool]) -> None:
        """Deliver whatever falls due, a slow channel not holding up the others."""
        if self._roll is not None:
            self._roll.join(self._worker)
        while alive():
            self._take_over()
            floor, now = self._follower.floor, self._hours.now()
            for queued in delivery.ready(floor, now):
                if queued.id not in self._sending:
                    self._sending.add(queued.id)
                    self._tasks.spawn(self._deliver, queued.id)
            due_at = delivery.next_ready(floor, now)
            self._follower.wait(pause_s(self._hours, due_at, now, most_s=_LOOK_EVERY_S))
            self._follower.take()

    def settle(self, within_s: float) -> None:
        """Wait for what is being sent, so that an orderly stop sends nothing twice."""
        steps = int(within_s / _SETTLE_STEP_S)
        for _ in range(steps):
            if not self._sending:
                return
            self._tasks.sleep(_SETTLE_STEP_S)

    def _take_over(self) -> None:
        """What a process had claimed that is gone now is sent again at once; whose process is
        unknown, once the claim runs out.
        """
        if self._roll is None:
            return
        notices = self._follower.floor.watch.notices.values()
        claimed = {n.worker for n in notices if n.state is NoticeState.CLAIMED and n.worker}
        dead = self._roll.dead(claimed - {self._worker})
        if dead:
            with suppress(TryLater):
                self._office.ask(partial(delivery.abandoned, workers=dead))
                self._roll.strike(dead)
                self._follower.take()

    def deliver(self, notice: NoticeId) -> None:
        """Claim, send, mark. Nothing if another worker has it. Raises TryLater."""
        answer = self._office.ask(
            partial(delivery.claim, notice=notice, worker=self._worker, ladder=self._ladder)
        )
        if not any(isinstance(event, NoticeClaimed) for event in answer.events):
            return
        queued = answer.floor.watch.notices[notice]
        try:
            self._send(answer.floor, queued)
        except Undelivered as problem:
            _log.warning(
                "notice_failed", notice=notice, channel=queued.channel, reason=problem.reason
            )
            self._failed(notice, problem)
        except Exception as fault:  # noqa: BLE001 - a fault of ours: told, and tried ever later
            _log.exception("notice_failed", notice=notice, channel=queued.channel)
            self._failed(notice, Undelivered(Reason.of(fault)))
        else:
            self._mark_sent(notice)

    def _deliver(self, notice: NoticeId) -> None:
        try:
            with suppress(TryLater):  # the claim runs out; it is taken again
                self.deliver(notice)
        finally:
            self._sending.discard(notice)

    def _send(self, floor: Floor, queued: Notice) -> None:
        channel = self._channels.get(queued.channel)
        if channel is None:
            raise Undelivered(Reason.SWITCHED_OFF, for_good=True)
        self._tasks.offload(channel.send, self._compose(floor, queued))

    def _failed(self, notice: NoticeId, problem: Undelivered) -> None:
        self._office.ask(
            partial(
                delivery.failed,
                notice=notice,
                worker=self._worker,
                error=problem.reason,
                for_good=problem.for_good,
                jitter=self._jitter(),
                ladder=self._ladder,
            )
        )

    def _mark_sent(self, notice: NoticeId) -> None:
        """Try hard: every mark that is lost is a message sent twice."""
        for attempt in range(_MARK_TRIES):
            try:
                self._office.ask(partial(delivery.sent, notice=notice))
            except TryLater:
                self._tasks.sleep(0.2 * 2**attempt)
            else:
                return
