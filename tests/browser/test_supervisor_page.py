"""The supervisor's page in a real browser: state, cause and remedy, on a calm and on a bad day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser

SOON_MS = 15_000  # a plan is forecast in a process of its own, which starts with the first alert


@pytest.fixture
def people(server: Server) -> People:
    """A supervisor and a reserve clerk."""
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    people.add("yang", "楊淑芬", "clerk", "c10")
    return people


@pytest.fixture
def crowd(api_as: Callable[[str], Api]) -> Callable[[int], None]:
    """`crowd(8)`: so many people take a number for a transcript."""
    kiosk = api_as("kiosk")

    def crowd(people: int) -> None:
        for _ in range(people):
            kiosk.post("/api/v1/tickets", {"service": "transcript"}).expect(201)

    return crowd


def test_a_calm_floor_is_told_in_one_word(
    people: People, screens: Screens, crowd: Callable[[int], None]
) -> None:
    screen = people.screen(screens, "boss", "/supervisor")
    page = screen.page
    expect(page.locator(".headline__word")).to_contain_text("平穩")
    expect(page.locator(".alarms")).to_contain_text("目前沒有警示")
    expect(page.locator(".desk-card")).to_have_count(10)
    screen.assert_accessible()
    crowd(7)
    expect(page.locator(".headline__word")).to_contain_text("忙碌")
    expect(page.locator(".gauge__value").first).to_contain_text("7")
    expect(page.locator(".alarm")).to_have_count(0)


def test_the_eighth_person_raises_an_alert_that_one_key_acknowledges(
    people: People, screens: Screens, crowd: Callable[[int], None]
) -> None:
    screen = people.screen(screens, "boss", "/supervisor")
    page = screen.page
    expect(page.locator(".headline__word")).to_be_visible()
    top = page.locator(".watch__floor").bounding_box()
    screen.cannot_ask("floor", "alerts")
    crowd(8)
    expect(page.locator(".headline__word")).to_contain_text("超過門檻")
    expect(page.locator(".alarm--firing")).to_contain_text("等候人數超過7人")
    assert page.title().startswith("●")
    screen.assert_accessible()
    page.keyboard.press("n")
    page.keyboard.type("A key in a field is text")
    page.keyboard.press("Enter")
    expect(page.locator(".alarm--acked")).to_contain_text("A key in a field is text")
    expect(page.locator(".alarm--firing")).to_have_count(0)
    assert page.locator(".watch__floor").bounding_box() == top  # nothing below has moved
    order = page.evaluate(
        """async (rules) => {
          const { liveAlerts } = await import("/assets/alerts/state.js");
          const at = (rule, n) => ({ rule, state: "firing", crossed_at: `02:0${n}` });
          return liveAlerts(rules.map(at)).map((alert) => alert.rule);
        }""",
        ["idle", "forecast", "wait", "blind", "waiting"],
    )
    assert order == ["blind", "wait", "waiting", "idle", "forecast"]


def test_an_alert_is_silenced_until_a_set_time_with_a_reason_and_the_silence_ended(
    people: People, screens: Screens, crowd: Callable[[int], None], api_as: Callable[[str], Api]
) -> None:
    screen = people.screen(screens, "boss", "/supervisor")
    page = screen.page
    expect(page.locator(".headline__word")).to_be_visible()
    crowd(8)
    expect(page.locator(".alarm--firing")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("dialog")).to_contain_text("30 分鐘")
    page.get_by_role("button", name="30 分鐘").click()
    expect(page.locator("dialog")).to_contain_text("原因")
    screen.assert_accessible()
    page.keyboard.type("國中生戶政參訪")
    page.keyboard.press("Enter")
    expect(page.locator(".silence")).to_contain_text("陳主任：國中生戶政參訪")
    expect(page.locator(".alarm--firing .tag--amber")).to_contain_text("靜音至")
    assert not page.title().startswith("●")
    screen.assert_accessible()
    (silence,) = api_as("viewer").get("/api/v1/silences").expect(200).body["silences"]
    assert (silence["key"], silence["holds"]) == ("office/waiting", True)
    page.get_by_role("button", name="取消靜音").click()
    expect(page.locator(".silence")).to_have_count(0)
    expect(page).to_have_title(re.compile("^●"))


def test_a_time_that_is_none_is_told_and_silences_nothing(
    people: People, screens: Screens, crowd: Callable[[int], None]
) -> None:
    page = people.screen(screens, "boss", "/supervisor").page
    crowd(8)
    expect(page.locator(".alarm--firing")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.locator(".watch__refusal")).to_contain_text("看不懂這個時間")
    expect(page.locator(".silence")).to_have_count(0)


def test_a_plan_is_accepted_offered_taken_and_seen_at_work(
    people: People, screens: Screens, crowd: Callable[[int], None], api_as: Callable[[str], Api]
) -> None:
    api_as("clerk").post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    clerk = people.screen(screens, "yang", "/console")
    expect(clerk.page.locator(".standby__title")).to_contain_text("待命")
    boss = people.screen(screens, "boss", "/supervisor")
    expect(boss.page.locator(".headline__word")).to_be_visible()
    crowd(12)
    proposed = boss.page.locator(".plan--proposed").first
    expect(proposed).to_contain_text("楊淑芬", timeout=SOON_MS)
    expect(proposed.locator(".effect")).to_contain_text("→")
    boss.assert_accessible()
    boss.page.keyboard.press("y")
    request = clerk.page.locator(".request")
    expect(request).to_contain_text("請求您支援")
    clerk.assert_accessible()
    expect(boss.page.locator(".plan--offered")).to_contain_text("徵詢 楊淑芬 中")
    clerk.page.keyboard.press("a")
    expect(request).to_have_count(0)
    expect(clerk.page.locator(".desk__title")).to_be_visible()
    expect(boss.page.locator(".plan--applied")).to_contain_text("支援中")


def test_a_clerk_who_declines_is_named_with_the_reason(
    people: People, screens: Screens, crowd: Callable[[int], None], api_as: Callable[[str], Api]
) -> None:
    api_as("clerk").post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    clerk = people.screen(screens, "yang", "/console").page
    expect(clerk.locator(".standby__title")).to_contain_text("待命")
    boss = people.screen(screens, "boss", "/supervisor").page
    crowd(12)
    expect(boss.locator(".plan--proposed").first).to_contain_text("楊淑芬", timeout=SOON_MS)
    boss.keyboard.press("y")
    expect(clerk.locator(".request")).to_be_visible()
    clerk.keyboard.press("d")
    clerk.keyboard.press("3")
    expect(clerk.locator(".request")).to_have_count(0)
    expect(boss.locator(".remedy")).to_contain_text("楊淑芬：另有公務", timeout=SOON_MS)


def test_a_plan_is_declined_with_a_reason(
    people: People, screens: Screens, crowd: Callable[[int], None], api_as: Callable[[str], Api]
) -> None:
    api_as("clerk").post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    api_as("clerk")
    clerk = people.screen(screens, "yang", "/console").page
    expect(clerk.locator(".standby__title")).to_contain_text("待命")
    boss = people.screen(screens, "boss", "/supervisor").page
    crowd(8)
    plan = boss.locator(".plan--proposed").first
    expect(plan).to_be_visible(timeout=SOON_MS)
    name = plan.get_attribute("data-plan")
    boss.keyboard.press("d")
    boss.keyboard.press("1")
    expect(boss.locator("dialog")).to_be_visible()  # "1" was typed into the field
    boss.keyboard.press("Escape")
    expect(boss.locator("dialog")).to_have_count(0)  # the browser closes it in its own time
    boss.keyboard.press("d")
    boss.locator(".ask__option").first.click()
    expect(boss.locator(f'.plan--proposed[data-plan="{name}"]')).to_have_count(0)


def test_help_asked_for_at_a_counter_is_seen_and_answered(
    people: People, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    clerk = api_as("clerk")
    clerk.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    page = people.screen(screens, "boss", "/supervisor").page
    expect(page.locator(".headline__word")).to_be_visible()
    clerk.post("/api/v1/counters/3/help").expect(200)
    expect(page.locator(".reasons")).to_contain_text("請求主管支援")
    page.get_by_role("button", name="已處理：3 號櫃檯").click()
    expect(page.locator(".reasons")).not_to_contain_text("請求主管支援")


@pytest.mark.parametrize("locale", ["zh-TW", "en-US"])
def test_it_fits_a_phone_and_four_hundred_percent_zoom(
    people: People, screens: Screens, crowd: Callable[[int], None], locale: str
) -> None:
    crowd(9)
    phone = people.screen(screens, "boss", "/supervisor", size="phone", locale=locale)
    zoomed = people.screen(
        screens, "boss", "/supervisor", locale=locale, viewport={"width": 342, "height": 192}
    )
    for screen in (phone, zoomed):
        expect(screen.page.locator(".headline--over")).to_be_attached()
        width = screen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
    phone.assert_accessible()


def test_a_supervisor_shuts_doors_with_a_message_and_sees_to_who_lacks_a_document(
    people: People, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    kiosk = api_as("kiosk")
    page = people.screen(screens, "boss", "/supervisor").page
    page.locator("[data-door=seal]").click()
    page.get_by_role("dialog").get_by_role("button", name="今日受理已額滿").click()
    expect(page.locator(".lines__table")).to_contain_text("暫停")
    shown = {s["id"]: s for s in kiosk.get("/api/v1/kiosk").expect(200).body["services"]}
    assert shown["seal"]["message"]["zh-TW"] == "今日受理已額滿，請改日再來"
    page.locator("[data-door=seal]").click()
    expect(page.locator(".lines__table")).not_to_contain_text("暫停")

    page.locator("[data-kiosk-door]").click()
    page.keyboard.type("停電，請洽服務檯")
    page.keyboard.press("Enter")
    expect(page.locator(".lines")).to_contain_text("停電，請洽服務檯")
    assert kiosk.get("/api/v1/kiosk").expect(200).body["paused"] is True
    page.locator("[data-kiosk-door]").click()
    expect(page.locator(".lines")).not_to_contain_text("停電")

    kiosk.post("/api/v1/greetings", {"service": "moving", "language": "vi"}).expect(201)
    page.locator("[data-greeting]").get_by_role("button", name="已處理").click()
    expect(page.locator("[data-greeting]")).to_have_count(0)
