"""The JSON Schema that editors use knows the file as `load` does."""

import pytest
from jsonschema import Draft202012Validator

from queue_monitor.config import Settings
from queue_monitor.config.source import read
from tests.config.office import TEXT, replaced

SCHEMA = Settings.model_json_schema()


def as_json(value: object) -> object:
    match value:
        case dict():
            return {key: as_json(inner) for key, inner in value.items()}
        case tuple():
            return [as_json(inner) for inner in value]
        case _:
            return value


def faults(text: str) -> list[str]:
    found = Draft202012Validator(SCHEMA).iter_errors(as_json(read(text).data))
    return [error.json_path for error in found]


def test_the_schema_is_one_and_finds_nothing_in_the_office_of_the_repository() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert faults(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("waiting_limit: 7 ", "waiting_limt: 7 ", "$.alerts"),
        ("port: 8080", "port: eighty", "$.server.port"),
        ("mode: propose", "mode: perhaps", "$.reallocation.mode"),
        ('to: "17:00"', "to: five", "$.hours.open[0].to"),
        ("classes: [priority]", "classes: some", "$.counters[1].serves[0].classes"),
    ],
)
def test_the_schema_finds_what_load_finds(old: str, new: str, where: str) -> None:
    assert faults(replaced(old, new)) == [where]


@pytest.mark.parametrize(
    "written", ["wait_limit: 10 min", "wait_limit: off", "wait_limit_hours: 1"]
)
def test_the_schema_knows_every_way_to_write_a_span(written: str) -> None:
    assert faults(replaced("wait_limit_minutes: 10", written)) == []
