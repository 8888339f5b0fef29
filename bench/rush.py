"""A rush: 200 numbers taken at the kiosk while 2,000 phones follow theirs, and a clerk calls."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from bench.load import SERVICES
from bench.machine import quantile
from bench.office import Clerk, Wire, office, raw
from bench.report import Figure
from bench.screens import Screens

PHONES: Final = 2_000
GOAL_MS: Final = 250.0
EVERY_S: Final = 0.2  # a call, as of ten counters at two seconds a visitor; and two presses
_SETTLE_S: Final = 2.0  # after the last call: what has not come by then counts as that late


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    seq: int
    asked_s: float
    phone: int  # of whoever is called
    line: tuple[int, ...]  # the phones whose place the call changed


def rush(folder: Path, *, calls: int, presses: int) -> Iterator[Figure]:
    """Just before POST call-next to the receipt at the phone called, and at all in its line."""
    with office(folder / "rush") as server:
        kiosk, clerk = Wire(server.ready.port), Clerk(server.ready.port, server.token("clerk"))
        taken = [_taken(kiosk, number) for number in range(PHONES)]
        clerk.open()
        tokens = [ticket["token"] for ticket in taken]
        with Screens(server.ready.port, PHONES, topic="ticket", tokens=tokens) as screens:
            time.sleep(_SETTLE_S)
            with _presses(server.ready.port, presses, over_s=calls * EVERY_S):
                made = _calls(clerk, taken, calls=calls)
            time.sleep(_SETTLE_S)
            own_ms, line_ms = _took(screens, made)
            size = screens.message_bytes()
        memory_mb = psutil.Process(server.pid).memory_info().rss / 2**20
    limit = raw("screens", str(folder / "raw.db"), str(size))
    with limit as port, Screens(port, PHONES) as screens:
        bare_ms = _bare(Clerk(port), screens, calls=calls // 5)
    yield Figure(
        name=f"rush: call → phone called, {PHONES} phones, p99",
        value=quantile(own_ms, 0.99),
        unit="ms",
        limit=quantile(bare_ms, 0.99),
        limit_name="bare sockets, all told",
        at_most=GOAL_MS,
        note=f"p50 {quantile(own_ms, 0.5):.1f}, {calls} calls, {presses} numbers taken meanwhile",
    )
    yield Figure(
        name="rush: call → every phone of its line, p99",
        value=quantile(line_ms, 0.99),
        unit="ms",
        limit=quantile(bare_ms, 0.99),
        limit_name="bare sockets, all told",
        note=f"p50 {quantile(line_ms, 0.5):.1f}",
    )
    yield Figure(name=f"rush: memory with {PHONES} phones", value=memory_mb, unit="MB")


def _taken(kiosk: Wire, number: int) -> dict[str, Any]:
    service = SERVICES[number % len(SERVICES)].encode()
    return kiosk.post("/api/v1/tickets", b'{"service":"%s"}' % service)


@contextmanager
def _presses(port: int, presses: int, *, over_s: float) -> Iterator[None]:
    """Numbers taken meanwhile, evenly; all of them are there at the end."""

    def press() -> None:
        kiosk, began_s = Wire(port), time.monotonic()
        for number in range(presses):
            time.sleep(max(began_s + number * over_s / presses - time.monotonic(), 0.0))
            _taken(kiosk, number)
        kiosk.close()

    pressing = threading.Thread(target=press)
    pressing.start()
    try:
        yield
    finally:
        pressing.join()


def _calls(clerk: Clerk, taken: list[dict[str, Any]], *, calls: int) -> list[_Call]:
    """One call after another, each served at once."""
    waiting = {ticket["ticket"]: phone for phone, ticket in enumerate(taken)}
    made = []
    for _ in range(calls):
        asked_s = time.monotonic()
        answer = clerk.post("/api/v1/counters/1/call-next")
        phone = waiting.pop(answer["ticket"])
        line = [n for n in waiting.values() if taken[n]["service"] == taken[phone]["service"]]
        made.append(_Call(seq=int(answer["seq"]), asked_s=asked_s, phone=phone, line=tuple(line)))
        clerk.serve()
        time.sleep(max(asked_s + EVERY_S - time.monotonic(), 0.0))
    return made


def _took(screens: Screens, made: list[_Call]) -> tuple[list[float], list[float]]:
    """Milliseconds to the phone called, and to each of its line; in order."""
    own_ms, line_ms = [], []
    for call in made:
        at_s = screens.at(call.seq)
        own_ms.append(_late_ms(at_s[call.phone], call))
        line_ms += [_late_ms(at_s[phone], call) for phone in call.line]
    return sorted(own_ms), sorted(line_ms)


def _late_ms(at_s: float | None, call: _Call) -> float:
    return float("inf") if at_s is None else (at_s - call.asked_s) * 1000


def _bare(clerk: Clerk, screens: Screens, *, calls: int) -> list[float]:
    took_ms = []
    for _ in range(calls):
        time.sleep(0.05)
        seq, asked_s = clerk.call()
        took_ms += [(at - asked_s) * 1000 for at in screens.received(seq)]
    return sorted(took_ms)
