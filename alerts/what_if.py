"""What if, asked on a page: one simulation at a time, in a process of its own.

The process gets a folder: the question is in it, and it writes how far it is and what came of it.
So nothing here waits, and nobody's request is held up.
"""

import os
import pickle
import posix
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from shutil import rmtree
from signal import SIGKILL
from tempfile import mkdtemp
from typing import Annotated, Final, Literal

import msgspec

from queue_monitor.config import Channels, Settings
from queue_monitor.domain.events import Event
from queue_monitor.web.problems import Problem

_COMMAND: Final = ("-m", "queue_monitor.simulation.aside")
#: Of one question: as many days are drawn or lived again.
MOST_DAYS: Final = 10
Percent = Annotated[int, msgspec.Meta(ge=50, le=200)]
State = Literal["idle", "running", "done", "failed"]


class WhatIf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be otherwise; null, 0 and 100 % leave it as it is.

    With `recorded` those days of the log are lived again, and none are drawn.
    """

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 3
    recorded: Annotated[list[date], msgspec.Meta(max_length=MOST_DAYS)] = []
    waiting_limit: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    wait_limit_minutes: Annotated[int, msgspec.Meta(ge=1, le=120)] | None = None
    staff: Annotated[int, msgspec.Meta(ge=1, le=40)] | None = None
    reserve: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = None
    added: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    arrivals_percent: Percent = 100
    service_times_percent: Percent = 100
    mode: Literal["propose", "auto"] = "propose"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The same in both languages."""

    zh: str
    en: str


class WhatIfRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, under each scenario."""

    what: Words
    values: tuple[str, ...]


class WhatIfChart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart as SVG."""

    title: Words
    svg: str


class WhatIfResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; columns in the order of the rows' values. `notes`: what it rests on."""

    columns: tuple[Words, ...]
    strokes: tuple[str, ...]
    changes: tuple[Words, ...]
    rows: tuple[WhatIfRow, ...]
    charts: tuple[WhatIfChart, ...]
    notes: tuple[Words, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the process writes: how far it is, and the result once there is one, or why not."""

    done: int = 0
    every: int = 1
    result: WhatIfResult | None = None
    failed: Words | None = None


class WhatIfView(msgspec.Struct, frozen=True, kw_only=True):
    """The latest question of this office and how far it is; why it failed, where that is known."""

    state: State
    asked: WhatIf
    done: int = 0
    every: int = 0
    result: WhatIfResult | None = None
    failed: Words | None = None


class RecordedDaysView(msgspec.Struct, frozen=True, kw_only=True):
    """Days of the log that may be lived again, newest first; `most` of them in one question."""

    days: Sequence[date]
    most: int


#: A business day with all that happened on it.
KeptDay = tuple[date, Sequence[Event]]


class Bench:
    """Where simulations are run: the latest one, and none beside it."""

    def __init__(self, settings: Settings) -> None:
        # Nobody is told of anything in a simulation, and secrets stay here.
        self._settings = settings.model_copy(update={"channels": Channels()})
        self._asked = WhatIf()
        self._pid: int | None = None
        self._folder: Path | None = None
        self._kept: tuple[Told, bytes] | None = None  # result and report

    def begin(self, asked: WhatIf, days: Sequence[KeptDay] = ()) -> WhatIfView:
        """Set it going, on `days` if there are any. Raises Problem "what_if_running"."""
        self.check_free()
        self._clear()
        folder = Path(mkdtemp(prefix="queue-monitor-what-if-"))
        (folder / "asked").write_bytes(pickle.dumps((self._settings, asked, days)))
        self._asked, self._folder = asked, folder
        self._pid = posix.posix_spawn(
            sys.executable, [sys.executable, *_COMMAND, str(folder)], os.environ
        )
        return self.view()

    def check_free(self) -> None:
        """Raises Problem "what_if_running"."""
        if self.view().state == "running":
            raise Problem("what_if_running")

    def cancel(self) -> WhatIfView:
        """End it, and forget it."""
        self._clear()
        return self.view()

    def view(self) -> WhatIfView:
        """How far it is."""
        state: State = "idle"
        told = Told(every=0)
        if self._folder is not None:
            state = "failed" if self._is_over() else "running"
            told = self._told(self._folder)
            if told.result is not None:
                report = (self._folder / "report.html").read_bytes()
                self._clear()
                self._kept = (told, report)
        if self._kept is not None:
            state, told = "done", self._kept[0]
        return WhatIfView(
            state=state,
            asked=self._asked,
            done=told.done,
            every=told.every,
            result=told.result,
            failed=told.failed if state == "failed" else None,
        )

    def report(self) -> bytes | None:
        """The page for a plan; None until it is done."""
        self.view()
        return None if self._kept is None else self._kept[1]

    def close(self) -> None:
        """End what runs, and leave nothing behind."""
        self._clear()

    @staticmethod
    def _told(folder: Path) -> Told:
        with suppress(FileNotFoundError):
            return msgspec.json.decode((folder / "told").read_bytes(), type=Told)
        return Told()

    def _is_over(self) -> bool:
        if self._pid is None:
            return True
        with suppress(ChildProcessError):
            if posix.waitpid(self._pid, posix.WNOHANG) == (0, 0):
                return False
        self._pid = None
        return True

    def _clear(self) -> None:
        self._kept = None
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, SIGKILL)
            with suppress(ChildProcessError):
                posix.waitpid(self._pid, 0)
            self._pid = None
        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)
            self._folder = None
