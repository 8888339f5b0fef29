"""The page of the marquee, and the board that shows what was written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.staff_screens import People
from tests.browser.test_board_page import call, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

PATIENT_MS: Final = 15_000
#: Turned round, heaped with marks, a script, and as long as it may be.
HOSTILE: Final = ("\u202eמבזק <script>alert(1)</script> Z" + "\u0301" * 30 + "長" * 120)[:200]


def test_what_a_supervisor_writes_passes_on_the_board_and_gives_way_to_a_call(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    page = people.screen(screens, "boss", "/marquee").page
    board = screens.open(server.url("/display"), size="board").page
    expect(board.locator(".marquee__run")).to_be_visible(timeout=PATIENT_MS)

    page.get_by_label("中文文字").fill(HOSTILE)
    page.get_by_role("button", name="放上螢幕").click()
    expect(page.locator("[data-line]")).to_contain_text("播放中")
    expect(board.locator(".marquee__run")).to_contain_text("<script>alert(1)</script>")
    assert board.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    height = board.locator(".marquee").bounding_box()["height"]  # type: ignore[index]
    assert height < 80  # one line, whatever stands in it

    page.get_by_role("button", name="變更").first.click()
    page.get_by_label("中文文字").fill("午後停電，請改日再來")
    page.get_by_role("button", name="儲存修改").click()
    expect(board.locator(".marquee__run")).to_contain_text("午後停電")

    api = api_as("supervisor")
    ready(server, api, tickets=1, counters=(2,))
    number = call(api, 2)
    expect(board.locator(".marquee")).to_have_text(f"{number} 號，請到 2 號櫃檯")
    expect(board.locator(".marquee__run")).to_contain_text("午後停電", timeout=PATIENT_MS)

    page.get_by_role("button", name="移除").first.click()
    page.locator("dialog").get_by_role("button", name="移除").click()
    expect(page.get_by_text("尚未新增任何文字")).to_be_visible()
    expect(board.locator(".marquee__run")).not_to_contain_text("午後停電", timeout=PATIENT_MS)
