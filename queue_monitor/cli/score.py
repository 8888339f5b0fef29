"""`queue-monitor score`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from queue_monitor.cli.days import days_of, files_of
from queue_monitor.cli.numbers import NumberRange
from queue_monitor.cli.predict import DISCIPLINES, predictor_of
from queue_monitor.cli.tables import table

if TYPE_CHECKING:
    from queue_monitor.forecast.records import Day

_HELP = """How good the forecast is on days that are over. Each day in FILES (or folders of them) is
played to it as it happened, asked at every arrival and every minute, and compared with what came.

\b
  queue-monitor score --train days/2026-10 days/2026-11
  queue-monitor export --day yesterday --format office-day -o y.json && queue-monitor score y.json

Errors are in minutes, of P50; the share is that of the simple rule's error that remains (waiting
ahead × mean service ÷ open counters). Breaches: the onsets of which an alarm warned in the quarter
of an hour before, at minutes outside a breach.
"""


@click.command("score", help=_HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--train", type=click.Path(path_type=Path, exists=True), help="A folder of earlier days."
)
@click.option(
    "--discipline", type=click.Choice(DISCIPLINES), help="Who is next. [default: as the day says]"
)
@click.option("--alarm-at", type=NumberRange(0.0, 1.0), help="As for `predict`.")
@click.option("--clear-at", type=NumberRange(0.0, 1.0), help="As for `predict`.")
@click.option("--json", "as_json", is_flag=True, help="The same figures as JSON.")
def command(
    *,
    files: tuple[Path, ...],
    train: Path | None,
    discipline: str | None,
    alarm_at: float | None,
    clear_at: float | None,
    as_json: bool,
) -> None:
    """See `_HELP`."""
    from queue_monitor.forecast.scoring import Score, mean_service_of

    earlier: list[Day] = [] if train is None else days_of(files_of([train]))
    days = days_of(files_of(files))
    predictor = predictor_of(discipline, alarm_at, clear_at)
    predictor.train(earlier)
    mean_s = mean_service_of(earlier or days[:1])
    score = Score()
    for day in days:
        score.play(predictor, day, mean_s)
    figures: Any = score.figures()
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    _show(figures)


def _show(figures: Any) -> None:
    rows = [
        (
            f"{where}, {kind}",
            str(of["count"]),
            *(
                _figure(of.get(name))
                for name in ("mae_min", "simple_mae_min", "ratio", "bias_min", "coverage")
            ),
            _figure(of.get("width_min")),
        )
        for where, name in (("at the ticket", "ticket"), ("each minute", "live"))
        for kind, of in figures[name].items()
    ]
    heads = ("waits", "count", "error", "simple", "share", "bias", "in P10-P90", "width")
    click.echo("\n".join(table(heads, rows)))
    breach = figures["breach"]
    click.echo()
    words = {
        "days": "days",
        "onsets": "breaches",
        "recall": "foreseen",
        "recall_3_min": "with 3 min notice",
        "median_lead_min": "median notice, min",
        "precision": "precision of alarm minutes",
        "false_runs_a_day": "false alarms a day",
        "brier_skill_15": "Brier skill, 15 min",
    }
    click.echo(
        "\n".join(table(("breaches", ""), [(w, _figure(breach[k])) for k, w in words.items()]))
    )


def _figure(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.2f}"
