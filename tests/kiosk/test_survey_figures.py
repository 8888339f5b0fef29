"""What answers amount to, and what is too few to be shown: laws of the figures and of words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.survey.figures import LEAST, figure, share, shown
from kiosk.survey.pace import Pace
from kiosk.survey.texts import plain_text
from queue_monitor.config.survey import Wave

counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
cells = st.dictionaries(
    st.tuples(st.sampled_from(["2026-03", "2026-04", "2026-05"]), st.sampled_from("abcd")),
    st.integers(1, 30),
    max_size=12,
)


@given(counts)
def test_an_interval_holds_the_share_and_stays_among_shares(pair: tuple[int, int]) -> None:
    good, n = pair
    told = share(good, n)
    assert 0 <= told.low <= told.share <= told.high <= 1
    mirrored = share(n - good, n)
    assert isclose(mirrored.low, 1 - told.high, abs_tol=1e-12)
    assert told.low < told.high


@given(counts)
def test_more_answers_of_the_same_kind_make_it_narrower(pair: tuple[int, int]) -> None:
    good, n = pair
    few, many = share(good, n), share(good * 4, n * 4)
    assert many.high - many.low < few.high - few.low


def test_it_is_the_interval_that_is_printed_in_textbooks() -> None:
    told = share(81, 263)  # Newcombe 1998, method 3
    assert (round(told.low, 4), round(told.high, 4)) == (0.2553, 0.3662)
    none = share(0, 20)
    assert (none.low, round(none.high, 4)) == (0.0, 0.1611)


@pytest.mark.parametrize("truth", [0.6, 0.9])
def test_it_holds_the_truth_about_19_times_in_20(truth: float) -> None:
    n = 60
    held = 0.0
    for good in range(n + 1):
        told = share(good, n)
        if told.low <= truth <= told.high:
            held += comb(n, good) * truth**good * (1 - truth) ** (n - good)
    assert 0.92 < held < 0.985


def test_four_and_five_are_satisfied_and_nobody_is_no_figure() -> None:
    told = figure({5: 3, 4: 1, 3: 2, 1: 2})
    assert told is not None
    assert (told.n, told.satisfied.share, told.mean) == (8, 0.5, 27 / 8)
    assert figure({}) is None


@given(cells)
def test_what_is_left_out_cannot_be_worked_out_from_what_is_shown(
    table: dict[tuple[str, str], int],
) -> None:
    may = shown(table)
    of_run: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for (month, service), n in table.items():
        of_run[service] += n
        is_shown = (month, service) in may.cells
        assert not is_shown or (n >= LEAST and service in may.services)
        for name in (month, service):
            left_out[name] += 0 if is_shown else n
    for name in {name for cell in may.cells for name in cell}:
        assert left_out[name] == 0 or left_out[name] >= LEAST
    hidden = sum(n for service, n in of_run.items() if service not in may.services)
    assert all(of_run[service] >= LEAST for service in may.services)
    assert hidden == 0 or hidden >= LEAST or not may.services


@given(st.dictionaries(st.tuples(st.just("2026-03"), st.text(max_size=3)), st.integers(5, 90)))
def test_where_all_are_enough_all_are_shown(table: dict[tuple[str, str], int]) -> None:
    assert shown(table).cells == set(table)


def test_a_service_with_a_few_answers_each_month_is_shown_over_the_run() -> None:
    few = {(f"2026-0{month}", service): 3 for month in range(1, 9) for service in "ab"}
    assert shown(few).services == {"a", "b"}
    assert shown(few).cells == set()


@given(st.text(max_size=300))
def test_whatever_is_written_it_is_plain_short_and_stays_what_it_is(text: str) -> None:
    plain = plain_text(text, most=100)
    assert len(plain) <= 100
    assert plain_text(plain, most=100) == plain
    assert not any(unicodedata.category(sign) == "Cc" for sign in plain if sign != "\n")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("\u202eevil\u2066 text\u2069", "evil text"),
        ("Z" + "\u0335" * 40 + "algo", "Z\u0335\u0335\u0335algo"),
        ("我的身分證是A123456789。", "我的身分證是●●●。"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # shown as it is, never run
        ("a\x00b\x1b[31m", "ab[31m"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("ที่นี่ดีมาก", "ที่นี่ดีมาก"),
        ("Rất hài lòng", "Rất hài lòng"),
        ("\u200b\u2060 ", ""),
    ],
)
def test_words_say_what_they_seem_to(written: str, kept: str) -> None:
    assert plain_text(written, most=200) == kept


def test_one_place_may_send_so_many_and_then_waits() -> None:
    now = [100.0]
    pace = Pace(2, 10.0, now_s=lambda: now[0])
    assert [pace.wait_s("a"), pace.wait_s("a"), pace.wait_s("a")] == [0, 0, 10]
    assert pace.wait_s("b") == 0
    now[0] = 109.0
    assert pace.wait_s("a") == 1
    now[0] = 110.0
    assert pace.wait_s("a") == 0
    now[0] = 5.0  # somebody has set the clock back
    assert pace.wait_s("a") == 0


def wave(start: str, end: str) -> Wave:
    return Wave.model_validate(
        {"id": "w", "name": {"zh-TW": "調查", "en": "W"}, "from": start, "until": end}
    )


@pytest.mark.parametrize(
    ("start", "end", "day", "run"),
    [
        ("03-01", "10-31", "2026-03-01", "w-2026"),
        ("03-01", "10-31", "2027-10-31", "w-2027"),
        ("03-01", "10-31", "2026-11-01", None),
        ("11-15", "02-28", "2026-12-31", "w-2026"),
        ("11-15", "02-28", "2027-01-01", "w-2026"),
        ("11-15", "02-28", "2027-03-01", None),
        ("2026-12-01", "2026-12-18", "2026-12-18", "w-2026"),
        ("2026-12-01", "2026-12-18", "2027-12-18", None),
    ],
)
def test_a_wave_holds_its_days_and_names_its_run(
    start: str, end: str, day: str, run: str | None
) -> None:
    asked, on = wave(start, end), date.fromisoformat(day)
    assert (asked.run(on) if asked.holds(on) else None) == run
