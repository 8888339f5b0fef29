"""Business days that the log has kept whole, for whoever wants to live one again."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from alerts.ledger import day_log
from queue_monitor.domain.events import DayOpened, Event
from queue_monitor.domain.floor import Floor
from queue_monitor.store.base import EventStore


def kept(store: EventStore, floor: Floor, *, most: int) -> list[date]:
    """The latest `most` days that are over, newest first; no practice. Blocks."""
    found: list[date] = []
    for day, _ in _days(store, floor):
        if len(found) == most:
            break
        found.append(day)
    return found


def logs_of(
    store: EventStore, floor: Floor, wanted: Collection[date]
) -> list[tuple[date, Sequence[Event]]]:
    """The log of each of those days that was kept, the earliest first. Blocks."""
    found: list[tuple[date, Sequence[Event]]] = []
    first = min(wanted, default=date.max)
    for day, begin in _days(store, floor):
        if day < first:
            break
        if day in wanted:
            found.append((day, [event for _, event in day_log(store, begin)]))
    return found[::-1]


def _days(store: EventStore, floor: Floor) -> Iterator[tuple[date, int]]:
    """Days that are over, each once by its latest opening, with the number of its DayOpened."""
    running = None if floor.day is None or not floor.is_open else floor.day.opened_at
    before, last = None, None
    while begin := store.day_start(before=before):
        opened = next(event for _, event in store.read(after=begin - 1))
        assert isinstance(opened, DayOpened)
        if not opened.practice and opened.date != last:
            last = opened.date
            if opened.at != running:
                yield opened.date, begin
        before = begin
