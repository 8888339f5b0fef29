"""`queue-monitor simulate`: what if."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from queue_monitor.cli.group import Failed
from queue_monitor.cli.numbers import NumberRange
from queue_monitor.cli.places import config_option, data_option, now, settings_of
from queue_monitor.cli.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from queue_monitor.config import Settings
    from queue_monitor.simulation.changes import Changes
    from queue_monitor.simulation.report import Study
    from queue_monitor.simulation.what_if import Mode, OfficeDay

DEFAULT_SEED = 1

_HELP = """What if: the same days with other limits, other staff, more people, and with reallocation
or without. Every column of the answer meets the same visitors, so that columns differ by what was
changed alone.

\b
  queue-monitor simulate                               five days as they are, without help and with
  queue-monitor simulate --staff 8 --reserve 4         two clerks away, one more in reserve
  queue-monitor simulate --close-counter 7 --arrivals x1.2
  queue-monitor simulate --waiting-limit 5 --wait-limit 8
  queue-monitor simulate --days 20 --staff 8 -o plan.html   a page to put into a plan, with charts
  queue-monitor simulate --recorded 2026-11-20         a day of your own log
  queue-monitor simulate --recorded day.json --service-times x1.1 --reallocation auto

Days are drawn from the configuration, or are recorded ones: files in the office-day format, folders
of them, or dates of your own log. "Over the limit" is measured by the configuration's limits in
every column. The office's data is only read.
"""

_FACTOR = re.compile(r"[x×]?\s*(\d+(?:\.\d+)?)\s*(%?)")
_MOST_DAYS = 400


class Factor(click.ParamType[float]):
    """How many times as much: `x1.2`, `1.2` or `120%`."""

    name = "factor"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Between a tenth and ten, or a usage error that shows how to write one."""
        if isinstance(value, float):
            return value
        match = _FACTOR.fullmatch(str(value).strip())
        factor = 0.0 if match is None else float(match[1]) / (100 if match[2] else 1)
        if not 0.1 <= factor <= 10:
            self.fail(f"{value!r} is no factor; write x1.2 or 120%, from x0.1 to x10.", param, ctx)
        return factor


@click.command("simulate", help=_HELP)
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    help="How many days to draw. [default: 5]",
)
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="The first day's.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Draw this date. [default: the next open day]"
)
@click.option(
    "--recorded",
    multiple=True,
    metavar="FILE|FOLDER|DATE",
    help="A recorded day instead of drawn ones; may be given again.",
)
@click.option("--waiting-limit", type=click.IntRange(1, 999), help="People waiting.")
@click.option("--wait-limit", type=NumberRange(0.5, 600), help="Minutes of waiting.")
@click.option("--staff", type=click.IntRange(1, 99), help="Clerks with a counter of their own.")
@click.option("--reserve", type=click.IntRange(0, 99), help="Clerks who come when called.")
@click.option(
    "--close-counter", "closed", type=int, multiple=True, metavar="NUMBER", help="Never opened."
)
@click.option(
    "--add-counters", "added", type=click.IntRange(0, 50), default=0, help="More, with clerks."
)
@click.option("--arrivals", type=Factor(), default=1.0, help="Visitors: x1.2 is a fifth more.")
@click.option("--service-times", type=Factor(), default=1.0, help="Services: x1.1 is slower.")
@click.option(
    "--reallocation",
    "modes",
    type=click.Choice(("off", "propose", "auto")),
    multiple=True,
    help="A column for each. [default: off, and the configuration's mode]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write a report with charts here: one HTML page, complete in itself.",
)
@click.option("--title", help="The report's title.")
@config_option
@data_option
def command(
    *,
    days: int | None,
    seed: int,
    day: Any,
    recorded: tuple[str, ...],
    waiting_limit: int | None,
    wait_limit: float | None,
    staff: int | None,
    reserve: int | None,
    closed: tuple[int, ...],
    added: int,
    arrivals: float,
    service_times: float,
    modes: tuple[Mode, ...],
    as_json: bool,
    output: Path | None,
    title: str | None,
    config: Path,
    data: Path | None,
) -> None:
    """See `_HELP`."""
    if recorded and (days is not None or day is not None):
        raise click.UsageError("--days and --day draw days; --recorded gives them. Use one.")
    from queue_monitor.domain.model import CounterId
    from queue_monitor.simulation.changes import Changes

    settings = settings_of(config)
    changes = Changes(
        waiting_limit=waiting_limit,
        wait_limit=None if wait_limit is None else timedelta(minutes=wait_limit),
        staff=staff,
        reserve=reserve,
        closed=tuple(CounterId(number) for number in closed),
        added=added,
        arrivals=arrivals,
        service_times=service_times,
    )
    wanted = modes or ("off", settings.reallocation.mode)
    try:
        if recorded:
            found = list(_recorded(recorded, settings, seed, config, data))
            name = ", ".join(recorded)
        else:
            found = _drawn(settings, seed, days or 5, None if day is None else day.date())
            name = f"--days {len(found)} --seed {seed} --day {found[0].day.date}"
        study = _study(
            settings,
            found,
            changes=changes,
            modes=wanted,
            title=title,
            name=name,
            generated=not recorded,
        )
    except ValueError as error:
        raise Failed(str(error)) from error
    if output is not None:
        _write(study, output)
    if as_json:
        click.echo(json.dumps(_json(study), ensure_ascii=False, indent=2))
        return
    for line in _lines(study):
        click.echo(line)


def _drawn(settings: Settings, seed: int, count: int, day: date | None) -> list[OfficeDay]:
    from queue_monitor.simulation.day import next_open_day, simulate
    from queue_monitor.simulation.what_if import OfficeDay

    day = day or next_open_day(settings, now())
    return [
        OfficeDay(
            name=f"seed {number}",
            settings=settings,
            day=simulate(settings, seed=number, day=day),
        )
        for number in range(seed, seed + count)
    ]


def _recorded(
    names: Sequence[str], settings: Settings, seed: int, config: Path, data: Path | None
) -> Iterator[OfficeDay]:
    """Of files and folders, and of dates of the office's own log."""
    from queue_monitor.cli.days import files_of
    from queue_monitor.forecast.records import BadRecord, day_of
    from queue_monitor.simulation.recorded import recorded
    from queue_monitor.simulation.what_if import OfficeDay

    texts: list[tuple[str, bytes]] = []
    for name in names:
        path = Path(name)
        if path.exists():
            texts += [(str(file), file.read_bytes()) for file in files_of([path])]
        else:
            texts.append((name, _of_log(name, config, data)))
    for number, (name, text) in enumerate(texts):
        try:
            again = recorded(day_of(text), settings, seed=seed + number)
        except (BadRecord, ValueError) as error:
            raise Failed(f"{name}: {error}") from error
        yield OfficeDay(name=name, settings=again.settings, day=again.day)


def _of_log(name: str, config: Path, data: Path | None) -> bytes:
    from queue_monitor.cli.export import day_text
    from queue_monitor.cli.places import opened

    try:
        wanted = date.fromisoformat(name)
    except ValueError:
        raise Failed(f"{name}: no such file, and no date such as 2026-11-20") from None
    with opened(config, data, must_exist=True) as place:
        text = day_text(place, wanted)
    if text is None:
        raise Failed(f"the log has no business day {wanted}")
    return text.encode()


def _study(
    settings: Settings,
    days: list[OfficeDay],
    *,
    changes: Changes,
    modes: Sequence[Mode],
    title: str | None,
    name: str,
    generated: bool,
) -> Study:
    from zoneinfo import ZoneInfo

    from queue_monitor.simulation.report import Study
    from queue_monitor.simulation.what_if import check, limit_of, run, scenarios
    from queue_monitor.simulation.words import Both

    ways = scenarios(changes, modes)
    check(days, ways)
    # To start a process takes as long as a day does.
    workers = min(os.cpu_count() or 1, len(days) * len(ways) // 3, 8)
    lived = run(days, ways, workers=workers, progress=_show)
    office = settings.office.name
    return Study(
        title=title,
        office=Both(zh=office["zh-TW"], en=office.get("en", "")),
        made_at=now().astimezone(ZoneInfo(settings.office.time_zone)),
        days=days,
        generated=generated,
        seeds=name,
        changes=changes,
        limit=limit_of(days[0].settings),
        lived=lived,
    )


def _show(done: int, every: int) -> None:
    """How far it is, where somebody may be looking."""
    if sys.stderr.isatty():
        end = "\n" if done == every else ""
        click.echo(f"\r模擬中 simulating {done}/{every}{end}", nl=False, err=True)


def _write(study: Study, output: Path) -> None:
    from queue_monitor.simulation.report import html

    try:
        output.write_text(html(study), encoding="utf-8")
    except OSError as error:
        raise Failed(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{output}: 報告 the report.", err=True)


def _lines(study: Study) -> Iterator[str]:
    """The tables for a person: a mean day under each scenario."""
    from queue_monitor.simulation.summary import summed
    from queue_monitor.simulation.words import over_limit, rows, scenario_name, told

    yield f"{study.office.zh}  {study.office.en}   {study.seeds}"
    for change in told(study.changes):
        yield f"  {change.zh}  {change.en}"
    yield ""
    letters = [chr(ord("A") + i) for i in range(len(study.lived))]
    for letter, one in zip(letters, study.lived, strict=True):
        name = scenario_name(one.scenario)
        yield f"  {letter}  {name.zh}  {name.en}"
    yield ""
    found = rows([summed(one) for one in study.lived])
    body = [(f"{row.what.zh} {row.what.en}", *row.values) for row in found]
    numbers = range(1, len(letters) + 1)
    yield from table(("平均一日 a mean day", *letters), body, numbers=tuple(numbers))
    yield ""
    measured = over_limit(study.limit)
    yield measured.zh
    yield measured.en


def _json(study: Study) -> dict[str, Any]:
    """For other programs; minutes unless a name says otherwise."""
    from queue_monitor.simulation.summary import curve, summed

    limit = study.limit
    changes = asdict(study.changes)
    wait_limit = study.changes.wait_limit
    changes["wait_limit"] = None if wait_limit is None else wait_limit.total_seconds() / 60
    return {
        "days": [day.name for day in study.days],
        "limit": {"waiting": limit.waiting, "wait_min": limit.wait.total_seconds() / 60},
        "changes": changes,
        "scenarios": [
            {
                "changed": not one.scenario.changes.is_nothing,
                "reallocation": one.scenario.mode,
                **asdict(summed(one)),
                "by_day": [
                    {
                        "day": day.name,
                        "over_min": under.over.total_seconds() / 60,
                        "help_min": under.help.total_seconds() / 60,
                        "p90_min": (under.figures.p90_s or 0.0) / 60,
                        "longest_min": (under.figures.longest_s or 0.0) / 60,
                    }
                    for under, day in zip(one.days, study.days, strict=True)
                ],
                "curve": asdict(curve(one, study.days)),
            }
            for one in study.lived
        ],
    }
