"""`make bench`: every figure with its limit from the same run, its ratio and its goal."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import crossings, forecasting, live, notices, rush, starting, tickets
from bench.report import Figure, write
from tests.support.paths import ROOT

Measure = Callable[[Path], Iterator[Figure]]


def measures(*, quick: bool) -> dict[str, Measure]:
    """By name. `quick` looks at a fifth, to see that all works; its tails mean little."""
    seconds = 1.0 if quick else 4.0
    return {
        "replay": partial(starting.replaying, tickets=1000 if quick else 5000),
        "start": partial(starting.start, rounds=2 if quick else 5),
        "tickets": partial(tickets.tickets, seconds=seconds),
        "slow": partial(tickets.slow_tickets, seconds=seconds),
        "calls": partial(live.calls, rounds=20 if quick else 100),
        "alerts": partial(live.alerts, rounds=10 if quick else 100),
        "crossings": partial(crossings.crossings, rounds=10 if quick else 200),
        "forecast": partial(forecasting.forecasts, rounds=20 if quick else 100),
        "notices": partial(notices.notices, people=40 if quick else 200),
        "rush": partial(rush.rush, calls=20 if quick else 100, presses=40 if quick else 200),
        "reconnects": partial(live.reconnects, rounds=1 if quick else 3),
    }


def main() -> None:
    """Measure what is asked for, print it, and keep it in bench/latest.json."""
    every = measures(quick=False)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(every), metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="short: to see that all works")
    parser.add_argument("--data", type=Path, help="a folder on the disk to be measured")
    options = parser.parse_args()
    os.chdir(ROOT)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="queue-monitor-bench-", dir=options.data) as place:
        for name, measure in measures(quick=options.quick).items():
            if options.only and name not in options.only:
                continue
            for figure in measure(Path(place) / name):
                print(figure.line(), flush=True)
                figures.append(figure)
    busy = os.getloadavg()[0]
    if busy > (os.cpu_count() or 1) + 1:
        print(f"Load average {busy:.1f}: others were at work, and the figures are not the best.")
    write(figures, Path("bench/latest.json"))
    missed = [figure.name for figure in figures if figure.ok is False]
    print(f"{len(figures)} figures; goals missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
