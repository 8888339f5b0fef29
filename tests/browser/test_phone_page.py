"""A ticket on its holder's phone, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screen, Screens
    from tests.support.server import Server

NOT_FOUND = "Failed to load resource: .* status of 404"


@pytest.fixture
def api(api_as: Callable[[str], Api]) -> Api:
    """A supervisor, who may do everything at every counter."""
    return api_as("supervisor")


def take(api: Api, service: str = "seal") -> dict[str, Any]:
    taken: dict[str, Any] = api.post("/api/v1/tickets", {"service": service}).expect(201).body
    return taken


def opened(server: Server, screens: Screens, link: str, **options: Any) -> Screen:
    return screens.open(server.url(link), size="phone", **options)


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-say]")).to_contain_text(words)


def test_it_follows_the_ticket_through_its_life(server: Server, screens: Screens, api: Api) -> None:
    before, own = take(api), take(api)
    api.post("/api/v1/counters/1/open").expect(200)
    screen = opened(server, screens, own["link"])
    page = screen.page
    page.evaluate("() => { window.buzzes = 0; navigator.vibrate = () => { window.buzzes += 1; }; }")
    expect(page.locator("[data-number]")).to_have_text(own["number"])
    expect(page.locator("[data-ahead]")).to_have_text("1 人")
    screen.assert_accessible()
    screen.shot("phone-waiting")

    api.post("/api/v1/counters/1/call-next").expect(200)
    says(page, "下一位就是您")
    for move in ("start", "finish", "call-next"):
        api.post(f"/api/v1/counters/1/{move}").expect(200)
    expect(page.locator("[data-counter]")).to_have_text("1")
    expect(page.locator(".phone--called")).to_be_visible()
    expect(page).to_have_title(f"{own['number']} · 請到 1 號櫃檯")
    assert page.evaluate("() => window.buzzes") == 1
    screen.assert_accessible()
    screen.shot("phone-called")

    api.post("/api/v1/counters/1/recall").expect(200)
    expect(page.get_by_text("已再次叫號")).to_be_visible()
    api.post("/api/v1/counters/1/no-show").expect(200)
    says(page, "已過號")
    expect(page.get_by_text("前仍可辦理")).to_be_visible()
    screen.assert_accessible()
    screen.shot("phone-missed")

    api.post("/api/v1/counters/1/return", {"ticket": own["ticket"]}).expect(200)
    expect(page.locator("[data-ahead]")).to_be_visible()
    for move in ("call-next", "start", "finish"):
        api.post(f"/api/v1/counters/1/{move}").expect(200)
    says(page, "已辦畢")
    screen.assert_accessible()
    assert before["number"] != own["number"]


def test_who_came_for_several_services_sees_which_are_done(
    server: Server, screens: Screens, api: Api
) -> None:
    wish = {"service": "seal", "errands": ["moving", "vital"]}
    own = api.post("/api/v1/tickets", wish).expect(201).body
    api.post("/api/v1/counters/1/open").expect(200)
    screen = opened(server, screens, own["link"])
    steps = screen.page.locator("[data-errand]")

    def shows(*expected: str) -> None:
        expect(steps).to_have_text([re.compile(words) for words in expected], timeout=30_000)

    shows("印鑑.*目前", "遷徙.*接著辦理", "出生.*稍後")
    for move in ("call-next", "start", "finish"):
        api.post(f"/api/v1/counters/1/{move}").expect(200)
    shows("印鑑.*已辦畢", "遷徙.*目前", "出生.*接著辦理")
    screen.assert_accessible()
    screen.shot("phone-errands")
    api.post("/api/v1/counters/1/call-next").expect(200)
    expect(screen.page.locator(".phone--called")).to_be_visible()
    expect(screen.page.get_by_text("已再次叫號")).to_have_count(0)  # but called for the next
    screen.assert_accessible()
    screen.shot("phone-errands-called")
    for move in ("start", "finish", "call-next", "start", "finish"):
        api.post(f"/api/v1/counters/1/{move}").expect(200)
    shows("印鑑.*已辦畢", "遷徙.*已辦畢", "出生.*已辦畢")


def test_without_sockets_it_asks_again_and_again(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    api.post("/api/v1/counters/3/open").expect(200)
    screen = screens.open(size="phone")
    screen.allow("WebSocket", "Failed to load resource")
    page = screen.page
    page.route("**/socket.io/**", lambda route: route.abort())
    page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    page.goto(server.url(own["link"]))
    expect(page.locator("[data-ahead]")).to_have_text("沒有人")
    api.post("/api/v1/counters/3/call-next").expect(200)
    expect(page.locator("[data-counter]")).to_have_text("3")
    expect(page.get_by_text("連線中斷")).to_have_count(0)


@pytest.mark.parametrize("link", ["/t#not-a-number-of-this-office", "/t"])
def test_whose_page_it_is_stands_there_without_a_number_too(
    server: Server, screens: Screens, link: str
) -> None:
    screen = opened(server, screens, link)
    screen.allow(NOT_FOUND)
    office = screen.page.locator(".visitor-top__office")
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text("號")
    expect(office).to_have_text("青田區戶政事務所")
    screen.shot("phone-no-number")
    screen.page.locator("select").select_option("th")
    expect(office).to_have_text("สำนักงานทะเบียนราษฎรเขตชิงเถียน")


def test_a_number_is_given_back_only_after_asking(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    screen = opened(server, screens, own["link"])
    page = screen.page
    page.locator("[data-cancel]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    screen.assert_accessible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-ahead]")).to_be_visible()
    page.locator("[data-cancel]").click()
    page.get_by_role("dialog").get_by_role("button", name="取消號碼").click()
    says(page, "此號碼已取消")
    assert api.get(f"/api/v1/tickets/{own['token']}").body["state"] == "cancelled"


def test_it_speaks_english_to_an_english_phone(server: Server, screens: Screens, api: Api) -> None:
    page = opened(server, screens, take(api)["link"], locale="en-GB").page
    expect(page.get_by_text("Household Registration Office")).to_be_visible()
    says(page, "You are next")
    page.get_by_label("Language").select_option("zh-TW")
    says(page, "下一位就是您")


def test_without_a_number_it_says_where_to_find_one(server: Server, screens: Screens) -> None:
    screen = opened(server, screens, "/t")
    expect(screen.page.get_by_role("heading", name="尚未取號")).to_be_visible()
    screen.assert_accessible()


def test_a_link_that_leads_nowhere_says_so(server: Server, screens: Screens) -> None:
    screen = opened(server, screens, f"/t#{'x' * 22}")
    screen.allow(NOT_FOUND)
    expect(screen.page.get_by_role("heading", name="查無此號碼")).to_be_visible()
    screen.assert_accessible()


@pytest.mark.parametrize("percent", [200, 400])
def test_zoomed_in_it_scrolls_one_way_only(
    server: Server, screens: Screens, api: Api, percent: int
) -> None:
    width = int(1280 * 100 / percent)  # the width that WCAG 1.4.10 starts from
    viewport = {"width": width, "height": int(1024 * 100 / percent)}
    page = opened(server, screens, take(api, "nationality")["link"], viewport=viewport).page
    expect(page.locator("[data-ahead]")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_token_never_leaves_the_phone_in_an_address_of_a_page(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    screen = screens.open(size="phone")
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.page.goto(server.url(own["link"]))
    expect(screen.page.locator("[data-ahead]")).to_be_visible()
    pages = [url for url in asked if "/api/" not in url and not url.endswith(own["link"])]
    assert not any(own["token"] in url for url in pages)
