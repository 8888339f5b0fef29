"""kill -9 in the middle of issues and calls, again and again on the same data."""

from __future__ import annotations

import random
from functools import partial
from itertools import count
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.faults.office import SERVICES, Person, log_of
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.server import Server

KILLS = 10
WISHES = 200  # issues and calls between two kills, at most
KIOSKS = 4
COUNTERS = (2, 3)


class Rush:
    """Kiosks and clerks at work until the server is gone; what each asks goes into the history."""

    def __init__(self, server: Server, history: History, token: str, numbers: count[int]) -> None:
        self._url, self._history, self._token = server.base_url, history, token
        self._numbers = numbers
        self._over = Event()
        self.unanswered: list[tuple[str, str]] = []  # service and key
        self._people = [Thread(target=self._visitors) for _ in range(KIOSKS)]
        self._people += [Thread(target=self._clerk, args=(n,)) for n in COUNTERS]
        self.answered = 0

    def begin(self) -> None:
        for person in self._people:
            person.start()

    def has_answered(self, times: int) -> bool:
        return self.answered >= times

    def end(self) -> None:
        self._over.set()
        for person in self._people:
            person.join(60)

    def _visitors(self) -> None:
        person = Person(self._url, self._history)
        while not self._over.is_set() and self.answered < WISHES:
            number = next(self._numbers)
            service, key = SERVICES[number % len(SERVICES)], f"wish-{number}"
            if person.take(service, key=key) is None:
                self.unanswered.append((service, key))
                break
            self.answered += 1
        person.close()

    def _clerk(self, counter: int) -> None:
        person = Person(self._url, self._history, token=self._token)
        for action in ("resume", "start", "finish"):  # whatever the last crash left in hand
            person.at(counter, action)
        while not self._over.is_set() and self.answered < WISHES:
            called = person.call(counter)
            if called is None:
                break
            if called.status == 200:
                self.answered += 1
                person.at(counter, "start")
                person.at(counter, "finish")
        person.close()


@pytest.mark.timeout(600)
def test_ten_kills_lose_nothing_acknowledged_and_give_no_number_twice(
    start_server: StartServer,
) -> None:
    server, history, numbers = start_server(), History(), count(1)
    token, chance = server.token("clerk"), random.Random(10)
    opener = Person(server.base_url, history, token=token)
    for counter in COUNTERS:
        answer = opener.at(counter, "open")
        assert answer is not None
        answer.expect(200)
    for _ in range(KILLS):
        rush = Rush(server, history, token, numbers)
        kill_after = chance.randint(20, WISHES - 40)
        rush.begin()
        eventually(f"{kill_after} answers", partial(rush.has_answered, kill_after), within_s=60)
        server.kill()
        rush.end()
        server.restart()
        check(history, log_of(server.data))
        again = Person(server.base_url, history)
        for service, key in rush.unanswered:  # a kiosk repeats its wish: one number either way
            answer = again.take(service, key=key)
            assert answer is not None
            answer.expect(201)
        again.look()
        again.close()
    check(history, log_of(server.data))
    assert sum(asked.outcome == "ok" for asked in history.asked) > KILLS * 20
