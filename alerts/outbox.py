"""The delivery worker: takes notices from the log to the channels, at least once each.

Several workers, in one process or in many, settle by the log who sends what.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final

import structlog

from alerts import delivery
from alerts.channels.base import Channel, Message, Undelivered
from alerts.channels.reasons import Reason
from alerts.notices import Ladder
from alerts.seams import Hours, Tasks, pause_s
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Notice, NoticeId
from queue_monitor.domain.watch_events import NoticeClaimed
from queue_monitor.office import Office

_LOOK_EVERY_S: Final = 5.0
_MARK_TRIES: Final = 5
_log = structlog.get_logger("alerts.outbox")


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
        self._sending: set[NoticeId] = set()

    def run(self, alive: Callable[[], bool]) -> None:
        """Deliver whatever falls due, a slow channel not holding up the others."""
        while alive():
            floor, now = self._follower.floor, self._hours.now()
            for queued in delivery.ready(floor, now):
                if queued.id not in self._sending:
                    self._sending.add(queued.id)
                    self._tasks.spawn(self._deliver, queued.id)
            due_at = delivery.next_ready(floor, now)
            self._follower.wait(pause_s(self._hours, due_at, now, most_s=_LOOK_EVERY_S))
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
