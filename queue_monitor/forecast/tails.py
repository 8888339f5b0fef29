"""How wide the ranges told in closed form have to be, learned from how they came true."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain.model import TicketId
from queue_monitor.forecast.base import WaitRange
from queue_monitor.forecast.honest import Tails

#: Whose range ends sooner is told "at once"; a clerk's few seconds say nothing of tails.
_AT_ONCE: Final = timedelta(minutes=1)


@dataclass(slots=True)
class ToldTails:
    """One scale for each tail of every range of the office, 1.0 until something is known.

    See `honest` for how they move. Any thread may read them while one learns.
    """

    tails: Tails = field(default_factory=Tails)
    _told: dict[TicketId, tuple[datetime, WaitRange]] = field(default_factory=dict)

    def stretched(self, wait: WaitRange) -> WaitRange:
        """`wait` with the tails that have proved right."""
        low, middle, high = self.tails.applied(
            wait.p10.total_seconds(), wait.p50.total_seconds(), wait.p90.total_seconds()
        )
        return WaitRange(
            p10=timedelta(seconds=low), p50=timedelta(seconds=middle), p90=timedelta(seconds=high)
        )

    def begin_day(self) -> None:
        """Nobody waits; the scales go on."""
        self._told.clear()

    def told(self, ticket: TicketId, at: datetime, wait: WaitRange) -> None:
        """This range, stretched already, was told to the ticket at `at`."""
        if wait.p90 >= _AT_ONCE:
            self._told[ticket] = (at, wait)

    def called(self, ticket: TicketId, at: datetime) -> None:
        """The ticket's wait is over; only its first call counts."""
        told = self._told.pop(ticket, None)
        if told is not None:
            told_at, wait = told
            waited = at - told_at
            self.tails.learn(float(waited < wait.p10), float(waited > wait.p90))
