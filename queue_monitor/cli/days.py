"""Whole days in the office-day format, as commands read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from queue_monitor.cli.group import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from queue_monitor.forecast.records import Day


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files themselves; of a folder its `*.json`, by name. Raises Failed if there are none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not inside:
            raise Failed(f"{path}: no day in it; a day is a file that ends in .json")
        found.extend(inside)
    return found


def days_of(files: Iterable[Path]) -> list[Day]:
    """The days in these files. Raises Failed for the first that cannot be read."""
    from queue_monitor.forecast.records import BadRecord, day_of

    days = []
    for file in files:
        try:
            days.append(day_of(file.read_bytes()))
        except (OSError, BadRecord) as error:
            raise Failed(f"{file}: {error}") from error
    return days
