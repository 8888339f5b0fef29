"""`check`: right, or every mistake with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

from tests.support.paths import OFFICE_CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import RunCommand


def test_the_repositorys_office_is_right(run: RunCommand) -> None:
    said = run("check", "--config", str(OFFICE_CONFIG))
    assert said.exit_code == 0
    assert "8 services, 10 counters, 12 clerks (3 reserve)" in said.stdout


def test_every_mistake_is_told_with_its_line(run: RunCommand, tmp_path: Path) -> None:
    text = OFFICE_CONFIG.read_text(encoding="utf-8")
    text = text.replace("letter: A", "letter: a", 1).replace("port: 8080", "port: eighty", 1)
    path = tmp_path / "office.yaml"
    path.write_text(text, encoding="utf-8")
    said = run("check", "-c", str(path))
    assert said.exit_code == 3
    assert said.stdout == ""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if "letter: a" in line or "port: eighty" in line:
            assert f"{path}:{number}" in said.stderr
    assert "2 mistakes" in said.stderr


def test_the_schema_is_a_json_schema_for_editors(run: RunCommand) -> None:
    said = run("check", "--schema")
    assert said.exit_code == 0
    schema = json.loads(said.stdout)
    Draft202012Validator.check_schema(schema)
    assert {"office", "hours", "services", "counters"} <= set(schema["properties"])
