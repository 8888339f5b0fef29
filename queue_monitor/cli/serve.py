"""`queue-monitor serve`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from queue_monitor.cli.group import CannotListen
from queue_monitor.cli.mode import MODES
from queue_monitor.cli.places import config_option, data_option, database_in, settings_of

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.runtime import AsyncMode

_HELP = """Serve the office in config.yaml until Ctrl-C.

\b
  queue-monitor serve
  queue-monitor serve --host 0.0.0.0          kiosks and boards on other machines too
  queue-monitor serve --data /var/lib/office  log, vault and visits are kept there
  queue-monitor serve --async-mode gevent

The terminal prints each page's address and, until somebody can sign in, the first supervisor's
one-time link. Outside office hours --practice lets anyone try it; practice counts for nothing.

\b
Environment: QUEUE_MONITOR_CONFIG, QUEUE_MONITOR_HOST, QUEUE_MONITOR_PORT, QUEUE_MONITOR_DATA;
QUEUE_MONITOR_READY_FILE names a file that is written once the office answers.
"""


@click.command("serve", help=_HELP)
@config_option
@data_option
@click.option("--host", help="The address to listen on. [default: server.host]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port to listen on, 0 for any free one. [default: server.port]",
)
@click.option(
    "--async-mode", type=click.Choice(MODES), help="The async library. [default: server.async_mode]"
)
@click.option(
    "--practice/--no-practice",
    default=None,
    help="Practice numbers outside office hours. [default: office.outside_hours]",
)
def command(
    *,
    config: Path,
    data: Path | None,
    host: str | None,
    port: int | None,
    async_mode: AsyncMode | None,
    practice: bool | None,
) -> None:
    """See `_HELP`."""
    settings = _with(settings_of(config), practice=practice)
    server = settings.server
    mode = async_mode or server.async_mode
    from queue_monitor import logs
    from queue_monitor.runtime import load
    from queue_monitor.serving import serve

    logs.configure(as_json=not sys.stderr.isatty())
    try:
        serve(
            settings,
            runtime=load(mode),
            data=database_in(server.data if data is None else data),
            host=server.host if host is None else host,
            port=server.port if port is None else port,
            say=click.echo,
        )
    except OSError as error:
        wanted = server.port if port is None else port
        raise CannotListen(host or server.host, wanted, error) from error


def _with(settings: Settings, *, practice: bool | None) -> Settings:
    if practice is None:
        return settings
    office = settings.office.model_copy(
        update={"outside_hours": "practice" if practice else "closed"}
    )
    return settings.model_copy(update={"office": office})
