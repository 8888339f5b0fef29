"""A line of text broken where it may be, by whatever measure. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

#: Words of letters stay whole; Chinese breaks anywhere, but not before closing marks.
_PARTS: Final = re.compile(r"[A-Za-z0-9À-ɏḀ-ỿ\-–'.,:;/()%]+|.", re.DOTALL)
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
    for letter in line:
        if piece and not fits(piece + letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
