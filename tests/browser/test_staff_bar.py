"""The bar of staff pages: pages of every day in a row, the others behind one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from tests.support.browser import Screens
    from tests.support.server import Server


def test_further_pages_open_by_key_say_where_one_is_and_close_again(
    server: Server, screens: Screens
) -> None:
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    page = people.screen(screens, "boss", "/marquee").page
    more = page.locator(".nav__more > summary")
    rules = page.get_by_role("link", name="規則", exact=True)
    expect(more).to_have_text("跑馬燈")
    expect(rules).to_be_hidden()

    more.focus()
    page.keyboard.press("Enter")
    expect(rules).to_be_visible()
    page.keyboard.press("Tab")
    expect(rules).to_be_focused()
    page.keyboard.press("Escape")
    expect(rules).to_be_hidden()
    expect(more).to_be_focused()

    more.click()
    page.locator(".top-bar__title").click()
    expect(rules).to_be_hidden()
    more.click()
    rules.click()
    expect(page).to_have_url(server.url("/supervisor/rules"))
    expect(more).to_have_text("規則")
