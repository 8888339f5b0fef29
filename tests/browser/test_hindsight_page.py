"""How good the forecast was, as a supervisor sees it: before the first day, and after some."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from queue_monitor.statistics.day_scores import DayScore, DayScores
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.store.sqlite_vault import SqliteVault
from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = pytest.mark.browser

DAYS = 12


def keep(path: Path) -> None:
    """Some days' figures, one of them unreadable."""
    file = SqliteFile(path)
    now = datetime.now(UTC)
    scores = DayScores(SqliteVault(file, now=lambda: now))
    for n in range(DAYS):
        scores.keep(
            DayScore(
                date=date(2026, 11, 2) + timedelta(days=n), scored_at=now, trained_days=n,
                waits=300, mae_min=1.2 + n % 3 * 0.4, simple_mae_min=2.5 + n % 4 * 0.5,
                bias_min=-0.2, coverage=0.8, breaches=2, foreseen=1 + n % 2, leads_min=(6.5,),
                alarm_minutes=20, right_alarm_minutes=15, false_alarms=n % 2,
            )
        )  # fmt: skip
    scores.keep(DayScore(date=date(2026, 11, 20), scored_at=now, failed=True))
    file.close()


def test_a_supervisor_reads_how_good_the_forecast_was(
    start_server: StartServer, screens: Screens, tmp_path: Path
) -> None:
    server = start_server(data=tmp_path / "data")
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    screen = people.screen(screens, "boss", "/forecast")
    expect(screen.page.locator(".hindsight")).to_contain_text("尚無回測結果")
    screen.shot("hindsight-empty")

    keep(tmp_path / "data" / "office.db")
    screen.page.reload()
    words = screen.page.locator(".hindsight__words")
    expect(words).to_contain_text("平均相差 1.6 分鐘")
    expect(words).to_contain_text("共超過門檻 24 次，事前預警 18 次")
    expect(screen.page.locator(".chart rect.hindsight__ours")).to_have_count(DAYS + 1)
    expect(screen.page.locator('[data-day="2026-11-20"]')).to_contain_text("無法讀取")
    screen.assert_accessible()
    screen.shot("hindsight", full_page=True)
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.assert_accessible()
    screen.shot("hindsight-phone", full_page=True)
