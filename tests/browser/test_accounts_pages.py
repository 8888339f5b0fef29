"""The doors and the accounts in a real browser: sign-in, one-time links, pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff_screens import PASSWORD, People

if TYPE_CHECKING:
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser

_REFUSED = r"Failed to load resource: .* status of (401|410)"


@pytest.fixture
def people(server: Server) -> People:
    """A supervisor."""
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    return people


def test_a_wrong_password_is_told_and_the_right_one_leads_where_one_wanted(
    people: People, screens: Screens
) -> None:
    screen = screens.open(people.server.url("/accounts"), reduced_motion=True)
    screen.allow(_REFUSED)
    page = screen.page
    screen.assert_accessible()
    page.keyboard.type("boss")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.locator(".gate__said")).to_contain_text("帳號或密碼錯誤")
    screen.assert_accessible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts")
    expect(page.locator("#people-title")).to_be_visible()
    screen.assert_accessible()


def test_each_role_begins_at_its_own_page_and_signs_out(people: People, screens: Screens) -> None:
    people.add("lin", "林佳穎", "clerk", "c01")
    for name, path in (("lin", "/console"), ("boss", "/supervisor")):
        page = screens.open(people.server.url("/sign-in"), reduced_motion=True).page
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        expect(page.locator("#sign-in button")).to_be_enabled()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{path}")
        page.click("#sign-out")
        page.wait_for_url("**/sign-in")
        page.goto(people.server.url(path))
        assert "/sign-in?next=" in page.url


def test_an_invited_clerk_sets_a_password_once(people: People, screens: Screens) -> None:
    link = people.invite("hsu", "許志明", "clerk", "c11")
    screen = screens.open(people.server.url(link), reduced_motion=True)
    page = screen.page
    expect(page.locator("#set-up")).to_contain_text("許志明，您好。")
    screen.assert_accessible()
    page.fill("#password", "short")
    page.keyboard.press("Enter")
    expect(page.locator(".gate__said")).to_contain_text("至少要 10 個字元")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD + "!")
    page.keyboard.press("Enter")
    expect(page.locator(".gate__said")).to_contain_text("兩次輸入的密碼不同")
    page.fill("#again", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console")
    again = screens.open(people.server.url(link), reduced_motion=True)
    again.allow(_REFUSED)
    expect(again.page.locator("#set-up")).to_contain_text("連結已失效")
    again.assert_accessible()


def test_a_supervisor_makes_an_account_and_its_link_works(people: People, screens: Screens) -> None:
    screen = people.screen(screens, "boss", "/accounts")
    page = screen.page
    page.fill("#new-display_name", "黃柏翰")
    page.fill("#new-name", "huang")
    page.select_option("#new-clerk", "c04")
    page.get_by_role("button", name="建立帳號與連結").click()
    address = page.locator(".link__field").input_value()
    expect(page.locator('[data-account="huang"]')).to_contain_text("已邀請")
    screen.assert_accessible()
    other = screens.open(address, reduced_motion=True).page
    expect(other.locator("#set-up")).to_contain_text("黃柏翰")


def test_a_name_that_is_taken_is_refused_beside_the_form(people: People, screens: Screens) -> None:
    page = people.screen(screens, "boss", "/accounts").page
    page.fill("#new-display_name", "另一位")
    page.fill("#new-name", "boss")
    page.get_by_role("button", name="建立帳號與連結").click()
    expect(
        page.locator("section").filter(has_text="新增帳號").locator(".note--red")
    ).to_be_visible()


def test_a_locked_account_is_signed_out(people: People, screens: Screens) -> None:
    people.add("lin", "林佳穎", "clerk", "c01")
    clerk = people.screen(screens, "lin", "/console").page
    page = people.screen(screens, "boss", "/accounts").page
    page.get_by_role("button", name="停用 林佳穎").click()
    page.locator('dialog button[value="yes"]').click()
    expect(page.locator('[data-account="lin"]')).to_contain_text("已停用")
    clerk.goto(people.server.url("/console"))
    assert "/sign-in" in clerk.url


@pytest.mark.parametrize("locale", ["zh-TW", "en-US"])
def test_a_screen_is_paired_by_its_code_and_goes_on_by_itself(
    people: People, screens: Screens, locale: str
) -> None:
    device = screens.open(
        people.server.url("/pair"), size="phone", locale=locale, reduced_motion=True
    )
    code = device.page.locator(".pair__code")
    expect(code).not_to_have_text("…")
    device.assert_accessible()
    page = people.screen(screens, "boss", "/accounts").page
    page.fill("#new-code", code.inner_text().lower())
    page.locator("form:has(#new-code) [name=name]").fill("大門取號機")
    page.locator("form:has(#new-code) button").click()
    expect(page.locator("section").filter(has_text="配對螢幕")).to_contain_text("大門取號機")
    device.page.wait_for_url("**/kiosk")


def test_the_lists_fit_a_phone(people: People, screens: Screens) -> None:
    people.add("lin", "林佳穎", "clerk", "c01")
    screen = people.screen(screens, "boss", "/accounts", size="phone")
    page = screen.page
    expect(page.locator("#people-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    wide = (
        "[...document.querySelectorAll('.table-wrap')].filter(w => w.scrollWidth > w.clientWidth)"
    )
    assert page.evaluate(f"{wide}.length") == 0
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="林佳穎"))
    expect(row.get_by_role("cell", name="lin", exact=True)).to_be_in_viewport()
    expect(row.get_by_role("button", name="停用 林佳穎")).to_be_in_viewport(ratio=1)
    screen.assert_accessible()
    screen.shot("accounts-phone")
