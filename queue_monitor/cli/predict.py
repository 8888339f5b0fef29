"""`queue-monitor predict`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from queue_monitor.cli.days import days_of, files_of
from queue_monitor.cli.group import Failed
from queue_monitor.cli.numbers import NumberRange

if TYPE_CHECKING:
    from queue_monitor.forecast.predictor import Answer, Predictor

_HELP = """The forecast, asked while a day is played to it. Reads JSON lines on standard input:
first the day's config, then its events in time order, probes among them; answers each probe with
one line. The format is office-day/1; `export --format office-day` writes such days.

\b
  queue-monitor predict --train days/ < today.jsonl
  queue-monitor predict --train days/ --discipline fifo < today.jsonl

DIR holds earlier days of the same office, one *.json each, learned from in the order of their
names. Without it the nominal times of the config are all there is to begin with. A second config
line begins a next day. Events of an unknown type are passed over; a line that is not in the format
ends the command with its number.
"""

DISCIPLINES: Final = ("strict", "fifo", "accumulating_priority")


@click.command("predict", help=_HELP)
@click.option(
    "--train",
    type=click.Path(path_type=Path, exists=True),
    help="A folder of earlier days.",
)
@click.option(
    "--discipline", type=click.Choice(DISCIPLINES), help="Who is next. [default: as the day says]"
)
@click.option(
    "--alarm-at",
    type=NumberRange(0.0, 1.0),
    help="Sound the alarm at this probability of a breach within 15 minutes.",
)
@click.option("--clear-at", type=NumberRange(0.0, 1.0), help="And end it below this one.")
def command(
    *, train: Path | None, discipline: str | None, alarm_at: float | None, clear_at: float | None
) -> None:
    """See `_HELP`."""
    predictor = predictor_of(discipline, alarm_at, clear_at)
    if train is not None:
        predictor.train(days_of(files_of([train])))
    begun = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            begun = _take(predictor, line, number, begun=begun)


def predictor_of(
    discipline: str | None, alarm_at: float | None, clear_at: float | None
) -> Predictor:
    """A predictor that knows nothing yet; what is None is as it comes."""
    from queue_monitor.forecast.predictor import Choices, Predictor

    usual = Choices()
    rises = usual.alarm_at if alarm_at is None else alarm_at
    falls = min(usual.clear_at, rises) if clear_at is None else clear_at
    if falls > rises:
        raise click.UsageError("--clear-at is above --alarm-at.")
    return Predictor(choices=Choices(discipline=discipline, alarm_at=rises, clear_at=falls))


def _take(predictor: Predictor, line: bytes, number: int, *, begun: bool) -> bool:
    from queue_monitor.forecast.records import BadRecord, Config, Probe, line_of

    try:
        told = line_of(line)
        if isinstance(told, Config):
            predictor.begin_day(told)
            return True
        if told is not None and not begun:
            raise BadRecord("the first line is the day's config")
        if isinstance(told, Probe):
            click.echo(json.dumps(_answer(told.probe, predictor.answer(told))))
            sys.stdout.flush()
        elif told is not None:
            predictor.take(told)
    except BadRecord as error:
        raise Failed(f"line {number}: {error}") from error
    return begun


def _answer(probe: str, answer: Answer) -> dict[str, object]:
    return {
        "probe": probe,
        "waits": {
            ticket: {
                "p10": round(wait.p10, 1),
                "p50": round(wait.p50, 1),
                "p90": round(wait.p90, 1),
                "mean": round(wait.mean, 1),
            }
            for ticket, wait in answer.waits.items()
        },
        "p_breach": {str(span): round(odds, 4) for span, odds in answer.p_breach.items()},
        "alarm": answer.alarm,
    }
