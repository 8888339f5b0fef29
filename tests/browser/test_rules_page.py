"""The rules of e-Eyes in a real browser: read, changed, refused, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_a_supervisor_changes_a_rule_is_refused_nonsense_and_goes_back(
    server: Server, screens: Screens
) -> None:
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    screen = people.screen(screens, "boss", "/supervisor/rules")
    screen.allow(r"Failed to load resource: .* status of 422")
    page = screen.page
    rule = page.locator('[data-rule="waiting/office"]')
    expect(rule).to_contain_text("當等候超過 7 人")
    screen.assert_accessible()
    screen.shot("rules")

    rule.get_by_role("button", name="變更").click()
    rule.get_by_label("門檻", exact=True).fill("4")
    rule.get_by_role("button", name="立即生效").click()
    expect(rule.locator(".note--red")).to_contain_text("解除門檻 5：應為不高於 4")
    expect(rule.get_by_label("解除門檻")).to_have_attribute("aria-invalid", "true")
    rule.get_by_label("解除門檻").fill("2")
    rule.get_by_role("button", name="部分時段另訂門檻").click()
    screen.assert_accessible()
    screen.shot("rules-form")
    rule.get_by_label("解除門檻").first.press("Enter")

    expect(rule).to_contain_text(
        "當等候超過 4 人，即發出警示；降到 2 人以下解除，達 12 人再次通知。"
    )
    expect(rule).to_contain_text("週一 週二 週三 週四 週五 11:30–13:30")
    expect(rule).to_contain_text("陳主任")
    expect(page.locator(".past")).to_contain_text("當等候超過 7 人")
    page.goto(server.url("/supervisor"))
    expect(page.locator(".headline")).to_contain_text("門檻 4 人")

    page.goto(server.url("/supervisor/rules"))
    rule.get_by_role("button", name="恢復 config.yaml 設定").click()
    expect(rule).to_contain_text("當等候超過 7 人")
    expect(page.locator(".past")).to_have_count(2)


def test_the_rules_fit_a_phone(server: Server, screens: Screens) -> None:
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    screen = people.screen(screens, "boss", "/supervisor/rules", size="phone")
    rule = screen.page.locator('[data-rule="forecast/office"]')
    rule.get_by_role("button", name="變更").click()
    screen.page.get_by_role("button", name="部分時段另訂門檻").click()
    add = screen.page.get_by_role("button", name="部分時段另訂門檻")
    add.click()
    second = rule.get_by_role("group", name="時段 2")
    expect(second).to_contain_text("不會生效：全部時間已由「時段 1」決定")
    second.get_by_label("迄", exact=True).fill("14:00")
    expect(second).to_contain_text("與「時段 1」重疊；重疊的時間以「時段 1」為準")
    second.get_by_role("button", name="時段 2 往上移").click()
    expect(second).to_contain_text("不會生效")  # the longer one is now above
    assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    screen.shot("rules-phone")
    screen.assert_accessible()
