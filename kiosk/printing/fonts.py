"""The pages' own fonts, for paper: Noto Sans in the pieces that a style sheet names.

A letter is drawn from the piece whose `unicode-range` has it, as a browser does, so whatever
language the screens can show a slip can show too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER: Final = Path(__file__).parents[2] / "queue_monitor" / "static" / "vendor" / "fonts"
_FACE: Final = re.compile(r"@font-face\s*\{(.*?)\}", re.DOTALL)
_WEIGHT: Final = re.compile(r"font-weight:\s*(\d+)")
_SOURCE: Final = re.compile(r"url\(([^)]+)\)")
_RANGES: Final = re.compile(r"unicode-range:\s*([^;]+);")
_MISSING: Final = "□"  # in place of a letter that no piece has


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Letters in a row that one piece draws."""

    text: str
    font: ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of every script there is."""

    pieces: Mapping[int, Path]  # code point to file

    def runs(self, text: str, size: int) -> Iterator[Run]:
        """`text` by pieces, drawn `size` dots high. Letters nobody has become a hollow square."""
        known = "".join(map(self._drawn, text))
        for piece, letters in groupby(known, key=lambda letter: self.pieces.get(ord(letter))):
            if piece is not None:
                yield Run(text="".join(letters), font=_font(piece, size))

    def _drawn(self, letter: str) -> str:
        if not letter.isprintable():
            return " "
        return letter if ord(letter) in self.pieces else _MISSING

    def width(self, text: str, size: int) -> float:
        """How wide `text` is drawn, in dots."""
        return sum(run.font.getlength(run.text) for run in self.runs(text, size))


@cache
def face(weight: int, folder: Path = FOLDER) -> Face:
    """The pieces of that weight in all style sheets of `folder`. Raises OSError without any."""
    pieces: dict[int, Path] = {}
    spans: dict[int, int] = {}
    for sheet in sorted(folder.glob("*.css")):
        for block in _FACE.findall(sheet.read_text(encoding="utf-8")):
            named, source, ranges = (p.search(block) for p in (_WEIGHT, _SOURCE, _RANGES))
            if named and source and ranges and int(named[1]) == weight:
                path = sheet.parent / source[1].strip("\"'")
                for span in _spans(ranges[1]):
                    for code in span:
                        # The Chinese sheet names some letters of other scripts too, one by one,
                        # and has not all of them: a script's own font names it whole.
                        if len(span) > spans.get(code, 0):
                            pieces[code], spans[code] = path, len(span)
    if not pieces:
        raise FileNotFoundError(f"no font of weight {weight} in {folder}: run `make setup`")
    return Face(pieces)


def _spans(ranges: str) -> Iterator[range]:
    for span in ranges.split(","):
        first, _, last = span.strip().removeprefix("U+").partition("-")
        yield range(int(first, 16), int(last or first, 16) + 1)


@cache
def _font(piece: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(piece, size)
