"""Tables for a terminal in which Chinese characters take two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """`text` in at least so many columns, set to the left or to the right."""
    gap = " " * max(columns - width(text), 0)
    return gap + text if right else text + gap


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()
) -> Iterator[str]:
    """Lines of a table; the columns in `numbers` are set to the right."""
    columns = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    rule = ["─" * size for size in columns]
    for row in (head, rule, *rows):
        cells = (
            padded(cell, size, right=index in numbers)
            for index, (cell, size) in enumerate(zip(row, columns, strict=True))
        )
        yield "  ".join(cells).rstrip()


def minutes(seconds: float | None) -> str:
    """A span as minutes and seconds, `12:05`; `–` for none."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
