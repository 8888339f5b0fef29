"""How soon a crossing is detected in a busy office: fifty events a second besides."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from bench.live import LIMIT, calm_down, take
from bench.machine import quantile
from bench.office import QUICK_ALERTS, Clerk, Wire, office
from bench.report import Figure
from bench.screens import Screens

_EVENTS_PER_S = 50
_COUNTER = "/api/v1/counters/2"


def crossings(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """From the instant that the alert bears to the one at which e-Eyes noticed it; and from just
    before the POST of the 8th ticket to the alert on a supervisor's socket.
    """
    noticed_ms, shown_ms = [], []
    with office(folder / "crossings", changes=QUICK_ALERTS) as server:
        port, bearer = server.ready.port, server.token("supervisor")
        token = server.token("clerk")
        clerk, kiosk, supervisor = Clerk(port, token), Wire(port), Wire(port, bearer)
        with (
            _events(port, token) as made,
            Screens(port, 1, topic="alerts", bearer=bearer, needle='"firing"') as screens,
        ):
            clerk.open()
            began_s, before = time.monotonic(), made[0]
            for _ in range(rounds):
                for number in range(LIMIT):
                    take(kiosk, number)
                time.sleep(0.1)
                seq = int(kiosk.get("/api/v1/board")["seq"])
                asked_s = time.monotonic()
                take(kiosk, LIMIT)
                (at_s,) = screens.received(seq + 2)
                shown_ms.append((at_s - asked_s) * 1000)
                noticed_ms.append(_noticed_ms(supervisor))
                calm_down(clerk, supervisor)
            per_s = (made[0] - before) / (time.monotonic() - began_s)
    noticed_ms.sort()
    shown_ms.sort()
    shown = [f"p50 {quantile(shown_ms, 0.5):.1f}", f"p99 {quantile(shown_ms, 0.99):.1f}"]
    yield Figure(
        name=f"crossing → detected, {_EVENTS_PER_S} events/s besides, p99",
        value=quantile(noticed_ms, 0.99),
        unit="ms",
        at_most=50.0,
        note=f"p50 {quantile(noticed_ms, 0.5):.1f}, {rounds} crossings, {per_s:.0f} events/s; "
        f"on a supervisor's socket {', '.join(shown)}",
    )


def _noticed_ms(supervisor: Wire) -> float:
    """How late the newest alert was noticed, by its own record."""
    alert = max(
        supervisor.get("/api/v1/alerts")["alerts"], key=lambda told: str(told["crossed_at"])
    )
    crossed, noticed = (datetime.fromisoformat(alert[k]) for k in ("crossed_at", "noticed_at"))
    return (noticed - crossed).total_seconds() * 1000


@contextmanager
def _events(port: int, token: str) -> Iterator[list[int]]:
    """A number called again and again at counter 2: events that change no line. How many so far."""
    counter, made, over = Wire(port, token), [0], Event()
    counter.post(f"{_COUNTER}/open")
    take(Wire(port), 0)
    counter.post(f"{_COUNTER}/call-next")

    def work() -> None:
        due_s = time.monotonic()
        while not over.is_set():
            counter.post(f"{_COUNTER}/recall")
            made[0] += 1
            due_s = max(due_s + 1 / _EVENTS_PER_S, time.monotonic() - 1)
            over.wait(max(due_s - time.monotonic(), 0))

    worker = Thread(target=work)
    worker.start()
    try:
        yield made
    finally:
        over.set()
        worker.join()
