"""600 kill -9 while notices go out by mail and webhook: lost, doubled, and how each ended.

    python -m bench.deliveries --kills 600

Part of `make soak`. Exit code 1 if a notice is lost or does not end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import quantile
from tests.faults.deliveries import Deliveries, deliveries
from tests.support.paths import ROOT

_TELL_EVERY = 50
_PATIENT_S = 120.0  # others may be at work on the machine


def killed(run: Deliveries, kills: int) -> None:
    """Kill and restart, with a line now and then."""
    began_s = time.monotonic()
    for number in range(1, kills + 1):
        run.kill()
        if number % _TELL_EVERY == 0 or number == kills:
            spent_s = time.monotonic() - began_s
            ready_s = quantile(sorted(run.took_s), 0.5)
            print(f"{spent_s:4.0f} s  ready in {ready_s:.1f} s  {run.tally()}", flush=True)


def main() -> None:
    """Kill so often, let all settle, and count."""
    parser = argparse.ArgumentParser(prog="python -m bench.deliveries", description=__doc__)
    parser.add_argument("--kills", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.chdir(ROOT)
    with (
        tempfile.TemporaryDirectory(prefix="queue-monitor-deliveries-") as place,
        deliveries(Path(place), seed=options.seed, ready_within_s=_PATIENT_S) as run,
    ):
        killed(run, options.kills)
        told = run.settle()
    print(told)
    if told.lost or told.unsettled:
        sys.exit(f"Lost (seed {options.seed}): {', '.join(told.lost) or 'unsettled'}")


if __name__ == "__main__":
    main()
