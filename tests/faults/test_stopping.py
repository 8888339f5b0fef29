"""SIGTERM lets requests under way finish; a full disk is told as "try later" and gets better."""

from __future__ import annotations

import resource
import sqlite3
import time
from threading import Thread
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.faults.office import Person, log_of
from tests.support.api import Answer, Api
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from tests.conftest import StartServer

HELD_S = 1.0


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_a_request_under_way_is_answered_before_the_server_ends(
    start_server: StartServer, mode: str
) -> None:
    server, history = start_server(async_mode=mode), History()
    kiosk = Person(server.base_url, history)
    kiosk.take()
    answers: list[Answer | None] = []
    codes: list[int] = []
    holder = sqlite3.connect(server.data / "office.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")  # nobody can commit until it is released
    asking: list[Thread] = []
    stopping = Thread(target=lambda: codes.append(server.stop()))

    def one_more_waits() -> bool:
        """The first is held at the disk; who comes after that is seen to wait behind it."""
        person = Person(server.base_url, history)
        asking.append(Thread(target=lambda: answers.append(person.take())))
        asking[-1].start()
        time.sleep(0.1)
        with Api(server.base_url) as api:
            note = str(api.get("/readyz").body["checks"]["store"]["note"])
        return note.endswith("requests wait") and not note.startswith("0 ")

    eventually("requests are in the server", one_more_waits)
    stopping.start()
    time.sleep(HELD_S)
    assert not answers
    holder.execute("ROLLBACK")
    holder.close()
    for person in asking:
        person.join(30)
    stopping.join(30)
    assert [None if answer is None else answer.status for answer in answers] == [201] * len(asking)
    assert codes == [0]
    check(history, log_of(server.data))


def test_many_requests_at_the_moment_of_stopping_are_answered_or_never_taken(
    start_server: StartServer,
) -> None:
    server, history = start_server(), History()

    def visitors() -> None:
        person = Person(server.base_url, history)
        while person.take() is not None:
            pass

    people = [Thread(target=visitors) for _ in range(8)]
    for person in people:
        person.start()
    eventually("a rush", lambda: sum(a.outcome == "ok" for a in history.asked) > 100)
    assert server.stop() == 0
    for person in people:
        person.join(30)
    check(history, log_of(server.data))


def test_a_full_disk_is_told_and_the_office_goes_on_when_there_is_room(
    start_server: StartServer,
) -> None:
    server, history = start_server(), History()
    kiosk = Person(server.base_url, history)
    first = kiosk.take()
    assert first is not None
    first.expect(201)
    wal = server.data / "office.db-wal"
    process = psutil.Process(server.pid)
    no_limit = resource.RLIM_INFINITY
    process.rlimit(psutil.RLIMIT_FSIZE, (wal.stat().st_size, no_limit))
    refused = kiosk.take("seal", key="wish")
    assert refused is not None
    refused.expect(503)
    assert refused.code == "try_later"
    assert kiosk.look()["waiting_total"] == 1  # reading goes on
    process.rlimit(psutil.RLIMIT_FSIZE, (no_limit, no_limit))
    again: list[Answer | None] = []

    def works_again() -> bool:
        again.append(kiosk.take("seal", key="wish"))
        return again[-1] is not None and again[-1].status == 201

    eventually("numbers are given again", works_again)
    assert kiosk.look()["waiting_total"] == 2
    check(history, log_of(server.data))
