"""The worker under each async library: the loop goes on while it plays, and nothing is left."""

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from queue_monitor.runtime import load, patch

patch(sys.argv[1])

import os, time
from datetime import timedelta
from queue_monitor.domain.model import CounterId
from queue_monitor.forecast import OpenCounter, PlayedForecast, QuickForecast
from tests.forecast.offices import NOW, Day, lane, plan

runtime = load(sys.argv[1])
day = Day(plan(services={"transcript": 300.0}, counters={n: [lane("transcript")] for n in (1, 2)}))
day.opened(1)
day.issued("transcript", 30, at=NOW - timedelta(minutes=5))
forecast = PlayedForecast(QuickForecast(), runtime, replications=200)
change = OpenCounter(counter=CounterId(2), clerk=None, serves=(lane("transcript"),))
ticks, answers = [], []

def tick():
    while not answers:
        ticks.append(time.monotonic())
        runtime.sleep(0.002)

def ask():
    waits = forecast.waits(day.floor, NOW)
    # As the adviser does it: a question asked within an offloaded call.
    outlooks = runtime.offload(forecast.outlook, day.floor, NOW, [change], timedelta(minutes=30))
    answers.append((waits, outlooks))

runtime.spawn(tick)
runtime.spawn(ask)
started = time.monotonic()
while not answers and time.monotonic() < started + 20:
    runtime.sleep(0.005)
waits, outlooks = answers[0]
assert waits != QuickForecast().waits(day.floor, NOW), "not played"
assert len(waits) == 30 and len(outlooks) == 2
assert outlooks[1].waiting < outlooks[0].waiting
assert len(ticks) > 20, f"the loop stood still: {len(ticks)} ticks"
worker = forecast._turn.get()
forecast._turn.put(worker)
forecast.close()
for _ in range(500):
    forecast._bury()
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        break
    runtime.sleep(0.01)
else:
    raise AssertionError("the worker is still there")
print("well")
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_the_loop_goes_on_while_the_worker_plays(mode: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, mode],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "well\n", done.stderr
