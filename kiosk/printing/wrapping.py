"""A line of text broken where it may be, by whatever measure. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

_THAI_MARKS: Final = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # vowels and tones above and below
_MARKS: Final = "\u0300-\u036f"
#: Words of letters stay whole, and what Thai writes between two spaces; Chinese breaks anywhere,
#: but not before closing marks.
_PARTS: Final = re.compile(rf"[A-Za-z0-9À-ɏ{_MARKS}Ḁ-ỿ\u0e00-\u0e7f\-–'.,:;/()%]+|.", re.DOTALL)
#: What is never cut apart: a Thai consonant with the vowels around it; a letter with its marks.
_CLUSTERS: Final = re.compile(
    rf"[\u0e40-\u0e44]?[\u0e01-\u0e2e][{_THAI_MARKS}]*[\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46]*"
    rf"|.[{_MARKS}{_THAI_MARKS}]*",
    re.DOTALL,
)
_NOT_FIRST: Final = frozenset("，。、：；！？）」』》〉】％％")


def wrapped(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """`text` in lines that fit, none of them empty. A single letter is always taken.

    What is no letter becomes a space: a control character would be a command to the printer.
    """
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    line = ""
    for part in _parts(text):
        if not line or fits((line + part).rstrip()):
            line += part
        else:
            yield from _cut(line.strip(), fits)
            line = part
    if line.strip():
        yield from _cut(line.strip(), fits)


def _parts(text: str) -> Iterator[str]:
    held = ""
    for part in _PARTS.findall(text):
        if held and part not in _NOT_FIRST:
            yield held
            held = ""
        held += part
    if held:
        yield held


def _cut(line: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """A word longer than a line is cut."""
    piece = ""
    for letter in _CLUSTERS.findall(line):
        if piece and not fits(piece + letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
