"""`queue-monitor export`."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path

import click

from queue_monitor.cli.group import Failed
from queue_monitor.cli.places import Place, config_option, data_option, now, opened

_HELP = """A day's visits, one line each: service, class, waits and service times. Nothing about a
person is in it, for nothing about a person is kept.

\b
  queue-monitor export --day 2026-11-20 > visits.csv
  queue-monitor export --day yesterday --format json -o visits.json
  queue-monitor export --day 2026-11-20 --format office-day -o day.json

csv opens in a spreadsheet. json is an array of the same rows. office-day is the whole day with its
counters and breaks, the format on which forecasts are trained. Who served a visit says how fast a
clerk works: --with-clerk adds it to csv and json.
"""


class Day(click.ParamType[date | str]):
    """A date, `today` or `yesterday`; gives a date, or the word, for the office's zone decides."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | str:
        """The date or the word; a usage error otherwise."""
        text = str(value)
        if text in {"today", "yesterday"}:
            return text
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no day; write 2026-11-20, today or yesterday.", param, ctx)


@click.command("export", help=_HELP)
@click.option("--day", type=Day(), required=True, help="The business day: 2026-11-20, today.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(("csv", "json", "office-day")),
    default="csv",
    show_default=True,
    help="What to write.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. [default: standard output]",
)
@click.option("--with-clerk", is_flag=True, help="Also who served each visit (csv, json).")
@click.option("--practice", is_flag=True, help="The day's practice instead.")
@config_option
@data_option
def command(
    *,
    day: date | str,
    shape: str,
    output: Path | None,
    with_clerk: bool,
    practice: bool,
    config: Path,
    data: Path | None,
) -> None:
    """See `_HELP`."""
    with opened(config, data, must_exist=True) as place:
        wanted = _date(day, place)
        told = _day if shape == "office-day" else _visits
        text = told(place, wanted, shape, practice=practice, with_clerk=with_clerk)
    if text is None:
        raise Failed(
            f"there was no practice on {wanted}: nothing is written"
            if practice
            else f"there are no visits on {wanted}: nothing is written (practice: --practice)"
        )
    if output is None:
        click.echo(text, nl=False)
        return
    # A spreadsheet takes CSV for UTF-8 only with the mark.
    output.write_text(text, encoding="utf-8-sig" if shape == "csv" else "utf-8", newline="")
    click.echo(f"{output}: {wanted}, {shape}.", err=True)


def _date(day: date | str, place: Place) -> date:
    if not isinstance(day, str):
        return day
    today: datetime = now().astimezone(place.zone)
    return today.date() if day == "today" else date.fromordinal(today.date().toordinal() - 1)


def _visits(
    place: Place, wanted: date, shape: str, *, practice: bool, with_clerk: bool
) -> str | None:
    """Rows of the day, as CSV or JSON; None if there are none."""
    from queue_monitor.statistics.export import write_csv, write_json
    from queue_monitor.statistics.visits import VisitsFollower

    follower = VisitsFollower(place.store, place.file)
    follower.catch_up()
    found = follower.table.read(first=wanted, last=wanted, practice=practice)
    visits = [visit for visit in found if visit.practice is practice]
    out = io.StringIO(newline="")
    write = write_csv if shape == "csv" else write_json
    return out.getvalue() if write(visits, out, zone=place.zone, with_clerk=with_clerk) else None


def _day(
    place: Place, wanted: date, _shape: str, *, practice: bool, with_clerk: bool
) -> str | None:
    if with_clerk:
        raise click.UsageError("--with-clerk is for csv and json.")
    return day_text(place, wanted, practice=practice)


def day_text(place: Place, wanted: date, *, practice: bool = False) -> str | None:
    """The whole day in the office-day format; None if the office was not open."""
    from queue_monitor.statistics.lessons import facts_of
    from queue_monitor.statistics.office_day import day_log, office_day

    events = day_log(place.store, wanted, practice=practice)
    if not events:
        return None
    facts = facts_of(place.settings, events)
    return json.dumps(office_day(events, facts), ensure_ascii=False, indent=1) + "\n"
