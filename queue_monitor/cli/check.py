"""`queue-monitor check`."""

from __future__ import annotations

from pathlib import Path

import click

from queue_monitor.cli.places import config_option, settings_of

_HELP = """Is config.yaml right? Every mistake is told at once: its line, what was found, what would
be right. Nothing is started and nothing is changed.

\b
  queue-monitor check
  queue-monitor check --config /etc/office/config.yaml
  queue-monitor check --schema > config.schema.json    for an editor that completes YAML

Exit code 0 if the file can be served, 3 if it has mistakes.
"""


@click.command("check", help=_HELP)
@config_option
@click.option("--schema", is_flag=True, help="Print the JSON Schema of config.yaml instead.")
def command(*, config: Path, schema: bool) -> None:
    """See `_HELP`."""
    if schema:
        import json

        from queue_monitor.config import Settings

        shape = Settings.model_json_schema()
        click.echo(json.dumps(shape, ensure_ascii=False, indent=2))
        return
    settings = settings_of(config)
    name, reserve = settings.office.name, sum(clerk.reserve for clerk in settings.clerks)
    click.echo(
        f"{config}: right. {name['zh-TW']}: {len(settings.services)} services, "
        f"{len(settings.counters)} counters, {len(settings.clerks)} clerks ({reserve} reserve)."
    )
