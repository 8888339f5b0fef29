"""Configuration files for tests: the repository's office with a few values changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import yaml

from queue_monitor.config import load, parse
from queue_monitor.config.loading import placed
from tests.support.paths import OFFICE_CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from queue_monitor.config import Settings

# libyaml's, which are in C, if PyYAML was built with them.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


#: What a forecast makes of a few numbers and a few counters is no matter of most tests: its alert
#: would stand beside the one they are about. Those that are about it switch it on again.
_UNFORESEEN = {"alerts": {"forecast_limit": "off"}}


@cache
def office() -> Settings:
    """The repository's office, read once for all tests of a process."""
    return load(OFFICE_CONFIG, environ={})


def settings_in(config: Path) -> Settings:
    """What the file says; of those that say the same one is read. Paths are from its folder."""
    return placed(_parsed(config.read_text(encoding="utf-8")), config.parent)


@cache
def _parsed(text: str) -> Settings:
    return parse(text)


def write_config(path: Path, changes: Mapping[str, Any] | None = None) -> Path:
    """Write the repository's `config.yaml` to `path`, with `changes` merged in; return `path`.

    The rule about odds is off unless `changes` say otherwise.

    Mappings merge key by key; any other value, lists too, takes the place of what was there.
    """
    merged = _merged(_merged(_plain_office(), _UNFORESEEN), changes or {})
    text = yaml.dump(merged, Dumper=_DUMPER, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _plain_office() -> Mapping[str, Any]:
    office = yaml.load(OFFICE_CONFIG.read_text(encoding="utf-8"), Loader=_LOADER)
    assert isinstance(office, dict)
    return office


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merged(old, value)
        else:
            result[key] = value
    return result
