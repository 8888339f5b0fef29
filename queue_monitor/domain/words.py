"""Words that people write, as every screen, slip and file can show them."""

import re
import unicodedata
from typing import Final

_MOST_MARKS: Final = 2  # on one letter: a vowel and a tone, as Thai has them
_JOINERS: Final = "\u200c\u200d"
#: Control, format and surrogate: nothing that can be read, and some turn what stands beside them.
_UNREADABLE: Final = frozenset({"Cc", "Cf", "Cs"})
#: Private and unassigned: empty boxes to most machines, and yet letters of some people's names.
_RARE: Final = frozenset({"Co", "Cn"})
_MARKS: Final = frozenset({"Mn", "Me"})
_HANGING: Final = (
    "\u0e33\u0eb3"  # the am of Thai and Lao: a letter, yet drawn as part of the one before
)


def cleaned(text: str, *, rare: bool = False) -> str:
    """The text as it can be shown to anybody: one line, nothing that turns the direction of what
    stands beside it, and no letter under a heap of marks.

    `rare` keeps letters that this machine does not know, as names of people may have them.
    """
    dropped = _UNREADABLE if rare else _UNREADABLE | _RARE
    spaced = re.sub(r"\s+", " ", text)
    readable = "".join(
        sign for sign in spaced if sign in _JOINERS or unicodedata.category(sign) not in dropped
    )
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", readable):
        hangs = sign in _HANGING or unicodedata.category(sign) in _MARKS
        marks = marks + 1 if hangs else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return re.sub(r" +", " ", "".join(kept)).strip(_JOINERS + " ")
