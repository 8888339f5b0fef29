"""The public pages in a browser that runs no scripts: none is a dead end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screen, Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser


def opened(server: Server, screens: Screens, path: str, size: str = "phone") -> Screen:
    return screens.open(server.url(path), size=size, java_script_enabled=False)


def test_the_waits_stand_there_as_they_are(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    for _ in range(3):
        api.post("/api/v1/tickets", {"service": "seal"}).expect(201)
    api.post("/api/v1/counters/1/open").expect(200)
    screen = opened(server, screens, "/waits")
    page = screen.page
    expect(page.get_by_text("請稍候")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("青田區戶政事務所")
    rows = page.locator("[data-plain]")
    expect(rows).to_have_count(8)
    seal = page.locator("[data-plain='seal'] td")
    expect(seal.first).to_have_text("3")
    expect(seal.last).to_have_text(re.compile(r"^\d+–\d+ 分鐘$"))
    screen.shot("waits-plain", full_page=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("link", name="ไทย").click()
    expect(page.get_by_role("row", name="บัตรประจำตัวประชาชน")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("สำนักงานทะเบียนราษฎรเขตชิงเถียน")
    screen.shot("waits-plain-th", full_page=True)


def test_the_waits_with_scripts_are_told_once(server: Server, screens: Screens) -> None:
    page = screens.open(server.url("/waits"), size="phone").page
    expect(page.locator("[data-line]")).to_have_count(8)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_text("請稍候")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "says", "leads_to"),
    [
        ("/book", "來電或到服務檯預約", "/waits"),
        ("/book?lang=tl", "tumawag po sa tanggapan", "/waits"),
        ("/survey", "到服務檯告訴我們", "/t/now"),
        ("/survey?lang=vi", "cho chúng tôi biết tại bàn hướng dẫn", "/t/now"),
        ("/display", "請洽服務檯", "/waits"),
        ("/display?layout=call", "請洽服務檯", "/waits"),
    ],
)
def test_a_page_that_needs_scripts_says_what_to_do_instead(
    server: Server, screens: Screens, path: str, says: str, leads_to: str
) -> None:
    size = "board" if path.startswith("/display") else "phone"
    screen = opened(server, screens, path, size)
    page = screen.page
    main = page.locator("noscript main, main noscript > div")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    expect(main).to_contain_text("JavaScript")
    expect(main).to_contain_text(says)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    screen.shot(f"plain{path.replace('/', '-').replace('?', '-')}")
    main.get_by_role("link").last.click()
    page.wait_for_url(f"**{leads_to}")
    expect(page.get_by_role("main")).to_be_visible()
