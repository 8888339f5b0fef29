"""Cells of CSV files that a spreadsheet shows and never runs."""

from __future__ import annotations

from typing import Final

Cell = str | int | float | bool | None

#: With one of these in front a spreadsheet takes a cell for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: Cell) -> Cell:
    """The cell; a text that could be a formula bears an apostrophe in front, which is not shown."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
