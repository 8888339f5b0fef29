"""Lines at the foot of the boards: when they pass, and what harms no screen."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import errors, rules
from queue_monitor.domain.days import Calendar, close_day, open_day
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.marquee import MOST_LINES, MarqueeId, MarqueeLine, is_shown
from queue_monitor.domain.words import cleaned
from tests.builders import Day, opened

MONDAY = datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001 - the hour on the wall
BY = rules.BY_SYSTEM


def line(**schedule: Any) -> MarqueeLine:
    return MarqueeLine(id=MarqueeId(""), words=(("zh-TW", "今日提早關門"),), **schedule)


def day() -> Day:
    return Day(floor=opened(), events=[])


@pytest.mark.parametrize(
    ("schedule", "shown"),
    [
        ({}, True),
        ({"days": (0, 2)}, True),
        ({"days": (1,)}, False),
        ({"start": "10:30"}, True),
        ({"start": "10:31"}, False),
        ({"end": "10:31"}, True),
        ({"end": "10:30"}, False),
        ({"first_date": date(2026, 3, 2), "last_date": date(2026, 3, 2)}, True),
        ({"first_date": date(2026, 3, 3)}, False),
        ({"last_date": date(2026, 3, 1)}, False),
        ({"days": (0,), "start": "09:00", "end": "12:00", "last_date": date(2026, 3, 8)}, True),
    ],
)
def test_a_line_is_shown_when_all_of_its_schedule_says_so(
    schedule: dict[str, Any], shown: bool
) -> None:
    assert is_shown(line(**schedule), MONDAY) is shown


def test_lines_are_written_changed_and_taken_away_and_outlive_the_day() -> None:
    the_day = day()
    the_day.ask(rules.write_line, line=line(), by=BY)
    the_day.ask(rules.write_line, line=line(days=(5,)), by=BY)
    first, second = the_day.floor.marquee
    assert first.id != second.id
    changed = line(start="12:00")
    the_day.ask(
        rules.change_line, line=MarqueeLine(id=first.id, words=changed.words, start="12:00"), by=BY
    )
    assert [one.start for one in the_day.floor.marquee] == ["12:00", ""]
    floor = the_day.floor
    for event in close_day(floor, the_day.at):
        floor = evolve(floor, event)
    calendar = Calendar(
        date=date(2026, 3, 5), open=True, issuing=True, serving_out=False, practice=False
    )
    next_day = open_day(floor, the_day.at + timedelta(days=1), calendar=calendar, plan=floor.plan)
    assert evolve(floor, next_day).marquee == floor.marquee
    the_day.ask(rules.remove_line, line=first.id, by=BY)
    assert [one.id for one in the_day.floor.marquee] == [second.id]


def test_the_same_words_again_are_no_change() -> None:
    the_day = day()
    the_day.ask(rules.write_line, line=line(), by=BY)
    known = the_day.floor.marquee[0]
    assert rules.change_line(the_day.floor, the_day.at, line=known, by=BY) == ()


def test_a_line_that_was_taken_away_is_not_changed_into_another() -> None:
    the_day = day()
    the_day.ask(rules.write_line, line=line(), by=BY)
    gone = the_day.floor.marquee[0]
    the_day.ask(rules.remove_line, line=gone.id, by=BY)
    the_day.ask(rules.write_line, line=line(), by=BY)
    with pytest.raises(errors.UnknownMarqueeLine):
        rules.change_line(the_day.floor, the_day.at, line=gone, by=BY)


def test_there_is_an_end_to_them() -> None:
    the_day = day()
    for _ in range(MOST_LINES):
        the_day.ask(rules.write_line, line=line(), by=BY)
    with pytest.raises(errors.MarqueeFull):
        rules.write_line(the_day.floor, the_day.at, line=line(), by=BY)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("本日\n提早\t關門 ", "本日 提早 關門"),
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),  # would be read from the right
        ("\u2067שלום\u2069", "שלום"),
        ("q\u0301\u0302\u0303\u0304\u0305a", "q\u0301\u0302a"),  # zalgo
        ("ที่นี่ น้ำ", "ที่นี่ น้ำ"),
        ("ก" + "ำ" * 9, "กำำ"),
        ("Tiếng Việt", "Tiếng Việt"),
        ("\0\u200b\ufeff", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # words; shown as they are
    ],
)
def test_what_would_disturb_a_screen_is_left_out(given_text: str, shown: str) -> None:
    assert cleaned(given_text) == shown


@given(st.text(max_size=80))
def test_cleaning_is_done_once_and_leaves_one_readable_line(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert "\n" not in once
    assert not any(unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "RLI"} for sign in once)
