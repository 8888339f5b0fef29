"""From the start of the process to its first answer, and the replay of a day."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.machine import quantile
from bench.office import Wire, office
from bench.report import Figure


def start(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """A cold start on a new folder first, then restarts after kill -9."""
    took_s, bare_s = [], []
    with office(folder / "start") as server:
        for _ in range(rounds):
            server.kill()
            server.clean_up()
            began_s = time.monotonic()
            server.start()
            Wire(server.ready.port).get("/api/v1/board")
            took_s.append(time.monotonic() - began_s)
            began_s = time.monotonic()
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", "import eventlet, flask_socketio"],
                check=True,
            )
            bare_s.append(time.monotonic() - began_s)
    yield Figure(
        name=f"process start to first answer, worst of {rounds}",
        value=max(took_s),
        unit="s",
        limit=quantile(sorted(bare_s), 0.5),
        limit_name="Python, Flask, eventlet",
        at_most=2.0,
        note="after kill -9",
    )


def replaying(folder: Path, *, tickets: int) -> Iterator[Figure]:
    """Rows from SQLite, decoded and folded to the floor."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "bench.replay", str(folder / "day.db"), str(tickets)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    took = json.loads(done.stdout)
    yield Figure(
        name=f"replay of {tickets} tickets",
        value=took["replay_s"],
        unit="s",
        limit=took["rows_s"],
        limit_name="rows from SQLite alone",
        at_most=0.5,
        note=f"{took['events']:.0f} events",
    )
