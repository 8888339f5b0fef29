"""Two clerks press "next" at the same instant: no ticket twice, none skipped."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from tests.faults.office import Person, log_of
from tests.support.history import History, check

if TYPE_CHECKING:
    from tests.conftest import StartServer

ROUNDS = {"eventlet": 1000, "gevent": 200, "threading": 200}
COUNTERS = (2, 3)
MEET_WITHIN_S = 60


def int_of(number: str) -> int:
    """C999 comes before C1000."""
    return int(number[1:])


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", sorted(ROUNDS))
def test_two_clerks_who_press_next_at_once_call_the_next_two(
    start_server: StartServer, mode: str
) -> None:
    server, history, rounds = start_server(async_mode=mode), History(), ROUNDS[mode]
    token = server.token("clerk")
    kiosk = Person(server.base_url, history)
    pressed, heard = Barrier(3), Barrier(3)
    called: list[list[str]] = []
    this_round: list[str] = []

    def clerk(counter: int) -> None:
        person = Person(server.base_url, history, token=token)
        for _ in range(rounds):
            pressed.wait(MEET_WITHIN_S)
            answer = person.call(counter)
            assert answer is not None
            this_round.append(answer.expect(200).body["number"])
            heard.wait(MEET_WITHIN_S)
            person.at(counter, "no-show")
        person.close()

    opener = Person(server.base_url, history, token=token)
    for counter in COUNTERS:
        answer = opener.at(counter, "open")
        assert answer is not None
        answer.expect(200)
    clerks = [Thread(target=clerk, args=(n,), daemon=True) for n in COUNTERS]
    for thread in clerks:
        thread.start()
    given: list[list[str]] = []
    for _ in range(rounds):
        pair = [kiosk.take(), kiosk.take()]
        given.append([answer.expect(201).body["number"] for answer in pair if answer])
        this_round.clear()
        pressed.wait(MEET_WITHIN_S)
        heard.wait(MEET_WITHIN_S)
        called.append(sorted(this_round, key=int_of))
    for thread in clerks:
        thread.join(MEET_WITHIN_S)
    assert called == given
    check(history, log_of(server.data))
