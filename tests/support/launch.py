"""How a server's process comes to be: here from nothing, in `nursery.py` from a fork."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Process(Protocol):
    """A process of its own group; `subprocess.Popen` is one."""

    @property
    def pid(self) -> int: ...

    returncode: int | None

    def poll(self) -> int | None:
        """Its exit code once it has ended, negative for a signal; None before."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""

    def terminate(self) -> None:
        """SIGTERM, unless it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is to be started: `program` and its `words`, with `log` for all that it prints."""

    program: Sequence[str]
    words: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    async_mode: str


class Launch(Protocol):
    """A way of starting."""

    def __call__(self, start: Start) -> Process:
        """The process, which may still be on its way up."""


def start_cold(start: Start) -> Process:
    """A new interpreter, as an office starts it."""
    with start.log.open("ab") as log:
        return subprocess.Popen(
            [*start.program, *start.words],
            cwd=ROOT,
            env=start.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def inherited() -> dict[str, str]:
    """The environment without what pytest put there; what is printed is seen at once."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV_"))}
    return {**kept, "PYTHONUNBUFFERED": "1"}
