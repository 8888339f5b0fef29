"""How each language reads a number and a counter, clip by clip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.readings import LANGUAGES, clips_needed, clips_of

NUMBERS = st.from_regex(r"[A-Z][0-9]{3,5}", fullmatch=True)


def read(language: str, number: str, counter: int, *, recall: bool = False) -> str:
    return " ".join(clips_of(language, number, counter, recall=recall))


def test_mandarin_reads_a205_at_counter_12() -> None:
    assert read("zh-TW", "A205", 12) == "guest letter-a er4 ling2 wu3 go_to shi2 er4 counter"


def test_taiwanese_reads_a_number_literarily_and_counts_counters_as_people_speak() -> None:
    assert read("nan-TW", "A205", 5) == "guest letter-a ji7 khong3 ngoo2 go_to goo7 counter"
    assert read("nan-TW", "B136", 3) == "guest letter-b it4 sam1 liok8 go_to sann1 counter"
    assert read("nan-TW", "C489", 4) == "guest letter-c su3 pat4 kiu2 go_to si3 counter"
    assert read("nan-TW", "C777", 9) == "guest letter-c tshit4 tshit4 tshit4 go_to kau2 counter"


def test_hakka_reads_every_sign() -> None:
    assert read("hak-TW", "A205", 8) == "guest letter-a ngi55 lang11 ng31 go_to bad2 counter"
    assert read("hak-TW", "D134", 6) == "guest letter-d id2 sam24 xi55 go_to liug2 counter"
    assert read("hak-TW", "D679", 10) == "guest letter-d liug2 qid2 giu31 go_to siib5 counter"


def test_english_reads_a205_at_counter_42() -> None:
    assert read("en", "A205", 42) == "number letter-a two zero five go_to forty two"


@pytest.mark.parametrize(
    ("language", "counter", "heard"),
    [
        ("zh-TW", 1, "yi1"),
        ("zh-TW", 10, "shi2"),
        ("zh-TW", 20, "er4 shi2"),
        ("zh-TW", 21, "er4 shi2 yi1"),
        ("nan-TW", 11, "tsap8 it4"),
        ("nan-TW", 20, "ji7 tsap8"),
        ("nan-TW", 36, "sann1 tsap8 lak8"),
        ("hak-TW", 12, "siib5 ngi55"),
        ("hak-TW", 99, "giu31 siib5 giu31"),
        ("zh-TW", 102, "yi1 ling2 er4"),
    ],
)
def test_counters_are_counted(language: str, counter: int, heard: str) -> None:
    said = read(language, "A001", counter)
    assert said.split(" go_to ")[1] == f"{heard} counter"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recall_begins_with_its_word(language: str) -> None:
    first = clips_of(language, "A001", 1, recall=False)
    assert clips_of(language, "A001", 1, recall=True) == ("again", *first)


@given(st.sampled_from(LANGUAGES), NUMBERS, st.integers(1, 99), st.booleans())
def test_every_clip_of_a_call_is_among_those_needed(
    language: str, number: str, counter: int, recall: bool
) -> None:
    needed = {clip.name for clip in clips_needed(language, number[0], [counter])}
    assert set(clips_of(language, number, counter, recall=recall)) <= needed


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_clip_is_listed_once_with_what_to_say(language: str) -> None:
    clips = clips_needed(language, "ABC", range(1, 100))
    assert len({clip.name for clip in clips}) == len(clips)
    assert all(clip.says for clip in clips)
    assert all(clip.name.replace("-", "").replace("_", "").isalnum() for clip in clips)


@given(st.sampled_from(LANGUAGES), st.integers(1, 99), st.integers(1, 99))
def test_no_two_counters_sound_alike(language: str, one: int, other: int) -> None:
    same = read(language, "A001", one) == read(language, "A001", other)
    assert same == (one == other)
