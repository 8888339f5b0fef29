"""The slip says what a visitor must know, in their language, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.slip import Line, Weight, slip
from queue_monitor.web.catalogues import Catalogues
from queue_monitor.web.visitor import TicketView, ticket_view
from tests.kiosk.offices import day, settings

CATALOGUES = Catalogues.of_packages()


def view(service: str = "id_card", visit_class: str = "walk_in", *, before: int = 0) -> TicketView:
    """A ticket taken now, with so many of the same service before it."""
    the_day = day()
    for _ in range(before):
        the_day.issue(service)
        the_day.passes(seconds=1)
    ticket = the_day.issue(service, visit_class)
    return ticket_view(the_day.floor, ticket, the_day.at, settings(), wait=None)


def lines(
    ticket: TicketView,
    *,
    language: str = "zh-TW",
    range_min: tuple[int, int] | None = (5, 12),
    grace_min: int = 30,
) -> list[str]:
    return [line.text for line in paper(ticket, language, range_min, grace_min)]


def paper(
    ticket: TicketView,
    language: str = "zh-TW",
    range_min: tuple[int, int] | None = (5, 12),
    grace_min: int = 30,
) -> tuple[Line, ...]:
    say: Callable[[str], str] = lambda message: CATALOGUES.gettext(language, message)  # noqa: E731
    return slip(
        ticket,
        language=language,
        time_zone="Asia/Taipei",
        range_min=range_min,
        grace_min=grace_min,
        say=say,
    )


def test_the_number_stands_alone_in_the_largest_type() -> None:
    numbers = [line.text for line in paper(view()) if line.weight is Weight.NUMBER]
    assert numbers == ["B001"]


def test_it_says_office_service_place_range_hour_and_how_long_a_missed_number_is_kept() -> None:
    assert lines(view(before=3)) == [
        "青田區戶政事務所",
        "您的號碼",
        "B004",
        "國民身分證",
        "前面還有 3 人",
        "預估等候 5–12 分鐘",
        "取號時間 2026-03-04 08:00",
        "過號 30 分鐘內，請洽任一櫃檯辦理。",
    ]


def test_it_speaks_english_to_who_asked_in_english() -> None:
    assert lines(view(), language="en") == [
        "Qingtian District Household Registration Office",
        "Your number",
        "B001",
        "National ID card",
        "Before you: 0",
        "Expected wait: 5–12 min",
        "Taken 2026-03-04 08:00",
        "Numbers are kept for 30 min if missed; please ask at any counter.",
    ]


def test_a_priority_number_says_so() -> None:
    assert "國民身分證（優先號）" in lines(view(visit_class="priority"))


@pytest.mark.parametrize(
    ("range_min", "told"),
    [
        ((0, 4), "預估等候 4 分鐘內"),
        ((60, 90), "預估等候 60–90 分鐘"),
        (None, None),
        ((0, 0), None),
    ],
)
def test_a_wait_is_a_range_or_is_not_told(
    range_min: tuple[int, int] | None, told: str | None
) -> None:
    found = [text for text in lines(view(), range_min=range_min) if text.startswith("預估")]
    assert found == ([] if told is None else [told])


def test_without_grace_nothing_is_promised_about_missed_numbers() -> None:
    assert not any("過號" in text for text in lines(view(), grace_min=0))


def test_a_slip_for_several_says_how_many() -> None:
    the_day = day()
    ticket = the_day.issue("seal", people=3)
    several = ticket_view(the_day.floor, ticket, the_day.at, settings(), wait=None)
    assert "共 3 人一起辦理" in lines(several)
    assert not any("人一起辦理" in line for line in lines(view()))
