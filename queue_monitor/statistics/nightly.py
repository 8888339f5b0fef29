"""Scores each day's forecasts once the day is over, in a process of its own.

Looked for a minute after the start and every quarter of an hour, so that an office that switches
its machine off at night has its figures too. Nothing here waits, and nobody's request is held up.
"""

from __future__ import annotations

import os
import pickle
import posix
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from signal import SIGKILL
from tempfile import mkdtemp
from typing import Final, ParamSpec, Protocol, TypeVar

import structlog

from queue_monitor.config import Channels, Settings
from queue_monitor.domain.errors import TryLater
from queue_monitor.statistics.day_scores import DayScores, unscored
from queue_monitor.store.base import EventStore, Vault

P = ParamSpec("P")
R = TypeVar("R")

_COMMAND: Final = ("-m", "queue_monitor.statistics.backtest")
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_FIRST_S: Final = 60.0  # a start has other things to do
_EVERY_S: Final = 900.0
_AFTER_FAILURE_S: Final = 3600.0
_POLL_S: Final = 1.0
_CLAIM: Final = "forecast-scoring"  # of several servers on one store one does it
_CLAIMED_FOR: Final = timedelta(minutes=65)  # longer than the process lasts
_log = structlog.get_logger("queue_monitor.statistics.nightly")


class Runtime(Protocol):
    """What is needed of the async library."""

    def sleep(self, seconds: float) -> None:
        """Let others run for at least `seconds`."""

    def offload(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run what blocks in a real thread and wait for it."""


class Nightly:
    """Looks for days without a score, and has them scored."""

    def __init__(
        self,
        *,
        store: EventStore,
        vault: Vault,
        settings: Settings,
        data: Path,
        is_open: Callable[[], bool],
        now: Callable[[], datetime],
        runtime: Runtime,
    ) -> None:
        self._store, self._vault, self._data = store, vault, data
        self._scores = DayScores(vault)
        # Nobody is told of anything there, and secrets stay here.
        self._settings = settings.model_copy(update={"channels": Channels()})
        self._is_open, self._now, self._runtime = is_open, now, runtime
        self._pid: int | None = None
        self._folder: Path | None = None
        self._has_claim = False
        self._closed = False

    def run(self, alive: Callable[[], bool]) -> None:
        """Until the office stops."""
        self._runtime.sleep(_FIRST_S)
        while alive():
            went_well = True
            with suppress(TryLater):
                went_well = self.look()
            self._runtime.sleep(_EVERY_S if went_well else _AFTER_FAILURE_S)

    def look(self) -> bool:
        """Score what is due and wait for it without blocking anybody; False if that failed."""
        if self._closed or not self._runtime.offload(self._claim):
            return True
        try:
            self._begin()
            status = None
            while status is None and not self._closed:
                self._runtime.sleep(_POLL_S)
                status = self._ended()
        finally:
            self._clear()
            self._runtime.offload(self._release)
        if status not in {None, 0}:
            _log.warning("scoring_failed", status=status)
        return status in {None, 0}

    def close(self) -> None:
        """End what runs; it goes on from the first day without a score after the next start."""
        self._closed = True
        self._clear()
        with suppress(TryLater):
            self._release()

    def _claim(self) -> bool:
        """Whether anything is due, and nobody else is at it."""
        due = unscored(self._store, self._scores.dates(), is_over=not self._is_open())
        until = self._now() + _CLAIMED_FOR
        self._has_claim = bool(due) and self._vault.add(_CLAIM, b"", expires_at=until)
        return self._has_claim

    def _release(self) -> None:
        if self._has_claim:
            self._has_claim = False
            self._vault.delete(_CLAIM)

    def _begin(self) -> None:
        folder = self._folder = Path(mkdtemp(prefix="queue-monitor-score-"))
        (folder / "asked").write_bytes(pickle.dumps((self._settings, self._data)))
        self._pid = posix.posix_spawn(
            sys.executable, [sys.executable, *_COMMAND, str(folder)], {**os.environ, **_ONE_THREAD}
        )

    def _ended(self) -> int | None:
        """The exit status; None while it runs, or when it was ended from here."""
        if self._pid is None:
            return None
        try:
            pid, status = posix.waitpid(self._pid, posix.WNOHANG)
        except ChildProcessError:  # somebody else has waited for it
            pid, status = self._pid, 0
        if pid == 0:
            return None
        self._pid = None
        return status

    def _clear(self) -> None:
        pid, self._pid = self._pid, None
        folder, self._folder = self._folder, None
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, SIGKILL)
            with suppress(ChildProcessError):
                posix.waitpid(pid, 0)
        if folder is not None:
            rmtree(folder, ignore_errors=True)
