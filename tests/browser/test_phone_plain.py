"""The phone page in a browser that runs no scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_phone_page import says, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server


@pytest.fixture
def api(api_as: Callable[[str], Api]) -> Api:
    """A supervisor, who may do everything at every counter."""
    return api_as("supervisor")


@pytest.mark.long
def test_a_number_is_followed_without_a_script(server: Server, screens: Screens, api: Api) -> None:
    own, *_others = (take(api) for _ in range(6))
    api.post("/api/v1/counters/1/open").expect(200)
    screen = screens.open(
        server.url(own["link"]),
        viewport={"width": 320, "height": 568},
        java_script_enabled=False,
    )
    screen.allow("status of 422")
    page = screen.page
    expect(page.locator(".visitor-top__office")).to_have_text("青田區戶政事務所")
    page.get_by_label("本頁網址").fill("no such thing")
    page.get_by_role("button", name="顯示我的號碼").click()
    expect(page.locator("#link-error")).to_contain_text("查無此號碼")
    expect(page.locator(".visitor-top__office")).to_have_text("青田區戶政事務所")
    page.get_by_label("本頁網址").fill(f" {server.url(own['link'])} ")
    page.get_by_role("button", name="顯示我的號碼").click()
    expect(page.locator("[data-number]")).to_have_text(own["number"])
    says(page, "下一位就是您")
    expect(page.get_by_text("本頁每 5 秒自動更新。")).to_be_visible()
    screen.shot("phone-plain", full_page=True)

    page.get_by_role("button", name="我還需要時間").click()
    expect(page.locator("[data-ahead]")).to_have_text("3 人")
    for _ in range(3):
        for move in ("call-next", "start", "finish"):
            api.post(f"/api/v1/counters/1/{move}").expect(200)
    page.reload()
    says(page, "下一位就是您")
    api.post("/api/v1/counters/1/call-next").expect(200)
    expect(page.locator("[data-counter]")).to_have_text("1", timeout=20_000)  # by itself
    screen.shot("phone-plain-called", full_page=True)
    api.post("/api/v1/counters/1/no-show").expect(200)
    page.reload()
    expect(page.locator(".phone-steps li")).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert own["token"] not in server.log
    assert own["token"] not in page.content()


def test_it_is_given_back_after_asking_and_then_forgotten(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    screen = screens.open(server.url("/t/now?still"), size="phone")
    page = screen.page
    page.get_by_label("本頁網址").fill(own["token"])
    screen.assert_accessible()
    page.get_by_role("button", name="顯示我的號碼").click()
    page.get_by_role("link", name="停止自動更新").click()
    expect(page.get_by_role("link", name="停止自動更新")).to_have_count(0)
    screen.assert_accessible()
    page.get_by_role("link", name="我不需要這個號碼了").click()
    screen.assert_accessible()
    page.get_by_role("button", name="取消號碼").click()
    says(page, "此號碼已取消")
    screen.assert_accessible()
    page.get_by_role("button", name="在此瀏覽器移除號碼").click()
    page.goto(server.url("/t/now"))
    expect(page.get_by_label("本頁網址")).to_be_visible()
