"""`queue-monitor printer`: list them, print a test slip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from queue_monitor.cli.group import Failed
from queue_monitor.cli.places import config_option, now, settings_of
from queue_monitor.cli.tables import table

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.printing.paper import Paper
    from queue_monitor.config import Settings
    from queue_monitor.config.printers import Printer
    from queue_monitor.domain.slips import PrinterState

_HELP = """Slip printers: are they there, and do they print?

\b
  queue-monitor printer list            each printer, asked just now
  queue-monitor printer test lobby      print a test slip on it

The printers are asked from here, whether the office is being served or not. See docs/printing.md.
"""
_WORDS: Final = {
    "ready": "ready",
    "paper_low": "ready, paper runs low",
    "paper_out": "out of paper",
    "cover_open": "cover open",
    "offline": "off, or not to be reached",
    "fault": "in error, or its answers make no sense",
}
_OUTCOMES: Final = {
    "not_sent": "nothing was sent: the printer is {state}",
    "torn": "it stopped half-way: the printer is {state}",
    "unsure": "the connection broke while it printed: look at the paper",
}


@click.group("printer", help=_HELP)
def command() -> None:
    """See `_HELP`."""


@command.command("list")
@config_option
def list_(*, config: Path) -> None:
    """Each printer of the configuration, and how it is now."""
    settings = settings_of(config)
    if not settings.printers:
        click.echo(f"{config} has no printers: the kiosk's browser prints the slips.")
        return
    rows = [
        (printer.id, printer.name["zh-TW"], printer.address, printer.kind, _asked(printer))
        for printer in settings.printers
    ]
    for line in table(("ID", "NAME", "ADDRESS", "KIND", "STATE"), rows):
        click.echo(line)


@command.command("test")
@click.argument("printer_id", metavar="ID")
@config_option
def test(*, printer_id: str, config: Path) -> None:
    """Print a test slip on the printer ID, and wait until it is out."""
    from kiosk.printing.desk import set_up_of
    from kiosk.printing.outcomes import How
    from kiosk.printing.worker import print_now

    settings = settings_of(config)
    printer = _printer(settings, printer_id)
    told: list[PrinterState] = []
    how = print_now(set_up_of(printer), _slip(settings, printer, now()), told.append)
    state = _WORDS[told[-1].value] if told else "unknown"
    if how is not How.PRINTED:
        raise Failed(f"{printer_id}: {_OUTCOMES[how.value].format(state=state)}")
    sure = "printed" if printer.status else "sent; the printer is not asked (status: false)"
    click.echo(f"{printer_id}: {sure}.")


def _printer(settings: Settings, printer_id: str) -> Printer:
    found = next((p for p in settings.printers if p.id == printer_id), None)
    if found is None:
        known = ", ".join(p.id for p in settings.printers) or "none"
        raise Failed(f"there is no printer {printer_id!r} in the configuration; it has: {known}")
    return found


def _asked(printer: Printer) -> str:
    from kiosk.printing.desk import set_up_of
    from kiosk.printing.worker import state_now

    told: list[PrinterState] = []
    state_now(set_up_of(printer), told.append)
    return _WORDS[told[-1].value] if printer.status or not _works(told) else "not asked"


def _works(told: list[PrinterState]) -> bool:
    from queue_monitor.domain.slips import OUT_OF_ORDER

    return told[-1] not in OUT_OF_ORDER


def _slip(settings: Settings, printer: Printer, at: datetime) -> Paper:
    """All that a slip is made of, so that one look says whether it can be read."""
    from zoneinfo import ZoneInfo

    from kiosk.printing.paper import paper_of
    from kiosk.slip import Line, Weight

    local = at.astimezone(ZoneInfo(settings.office.time_zone))
    return paper_of(
        (
            Line(text=settings.office.name["zh-TW"], weight=Weight.STRONG),
            Line(text="測試列印 Test print"),
            Line(text="A000", weight=Weight.NUMBER),
            Line(text=printer.name["zh-TW"], weight=Weight.STRONG),
            Line(text=f"{printer.address} · {printer.kind}", weight=Weight.SMALL),
            Line(text="Tiếng Việt · Bahasa Indonesia · ภาษาไทย · Filipino", weight=Weight.SMALL),
            Line(text=f"{local:%Y-%m-%d %H:%M}", weight=Weight.SMALL),
        ),
        qr=str(settings.server.public_url),
        below=(Line(text="這不是號碼牌 Not a number", weight=Weight.SMALL),),
    )
