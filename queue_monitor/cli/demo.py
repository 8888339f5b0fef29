"""`queue-monitor demo`: a simulated day on the real server."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from queue_monitor.cli.mode import MODES
from queue_monitor.cli.numbers import NumberRange
from queue_monitor.cli.places import config_option, settings_of

if TYPE_CHECKING:
    from queue_monitor.runtime import AsyncMode

DEFAULT_SEED = 108

_HELP = """A whole office day in nine minutes: the real server in a folder of its own, and simulated
visitors, clerks and a supervisor who use it as people do, with the same requests as the pages.

\b
  queue-monitor demo                       open the addresses it prints, and watch
  queue-monitor demo --hands-on            you are the supervisor: sign in and accept the plans
  queue-monitor demo --speed 20            slower, to look at each step
  queue-monitor demo --from 08:45 --until 10:30
  queue-monitor demo --seed 7              another day; the same seed is the same day

It ends with a summary: waits, alerts, minutes to recover, and the same day re-simulated with and
without reallocation. Ctrl-C ends it with the summary so far. Nothing is mailed or sent anywhere,
and your office's own data is not touched.
"""


class Hour(click.ParamType[time]):
    """An hour of the day, `08:30`."""

    name = "hour"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> time:
        """The local time, or a usage error that shows how to write one."""
        if isinstance(value, time):
            return value
        try:
            return time.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no hour; write 08:30.", param, ctx)


@click.command("demo", help=_HELP)
@click.option(
    "--speed",
    type=NumberRange(1, 600),
    default=60.0,
    show_default=True,
    help="How many times faster than the clock.",
)
@click.option("--from", "begin", type=Hour(), default="08:30", show_default=True, help="Begin at.")
@click.option("--until", type=Hour(), help="End at. [default: when the last visitor has gone]")
@click.option("--hands-on", is_flag=True, help="The supervisor's part is left to you.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which day.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port to listen on. [default: server.port, or any free one if that is taken]",
)
@click.option("--keep", is_flag=True, help="Keep the folder with the day's log afterwards.")
@click.option("--async-mode", type=click.Choice(MODES), help="The async library.")
@config_option
def command(
    *,
    speed: float,
    begin: time,
    until: time | None,
    hands_on: bool,
    seed: int,
    host: str,
    port: int | None,
    keep: bool,
    async_mode: AsyncMode | None,
    config: Path,
) -> None:
    """See `_HELP`."""
    settings = settings_of(config)
    from queue_monitor.cli.demo_day import Wishes, run

    run(
        settings,
        Wishes(
            speed=speed,
            begin=begin,
            until=until,
            hands_on=hands_on,
            seed=seed,
            host=host,
            port=port,
            keep=keep,
            async_mode=async_mode or settings.server.async_mode,
        ),
    )
