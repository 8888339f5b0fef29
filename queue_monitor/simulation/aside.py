"""`python -m queue_monitor.simulation.aside FOLDER`: one what-if, for a server that goes on.

Reads the question from the folder and writes there how far it is, then the report and the result.
Ends by itself when its parent is gone, or after a quarter of an hour.
"""

import os
import pickle
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from alerts.what_if import Told, WhatIf, WhatIfChart, WhatIfResult, WhatIfRow, Words
from queue_monitor.config import Settings
from queue_monitor.simulation.changes import Changes
from queue_monitor.simulation.charts import stroke
from queue_monitor.simulation.day import next_open_day, simulate
from queue_monitor.simulation.report import Study, day_charts, html
from queue_monitor.simulation.summary import summed
from queue_monitor.simulation.what_if import OfficeDay, limit_of, run, scenarios
from queue_monitor.simulation.words import Both, rows, scenario_name, told

_LONGEST_S: Final = 15 * 60


def changes_of(asked: WhatIf) -> Changes:
    """The question as the simulation knows it."""
    wait = asked.wait_limit_minutes
    return Changes(
        waiting_limit=asked.waiting_limit,
        wait_limit=None if wait is None else timedelta(minutes=wait),
        staff=asked.staff,
        reserve=asked.reserve,
        added=asked.added,
        arrivals=asked.arrivals_percent / 100,
        service_times=asked.service_times_percent / 100,
    )


def answer(folder: Path, settings: Settings, asked: WhatIf, now: datetime) -> None:
    """Run it, and write it down as it goes."""
    parent = os.getppid()

    def show(done: int, every: int) -> None:
        if os.getppid() != parent:
            rmtree(folder, ignore_errors=True)
            sys.exit(1)
        _write(folder, Told(done=done, every=every))

    day = next_open_day(settings, now)
    days = [
        OfficeDay(
            name=f"seed {seed}", settings=settings, day=simulate(settings, seed=seed, day=day)
        )
        for seed in range(1, asked.days + 1)
    ]
    changes = changes_of(asked)
    ways = scenarios(changes, ("off", asked.mode))
    show(0, len(days) * len(ways))
    name = settings.office.name
    study = Study(
        title=None,
        office=Both(zh=name["zh-TW"], en=name.get("en", "")),
        made_at=now.astimezone(ZoneInfo(settings.office.time_zone)),
        days=days,
        generated=True,
        seeds=f"--days {len(days)} --seed 1 --day {day}",
        changes=changes,
        limit=limit_of(settings),
        lived=run(days, ways, progress=show),
    )
    (folder / "report.html").write_text(html(study), encoding="utf-8")
    every = len(days) * len(ways)
    _write(folder, Told(done=every, every=every, result=_result(study)))


def _result(study: Study) -> WhatIfResult:
    found = rows([summed(one) for one in study.lived])
    return WhatIfResult(
        columns=tuple(_words(scenario_name(one.scenario)) for one in study.lived),
        strokes=tuple(stroke(number) for number in range(len(study.lived))),
        changes=tuple(_words(change) for change in told(study.changes)),
        rows=tuple(WhatIfRow(what=_words(row.what), values=row.values) for row in found),
        charts=tuple(WhatIfChart(title=_words(t), svg=svg) for t, svg in day_charts(study)),
    )


def _words(both: Both) -> Words:
    return Words(zh=both.zh, en=both.en)


def _write(folder: Path, said: Told) -> None:
    """Whole or not at all."""
    new = folder / "told.new"
    new.write_bytes(msgspec.json.encode(said))
    new.replace(folder / "told")


def main() -> None:
    """One question; tickets and alerts go before it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(_LONGEST_S)
    os.nice(15)
    folder = Path(sys.argv[1])
    # Written by our own parent into a folder that only we can read.
    settings, asked = pickle.loads((folder / "asked").read_bytes())  # noqa: S301
    answer(folder, settings, asked, datetime.now(UTC))


if __name__ == "__main__":
    main()
