"""`python -m queue_monitor.simulation.aside FOLDER`: one what-if, for a server that goes on.

Reads the question from the folder and writes there how far it is, then the report and the result.
Ends by itself when its parent is gone, or after a quarter of an hour.
"""

import os
import pickle
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from alerts.what_if import KeptDay, Told, WhatIf, WhatIfChart, WhatIfResult, WhatIfRow, Words
from queue_monitor.config import Settings
from queue_monitor.forecast.records import BadRecord, Day, config_of, happenings_of
from queue_monitor.simulation.changes import Changes
from queue_monitor.simulation.charts import stroke
from queue_monitor.simulation.day import next_open_day, simulate
from queue_monitor.simulation.recorded import recorded
from queue_monitor.simulation.report import Study, day_charts, html
from queue_monitor.simulation.summary import summed
from queue_monitor.simulation.what_if import OfficeDay, limit_of, run, scenarios
from queue_monitor.simulation.words import (
    Both,
    assumptions,
    over_limit,
    rows,
    scenario_name,
    told,
)
from queue_monitor.statistics.lessons import facts_of
from queue_monitor.statistics.office_day import office_day

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


class CannotLive(Exception):
    """A recorded day that cannot be lived again; says which and why."""

    def __init__(self, words: Both) -> None:
        super().__init__(words.en)
        self.words = words


def answer(
    folder: Path, settings: Settings, asked: WhatIf, now: datetime, kept: Sequence[KeptDay] = ()
) -> None:
    """Run it, on the days of the log if `kept` has any, and write it down as it goes."""
    parent = os.getppid()

    def show(done: int, every: int) -> None:
        if os.getppid() != parent:
            rmtree(folder, ignore_errors=True)
            sys.exit(1)
        _write(folder, Told(done=done, every=every))

    try:
        days, named = _lived_again(settings, kept) if kept else _drawn(settings, asked.days, now)
    except CannotLive as reason:
        _write(folder, Told(failed=_words(reason.words)))
        return
    changes = changes_of(asked)
    ways = scenarios(changes, ("off", asked.mode))
    every = len(days) * len(ways)
    show(0, every)
    name = settings.office.name
    study = Study(
        title=None,
        office=Both(zh=name["zh-TW"], en=name.get("en", "")),
        made_at=now.astimezone(ZoneInfo(settings.office.time_zone)),
        days=days,
        generated=not kept,
        seeds=named,
        changes=changes,
        limit=limit_of(days[0].settings),
        lived=run(days, ways, progress=show),
    )
    (folder / "report.html").write_text(html(study), encoding="utf-8")
    _write(folder, Told(done=every, every=every, result=_result(study)))


def _drawn(settings: Settings, count: int, now: datetime) -> tuple[list[OfficeDay], str]:
    """Days of the next open date, and how the command gets them again."""
    day = next_open_day(settings, now)
    seeds = range(1, count + 1)
    days = [
        OfficeDay(
            name=f"seed {seed}", settings=settings, day=simulate(settings, seed=seed, day=day)
        )
        for seed in seeds
    ]
    return days, f"--days {count} --seed 1 --day {day}"


def _lived_again(settings: Settings, kept: Sequence[KeptDay]) -> tuple[list[OfficeDay], str]:
    """The days as they were, and how the command gets them again. Raises CannotLive."""
    days = []
    for seed, (date, events) in enumerate(kept, start=1):
        try:
            record = office_day(events, facts_of(settings, events))
            happened = tuple(happenings_of(record["events"]))
            day = Day(config=config_of(record["config"]), events=happened)
            again = recorded(day, settings, seed=seed)
        except (BadRecord, ValueError) as error:
            raise CannotLive(
                Both(
                    zh=f"{date} 無法重新進行：那天沒有人來，或沒有櫃檯開放過。",
                    en=f"{date} cannot be lived again: nobody came, or no counter was opened.",
                )
            ) from error
        days.append(OfficeDay(name=str(date), settings=again.settings, day=again.day))
    return days, " ".join(f"--recorded {day.name}" for day in days)


def _result(study: Study) -> WhatIfResult:
    found = rows([summed(one) for one in study.lived])
    return WhatIfResult(
        columns=tuple(_words(scenario_name(one.scenario)) for one in study.lived),
        strokes=tuple(stroke(number) for number in range(len(study.lived))),
        changes=tuple(_words(change) for change in told(study.changes)),
        rows=tuple(WhatIfRow(what=_words(row.what), values=row.values) for row in found),
        charts=tuple(WhatIfChart(title=_words(t), svg=svg) for t, svg in day_charts(study)),
        notes=tuple(_words(note) for note in _notes(study)),
    )


def _notes(study: Study) -> Sequence[Both]:
    """What the figures rest on."""
    named = "、".join(day.name for day in study.days)
    which = (
        ()
        if study.generated
        else (Both(zh=f"重新進行：{named}。", en=f"Lived again: {named.replace('、', ', ')}."),)
    )
    rest = assumptions(generated=study.generated, days=len(study.days))
    return (*which, over_limit(study.limit), *rest)


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
    settings, asked, kept = pickle.loads((folder / "asked").read_bytes())  # noqa: S301
    answer(folder, settings, asked, datetime.now(UTC), kept)


if __name__ == "__main__":
    main()
