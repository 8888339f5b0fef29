"""Finds out what help has done, once an episode and all its help are over, and has it recorded.

Beside the watcher, as living a stretch of the day again takes some tenths of a second.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from alerts.appraisals import course, helped, settled_at
from alerts.ledger import day_log
from alerts.seams import Tasks
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.plan_events import EpisodeAppraised
from queue_monitor.domain.plans import Appraisal
from queue_monitor.domain.watch import Alert
from queue_monitor.domain.watch_ids import AlertId
from queue_monitor.office import Office
from queue_monitor.store.base import EventStore

_LOOK_EVERY_S: Final = 60.0
_PAUSE_S: Final = 2.0  # nobody waits for it; a day's rush goes first


class Appraiser:
    """One appraiser. Of several, the first to finish has its word in the log."""

    def __init__(self, *, office: Office, tasks: Tasks) -> None:
        self._office = office
        self._follower = office.stream.follower()
        self._tasks = tasks
        self._failed: set[AlertId] = set()

    def run(self, alive: Callable[[], bool]) -> None:
        """Appraise whatever is over."""
        while alive():
            self.appraise(self._follower.floor)
            self._follower.wait(_LOOK_EVERY_S)
            self._tasks.sleep(_PAUSE_S)
            self._follower.take()

    def appraise(self, floor: Floor) -> None:
        """Every episode whose help is over and that is not appraised as far as that."""
        for alert in due(floor):
            if alert.id in self._failed:
                continue
            try:
                found = self._office.consult(partial(appraised, alert=alert, floor=floor))
                if found is None:
                    self._failed.add(alert.id)
                else:
                    self._office.ask(partial(record, alert=alert.id, appraisal=found))
            except TryLater:
                return  # looked at again before long


def due(floor: Floor) -> list[Alert]:
    """Episodes that were helped, are over with all their help, and not appraised until then."""
    found = []
    for alert in floor.watch.alerts.values():
        until = settled_at(floor, alert) if helped(floor, alert) else None
        known = alert.appraisal
        if until is not None and (known is None or known.until < until):
            found.append(alert)
    return found


def appraised(store: EventStore, *, alert: Alert, floor: Floor) -> Appraisal | None:
    """What the log says of it; None if that is no longer to be found. Blocks."""
    until = settled_at(floor, alert)
    begin = store.day_start(at=alert.crossed_at)
    if until is None or not begin:
        return None
    return course(day_log(store, begin), alert, helped(floor, alert), until).appraisal


def record(floor: Floor, at: datetime, *, alert: AlertId, appraisal: Appraisal) -> Sequence[Event]:
    """Once for each end of the help: whoever comes second has nothing to add."""
    known = floor.watch.alerts.get(alert)
    if known is None or (known.appraisal and known.appraisal.until >= appraisal.until):
        return ()
    return (EpisodeAppraised(at=at, alert=alert, appraisal=appraisal),)
