"""The command `queue-monitor`: what it offers, and how its errors are told."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class Offer(NamedTuple):
    """Where a command is, and what it does in one line."""

    module: str
    what: str


COMMANDS: Final[Mapping[str, Offer]] = {
    "serve": Offer("serve", "Serve the office: kiosk, board, consoles, e-Eyes."),
    "demo": Offer("demo", "Watch a simulated day on the real server, fast."),
    "check": Offer("check", "Is config.yaml right? Every mistake, with its line."),
    "simulate": Offer("simulate", "What if: other limits, other staff, more people."),
    "replay": Offer("replay", "The floor as it was at an hour: who was served, who waited."),
    "export": Offer("export", "A day's visits as CSV or JSON."),
    "predict": Offer("predict", "The forecast, asked while a day is played to it line by line."),
    "score": Offer("score", "How good the forecast is on days that are over."),
    "printer": Offer("printers", "Slip printers: how they are, and a test slip."),
    "voice": Offer("voice", "Recorded clips of the voice: which are missing, what to record."),
    "user": Offer("users", "Staff accounts: add, list, link, disable."),
    "token": Offer("tokens", "Bearer tokens for other programs: create, list, revoke."),
}

_HELP: Final = """Counter queue and wait-time monitor for walk-in offices 叫號與等候監看系統.

\b
First steps:
  queue-monitor demo                 a whole day in nine minutes, in your browser
  queue-monitor check                is config.yaml right?
  queue-monitor serve                serve the office in ./config.yaml
\b
While it runs:
  queue-monitor user add lin --role clerk --clerk c01
  queue-monitor token create --role viewer
  queue-monitor replay --at "2026-11-20 10:32"

`queue-monitor COMMAND --help` shows examples of each. Without --config the file config.yaml in the
current folder is read, or the one that QUEUE_MONITOR_CONFIG names.

\b
Exit codes: 0 done; 1 it could not be done; 2 wrong command line;
            3 mistakes in the configuration; 130 interrupted.
"""


class Failed(click.ClickException):
    """Something could not be done: one line says what and why."""

    def show(self, file: Any = None) -> None:
        """The line, on standard error."""
        click.echo(f"queue-monitor: {self.message}", err=True, file=file)


class CannotListen(Failed):
    """Why the server has no address, or no file that it was told to write."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        why = error.strerror or str(error)
        if error.filename is not None:  # no address has one: it is about a file
            super().__init__(f"{error.filename}: {why}")
            return
        hint = {
            errno.EADDRINUSE: f"; another server has it, or give another: --port {port + 1}",
            errno.EACCES: "; ports below 1024 are the system's own, give another: --port 8080",
        }.get(error.errno or 0, "")
        super().__init__(f"cannot listen on {host}:{port}: {why}{hint}")


class BadFile(Failed):
    """The configuration has mistakes; they are told in a paragraph each."""

    exit_code = 3

    def show(self, file: Any = None) -> None:
        """The paragraphs, on standard error."""
        click.echo(self.message, err=True, file=file)


class Commands(click.Group):
    """Imports a command when it is used; `--help` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of a newcomer's need."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        offer = COMMANDS.get(cmd_name)
        if offer is None:
            return None
        command: click.Command = import_module(f"queue_monitor.cli.{offer.module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Names and one line each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, offer.what) for name, offer in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; errors on purpose become one line and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as error:
            failed = told(error)
            if failed is None:
                raise
            raise failed from error


def told(error: Exception) -> Failed | None:
    """The error in words for the terminal; None for a fault of ours, which keeps its traceback."""
    from queue_monitor.domain.errors import BadConfig, QueueMonitorError

    if isinstance(error, BadConfig):
        from queue_monitor.config.rendering import render

        return BadFile(render(error.complaints, path=error.path))
    if isinstance(error, QueueMonitorError):
        return Failed(_sentence(error.code, vars(error)) or str(error))
    if _is_problem(error):
        params: dict[str, object] = getattr(error, "params", {})
        return Failed(_sentence(str(getattr(error, "code", "")), params) or str(error))
    return None


def _is_problem(error: Exception) -> bool:
    """Whether it is the web edge's `Problem`, which is only there if the edge was imported."""
    problems = sys.modules.get("queue_monitor.web.problems")
    return problems is not None and isinstance(error, problems.Problem)


def _sentence(code: str, params: Mapping[str, object]) -> str | None:
    from queue_monitor.web.kinds import KINDS

    kind = KINDS.get(code)
    if kind is None or code in {"internal", "try_later", "invalid_body"}:  # told by their own words
        return None
    return f"{kind.title}. {kind.detail}".format_map(_Shown(params))


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


@click.group(cls=Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="queue-monitor", message="queue-monitor %(version)s")
def cli() -> None:
    """See `_HELP`."""
