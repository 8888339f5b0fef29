"""Help that teaches, and errors in one line."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from queue_monitor.cli.group import COMMANDS, CannotListen
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from tests.cli.conftest import RunCommand


def test_help_names_every_command_and_the_exit_codes(run: RunCommand) -> None:
    said = run("--help")
    assert said.exit_code == 0
    assert all(name in said.stdout for name in COMMANDS)
    assert "Exit codes: 0 done" in said.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_commands_help_shows_examples(run: RunCommand, name: str) -> None:
    said = run(name, "--help")
    assert said.exit_code == 0
    assert said.stdout.count(f"queue-monitor {name}") >= 2


def test_every_subcommand_says_what_it_does(run: RunCommand) -> None:
    for group, names in (
        ("user", ("add", "link", "list", "disable")),
        ("token", ("create", "list", "revoke")),
    ):
        for name in names:
            said = run(group, name, "--help")
            assert said.exit_code == 0
            assert "--config" in said.stdout


@pytest.mark.parametrize(
    "words", [("demo", "--speed"), ("simulate", "--wait-limit"), ("score", "--alarm-at")]
)
def test_what_is_no_number_is_refused(run: RunCommand, words: tuple[str, str]) -> None:
    said = run(*words, "nan", "office.json")
    assert said.exit_code == 2
    assert "'nan' is no number." in said.stderr


def test_a_file_that_cannot_be_written_is_not_taken_for_an_address() -> None:
    error = FileNotFoundError(2, "No such file or directory", "/nowhere/ready.json")
    assert CannotListen("127.0.0.1", 8080, error).message.startswith("/nowhere/ready.json: ")


def test_help_imports_neither_the_office_nor_the_web() -> None:
    """What makes it quick; a clock would only measure the machine."""
    program = (
        "import sys\n"
        "from queue_monitor.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'flask', 'numpy', 'pydantic', 'eventlet', 'queue_monitor.office'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_the_version_is_told(run: RunCommand) -> None:
    assert run("--version").stdout.startswith("queue-monitor ")


def test_an_unknown_command_is_a_usage_error(run: RunCommand) -> None:
    said = run("serv")
    assert said.exit_code == 2
    assert "No such command 'serv'" in said.stderr


def test_a_config_that_is_not_there_is_named(run: RunCommand) -> None:
    said = run("check", "--config", "nowhere.yaml")
    assert said.exit_code == 3
    assert "nowhere.yaml" in said.stderr
    assert "no such file" in said.stderr
    assert "Traceback" not in said.stderr
