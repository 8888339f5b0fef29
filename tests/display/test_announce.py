"""What a voice says for a call."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.announce import announcement, english_numeral, han_numeral, han_signs

NUMBERS = st.from_regex(r"[A-Z][0-9]{3,4}", fullmatch=True)
HAN = "〇一二三四五六七八九"


def test_a_call_names_the_number_sign_by_sign_and_the_counter_as_a_numeral() -> None:
    assert announcement("A023", 12, recall=False) == {
        "zh-TW": "來賓 A 〇二三號，請到 十二 號櫃檯。",
        "en": "Number A zero two three, please go to counter twelve.",
    }


def test_a_number_is_written_as_one_reads_it() -> None:
    assert han_signs("A205") + "號" == "A 二〇五號"


def test_a_recall_says_that_it_is_one() -> None:
    said = announcement("B100", 3, recall=True)
    assert said["zh-TW"].startswith("再次叫號")
    assert said["en"].startswith("Once more")


@pytest.mark.parametrize(
    ("value", "han", "english"),
    [
        (1, "一", "one"),
        (10, "十", "ten"),
        (11, "十一", "eleven"),
        (20, "二十", "twenty"),
        (21, "二十一", "twenty-one"),
        (99, "九十九", "ninety-nine"),
        (100, "100", "100"),
    ],
)
def test_counters_are_read_as_people_say_them(value: int, han: str, english: str) -> None:
    assert (han_numeral(value), english_numeral(value)) == (han, english)


def test_no_two_counters_sound_alike() -> None:
    assert len({han_numeral(n) for n in range(100)}) == 100
    assert len({english_numeral(n) for n in range(100)}) == 100


@given(NUMBERS, st.integers(1, 99), st.booleans())
def test_every_sign_of_a_number_is_heard_in_its_order(
    number: str, counter: int, recall: bool
) -> None:
    said = announcement(number, counter, recall=recall)
    heard = re.search(r"來賓 (.*?)號", said["zh-TW"])
    assert heard is not None
    back = "".join(str(HAN.index(s)) if s in HAN else s for s in heard[1] if s != " ")
    assert back == number
    assert not re.search(r"\d", said["zh-TW"] + said["en"])  # nothing is left to a voice's guess
