"""Servers that need not import the product again: each is forked from a process that has.

A start from nothing costs a second and more of work, nearly all of it imports. So each test process
keeps a seedbed for each async library in use: it has patched and imported as `queue-monitor serve`
does. Its fork is a process like any other, in a session of its own; it runs the command's own
`main`, opens its own files and port, and can be stopped and killed. Starting from nothing is what
`start_server(cold=True)` is for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from signal import SIGTERM
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Self

from tests.support.launch import Process, Start, inherited, start_cold
from tests.support.paths import ROOT
from tests.support.seedbed import PROGRAMS

if TYPE_CHECKING:
    from types import TracebackType

#: A machine that is busy with other things imports slowly.
_PATIENCE_S: Final = 100.0


@dataclass(slots=True)
class Fork:
    """A server's process, as `subprocess.Popen` would show it."""

    pid: int
    returncode: int | None = None
    _ended: Event = field(default_factory=Event)

    def poll(self) -> int | None:
        """Its exit code once it has ended, negative for a signal; None before."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("a forked server", timeout or 0.0)
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        """SIGTERM, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, SIGTERM)

    def end(self, code: int) -> None:
        """Note how it ended."""
        self.returncode = code
        self._ended.set()


class Seedbed:
    """One process that forks servers of one async library, and tells how each ended."""

    def __init__(self, mode: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.seedbed", mode],
            cwd=ROOT,
            env=inherited(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # what ends the tests must not end it before its forks
        )
        self._turn = Lock()
        self._told: SimpleQueue[Fork | None] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._next()

    def fork(self, program: str, start: Start) -> Fork:
        """A server on its way up."""
        assert self._process.stdin is not None
        wish = {
            "program": program,
            "words": list(start.words),
            "environment": dict(start.environment),
            "log": str(start.log),
            "folder": str(ROOT),
        }
        with self._turn:
            self._process.stdin.write(json.dumps(wish).encode() + b"\n")
            self._process.stdin.flush()
            fork = self._next()
        assert fork is not None
        return fork

    def close(self) -> None:
        """End it, and whatever it forked that still runs."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._listener.join()

    def _next(self) -> Fork | None:
        """The fork that was asked for; None when the seedbed is ready."""
        try:
            return self._told.get(timeout=_PATIENCE_S)
        except Empty:
            self._process.kill()
            raise AssertionError("the seedbed forks nothing; its words are above") from None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        forks: dict[int, Fork] = {}
        with self._process.stdout as told:
            for line in told:
                said: dict[str, Any] = json.loads(line)
                if "ready" in said:
                    self._told.put(None)
                elif "ended" in said:
                    forks.pop(said["pid"]).end(said["ended"])
                else:
                    fork = forks[said["pid"]] = Fork(said["pid"])
                    self._told.put(fork)
        for fork in forks.values():
            fork.end(-1)


class Nursery:
    """A seedbed for each async library, made when it is first asked for."""

    def __init__(self) -> None:
        self._seedbeds: dict[str, Seedbed] = {}

    def launch(self, start: Start) -> Process:
        """Fork it if it is one of ours; any other program is started from nothing."""
        match list(start.program):
            case [sys.executable, "-m", word] if word in PROGRAMS:
                seedbed = self._seedbeds.get(start.async_mode)
                if seedbed is None:
                    seedbed = self._seedbeds[start.async_mode] = Seedbed(start.async_mode)
                return seedbed.fork(word, start)
            case _:
                return start_cold(start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for seedbed in self._seedbeds.values():
            seedbed.close()
