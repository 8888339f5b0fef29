"""A day of 5,000 tickets, some 20,000 events, read from SQLite and replayed to the floor.

`python -m bench.replay FILE TICKETS` writes such a day with the office's own rules, then prints as
JSON how long reading, decoding and folding it takes, and how long SQLite alone takes for the rows.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.load import SERVICES
from queue_monitor.config import load
from queue_monitor.config.planning import plan
from queue_monitor.domain import days, rules
from queue_monitor.domain.days import Calendar
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve, replay
from queue_monitor.domain.model import WALK_IN, ActorId, CounterId, ServiceId
from queue_monitor.domain.rules import By, Request
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile

OPENS_AT = datetime(2026, 3, 4, tzinfo=UTC)
BY = By(actor=ActorId("staff:bench"), any_counter=True)
CONFIG = Path("config.yaml")
INSIDE = 25  # people waiting at most, as on a busy day
LOT = 500


class Busy:
    """An office through a day: what happens is what its rules say."""

    def __init__(self) -> None:
        self._random = random.Random(5000)
        self._at = OPENS_AT
        calendar = Calendar(
            date=OPENS_AT.date(), open=True, issuing=True, serving_out=False, practice=False
        )
        self.floor = Floor()
        self.events: list[Event] = []
        self._take(days.open_day(self.floor, self._at, calendar=calendar, plan=plan(load(CONFIG))))
        for counter in range(1, 11):
            self._ask(partial(rules.open_counter, counter=CounterId(counter), by=BY))

    def live(self, tickets: int) -> None:
        """Give `tickets` numbers, and call, start and finish every one of them."""
        given = 0
        while given < tickets or self.floor.waiting_count:
            if given < tickets and self.floor.waiting_count < INSIDE:
                self._issue()
                given += 1
            if given == tickets or self._random.random() < self.floor.waiting_count / INSIDE:
                self._serve(CounterId(self._random.randint(1, 10)))

    def _issue(self) -> None:
        service = ServiceId(self._random.choice(SERVICES))
        self._ask(
            partial(
                rules.issue,
                service=service,
                visit_class=WALK_IN,
                language="zh-TW",
                device=ActorId("device:kiosk"),
            )
        )

    def _serve(self, counter: CounterId) -> None:
        for rule in (rules.call_next, rules.start, rules.finish):
            self._ask(partial(rule, counter=counter, by=BY))

    def _ask(self, request: Request) -> None:
        self._at += timedelta(seconds=self._random.expovariate(1.0))
        for event in request(self.floor, self._at):
            self._take(event)

    def _take(self, event: Event) -> None:
        self.floor = evolve(self.floor, event)
        self.events.append(event)


def measure(file: Path, tickets: int) -> dict[str, float]:
    """Seconds to replay the day, and for SQLite alone to hand out its rows; best of five."""
    busy = Busy()
    busy.live(tickets)
    store = SqliteStore(SqliteFile(file))
    for first in range(0, len(busy.events), LOT):
        store.append(busy.events[first : first + LOT], after=first)
    replays, rows = [], []
    for _ in range(5):
        began_s = time.perf_counter()
        floor = replay(store.read(after=max(store.day_start() - 1, 0)))
        replays.append(time.perf_counter() - began_s)
        began_s = time.perf_counter()
        SqliteFile(file).query("SELECT seq, kind, version, body FROM events ORDER BY seq")
        rows.append(time.perf_counter() - began_s)
        if floor != busy.floor:
            raise AssertionError("the replayed floor is another one")
    return {"events": len(busy.events), "replay_s": min(replays), "rows_s": min(rows)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
