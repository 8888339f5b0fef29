"""Keeps the table of visits level with the log."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from queue_monitor.domain.events import Event
from queue_monitor.domain.model import TicketId
from queue_monitor.statistics.visit import Visit, VisitFold
from queue_monitor.statistics.visit_table import MovedOn, VisitTable
from queue_monitor.store.base import EventStore, Tables

#: Events folded into one transaction.
_LOT: Final = 2000


class VisitsFollower:
    """Folds the log of `store` into the visits of `tables`, with a cursor of its own.

    Each call blocks and commits, so call it off the event loop and not for every event: when
    figures are wanted, and every minute or so. One call at a time.
    """

    def __init__(self, store: EventStore, tables: Tables) -> None:
        self._store = store
        self.table = VisitTable(tables)
        self._seq = 0
        self._fold: VisitFold | None = None

    def catch_up(self) -> int:
        """Take in what is new; how many events that was. Raises StoreUnavailable."""
        begun_at = self.table.cursor()
        if begun_at > self._store.last():
            self.table.clear()  # another log than the one it was folded from
            begun_at = 0
        if self._fold is None or begun_at != self._seq:
            self._resume(begun_at)
        try:
            self._take_in()
        except MovedOn:
            self._fold = None  # the next call goes on from where the other process is
        except BaseException:
            self._fold = None  # it may have taken events that were not kept
            raise
        return self._seq - begun_at

    def rebuild(self) -> int:
        """Fold the whole log anew."""
        self.table.clear()
        return self.catch_up()

    def _take_in(self) -> None:
        assert self._fold is not None
        events = self._store.read(after=self._seq)
        while lot := list(islice(events, _LOT)):
            visits = _changed(self._fold, lot)
            until = lot[-1][0]
            self.table.save(visits.values(), after=self._seq, until=until)
            self._seq = until

    def _resume(self, seq: int) -> None:
        """Know what was going on at number `seq`, without writing it again."""
        self._fold = VisitFold()
        self._seq = seq
        begin = self._store.day_start(before=seq + 1)
        for number, event in self._store.read(after=max(begin - 1, 0)) if seq else ():
            if number > seq:
                break
            self._fold.take(event)


def _changed(fold: VisitFold, lot: list[tuple[int, Event]]) -> dict[TicketId, Visit]:
    return {visit.ticket: visit for visit in _visits(fold, lot)}


def _visits(fold: VisitFold, lot: list[tuple[int, Event]]) -> Iterator[Visit]:
    for _, event in lot:
        visit = fold.take(event)
        if visit is not None and visit.has_come:
            yield visit
