"""A phone that must not miss its call: what is heard, felt, kept, and said of what is old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.test_phone_page import opened, says, take
from tests.support.browser import expect_to_fit_sideways

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

#: Counts what the browser is asked to do, beside doing it.
_COUNT: Final = """
  window.told = {buzzes: [], strokes: 0};
  navigator.vibrate = (pattern) => told.buzzes.push(pattern);
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { told.strokes += 1; start.apply(this, at); };
"""
CUT: Final = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to load resource", "ERR_FAILED")


@pytest.fixture
def api(api_as: Callable[[str], Api]) -> Api:
    """A supervisor, who may do everything at every counter."""
    return api_as("supervisor")


def serve(api: Api, counter: int = 1) -> None:
    """The next one is called, and done."""
    for move in ("call-next", "start", "finish"):
        api.post(f"/api/v1/counters/{counter}/{move}").expect(200)


def has_its_worker(page: Page) -> None:
    """The page's files are on the phone."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def fits_at_400_percent(page: Page) -> None:
    """It scrolls one way only (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 256})
    expect_to_fit_sideways(page)


def told(page: Page) -> Any:
    return page.evaluate("() => told")


def test_next_but_two_is_said_heard_and_felt_and_so_is_the_call(
    server: Server, screens: Screens, api: Api
) -> None:
    *_before, own = (take(api) for _ in range(5))
    api.post("/api/v1/counters/1/open").expect(200)
    screen = screens.open(size="phone")
    page = screen.page
    page.add_init_script(_COUNT)
    page.goto(server.url(own["link"]))
    expect(page.locator("[data-ahead]")).to_have_text("4 人")
    page.get_by_role("button", name="開啟叫號提示音").click()
    expect(page.get_by_role("button", name="聲音已開啟")).to_be_visible()
    heard = told(page)["strokes"]
    assert heard > 0, "whoever turns sound on hears that it works"
    serve(api)
    expect(page.locator("[data-ahead]")).to_have_text("3 人")
    assert told(page) == {"buzzes": [], "strokes": heard}
    serve(api)
    says(page, "還有 2 位就輪到您")
    page.wait_for_function("(before) => told.strokes > before", arg=heard)
    assert told(page)["buzzes"] == [[300]]
    screen.assert_accessible()
    screen.shot("phone-soon")
    heard = told(page)["strokes"]
    api.post("/api/v1/counters/1/call", {"ticket": own["ticket"]}).expect(200)
    expect(page.locator("[data-counter]")).to_have_text("1")
    page.wait_for_function("(before) => told.strokes > before", arg=heard)
    assert len(told(page)["buzzes"][1]) == 5
    box = page.locator("#phone").bounding_box()
    assert box is not None
    assert box["height"] >= 844, "the call fills the phone"
    screen.assert_accessible()
    fits_at_400_percent(page)


def test_more_time_is_asked_for_once_and_the_clerk_sees_it(
    server: Server, screens: Screens, api: Api
) -> None:
    own, *_others = (take(api) for _ in range(5))
    screen = opened(server, screens, own["link"])
    page = screen.page
    page.locator("[data-more-time]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("讓後面 3 位先辦理")
    screen.assert_accessible()
    dialog.get_by_role("button", name="維持原順位").click()
    expect(page.locator("[data-ahead]")).to_have_text("沒有人")
    page.locator("[data-more-time]").click()
    dialog.get_by_role("button", name="讓他們先辦").click()
    expect(page.locator("[data-ahead]")).to_have_text("3 人")
    expect(page.locator("[data-gave-way]")).to_be_visible()
    expect(page.locator("[data-more-time]")).to_have_count(0)
    lines = api.get("/api/v1/floor").expect(200).body["lines"]
    assert [line["number"] for line in lines if line["gave_way_at"]] == [own["number"]]
    assert lines[3]["number"] == own["number"]


def test_a_cut_network_is_told_and_an_old_call_is_never_shown_as_the_present_one(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    api.post("/api/v1/counters/2/open").expect(200)
    screen = opened(server, screens, own["link"], clock=True)
    screen.allow(*CUT)
    page = screen.page
    expect(page.locator("[data-ahead]")).to_be_visible()
    has_its_worker(page)
    api.post("/api/v1/counters/2/call-next").expect(200)
    expect(page.locator("[data-counter]")).to_have_text("2")
    page.context.set_offline(True)
    screen.lets_pass(10)
    expect(page.locator("[data-called-then]")).to_be_visible()
    expect(page.locator("[data-counter]")).to_have_count(0)
    expect(page.locator(".phone--called")).to_have_count(0)
    screen.assert_accessible()
    screen.shot("phone-cut")

    page.goto("about:blank")
    page.goto(server.url("/t"))  # from the home screen: no number in the address, no network
    expect(page.locator("[data-number]")).to_have_text(own["number"])
    expect(page.locator("[data-called-then]")).to_be_visible()
    expect(page.get_by_text("連線中斷")).to_be_visible()

    api.post("/api/v1/counters/2/start").expect(200)
    page.context.set_offline(False)
    says(page, "2 號櫃檯正在為您辦理")
    expect(page.get_by_text("連線中斷")).to_have_count(0)
    api.post("/api/v1/counters/2/finish").expect(200)
    says(page, "已辦畢")
    assert page.evaluate("() => localStorage.getItem('phone-ticket')") is None


def test_it_can_be_kept_on_the_home_screen(server: Server, screens: Screens, api: Api) -> None:
    screen = opened(server, screens, take(api)["link"])
    session = screen.page.context.new_cdp_session(screen.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/t.webmanifest")
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )


def test_who_missed_the_call_is_told_what_to_do_now(
    server: Server, screens: Screens, api: Api
) -> None:
    own = take(api)
    api.post("/api/v1/counters/1/open").expect(200)
    for move in ("call-next", "no-show"):
        api.post(f"/api/v1/counters/1/{move}").expect(200)
    screen = opened(server, screens, own["link"])
    expect(screen.page.locator(".phone-steps li")).to_have_count(3)
    says(screen.page, "將排在 3 位之後再次叫號")
    screen.assert_accessible()
    fits_at_400_percent(screen.page)
