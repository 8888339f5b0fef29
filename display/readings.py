"""How a call is read in each language of the voice, as names of recorded clips. Pure.

The one table of clips: what the board plays, what `queue-monitor voice` lists, and what an office
records all come from here. A clip is named after its sound: Mandarin in Hanyu Pinyin, Taiwanese in
Tâi-lô and Hakka in the Taiwanese Hakka scheme (Sixian), each with the tone as figures.

Taiwanese reads the signs of a number in the literary way and counts counters in the vernacular one
(sam1 of A203, but sann1 of counter 3), so it needs both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from display.announce import english_numeral

_SIGNS: Final = "〇一二三四五六七八九"


class Clip(NamedTuple):
    """One recording: the name of its file without the ending, and what is said in it."""

    name: str
    says: str


class _Tongue(NamedTuple):
    """A language that counts as Chinese does."""

    signs: tuple[str, ...]  # 0 to 9, of a number read sign by sign
    counting: tuple[str, ...]  # 1 to 10, of a counter
    guest: str
    go_to: str
    counter: str
    again: str


_TONGUES: Final[Mapping[str, _Tongue]] = MappingProxyType(
    {
        "zh-TW": _Tongue(
            signs=("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"),
            counting=("yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3", "shi2"),
            guest="來賓",
            go_to="號，請到",
            counter="號櫃檯",
            again="再次叫號",
        ),
        "nan-TW": _Tongue(
            signs=(
                *("khong3", "it4", "ji7", "sam1", "su3"),
                *("ngoo2", "liok8", "tshit4", "pat4", "kiu2"),
            ),
            counting=(
                *("it4", "ji7", "sann1", "si3", "goo7"),
                *("lak8", "tshit4", "peh4", "kau2", "tsap8"),
            ),
            guest="人客",
            go_to="號，請到",
            counter="號櫃檯",
            again="閣叫一改",
        ),
        "hak-TW": _Tongue(
            signs=(
                *("lang11", "id2", "ngi55", "sam24", "xi55"),
                *("ng31", "liug2", "qid2", "bad2", "giu31"),
            ),
            counting=(
                *("id2", "ngi55", "sam24", "xi55", "ng31"),
                *("liug2", "qid2", "bad2", "giu31", "siib5"),
            ),
            guest="人客",
            go_to="號，請到",
            counter="號櫃檯",
            again="再喊一擺",
        ),
    }
)
#: In the order in which an office would most likely have them spoken.
LANGUAGES: Final = (*_TONGUES, "en")
_ENGLISH: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)
_ENGLISH_WORDS: Final = MappingProxyType(
    {"number": "Number", "go_to": "please go to counter", "again": "Once more:"}
)


def clips_of(language: str, number: str, counter: int, *, recall: bool) -> tuple[str, ...]:
    """The clips of a call in the order they are played: A205 at counter 12 in "zh-TW" is
    guest, letter-a, er4, ling2, wu3, go_to, shi2, er4, counter.
    """
    again = ("again",) if recall else ()
    if language == "en":
        signs = tuple(_sign(sign, _ENGLISH) for sign in number)
        return (*again, "number", *signs, "go_to", *_english_count(counter))
    tongue = _TONGUES[language]
    signs = tuple(_sign(sign, tongue.signs) for sign in number)
    return (*again, "guest", *signs, "go_to", *_count(tongue, counter), "counter")


def clips_needed(language: str, letters: Iterable[str], counters: Iterable[int]) -> Sequence[Clip]:
    """Every clip that an office with these letters and counters needs, each once."""
    names: dict[str, None] = {}
    for counter in counters:
        names |= dict.fromkeys(clips_of(language, "0123456789", counter, recall=True))
    for letter in letters:
        names[f"letter-{letter.lower()}"] = None
    return [Clip(name, _says(language, name)) for name in names]


def _sign(sign: str, digits: Sequence[str]) -> str:
    return digits[int(sign)] if sign in "0123456789" else f"letter-{sign.lower()}"


def _count(tongue: _Tongue, value: int) -> tuple[str, ...]:
    """1 to 99 as people count, others sign by sign."""
    if not 1 <= value <= 99:
        return tuple(tongue.signs[int(sign)] for sign in str(value))
    tens, ones = divmod(value, 10)
    ten = tongue.counting[9]
    head = () if tens == 0 else (ten,) if tens == 1 else (tongue.counting[tens - 1], ten)
    return (*head, tongue.counting[ones - 1]) if ones else head


def _english_count(value: int) -> tuple[str, ...]:
    if not 1 <= value <= 99:
        return tuple(_ENGLISH[int(sign)] for sign in str(value))
    return tuple(english_numeral(value).split("-"))


def _says(language: str, name: str) -> str:
    """What a person reads out for the clip."""
    if name.startswith("letter-"):
        return name.removeprefix("letter-").upper()
    if language == "en":
        return _ENGLISH_WORDS.get(name, name)
    tongue = _TONGUES[language]
    words = {"guest": tongue.guest, "go_to": tongue.go_to}
    words |= {"counter": tongue.counter, "again": tongue.again}
    if name in words:
        return words[name]
    if name in tongue.counting:
        return "一二三四五六七八九十"[tongue.counting.index(name)]
    return _SIGNS[tongue.signs.index(name)]
