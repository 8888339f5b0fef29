"""A server whose clock the test holds in its hands."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.server import Server

PROGRAM: Final = (sys.executable, "-m", "tools.clocked_server")


@dataclass(slots=True, kw_only=True)
class Hands:
    """What becomes of the clock of a running server; see `tools/clocked_server.py`."""

    file: Path
    _stepped: timedelta = field(default=timedelta(0))
    _skipped: timedelta = field(default=timedelta(0))

    def __post_init__(self) -> None:
        self._write()

    def set_by(self, step: timedelta) -> None:
        """Somebody sets the machine's wall clock, forward or back."""
        self._stepped += step
        self._write()

    def let_pass(self, span: timedelta) -> None:
        """Time goes by in a moment."""
        self._skipped += span
        self._write()

    def _write(self) -> None:
        draft = self.file.with_suffix(".part")  # the server reads at any moment
        draft.write_text(f"{self._stepped.total_seconds()} {self._skipped.total_seconds()}")
        draft.replace(self.file)


def clocked(
    start_server: StartServer,
    folder: Path,
    start: datetime,
    changes: Mapping[str, Any] | None = None,
) -> tuple[Server, Hands]:
    """The office of config.yaml, with `changes`, at the hour `start`, and its clock."""
    hands = Hands(file=folder / "hands")
    arguments = ("--start", start.isoformat(), "--hands", str(hands.file))
    return start_server(program=PROGRAM, arguments=arguments, changes=changes), hands
