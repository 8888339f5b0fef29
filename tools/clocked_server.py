"""`queue-monitor serve` with an office clock of its own: a fixed start, and faster if wished.

    python -m tools.clocked_server serve --start 2026-11-24T10:00+08:00 --speed 60 …

With `--hands FILE` the clock can be meddled with while the server runs, by writing `STEP SKIP` (two
numbers of seconds) into that file: STEP is how far somebody has set the machine's wall clock, SKIP
how much time has gone by in a moment.

For tests of what takes minutes, and for pictures with a plausible hour on them. `serve` takes the
options that the test harness gives and writes the same ready file; every other command is that of
`queue-monitor`. eventlet only.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from queue_monitor.clock import SteadyClock


def main(arguments: Sequence[str]) -> None:
    """Serve until SIGTERM or SIGINT; or do what another command does."""
    if "serve" not in arguments:
        from queue_monitor.cli import main as product

        product(arguments)
    from queue_monitor.runtime import patch

    patch("eventlet")  # before every other import, as `queue-monitor serve` does
    _serve(_parsed(arguments))


def _parsed(arguments: Sequence[str]) -> Namespace:
    from argparse import ArgumentParser
    from datetime import datetime
    from pathlib import Path

    parser = ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--async-mode", choices=["eventlet"], default="eventlet")
    parser.add_argument("--start", type=datetime.fromisoformat, required=True)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--hands", type=Path)
    return parser.parse_args(arguments)


def _clock(options: Namespace) -> SteadyClock:
    from queue_monitor.clock import SteadyClock

    if options.hands is None:
        return SteadyClock(start=options.start, speed=options.speed)
    hands = _Hands(options.hands, options.start)
    return SteadyClock(wall=hands.wall, monotonic=hands.monotonic, speed=options.speed)


class _Hands:
    """A wall clock that may step, and a monotonic one that may skip but never steps back."""

    def __init__(self, file: Path, start: datetime) -> None:
        import time

        self._file = file
        self._start = start
        self._real_s = time.monotonic
        self._began_s = self._real_s()

    def wall(self) -> datetime:
        from datetime import timedelta

        step_s, _ = self._read()
        return self._start + timedelta(seconds=self.monotonic() - self._began_s + step_s)

    def monotonic(self) -> float:
        return self._real_s() + self._read()[1]

    def _read(self) -> tuple[float, float]:
        step, skip = self._file.read_text(encoding="utf-8").split()
        return float(step), float(skip)


def _serve(options: Namespace) -> None:
    import json
    import os
    import signal
    from pathlib import Path

    from queue_monitor import logs
    from queue_monitor.cli.places import database_in
    from queue_monitor.config import load as load_settings
    from queue_monitor.runtime import load
    from queue_monitor.serving import READY_FILE, base_url, first_link, running

    logs.configure(level="warning")
    runtime = load("eventlet")
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda given, _frame: asked.append(given))
    with running(
        load_settings(options.config),
        runtime=runtime,
        data=database_in(options.data),
        host=options.host,
        port=options.port,
        clock=_clock(options),
    ) as (office, port):
        link = first_link(office)
        ready = {
            "port": port,
            "pid": os.getpid(),
            "setup_link": None if link is None else base_url(options.host, port) + link,
        }
        file = Path(os.environ[READY_FILE])
        draft = file.with_suffix(".part")
        draft.write_text(json.dumps(ready), encoding="utf-8")
        draft.replace(file)
        while not asked:
            runtime.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
