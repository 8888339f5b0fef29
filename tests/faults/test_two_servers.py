"""Two servers on one folder, and boards whose line is cut."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.faults.office import SERVICES, Person, log_of
from tests.support.board import Board
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer

TICKETS = 60


def test_a_call_on_one_server_is_on_the_board_of_the_other(
    start_server: StartServer, tmp_path: Path
) -> None:
    one = start_server(data=tmp_path / "office")
    other = start_server(data=tmp_path / "office")
    history = History()
    kiosk = Person(other.base_url, history)
    clerk = Person(one.base_url, history, token=one.token("clerk"))
    lobby = Person(other.base_url, history)
    board = Board(other.ready.port)
    taken, opened = kiosk.take(), clerk.at(2, "open")
    called = clerk.call(2)
    assert taken is not None
    assert opened is not None
    assert called is not None
    number = called.expect(200).body["number"]
    assert number == taken.expect(201).body["number"]
    eventually("the call on the other board", lambda: _shows(lobby.look(), number))
    while not _shows(board.view, number):
        board.turn()
    board.close()
    check(history, log_of(one.data))


@pytest.mark.timeout(300)
def test_two_servers_that_both_issue_and_call_keep_one_log(
    start_server: StartServer, tmp_path: Path
) -> None:
    servers = [start_server(data=tmp_path / "office") for _ in range(2)]
    history, token = History(), servers[0].token("clerk")

    def work(turn: int) -> None:
        url = servers[turn].base_url
        kiosk, clerk = Person(url, history), Person(url, history, token=token)
        counter = 2 + turn
        clerk.at(counter, "open")
        for number in range(TICKETS):
            kiosk.take(SERVICES[number % len(SERVICES)])
            clerk.call(counter)
            clerk.at(counter, "no-show")
            if number % 10 == 0:
                kiosk.look()

    workers = [Thread(target=work, args=(turn,)) for turn in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(200)
    check(history, log_of(servers[0].data))
    assert sum(asked.outcome == "ok" and asked.what == "issue" for asked in history.asked) == 120


def test_a_board_shows_a_prefix_of_the_log_and_catches_up_after_its_line_is_cut(
    start_server: StartServer,
) -> None:
    server, history = start_server(), History()
    clerk = Person(server.base_url, history, token=server.token("clerk"))
    kiosk = Person(server.base_url, history)
    clerk.at(2, "open")
    board, over = Board(server.ready.port), Event()

    def watch() -> None:
        turns = 0
        while not over.is_set():
            with suppress(TimeoutError):
                if board.turn():
                    history.saw({**board.view, "seq": board.seq})
                    turns += 1
                if turns == 7:
                    turns = 0
                    board.cut()
                    board.connect()
                    history.saw({**board.view, "seq": board.seq})

    watcher = Thread(target=watch)
    watcher.start()
    for number in range(30):
        kiosk.take(SERVICES[number % len(SERVICES)])
        clerk.call(2)
        clerk.at(2, "no-show")
    newest = kiosk.look()
    eventually("the board is up to date", lambda: board.view["calls"] == newest["calls"])
    over.set()
    watcher.join(30)
    board.close()
    check(history, log_of(server.data))
    assert len(history.shown) > 10


def _shows(view: dict[str, object], number: str) -> bool:
    calls = view["calls"]
    assert isinstance(calls, list)
    return any(call["number"] == number for call in calls)
