"""The clerk's page in a real browser: every action by one key, at a desk and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import APIResponse, Page, Route

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def people(server: Server) -> People:
    """The clerk of counter 3, a reserve clerk and a supervisor."""
    people = People.of(server)
    people.add("chang", "張雅筑", "clerk", "c03")
    people.add("yang", "楊淑芬", "clerk", "c10")
    people.add("boss", "陳主任", "supervisor")
    return people


@pytest.fixture
def take(api_as: Callable[[str], Api]) -> Callable[..., str]:
    """`take()`: a number for a transcript, as a kiosk gives it."""
    kiosk = api_as("kiosk")

    def take(service: str = "transcript", **more: str) -> str:
        answer = kiosk.post("/api/v1/tickets", {"service": service, **more}).expect(201)
        return str(answer.body["number"])

    return take


def at_counter_3(people: People, screens: Screens) -> Page:
    """The clerk's page once counter 3 is theirs."""
    page = people.screen(screens, "chang", "/console").page
    expect(page.locator(".seat")).to_have_count(10)
    page.keyboard.press("3")
    expect(page.locator(".desk__title")).to_contain_text("3 號櫃檯")
    return page


def expect_in_hand(page: Page, number: str, state: str) -> None:
    expect(page.locator(f".hand--{state} .hand__number")).to_have_text(number)


def test_a_clerk_works_through_visits_with_the_keyboard_alone(
    people: People, screens: Screens, take: Callable[..., str]
) -> None:
    first, second, third = take(), take(language="en"), take()
    screen = people.screen(screens, "chang", "/console")
    page = screen.page
    expect(page.locator(".seat--home .seat__number")).to_have_text("3")
    screen.assert_accessible()
    page.keyboard.press("3")
    expect(page.locator(".desk__title")).to_contain_text("3 號櫃檯")
    expect(page.locator(".next__number")).to_have_text(first)
    page.keyboard.press("n")
    expect_in_hand(page, first, "called")
    page.keyboard.press("r")
    expect(page.locator(".hand")).to_contain_text("已叫 2 次")
    page.keyboard.press("s")
    expect_in_hand(page, first, "serving")
    screen.assert_accessible()
    page.keyboard.press("n")
    expect_in_hand(page, second, "called")
    expect(page.locator(".hand")).to_contain_text("英文")
    page.keyboard.press("u")
    expect(page.locator(".hand--empty")).to_be_visible()
    expect(page.locator(".next__number")).to_have_text(second)
    page.keyboard.press("g")
    page.keyboard.type(third)
    page.keyboard.press("Enter")
    expect_in_hand(page, third, "called")
    page.keyboard.press("s")
    page.keyboard.press("f")
    expect(page.locator(".desk__count")).to_contain_text("2")
    expect(page.locator(".hand--empty")).to_be_visible()


def test_each_choice_is_one_more_key(
    people: People, screens: Screens, take: Callable[..., str]
) -> None:
    number = take()
    page = at_counter_3(people, screens)
    expect(page.locator(".next__number")).to_have_text(number)
    page.keyboard.press("n")
    expect_in_hand(page, number, "called")
    page.keyboard.press("s")
    expect_in_hand(page, number, "serving")
    page.keyboard.press("p")
    expect(page.locator("dialog")).to_contain_text(number)
    page.keyboard.press("1")
    parked = page.locator(".aside").filter(has_text="保留")
    expect(parked).to_contain_text("補證件")
    page.keyboard.press("e")
    expect_in_hand(page, number, "serving")
    # The floor may say so before the answer does; until then a next step waits for its turn.
    expect(page.locator(".said")).to_contain_text("恢復辦理")
    page.keyboard.press("t")
    page.keyboard.press("f")  # the letter of another service, not "finish": the dialog has the keys
    expect(page.locator(".said")).to_contain_text("已轉櫃")
    page.keyboard.press("b")
    page.keyboard.press("1")
    expect(page.locator(".desk__head")).to_contain_text("暫停受理：休息")
    page.keyboard.press("b")
    expect(page.locator(".desk__head")).to_contain_text("受理中")
    page.keyboard.press("h")
    expect(page.locator(".desk__head")).to_contain_text("已請求主管支援")
    page.keyboard.press("q")
    expect(page.locator(".chooser")).to_be_visible()


def test_a_missed_number_is_taken_back(
    people: People, screens: Screens, take: Callable[..., str]
) -> None:
    number = take()
    page = at_counter_3(people, screens)
    expect(page.locator(".next__number")).to_have_text(number)
    page.keyboard.press("n")
    expect_in_hand(page, number, "called")
    button = page.locator('[data-action="noShow"]')
    expect(button).to_be_enabled(timeout=40_000)
    page.keyboard.press("x")
    expect(page.locator(".hand--empty")).to_be_visible()
    expect(page.locator(".aside").filter(has_text="過號")).to_contain_text(number)
    page.keyboard.press("m")
    expect(page.locator(".next__number")).to_have_text(number)


def test_a_held_key_and_a_double_click_call_one_number(
    people: People, screens: Screens, take: Callable[..., str]
) -> None:
    first, second = take(), take()
    page = at_counter_3(people, screens)
    expect(page.locator(".next__number")).to_have_text(first)
    for _ in range(6):
        page.keyboard.down("n")
    page.keyboard.up("n")
    expect_in_hand(page, first, "called")
    page.locator('[data-action="start"]').dblclick()
    expect_in_hand(page, first, "serving")
    page.locator('[data-action="next"]').dblclick()
    expect_in_hand(page, second, "called")
    page.wait_for_timeout(600)
    expect_in_hand(page, second, "called")


def test_a_refusal_is_told_beside_the_actions(
    people: People, screens: Screens, take: Callable[..., str], api_as: Callable[[str], Api]
) -> None:
    page = at_counter_3(people, screens)
    page.keyboard.press("n")
    expect(page.locator(".said")).to_contain_text("無人等候")
    page.keyboard.press("g")
    page.keyboard.type("Z99")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Z99 不在等候中")


def test_a_key_pressed_before_the_last_one_was_answered_is_not_lost(
    people: People, screens: Screens
) -> None:
    """The change reaches the page by itself, and that may be sooner than the answer."""
    page = people.screen(screens, "chang", "/console").page
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/counters/3/open", lambda route: held.append((route, route.fetch())))
    expect(page.locator(".seat")).to_have_count(10)
    page.keyboard.press("3")
    expect(page.locator(".desk__title")).to_contain_text("3 號櫃檯")
    page.keyboard.press("n")
    ((route, response),) = held
    route.fulfill(response=response)
    expect(page.locator(".said")).to_contain_text("無人等候")


def test_what_happens_elsewhere_is_seen_at_once(
    people: People, screens: Screens, take: Callable[..., str], api_as: Callable[[str], Api]
) -> None:
    page = at_counter_3(people, screens)
    expect(page.locator(".next__facts")).to_contain_text("目前無號可叫")
    screens.opened[-1].cannot_ask("floor")
    number = take()
    expect(page.locator(".next__number")).to_have_text(number)
    supervisor = api_as("supervisor")
    supervisor.post("/api/v1/counters/3/call-next").expect(200)
    expect_in_hand(page, number, "called")


def test_a_supervisor_acts_for_a_counter_and_leaves_it(people: People, screens: Screens) -> None:
    clerk = at_counter_3(people, screens)
    page = people.screen(screens, "boss", "/console").page
    expect(page.locator(".seat")).to_have_count(10)
    page.keyboard.press("3")
    expect(page.locator(".acting")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("2")
    expect(clerk.locator(".desk__head")).to_contain_text("處理文書")
    page.locator(".acting a").click()
    expect(page.locator(".chooser")).to_be_visible()


def test_a_reserve_clerk_stands_by_and_may_step_out(people: People, screens: Screens) -> None:
    page = people.screen(screens, "yang", "/console").page
    expect(page.locator(".standby__title")).to_have_text(re.compile("待命"))
    page.get_by_role("button", name="暫時無法支援").click()
    expect(page.locator(".standby__title")).to_have_text(re.compile("暫不支援"))
    page.reload()
    expect(page.locator(".standby__title")).to_have_text(re.compile("暫不支援"))
    page.get_by_role("button", name="恢復待命").click()
    expect(page.locator(".standby__title")).to_have_text(re.compile("待命"))


@pytest.mark.parametrize("locale", ["zh-TW", "en-US"])
def test_it_fits_a_phone_and_four_hundred_percent_zoom(
    people: People, screens: Screens, take: Callable[..., str], locale: str
) -> None:
    for _ in range(20):
        take()
    phone = people.screen(screens, "chang", "/console", size="phone", locale=locale)
    phone.page.locator('[data-counter="3"]').click()
    phone.page.locator('[data-action="next"]').click()
    expect(phone.page.locator(".hand--called")).to_be_visible()
    phone.assert_accessible()
    zoomed = people.screen(
        screens, "chang", "/console", locale=locale, viewport={"width": 342, "height": 192}
    )
    expect(zoomed.page.locator(".hand--called")).to_be_attached()
    for page in (phone.page, zoomed.page):
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
