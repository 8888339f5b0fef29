"""The public page of waits: honest at first, and a heat map once enough is known."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser

PATIENT_MS: Final = 30_000
_ROW: Final = (
    "INSERT INTO visits (ticket, day, date, practice, number, service, visit_class, language,"
    " issued_at, waiting_s, calls, transfers) VALUES (?, ?, ?, 0, 'A001', 'seal', 'walk_in',"
    " 'zh-TW', ?, ?, 1, 0)"
)


def remember(server: Server, *, weeks: int) -> None:
    """Mornings of the last weeks, the later an hour the longer the wait."""
    today = datetime.now(UTC).date()
    rows = []
    for week in range(1, weeks + 1):
        day = today - timedelta(weeks=week)
        for hour in (1, 2, 3):  # nine to eleven in Taipei
            for n in range(5):
                at = datetime.combine(day, time(hour, n), tzinfo=UTC)
                ticket = f"{day}/A{hour}{n:02}"
                rows.append(
                    (
                        ticket,
                        str(day),
                        str(day),
                        at.isoformat(timespec="microseconds"),
                        300.0 * hour,
                    )
                )
    with closing(sqlite3.connect(server.data / "office.db", timeout=20)) as file, file:
        file.executemany(_ROW, rows)


def test_too_little_is_said_to_be_too_little(server: Server, screens: Screens) -> None:
    remember(server, weeks=2)
    screen = screens.open(server.url("/waits"), size="phone")
    expect(screen.page.locator("[data-too-little]")).to_contain_text("目前累計 2 天")
    expect(screen.page.locator("[data-line]")).to_have_count(8)
    screen.assert_accessible()
    screen.page.get_by_role("link", name="Tiếng Việt").click()
    expect(screen.page.get_by_role("row", name="Thẻ căn cước")).to_be_visible()
    over = screen.page.locator(".table-wrap").evaluate("it => it.scrollWidth - it.clientWidth")
    assert over <= 0, f"the waits stand {over} px off to the side"


def test_the_best_time_to_come_is_told_and_drawn(server: Server, screens: Screens) -> None:
    remember(server, weeks=4)
    screen = screens.open(server.url("/waits"), size="desk")
    page = screen.page
    first = page.locator(".waits__best li").first
    expect(first).to_contain_text("09:00–10:00")
    expect(first).to_contain_text("5 分鐘")
    expect(page.locator(".waits__table tbody tr").last).to_contain_text("15")
    expect(page.locator("#chart .heatmaplayer image")).to_have_count(1, timeout=PATIENT_MS)
    screen.shot("waits-known", full_page=True)
    screen.assert_accessible()
