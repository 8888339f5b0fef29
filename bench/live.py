"""From the call to the board, from the crossing to the alert, and a thousand screens at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.load import SERVICES
from bench.machine import SERVER_CORE, pin, quantile
from bench.office import QUICK_ALERTS, Clerk, Wire, office, raw
from bench.report import Figure
from bench.screens import Screens

_GOALS_MS = {1: 10.0, 100: 20.0, 1000: 100.0}
#: A call tells one screen one time: of a hundred of them the 99th percentile would be the last but
#: one, which is the machine's worst moment rather than ours.
_TIMES_AS_MANY_CALLS = {1: 5, 100: 2, 1000: 1}
_MANY = 1000
LIMIT = 7  # people; one more crosses it


def calls(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """Just before POST call-next to the receipt at every screen, 1, 100 and 1,000 of them.

    `rounds` calls for a thousand screens, more for fewer.
    """
    for count, goal_ms in _GOALS_MS.items():
        at = folder / f"calls-{count}"
        called = rounds * _TIMES_AS_MANY_CALLS[count]
        with office(at) as server:
            clerk = Clerk(server.ready.port, server.token("clerk"))
            kiosk = Wire(server.ready.port)
            clerk.open()
            with Screens(server.ready.port, count) as screens:
                took_ms, last_ms, size = _rounds(clerk, kiosk, screens, called)
                memory_mb = psutil.Process(server.pid).memory_info().rss / 2**20
        with raw("screens", str(at / "raw.db"), str(size)) as port:
            bare = Clerk(port)
            with Screens(port, count) as screens:
                bare_ms = _bare_rounds(bare, screens, called)
        yield Figure(
            name=f"call → board received, {count} screens, p99",
            value=quantile(took_ms, 0.99),
            unit="ms",
            limit=quantile(bare_ms, 0.99),
            limit_name="bare sockets",
            at_most=goal_ms,
            note=f"p50 {quantile(took_ms, 0.5):.1f}, last screen p50 {quantile(last_ms, 0.5):.1f}, "
            f"{called} calls, {size} bytes",
        )
        if count == _MANY:
            yield Figure(
                name=f"memory of the server with {_MANY} screens",
                value=memory_mb,
                unit="MB",
                at_most=150.0,
            )


def _rounds(
    clerk: Clerk, kiosk: Wire, screens: Screens, rounds: int
) -> tuple[list[float], list[float], int]:
    took_ms, last_ms = [], []
    for number in range(rounds):
        kiosk.post("/api/v1/tickets", b'{"service":"%s"}' % SERVICES[number % 8].encode())
        screens.received(int(kiosk.get("/api/v1/board")["seq"]))  # nothing else is under way
        time.sleep(0.02)
        seq, asked_s = clerk.call()
        after_ms = [(at - asked_s) * 1000 for at in screens.received(seq)]
        took_ms += after_ms
        last_ms.append(max(after_ms))
        clerk.serve()
    return sorted(took_ms), sorted(last_ms), screens.message_bytes()


def _bare_rounds(clerk: Clerk, screens: Screens, rounds: int) -> list[float]:
    took_ms = []
    for _ in range(rounds):
        time.sleep(0.02)
        seq, asked_s = clerk.call()
        took_ms += [(at - asked_s) * 1000 for at in screens.received(seq)]
    return sorted(took_ms)


def alerts(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """Just before the POST of the 8th ticket to the alert on a supervisor's socket."""
    took_ms = []
    with office(folder / "alerts", changes=QUICK_ALERTS) as server:
        port, bearer = server.ready.port, server.token("supervisor")
        clerk, kiosk = Clerk(port, server.token("clerk")), Wire(port)
        supervisor = Wire(port, bearer)
        clerk.open()
        with Screens(port, 1, topic="alerts", bearer=bearer, needle='"firing"') as screens:
            for _ in range(rounds):
                for number in range(LIMIT):
                    take(kiosk, number)
                time.sleep(0.1)
                before = int(kiosk.get("/api/v1/board")["seq"])
                asked_s = time.monotonic()
                take(kiosk, LIMIT)
                (at_s,) = screens.received(before + 2)
                took_ms.append((at_s - asked_s) * 1000)
                calm_down(clerk, supervisor)
    took_ms.sort()
    yield Figure(
        name="crossing → alert on a supervisor's socket, p99",
        value=quantile(took_ms, 0.99),
        unit="ms",
        at_most=50.0,
        note=f"p50 {quantile(took_ms, 0.5):.1f}, {rounds} crossings",
    )


def take(kiosk: Wire, number: int) -> None:
    """A number of one of the services."""
    kiosk.post("/api/v1/tickets", b'{"service":"%s"}' % SERVICES[number].encode())


def calm_down(clerk: Clerk, supervisor: Wire) -> None:
    """Serve everybody, and wait until no alert lasts."""
    for _ in range(LIMIT + 1):
        clerk.call()
        clerk.serve()
    give_up_s = time.monotonic() + 10
    while time.monotonic() < give_up_s:
        told = supervisor.get("/api/v1/alerts")["alerts"]
        if all(alert["state"] == "resolved" for alert in told):
            return
        time.sleep(0.02)
    raise TimeoutError("the alert did not end within 10 s of an empty line")


def reconnects(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """A server that comes back to a thousand screens: until all have a fresh snapshot."""
    took_s = []
    with office(folder / "reconnects") as server, Screens(server.ready.port, _MANY) as screens:
        for _ in range(rounds):
            server.kill()
            server.clean_up()
            time.sleep(0.5)
            began_s = time.monotonic()
            server.start()
            pin(SERVER_CORE, server.pid)
            last_s = max(screens.fresh_after(began_s))
            took_s.append(last_s - screens.accepted_after(began_s))
    with raw("screens", str(folder / "reconnects" / "raw.db"), "2000") as port:
        began_s = time.monotonic()
        with Screens(port, _MANY) as screens:
            bare_s = max(screens.fresh_after(began_s)) - began_s
    took_s.sort()
    yield Figure(
        name=f"{_MANY} screens back after a restart, worst of {rounds}",
        value=took_s[-1],
        unit="s",
        limit=bare_s,
        limit_name="bare sockets",
        at_most=2.0,
    )
