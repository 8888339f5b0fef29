"""Tickets a second, against commits and against a Flask route that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.load import Load, load
from bench.office import office, raw
from bench.report import Figure
from bench.slow_disk import FLUSH_MS, shim

_CONNECTIONS = (1, 8, 32)
_GOAL = 0.5
_SLOW_GOAL = 10.0


def tickets(folder: Path, *, seconds: float) -> Iterator[Figure]:
    """On this disk, with 1, 8 and 32 clients."""
    for connections in _CONNECTIONS:
        at = folder / f"tickets-{connections}"
        with office(at) as server:
            took = load(server.ready.port, connections=connections, seconds=seconds)
        commits = _commits(at / "raw.db", seconds / 2)
        with raw("route") as port:
            route = load(port, connections=connections, seconds=seconds / 2)
        goal = _GOAL if connections == 32 else None
        name = f"tickets, {connections} clients"
        note = _note(took)
        yield _rate(f"{name}, vs commits", took, commits, "commits/s", goal, note)
        yield _rate(f"{name}, vs Flask route", took, route.per_s, "route/s", goal, note)


def slow_tickets(folder: Path, *, seconds: float) -> Iterator[Figure]:
    """The same where every flush takes 5 ms."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = shim(folder)
    if environment is None:
        print("slow disk: not measured, there is no C compiler (gcc or cc) here")
        return
    commits = _commits(folder / "slow-raw.db", seconds / 2, environment)
    for connections in (*_CONNECTIONS, 128):
        at = folder / f"slow-{connections}"
        with office(at, environment=environment) as server:
            took = load(server.ready.port, connections=connections, seconds=seconds)
        goal = _SLOW_GOAL if connections >= 32 else None
        name = f"tickets, {connections} clients, flush {FLUSH_MS} ms"
        yield _rate(name, took, commits, "commits/s", goal, _note(took))


def _rate(
    name: str, took: Load, limit: float, limit_name: str, goal: float | None, note: str
) -> Figure:
    return Figure(
        name=name,
        value=took.per_s,
        unit="/s",
        limit=limit,
        limit_name=limit_name,
        at_least=goal,
        of_ratio=True,
        note=note,
    )


def _note(took: Load) -> str:
    refused = f", {took.refused} refused" if took.refused else ""
    return f"p50 {took.p50_ms:.1f} ms, p99 {took.p99_ms:.1f} ms{refused}"


def _commits(file: Path, seconds: float, environment: Mapping[str, str] | None = None) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "bench.raw", "commits", str(file), str(seconds)],
        check=True,
        capture_output=True,
        timeout=seconds + 60,
        env=environment,
    )
    return float(done.stdout)
