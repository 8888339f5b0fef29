"""`queue-monitor voice`: which clips a recorded voice needs, and which are missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from queue_monitor.cli.places import config_option, settings_of
from queue_monitor.cli.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from display.readings import Clip

_HELP = """Recorded clips of the boards' voice, as config.yaml has languages, letters and counters.

\b
  queue-monitor voice list        every clip, and what to say in it
  queue-monitor voice missing     those that are not in the folder yet

A clip is a file FOLDER/LANGUAGE/CLIP.mp3 (or .ogg, .opus, .m4a, .wav), the folder being
`display.voice.clips`. See docs/voice.md.
"""


@click.group("voice", help=_HELP)
def command() -> None:
    """See `_HELP`."""


@command.command("list")
@config_option
def list_(*, config: Path) -> None:
    """Every clip that the office needs, and what to say in it."""
    from display.voice import needed

    _print(needed(settings_of(config)))


@command.command("missing")
@config_option
@click.pass_context
def missing(ctx: click.Context, *, config: Path) -> None:
    """The clips that are not there. Exit code 0 if none is missing, 1 else."""
    from display.voice import missing as lacking
    from display.voice import needed

    settings = settings_of(config)
    folder = settings.display.voice.clips
    if folder is None:
        click.echo(f"{config} names no folder of clips (display.voice.clips): none is played.")
        ctx.exit(1)
    clips = lacking(settings)
    count, whole = (sum(map(len, c.values())) for c in (clips, needed(settings)))
    if count == 0:
        click.echo(f"{folder}: all {whole} clips are there.")
        return
    _print(clips)
    click.echo(f"{folder}: {count} of {whole} clips are missing.")
    ctx.exit(1)


def _print(clips: Mapping[str, tuple[Clip, ...]]) -> None:
    rows = [(language, c.name, c.says) for language, found in clips.items() for c in found]
    for line in table(("LANGUAGE", "CLIP", "SAYS"), rows):
        click.echo(line)
