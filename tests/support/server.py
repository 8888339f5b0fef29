"""A real server in a process of its own, to be asked, stopped, killed and started again.

The server is told by `QUEUE_MONITOR_READY_FILE` where to write, once it accepts connections, one
JSON object: `{"port": int, "pid": int, "setup_link": str | null}`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from tests.support.config import settings_in
from tests.support.launch import Launch, Process, Start, inherited, start_cold
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

ASYNC_MODES: Final = ("eventlet", "gevent", "threading")
READY_WITHIN_S: Final = 20.0
STOP_WITHIN_S: Final = 15.0
_LOG_TAIL_LINES: Final = 80


class ServerFailed(AssertionError):
    """The server did not come up, or did not go down; the message ends with its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What the server said when it began to accept."""

    port: int
    pid: int
    setup_link: str | None
    took_s: float  # from the start of the process


@dataclass(slots=True, kw_only=True)
class Server:
    """`queue-monitor serve` on the loopback address; a context manager that leaves nothing behind.

    The port is the system's choice at the first start and is kept by every restart, so that screens
    find the server again.
    """

    config: Path
    data: Path
    async_mode: str = "eventlet"
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    program: Sequence[str] = (sys.executable, "-m", "queue_monitor")
    ready_within_s: float = READY_WITHIN_S
    launch: Launch = start_cold
    _port: int = 0
    _ready: Ready | None = None
    _process: Process | None = None
    _groups: list[int] = field(default_factory=list)

    # --- asking ------------------------------------------------------------------------------

    @property
    def ready(self) -> Ready:
        """What the running server said of itself."""
        if self._ready is None:
            raise ServerFailed("the server is not running")
        return self._ready

    @property
    def pid(self) -> int:
        """The server's own process, not that of a helper it started."""
        return self.ready.pid

    @property
    def base_url(self) -> str:
        """For example `http://127.0.0.1:41233`, without a slash at the end."""
        return f"http://127.0.0.1:{self.ready.port}"

    def url(self, path: str) -> str:
        """The address of `path`, which begins with a slash."""
        return self.base_url + path

    @property
    def setup_link(self) -> str:
        """The first supervisor's one-time sign-in link. Raises if this start printed none."""
        if self.ready.setup_link is None:
            raise ServerFailed("this start offered no set-up link")
        return self.ready.setup_link

    @property
    def log_file(self) -> Path:
        """Standard output and error of every start on this data, in one file."""
        return self.data / "server.log"

    @property
    def log(self) -> str:
        """All that the server printed so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def is_running(self) -> bool:
        """Whether the process is alive, ready or not."""
        return self._process is not None and self._process.poll() is None

    # --- acting ------------------------------------------------------------------------------

    def start(self) -> Self:
        """Start and wait until it accepts. Raises ServerFailed with the log's end otherwise."""
        if self.is_running:
            raise ServerFailed("the server is running already")
        self.data.mkdir(parents=True, exist_ok=True)
        ready_file = self.data / "ready.json"
        ready_file.unlink(missing_ok=True)
        began_s = time.monotonic()
        self._process = self.launch(self._what_to_start(ready_file))
        self._groups.append(self._process.pid)
        self._ready = self._wait_until_ready(ready_file, began_s)
        self._port = self._ready.port
        return self

    def stop(self) -> int:
        """Ask to stop (SIGTERM), wait, and return the exit code. Raises if it takes too long."""
        process = self._running()
        process.terminate()
        try:
            code = process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired as error:
            self.clean_up()
            raise self._failed(f"not stopped within {STOP_WITHIN_S:.0f} s of SIGTERM") from error
        self._ready = None
        return code

    def kill(self) -> None:
        """Kill at once (SIGKILL): no handler runs, nothing is flushed. Its helpers live on."""
        process = self._running()
        # The ready file names the process that serves, which a launcher may have started.
        for pid in {process.pid, self.ready.pid}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        self._ready = None

    def restart(self) -> Self:
        """Start again on the same data and port, killing what the last run left behind."""
        if self.is_running:
            self.stop()
        self.clean_up()
        return self.start()

    def clean_up(self) -> None:
        """Kill every process that any start made. Safe to call again."""
        for group in self._groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        self._groups.clear()
        if self._process is not None:
            self._process.wait()
        self._ready = None

    def command(self, *arguments: str, input_text: str = "") -> subprocess.CompletedProcess[str]:
        """Run `queue-monitor ARGUMENTS` to its end, beside the server, and return what it said."""
        return subprocess.run(
            [*self.program, *arguments],
            cwd=ROOT,
            input=input_text,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def token(self, role: str) -> str:
        """A fresh bearer token for `role`: kiosk, clerk, supervisor or viewer.

        Made beside the server as `queue-monitor token create` does, without its second of imports.
        """
        from queue_monitor.cli.places import DATABASE, Place
        from queue_monitor.cli.staff import BY, accounts_of
        from queue_monitor.store.sqlite_file import SqliteFile
        from queue_monitor.web.identity import Role

        with closing(SqliteFile(self.data / DATABASE)) as file:
            place = Place(settings=settings_in(self.config), file=file)
            return accounts_of(place).tokens.create(role=Role(role), by=BY)[0]

    def __enter__(self) -> Self:
        return self if self.is_running else self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clean_up()

    # --- inside ------------------------------------------------------------------------------

    def _what_to_start(self, ready_file: Path) -> Start:
        options = {
            "--config": str(self.config),
            "--data": str(self.data),
            "--host": "127.0.0.1",
            "--port": str(self._port),
            "--async-mode": self.async_mode,
        }
        pairs = [word for option in options.items() for word in option]
        return Start(
            program=self.program,
            words=["serve", *pairs, *self.arguments],
            environment={
                **inherited(),
                "QUEUE_MONITOR_READY_FILE": str(ready_file),
                **self.environment,
            },
            log=self.log_file,
            async_mode=self.async_mode,
        )

    def _wait_until_ready(self, ready_file: Path, began_s: float) -> Ready:
        while time.monotonic() - began_s < self.ready_within_s:
            if not self.is_running:
                raise self._failed(f"ended with code {self._exit_code()} before it was ready")
            said = _read_json(ready_file)
            if said is not None:
                took_s = time.monotonic() - began_s
                link = said.get("setup_link")
                return Ready(
                    port=int(str(said["port"])),
                    pid=int(str(said["pid"])),
                    setup_link=None if link is None else str(link),
                    took_s=took_s,
                )
            time.sleep(0.01)
        self.clean_up()
        raise self._failed(f"not ready within {self.ready_within_s:.0f} s")

    def _running(self) -> Process:
        if self._process is None or self._process.poll() is not None:
            raise self._failed("the server is not running")
        return self._process

    def _exit_code(self) -> int | None:
        return None if self._process is None else self._process.returncode

    def _failed(self, what: str) -> ServerFailed:
        tail = "\n".join(self.log.splitlines()[-_LOG_TAIL_LINES:])
        return ServerFailed(f"{what}\n--- end of the server's log ---\n{tail}")


def _read_json(path: Path) -> dict[str, object] | None:
    """The object in `path`, or None while it is absent or half written."""
    try:
        said = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return said if isinstance(said, dict) else None
