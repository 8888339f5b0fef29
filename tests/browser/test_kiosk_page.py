"""The ticket kiosk in a real browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.house import open_now
from tests.support.browser import expect_to_fit_sideways

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import StartServer
    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

NUMBER = re.compile(r"[A-Z]\d{3}")
TICKETS = "**/api/v1/tickets"
RETURN_AFTER_S = 20  # as config.yaml has it
FULL = {"type": "about:blank", "title": "Full", "status": 409, "code": "full", "detail": "Full"}


def take(page: Page, service: str = "seal", visit_class: str = "walk_in") -> str:
    """Through the screens to a number."""
    page.locator(f"[data-service={service}]").click()
    page.locator(f"[data-class={visit_class}]").click()
    return shown_number(page)


def shown_number(page: Page) -> str:
    plate = page.locator("[data-number]")
    expect(plate).to_have_text(NUMBER)
    return plate.inner_text()


def waiting(server: Server, api: Api) -> int:
    return int(api.get("/api/v1/waiting").expect(200).body["waiting_total"])


@pytest.mark.parametrize("size", ["kiosk-portrait", "kiosk-landscape"])
def test_from_service_to_number_each_screen_fits_and_is_accessible(
    server: Server, screens: Screens, size: str
) -> None:
    screen = screens.open(server.url("/kiosk"), size=size)
    page = screen.page

    def look(name: str) -> None:
        screen.assert_accessible()
        screen.shot(f"{size}-{name}")
        width, height, seen_width, seen_height = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight,"
            " innerWidth, innerHeight]"
        )
        assert (width, height) == (seen_width, seen_height), f"{name} does not fit: it scrolls"

    expect(page.locator("[data-service]")).to_have_count(8)
    look("services")
    page.locator("[data-service=nationality]").click()
    expect(page.get_by_role("heading", name="請先看看證件帶齊了嗎")).to_be_visible()
    look("confirm")
    page.get_by_role("button", name="孕婦").click()
    shown_number(page)
    expect(page.get_by_text("秒後回到首頁").first).to_be_visible()
    expect(page.locator(".taken__phone img")).to_have_js_property("complete", True)
    assert page.locator(".taken__phone img").evaluate("image => image.naturalWidth") > 0
    look("number")


def test_a_double_tap_takes_one_number(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    page = screens.open(server.url("/kiosk"), size="kiosk-portrait").page
    page.locator("[data-service=seal]").click()
    page.locator("[data-class=walk_in]").dblclick()
    shown_number(page)
    assert waiting(server, api_as("viewer")) == 1


def test_when_the_answer_is_lost_trying_again_gives_the_number_already_given(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    screen.allow("Failed to load resource: net::ERR")
    page = screen.page

    def carried_out_but_unheard(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(TICKETS, carried_out_but_unheard)
    page.locator("[data-service=seal]").click()
    page.locator("[data-class=walk_in]").click()
    expect(page.get_by_role("heading", name="連線中斷")).to_be_visible()
    screen.assert_accessible()
    screen.shot("kiosk-trouble")
    page.unroute(TICKETS)
    page.get_by_role("button", name="再試一次").click()
    assert shown_number(page) == "F001"
    assert waiting(server, api_as("viewer")) == 1


def test_a_page_loaded_again_before_the_answer_still_shows_the_number(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    screen.allow("Failed to load resource: net::ERR")
    page = screen.page
    page.route(TICKETS, lambda route: (route.fetch(), route.abort()))
    page.locator("[data-service=seal]").click()
    page.locator("[data-class=walk_in]").click()
    expect(page.get_by_role("heading", name="連線中斷")).to_be_visible()
    page.unroute(TICKETS)
    page.reload()
    assert shown_number(page) == "F001"
    assert waiting(server, api_as("viewer")) == 1


def test_the_screen_returns_by_itself_in_the_offices_language(
    server: Server, screens: Screens
) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait", clock=True)
    page = screen.page
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What did you come for?")).to_be_visible()
    take(page)
    expect(page.get_by_text("Before you")).to_be_visible()
    screen.lets_pass(RETURN_AFTER_S + 1)
    expect(page.locator("[data-service]").first).to_be_visible()
    expect(page.get_by_role("heading", name="請點選要辦理的項目")).to_be_visible()


def test_who_needs_more_time_gets_it(server: Server, screens: Screens) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait", clock=True)
    page = screen.page
    number = take(page)
    page.get_by_role("button", name="我還需要時間").click()
    screen.lets_pass(RETURN_AFTER_S + 1)
    assert shown_number(page) == number


def test_the_slip_is_printed_from_a_hidden_frame_and_can_be_printed_again(
    server: Server, screens: Screens
) -> None:
    page = screens.open(server.url("/kiosk"), size="kiosk-portrait").page
    page.add_init_script(
        "if (self !== top) window.print = () => top.prints = (top.prints || 0) + 1;"
    )
    page.reload()
    number = take(page)
    page.get_by_role("button", name="列印號碼牌").click()
    page.wait_for_function("() => window.prints === 1")
    expect(page.frame_locator("#slip").get_by_role("heading", name=number)).to_have_count(1)
    page.get_by_role("button", name="再印一次").click()
    page.wait_for_function("() => window.prints === 2")
    assert shown_number(page) == number


def test_the_keyboard_alone_is_enough(server: Server, screens: Screens) -> None:
    page = screens.open(server.url("/kiosk"), size="kiosk-landscape").page
    expect(page.locator("[data-service]")).to_have_count(8)
    press_until(page, "[data-service=transcript]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press_until(page, "[data-class=priority]")
    page.keyboard.press("Space")
    assert shown_number(page).startswith("C")


def press_until(page: Page, selector: str) -> None:
    """Tab until `selector` has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_low_reach_puts_everything_into_the_lower_part(server: Server, screens: Screens) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    page = screen.page
    page.get_by_role("button", name="按鈕移到下方").click()
    tops = page.locator("button").evaluate_all("all => all.map(b => b.getBoundingClientRect().top)")
    assert min(tops) > 1920 * 0.2
    screen.assert_accessible()
    screen.shot("kiosk-low-reach")


@pytest.mark.parametrize("percent", [200, 400])
def test_zoomed_in_the_page_scrolls_one_way_only(
    server: Server, screens: Screens, percent: int
) -> None:
    scale = percent / 100
    viewport = {"width": int(1080 / scale), "height": int(1920 / scale)}
    page = screens.open(server.url("/kiosk"), size="kiosk-portrait", viewport=viewport).page
    page.locator("[data-service=marriage]").click()
    expect_to_fit_sideways(page)
    page.locator("[data-class=walk_in]").click()
    shown_number(page)
    expect_to_fit_sideways(page)


def test_out_of_hours_it_says_so_and_when_it_opens(
    start_server: StartServer, screens: Screens
) -> None:
    tomorrow = datetime.now(ZoneInfo("Asia/Taipei")) + timedelta(days=2)
    hours = {
        "open": [{"days": [f"{tomorrow:%a}".lower()], "from": "08:30", "to": "17:00"}],
        "noon": None,
        "holidays": [],
    }
    server = start_server(changes={"office": {"outside_hours": "closed"}, "hours": hours})
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    expect(screen.page.get_by_role("heading", name="現在不是服務時間")).to_be_visible()
    expect(screen.page.get_by_text("08:30")).to_be_visible()
    expect(screen.page.locator("[data-service]")).to_have_count(0)
    screen.assert_accessible()
    screen.shot("kiosk-closed")


def test_a_lost_connection_is_said_plainly_and_found_again(
    server: Server, screens: Screens
) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-landscape", clock=True)
    screen.allow("Failed to load resource", "WebSocket connection", "ERR_CONNECTION_REFUSED")
    expect(screen.page.locator("[data-service]")).to_have_count(8)
    screen.page.wait_for_function("() => document.fonts.status === 'loaded'")
    server.kill()
    screen.lets_pass(10)
    expect(screen.page.get_by_text("連線中斷")).to_be_visible()
    screen.shot("kiosk-stale")
    server.restart()
    expect(screen.page.get_by_text("連線中斷")).to_be_hidden(timeout=10_000)
    take(screen.page)


def test_what_somebody_needs_goes_with_the_number_and_a_greeter_comes_without_one(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    boss = api_as("supervisor")
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    page = screen.page
    page.get_by_role("button", name="Tiếng Việt").click()
    page.locator("[data-service=moving]").click()
    page.locator("[data-greeter]").click()
    expect(page.get_by_role("heading", name="Nhân viên đang đến giúp quý vị")).to_be_visible()
    screen.assert_accessible()
    (one,) = boss.get("/api/v1/floor").expect(200).body["greetings"]
    assert (one["service"], one["language"]) == ("moving", "vi")

    page.get_by_role("button", name="Xem lại giấy tờ").click()
    page.locator("[data-need=language]").click()
    page.locator("[data-errands]").click()
    page.locator("[data-errand=seal]").click()
    screen.assert_accessible()
    page.locator("[data-done]").click()
    expect(page.get_by_text("Căn cước và con dấu cần đăng ký")).to_be_visible()
    page.get_by_role("button", name="Thêm một người").click()
    page.get_by_role("button", name="Thêm một người").click()
    page.get_by_role("button", name="Bớt một người").click()
    page.locator("[data-class=walk_in]").click()
    shown_number(page)
    expect(page.get_by_text("Cho 2 người cùng làm thủ tục")).to_be_visible()
    (line,) = boss.get("/api/v1/floor").expect(200).body["lines"]
    assert (line["language"], line["needs"], line["errands"]) == ("vi", ["language"], ["seal"])
    assert line["people"] == 2


def test_a_pause_is_on_the_kiosk_at_once_with_its_message(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    boss = api_as("supervisor")
    page = screens.open(server.url("/kiosk"), size="kiosk-portrait").page
    page.locator("[data-service=seal]").click()
    boss.post("/api/v1/kiosk/pause", {"message": {"zh-TW": "系統維護中"}}).expect(200)
    expect(page.get_by_text("系統維護中")).to_be_visible()
    expect(page.locator("[data-class=walk_in]")).to_have_count(0)
    boss.post("/api/v1/kiosk/resume", {}).expect(200)
    page.locator("[data-class=walk_in]").click()
    shown_number(page)


VOICES = """
    window.said = [];
    const engine = {
      getVoices: () => [{ lang: "zh-TW" }],
      speak: (words) => said.push(words.text),
      cancel: () => said.push("–"),
      addEventListener: () => {},
    };
    Object.defineProperty(window, "speechSynthesis", { value: engine });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_large_text_contrast_and_voice_are_one_visitors_alone(
    server: Server, screens: Screens
) -> None:
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    page = screen.page
    expect(page.locator("[data-service]")).to_have_count(8)
    expect(page.locator("[data-comfort=voice]")).to_have_count(0)  # no voice on this machine
    page.add_init_script(VOICES)
    page.reload()
    size = page.locator(".service__name").first.evaluate("e => getComputedStyle(e).fontSize")
    page.locator("[data-comfort=large]").click()
    page.locator("[data-comfort=contrast]").click()
    larger = page.locator(".service__name").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(larger[:-2]) > 1.25 * float(size[:-2])
    screen.assert_accessible()
    screen.shot("kiosk-large-contrast")
    page.locator("[data-comfort=voice]").click()
    page.locator("[data-service=seal]").click()
    expect(page.locator("[data-class=walk_in]")).to_be_visible()
    screen.assert_accessible()
    assert "國民身分證、要登記的印鑑章" in page.evaluate("said.at(-1)")
    page.locator("[data-class=walk_in]").click()
    number = shown_number(page)
    assert number in page.evaluate("said.at(-1)")
    page.get_by_role("button", name="完成").click()
    expect(page.locator("[data-service]")).to_have_count(8)
    assert page.evaluate("said.at(-1)") == "–"  # what was being read is hushed, and no more read
    assert page.locator("[aria-pressed=true][data-comfort]").count() == 0
    assert page.locator("html").get_attribute("class") in {"", None}


def test_left_alone_it_says_in_every_language_how_to_begin(
    start_server: StartServer, screens: Screens
) -> None:
    server = start_server(changes={"kiosk": {"attract_after_seconds": 1}})
    screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
    page = screen.page
    begin = page.locator("[data-begin]")
    expect(begin).to_contain_text("請觸碰螢幕開始")
    for words in ("Touch here to begin", "Chạm vào đây", "Sentuh di sini", "แตะที่นี่", "Pindutin"):
        expect(begin).to_contain_text(words)
    expect(page.locator(".attract__waits li")).to_have_count(8)
    screen.assert_accessible()
    screen.shot("kiosk-attract")
    assert page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    begin.click()
    expect(page.locator("[data-service]")).to_have_count(8)


#: As on any day: the office of the tests is closed at most hours, and says so above the services.
WITHOUT_PRACTICE = """() => {
  const said = document.querySelector(".banner--practice");
  if (said) [said.className, said.style.display] = ["was-practice", "none"];
}"""
WITH_PRACTICE = """() => {
  const said = document.querySelector(".was-practice");
  if (said) [said.className, said.style.display] = ["banner banner--practice", ""];
}"""
WHOLE = """() => [...document.querySelectorAll(".service__about")]
  .every((about) => about.scrollHeight <= about.clientHeight + 2)"""


@pytest.mark.parametrize("size", ["kiosk-portrait", "kiosk-landscape"])
def test_what_to_choose_stands_on_one_screen_in_every_language(
    start_server: StartServer, screens: Screens, size: str
) -> None:
    server = start_server(changes=open_now())
    page = screens.open(server.url("/kiosk"), size=size).page

    def fits() -> bool:
        height = "() => document.documentElement.scrollHeight <= innerHeight"
        return bool(page.evaluate(height))

    for name in ("English", "Tiếng Việt", "Bahasa Indonesia", "ไทย", "Filipino"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        page.evaluate("() => document.fonts.ready.then(() => true)")
        assert fits(), f"{name}: services"
        page.evaluate(WITHOUT_PRACTICE)
        assert fits(), f"{name}: services, and all that is said of them"
        assert page.evaluate(WHOLE), f"{name}: words are cut short"
        page.evaluate(WITH_PRACTICE)
        page.locator("[data-service=moving]").click()
        expect(page.locator("[data-class=walk_in]")).to_be_visible()
        assert fits(), f"{name}: what to bring"
        page.locator("[data-class=walk_in]").click()
        expect(page.locator(".taken__phone img")).to_have_js_property("complete", True)
        page.evaluate("() => document.fonts.ready.then(() => true)")
        assert fits(), f"{name}: the number"
        page.locator(".taken__actions .button--primary").click()


def test_another_service_is_for_the_same_visitor(server: Server, screens: Screens) -> None:
    page = screens.open(server.url("/kiosk"), size="kiosk-portrait").page
    page.get_by_role("button", name="Tiếng Việt", exact=True).click()
    ways = page.locator(".comfort__way")
    expect(ways).to_have_count(3)
    for number in range(3):
        ways.nth(number).click()
    page.locator("[data-service=seal]").click()
    page.locator("[data-people='1']").click()
    page.locator(".chosen__back").click()
    expect(page.locator("[data-service]")).to_have_count(8)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    for number in range(3):
        expect(ways.nth(number)).to_have_attribute("aria-pressed", "true")
    page.locator("[data-service=moving]").click()
    expect(page.locator("[data-count]")).to_contain_text("2")
    # A number nobody could give: the way back is no new visitor either.
    page.route(TICKETS, lambda route: route.fulfill(status=409, json=FULL))
    page.locator("[data-class=walk_in]").click()
    expect(page.locator(".message--trouble")).to_be_visible()
    page.locator(".message__actions .button").last.click()
    expect(page.locator("[data-service]")).to_have_count(8)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    # Whoever is done takes all of it along.
    page.unroute(TICKETS)
    page.locator("[data-service=moving]").click()
    page.locator("[data-class=walk_in]").click()
    page.locator(".taken__actions .button--primary").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-TW")
    expect(ways.first).to_have_attribute("aria-pressed", "false")


def test_while_no_counter_is_open_kiosk_phone_and_slip_promise_nothing(
    server: Server, screens: Screens
) -> None:
    page = screens.open(server.url("/kiosk"), size="kiosk-landscape").page
    page.locator("[data-service=seal]").click()
    page.locator("[data-class=walk_in]").click()
    shown_number(page)
    expect(page.locator(".taken__facts")).to_contain_text("尚無法預估")
    token = (page.locator(".taken__phone img").get_attribute("src") or "")[4:-4]
    phone = screens.open(server.url(f"/t#{token}"), size="phone").page
    slip = screens.open(server.url(f"/slip/{token}"), size="phone").page
    expect(phone.get_by_text("尚無法預估")).to_be_visible()
    expect(slip.locator("body")).not_to_contain_text("免等候")
