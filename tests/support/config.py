"""Configuration files for tests: the repository's office with a few values changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.support.paths import OFFICE_CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


#: What a forecast makes of a few numbers and a few counters is no matter of most tests: its alert
#: would stand beside the one they are about. Those that are about it switch it on again.
_UNFORESEEN = {"alerts": {"forecast_limit": "off"}}


def write_config(path: Path, changes: Mapping[str, Any] | None = None) -> Path:
    """Write the repository's `config.yaml` to `path`, with `changes` merged in; return `path`.

    The rule about odds is off unless `changes` say otherwise.

    Mappings merge key by key; any other value, lists too, takes the place of what was there.
    """
    office = yaml.safe_load(OFFICE_CONFIG.read_text(encoding="utf-8"))
    merged = _merged(_merged(office, _UNFORESEEN), changes or {})
    path.write_text(yaml.safe_dump(merged, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merged(old, value)
        else:
            result[key] = value
    return result
