"""What is said for a call, in each language a voice may have. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HAN: Final = "零一二三四五六七八九"
_SIGNS: Final = "〇一二三四五六七八九"  # of a number that is read sign by sign
_ENGLISH: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)


def announcement(number: str, counter: int, *, recall: bool) -> Mapping[str, str]:
    """The sentence for number "A023" at counter 1 to 99, by language tag.

    A number is read sign by sign, as people compare it with their slip; a counter as a numeral.
    """
    again_zh, again_en = ("再次叫號，", "Once more: ") if recall else ("", "")
    return {
        "zh-TW": f"{again_zh}來賓 {han_signs(number)}號，請到 {han_numeral(counter)} 號櫃檯。",
        "en": (
            f"{again_en}Number {english_signs(number)}, "
            f"please go to counter {english_numeral(counter)}."
        ),
    }


def han_signs(number: str) -> str:
    """ "A205" → "A 二〇五"."""
    letters = "".join(sign for sign in number if not sign.isdecimal())
    digits = "".join(_SIGNS[int(sign)] for sign in number if sign.isdecimal())
    return f"{' '.join(letters)} {digits}".strip()


def english_signs(number: str) -> str:
    """ "A023" → "A zero two three"."""
    return " ".join(_ENGLISH[int(sign)] if sign.isdecimal() else sign for sign in number)


def han_numeral(value: int) -> str:
    """1 → "一", 12 → "十二", 40 → "四十"; figures from 100 on."""
    if not 0 <= value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")


def english_numeral(value: int) -> str:
    """1 → "one", 12 → "twelve", 42 → "forty-two"; figures from 100 on."""
    if not 0 <= value < 100:
        return str(value)
    if value < 20:
        return _ENGLISH[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{_ENGLISH[ones]}" if ones else "")
