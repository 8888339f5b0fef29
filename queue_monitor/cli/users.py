"""`queue-monitor user …`: staff accounts."""

from __future__ import annotations

from pathlib import Path

import click

from queue_monitor.cli.places import config_option, data_option, opened
from queue_monitor.cli.tables import table

ROLES = ("admin", "supervisor", "clerk", "greeter", "viewer")

_HELP = """Staff accounts. There are no passwords to type here: each account gets a one-time link,
valid for 24 hours, with which its owner sets one. A running server knows at once.

\b
  queue-monitor user add lin --role clerk --clerk c01
  queue-monitor user add chen --role supervisor
  queue-monitor user link lin            a new link: forgotten password
  queue-monitor user disable lin         signed out everywhere, cannot come back
  queue-monitor user list
"""


@click.group("user", help=_HELP)
def command() -> None:
    """See `_HELP`."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.option("--clerk", help="The clerk of config.yaml whose account it is, such as c01.")
@click.option("--display-name", help="The name on the screens. [default: the clerk's, or NAME]")
@config_option
@data_option
def add(
    *,
    name: str,
    role: str,
    clerk: str | None,
    display_name: str | None,
    config: Path,
    data: Path | None,
) -> None:
    """Make the account NAME (a to z, 0 to 9, . _ -) and print its one-time link."""
    from queue_monitor.cli.staff import BY, accounts_of, address_of
    from queue_monitor.domain.model import ClerkId
    from queue_monitor.web.identity import Role

    with opened(config, data) as place:
        planned = place.settings.clerk(ClerkId(clerk)) if clerk is not None else None
        staff = accounts_of(place).staff
        shown = display_name or (name if planned is None else planned.name)
        staff.create(name=name, display_name=shown, role=Role(role), clerk=clerk, by=BY)
        click.echo(f"{name} ({shown}): {role}. Set a password within 24 hours, once:")
        click.echo(f"{address_of(place)}/set-up#{staff.link(name, by=BY)}")


@command.command("link")
@click.argument("name")
@config_option
@data_option
def link(*, name: str, config: Path, data: Path | None) -> None:
    """Print a new one-time link for NAME; an earlier one is no longer valid."""
    from queue_monitor.cli.staff import BY, accounts_of, address_of

    with opened(config, data, must_exist=True) as place:
        token = accounts_of(place).staff.link(name, by=BY)
        click.echo(f"{address_of(place)}/set-up#{token}")


@command.command("list")
@config_option
@data_option
def list_(*, config: Path, data: Path | None) -> None:
    """Every account, its role and whether it can sign in."""
    from queue_monitor.cli.staff import accounts_of

    with opened(config, data, must_exist=True) as place:
        rows = [
            (account.name, account.display_name, account.role.value, account.clerk or "–", state)
            for account in accounts_of(place).staff.all()
            for state in (
                "disabled"
                if account.disabled
                else "can sign in"
                if account.password_hash
                else "invited",
            )
        ]
    if not rows:
        click.echo("No accounts yet: `queue-monitor serve` prints the first supervisor's link.")
        return
    for line in table(("name", "shown as", "role", "clerk", "state"), rows):
        click.echo(line)


@command.command("disable")
@click.argument("name")
@config_option
@data_option
def disable(*, name: str, config: Path, data: Path | None) -> None:
    """End every session of NAME; it cannot sign in any more."""
    from queue_monitor.cli.staff import BY, accounts_of

    with opened(config, data, must_exist=True) as place:
        accounts_of(place).staff.change(name, by=BY, disabled=True)
        click.echo(f"{name} is disabled.")
