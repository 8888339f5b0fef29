"""`make soak`: minutes of kill -9, cut lines and two servers under load, held against the log.

Two servers share one folder. Visitors, clerks and boards use both; every few seconds one server is
killed and comes back. Each minute the whole history is checked, and a line tells what was done, how
long answers took and how much memory the servers hold.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Event, Thread

import psutil
from websocket import WebSocketException

from bench.machine import quantile
from tests.faults.office import SERVICES, Person, log_of
from tests.support.board import Board
from tests.support.config import write_config
from tests.support.history import History, Untrue, check
from tests.support.paths import ROOT
from tests.support.server import Server

SERVERS = 2
VISITORS = 4
PAUSE_S = 0.05  # between two wishes of one person
KILL_EVERY_S = (4.0, 12.0)
CHECK_EVERY_S = 60.0
_BROKEN = (OSError, WebSocketException, AssertionError)


class Soak:
    """The people and screens, and the hand on the plug."""

    def __init__(self, servers: list[Server], seed: int) -> None:
        self._servers = servers
        self._ports = [server.ready.port for server in servers]  # kept by every restart
        self._chance = random.Random(seed)
        self._wishes = count(1)
        self._over = Event()
        self.history = History()
        self.kills = self.cuts = 0
        self.ready_s: list[float] = []

    def run(self, minutes: float) -> None:
        """Work until `minutes` have passed. Raises Untrue as soon as a law is broken."""
        token = self._servers[0].token("clerk")
        people = [Thread(target=self._visitor, args=(n,)) for n in range(VISITORS)]
        people += [Thread(target=self._clerk, args=(n, token)) for n in range(SERVERS)]
        people += [Thread(target=self._board, args=(n,)) for n in range(SERVERS)]
        for person in people:
            person.start()
        try:
            self._break_things(time.monotonic() + minutes * 60)
        finally:
            self._over.set()
            for person in people:
                person.join(60)
        check(self.history, log_of(self._servers[0].data))
        self._tell()

    def _break_things(self, until_s: float) -> None:
        check_at_s = time.monotonic() + CHECK_EVERY_S
        while time.monotonic() < until_s:
            self._over.wait(self._chance.uniform(*KILL_EVERY_S))
            server = self._chance.choice(self._servers)
            server.kill()
            self.kills += 1
            server.restart()
            self.ready_s.append(server.ready.took_s)
            if time.monotonic() > check_at_s:
                check(self.history.so_far(), log_of(server.data))
                self._tell()
                check_at_s = time.monotonic() + CHECK_EVERY_S

    def _tell(self) -> None:
        ended = [asked for asked in self.history.asked if asked.outcome == "ok"]
        took_ms = sorted((asked.ended_s - asked.began_s) * 1000 for asked in ended[-2000:])
        memory = [
            f"{psutil.Process(server.pid).memory_info().rss / 2**20:.0f}"
            for server in self._servers
            if server.is_running
        ]
        print(
            f"{len(ended)} answers, {self.kills} kills, {self.cuts} cut lines, "
            f"{len(self.history.shown)} board pictures: all true.  "
            f"p99 {quantile(took_ms, 0.99):.0f} ms, ready at most {max(self.ready_s):.1f} s, "
            f"memory {', '.join(memory)} MB",
            flush=True,
        )

    # -- people ------------------------------------------------------------------------------

    def _person(self, turn: int, token: str | None = None) -> Person:
        url = f"http://127.0.0.1:{self._ports[turn % SERVERS]}"
        return Person(url, self.history, token=token)

    def _visitor(self, turn: int) -> None:
        while not self._over.wait(PAUSE_S):
            number = next(self._wishes)
            service, key = SERVICES[number % len(SERVICES)], f"wish-{number}"
            # A kiosk repeats its wish until it hears; the other server may be the one to answer.
            for attempt in count(turn):
                person = self._person(attempt)
                answer = person.take(service, key=key)
                person.close()
                if answer is not None or self._over.wait(PAUSE_S):
                    break

    def _clerk(self, turn: int, token: str) -> None:
        counter = 2 + turn
        while not self._over.wait(PAUSE_S):
            person = self._person(turn, token)
            person.at(counter, "open")
            while not self._over.wait(PAUSE_S):
                if person.call(counter) is None:
                    break
                person.at(counter, "start")
                person.at(counter, "finish")
            person.close()

    def _board(self, turn: int) -> None:
        chance = random.Random(turn)
        while not self._over.wait(PAUSE_S):
            with suppress(*_BROKEN):
                board = Board(self._ports[turn])
                while not self._over.is_set():
                    if board.turn():
                        self.history.saw({**board.view, "seq": board.seq})
                    if chance.random() < 0.005:
                        board.cut()
                        self.cuts += 1
                        board.connect()


def main() -> None:
    """Exit code 1 as soon as a law is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="queue-monitor-soak-") as place:
        folder = Path(place)
        config = write_config(folder / "config.yaml")
        servers = [Server(config=config, data=folder / "office") for _ in range(SERVERS)]
        try:
            for server in servers:
                server.start()
            Soak(servers, options.seed).run(options.minutes)
        except Untrue as broken:
            sys.exit(f"A law is broken (seed {options.seed}): {broken}")
        finally:
            for server in servers:
                server.clean_up()


if __name__ == "__main__":
    main()
