"""A supervisor asks what if, sees it go, cancels, asks again, and takes the report home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(240)]

SOON_MS = 20_000
SIMULATED_MS = 150_000
#: A whole day takes ten times as long to simulate, and shows no more on the page.
SHORT = {
    "open": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "10:00"}],
    "noon": None,
}


def test_a_supervisor_asks_cancels_asks_again_and_takes_the_report_home(
    start_server: StartServer, screens: Screens
) -> None:
    people = People.of(start_server(changes={"hours": SHORT}))
    people.add("boss", "陳主任", "supervisor")
    page = people.screen(screens, "boss", "/what-if").page
    page.get_by_label("模擬天數").fill("10", timeout=SOON_MS)
    expect(page.get_by_label("實際紀錄的日子，重新進行")).to_be_disabled()  # there is none yet
    page.get_by_role("button", name="開始模擬").click()
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="開始模擬")).to_be_disabled()
    page.locator("#cancel").click()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=SOON_MS)

    page.get_by_label("模擬天數").fill("1")
    page.get_by_label("在櫃檯的同仁（人）").fill("8")
    page.get_by_role("button", name="開始模擬").click()
    result = page.locator(".what-if__result")
    expect(result).to_be_visible(timeout=SIMULATED_MS)
    expect(result).to_contain_text("排定 8 位同仁在櫃檯。")
    expect(result.locator("thead th")).to_have_count(4)
    expect(result.locator(".what-if__chart svg")).to_have_count(2)
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/desk.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=f"{shots}/phone.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})
    with page.expect_download() as download:
        page.get_by_role("link", name="下載報告").click()
    report = Path(download.value.path()).read_text(encoding="utf-8")
    assert "排定 8 位同仁在櫃檯。" in report
    assert "<script" not in report
