"""`queue-monitor printer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from queue_monitor.cli.group import cli
from tests.support.config import write_config
from tests.support.slip_printer import SlipPrinter

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, printers: list[dict[str, Any]], *words: str) -> Result:
    changes = {"printers": printers, "server": {"public_url": "https://queue.example.org"}}
    config = write_config(folder / "config.yaml", changes)
    return CliRunner().invoke(cli, ["printer", *words, "--config", str(config)])


def lobby(printer: SlipPrinter) -> dict[str, Any]:
    name = {"zh-TW": "大廳號碼機", "en": "Lobby printer"}
    return {"id": "lobby", "name": name, "address": printer.address, "timeout_seconds": 2}


def test_a_test_slip_comes_out_and_its_qr_code_leads_to_the_office(tmp_path: Path) -> None:
    with SlipPrinter() as printer:
        outcome = run(tmp_path, [lobby(printer)], "test", "lobby")
        assert outcome.output == "lobby: printed.\n"
        assert outcome.exit_code == 0
        assert printer.slips[0].qr(576) == "https://queue.example.org"


def test_without_paper_it_says_so_and_fails(tmp_path: Path) -> None:
    with SlipPrinter() as printer:
        printer.rows_left = 0
        outcome = run(tmp_path, [lobby(printer)], "test", "lobby")
        assert outcome.exit_code == 1
        assert "nothing was sent: the printer is out of paper" in outcome.output


def test_the_list_asks_each(tmp_path: Path) -> None:
    with SlipPrinter() as printer:
        printer.paper_low = True
        gone = {**lobby(printer), "id": "attic", "address": "tcp://127.0.0.1:1"}
        outcome = run(tmp_path, [lobby(printer), gone], "list")
        assert "paper runs low" in outcome.output.splitlines()[2]
        assert "off, or not to be reached" in outcome.output.splitlines()[3]


def test_an_unknown_printer_is_named_with_those_there_are(tmp_path: Path) -> None:
    with SlipPrinter() as printer:
        outcome = run(tmp_path, [lobby(printer)], "test", "attic")
    assert outcome.exit_code == 1
    assert "it has: lobby" in outcome.output
