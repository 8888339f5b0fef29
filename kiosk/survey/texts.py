"""Words of visitors made fit to be kept and shown. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Of a Taiwanese identity card or a resident's certificate. Nobody is asked for one.
_IDENTITY: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Da-d0-9]\d{8}(?![A-Za-z0-9])")
_HIDDEN: Final = "●●●"
#: Control and formatting characters: turning the direction of what follows, or not seen at all.
#: Joiners stay: emoji and some scripts are written with them.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})
_MOST_MARKS: Final = 3  # on one letter; Thai and Vietnamese need no more
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def plain_text(text: str, *, most: int) -> str:
    """At most `most` characters of `text` that say what they seem to; "" if nothing is left.

    Line breaks stay; what turns or hides other text goes, heaps of marks are cut to three, and an
    identity number is blotted out.
    """
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " ")):
        kind = unicodedata.category(sign)
        if sign != "\n" and sign not in _JOINERS and kind in _UNSEEN:
            continue
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    plain = _BLANK_LINES.sub("\n\n", "".join(kept)).strip()
    return _IDENTITY.sub(_HIDDEN, plain)[:most].strip()
