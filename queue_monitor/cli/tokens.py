"""`queue-monitor token …`: bearer tokens for other programs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from queue_monitor.cli.places import config_option, data_option, opened
from queue_monitor.cli.tables import table

ROLES = ("kiosk", "clerk", "supervisor", "viewer")

_HELP = """Bearer tokens for other programs. A token is shown once, as the last word; only its
digest is kept. A running server knows it at once, and a revoked one no longer within five seconds.

\b
  queue-monitor token create --role viewer --label "open data"
  queue-monitor token create --role clerk --clerk c01 --expires 30
  TOKEN=$(queue-monitor token create --role kiosk | awk '{print $NF}')
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/api/v1/floor
  queue-monitor token revoke 3f9a0c11d2e4
"""


@click.group("token", help=_HELP)
def command() -> None:
    """See `_HELP`."""


@command.command("create")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What it may do.")
@click.option("--clerk", help="The clerk of config.yaml for whom it acts, such as c01.")
@click.option("--label", default="", help="What it is for.")
@click.option("--expires", type=click.IntRange(1), metavar="DAYS", help="Valid this many days.")
@config_option
@data_option
def create(
    *,
    role: str,
    clerk: str | None,
    label: str,
    expires: int | None,
    config: Path,
    data: Path | None,
) -> None:
    """Make a token and print it, as the last word."""
    from queue_monitor.cli.staff import BY, accounts_of
    from queue_monitor.web.identity import Role

    with opened(config, data) as place:
        secret, token = accounts_of(place).tokens.create(
            role=Role(role),
            by=BY,
            label=label,
            clerk=clerk,
            lasts=None if expires is None else timedelta(days=expires),
        )
    click.echo(f"{token.id} ({role}): {secret}")


@command.command("list")
@config_option
@data_option
def list_(*, config: Path, data: Path | None) -> None:
    """Every valid token: its id, role, label and end. The tokens themselves are not kept."""
    from queue_monitor.cli.staff import accounts_of

    with opened(config, data, must_exist=True) as place:
        rows = [
            (
                token.id,
                token.role.value,
                token.clerk or "–",
                token.label or "–",
                f"{token.created_at.astimezone(place.zone):%Y-%m-%d %H:%M}",
                f"{token.expires_at.astimezone(place.zone):%Y-%m-%d %H:%M}"
                if token.expires_at
                else "never",
            )
            for token in accounts_of(place).tokens.all()
        ]
    if not rows:
        click.echo("No tokens.")
        return
    for line in table(("id", "role", "clerk", "label", "created", "expires"), rows):
        click.echo(line)


@command.command("revoke")
@click.argument("token_id", metavar="ID")
@config_option
@data_option
def revoke(*, token_id: str, config: Path, data: Path | None) -> None:
    """End the token with that ID (see `token list`)."""
    from queue_monitor.cli.staff import BY, accounts_of

    with opened(config, data, must_exist=True) as place:
        accounts_of(place).tokens.revoke(token_id, by=BY)
    click.echo(f"{token_id} is revoked.")
