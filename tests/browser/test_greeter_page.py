"""The greeter's page: heard of, gone to, a number given, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.house import open_now
from tests.browser.staff_screens import PASSWORD, People
from tests.support.api import Api

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_a_greeter_goes_to_whoever_asks_and_gives_a_number(
    start_server: StartServer, screens: Screens
) -> None:
    server = start_server(changes=open_now())
    people = People.of(server)
    people.add("amy", "志工美玲", "greeter")
    screen = screens.open(server.url("/sign-in"), size="phone")
    page = screen.page
    page.locator("#name").fill("amy")
    page.locator("#password").fill(PASSWORD)
    expect(page.locator("#sign-in button")).to_be_enabled()
    page.keyboard.press("Enter")
    page.wait_for_url("**/greeter")  # where the role has its work
    expect(page.get_by_text("目前取號機旁沒有人需要協助。")).to_be_visible(timeout=30_000)
    with Api(server.base_url, token=server.token("supervisor")) as api:
        api.post("/api/v1/counters/1/open", {"clerk": "c01"}).expect(200)
        wish = {"service": "moving", "language": "vi", "needs": ["language"]}
        api.post("/api/v1/greetings", wish).expect(201)
        asked = page.locator("[data-greeting]")
        expect(asked).to_contain_text("遷徙登記")
        expect(asked).to_contain_text("需越南文服務")
        asked.locator("[data-take]").click()
        expect(asked).to_contain_text("您正前往協助")
        screen.assert_accessible()
        asked.locator("[data-help]").click()
        expect(page.locator("#give")).to_be_focused()
        page.locator("#people").select_option("2")
        page.get_by_text("續辦其他項目").click()
        page.locator("[data-errand=seal]").check()
        page.locator("[data-give]").click()
        number = page.locator("[data-given]")
        expect(number).to_be_focused()
        (line,) = api.get("/api/v1/floor").expect(200).body["lines"]
        assert number.text_content() == line["number"]
        assert (line["service"], line["language"], line["people"]) == ("moving", "vi", 2)
        assert (line["needs"], line["errands"]) == (["language"], ["seal"])
        asked.locator("[data-seen]").click()
        expect(asked).to_have_count(0)
        page.locator("#number").fill(line["number"].lower())
        page.keyboard.press("Enter")
        expect(page.locator("[data-found]")).to_contain_text("下一位")
        api.post("/api/v1/counters/1/call-next", {}).expect(200)
        expect(page.locator("[data-found]")).to_contain_text("1 號櫃檯")
        screen.assert_accessible()
