"""Moving staff in a real browser: side by side, there and back, by hand, and what it did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.house import open_now
from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import StartServer
    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser

SOON_MS = 20_000  # a plan is forecast in a process of its own, which starts with the first alert
#: Moves that need not stand, and help that may always go back: nobody waits ten minutes here.
QUICK = {"min_stay_minutes": 0.02, "release_after_minutes": 0, "release_odds": 1.0}


@pytest.fixture
def server(start_server: StartServer, request: pytest.FixtureRequest) -> Server:
    """An open office in a hurry, or with other rules for moving staff."""
    return start_server(changes={**open_now(), "reallocation": getattr(request, "param", QUICK)})


@pytest.fixture
def people(server: Server) -> People:
    """A supervisor and two clerks of the reserve."""
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    people.add("yang", "楊淑芬", "clerk", "c10")
    people.add("wu", "許志明", "clerk", "c11")
    return people


def crowd(api: Api, count: int) -> list[str]:
    """So many people take a number for a transcript; their tokens."""
    answers = [api.post("/api/v1/tickets", {"service": "transcript"}) for _ in range(count)]
    return [str(answer.expect(201).body["token"]) for answer in answers]


def rises(page: Page) -> bool:
    """Whether the second chart's line goes up aslant, not in steps alone."""
    path = page.locator(".chart__line").nth(1).get_attribute("d") or ""
    heights = re.findall(r"[ML][-\d.]+,([-\d.]+)(?:V([-\d.]+))?", path)
    stood = [float(step or first) for first, step in heights]
    came = [float(first) for first, _ in heights[1:]]
    return any(after < before for before, after in zip(stood, came, strict=False))


def in_sight(page: Page, what: str) -> bool:
    """Whether each `what` of the remedies lies within their box, none of it to be scrolled to."""
    found = """(box, what) => {
      const sides = box.getBoundingClientRect();
      const all = [...box.querySelectorAll(what)].map((one) => one.getBoundingClientRect());
      const lies = (one) => one.bottom <= sides.bottom + 1 && one.right <= sides.right + 1;
      return all.length > 0 && all.every(lies);
    }"""
    return bool(page.locator(".remedy__list").evaluate(found, what))


@pytest.mark.parametrize(
    "server", [{"min_stay_minutes": 0.02, "relieve_within_minutes": 0.02}], indirect=True
)
def test_what_is_to_be_decided_and_what_is_at_work_are_all_in_sight(
    people: People, screens: Screens, api_as: object
) -> None:
    api: Api = api_as("clerk")  # type: ignore[operator]
    api.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    clerk = people.screen(screens, "yang", "/console")
    expect(clerk.page.locator(".standby__title")).to_be_visible()
    page = people.screen(screens, "boss", "/supervisor").page
    expect(page.locator(".headline__word")).to_be_visible()
    crowd(api_as("kiosk"), 14)  # type: ignore[operator]
    proposed = page.locator(".plan--proposed")
    expect(proposed.first).to_contain_text("楊淑芬", timeout=SOON_MS)
    expect(proposed.first).to_contain_text("單獨尚不足以疏散")
    expect(proposed.first).to_contain_text("30 分鐘後等候人數")
    assert in_sight(page, ".plan--proposed button")
    # A request that nobody has answered yet is taken back; the next is proposed.
    page.keyboard.press("y")
    asked = page.locator(".plan--offered")
    expect(asked).to_contain_text("已同意", timeout=SOON_MS)
    asked.get_by_role("button", name="收回…").click()
    page.get_by_role("button", name="已另行安排").click()
    expect(asked).to_have_count(0)
    expect(clerk.page.locator(".request")).to_have_count(0)
    # One is at work and does not suffice: what follows it is beside it, and both are in sight.
    expect(proposed.first).to_be_visible(timeout=SOON_MS)
    with_yang = proposed.filter(has_text="楊淑芬").first
    with_yang.get_by_role("button", name="同意調派").click()
    clerk.page.locator(".request").wait_for(timeout=SOON_MS)
    clerk.page.keyboard.press("a")
    expect(page.locator(".plan--applied")).to_be_visible(timeout=SOON_MS)
    expect(proposed.first).to_contain_text("未登入，請口頭通知", timeout=SOON_MS)
    assert in_sight(page, "button")


def test_offered_declined_offered_to_the_next_at_work_and_back(
    people: People, screens: Screens, server: Server, api_as: object
) -> None:
    api: Api = api_as("clerk")  # type: ignore[operator]
    kiosk: Api = api_as("kiosk")  # type: ignore[operator]
    api.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    clerks = {
        name: people.screen(screens, login, "/console")
        for name, login in {"楊淑芬": "yang", "許志明": "wu"}.items()
    }
    for clerk in clerks.values():
        expect(clerk.page.locator(".standby__title")).to_be_visible()
    boss = people.screen(screens, "boss", "/supervisor")
    page = boss.page
    expect(page.locator(".headline__word")).to_be_visible()
    tokens = crowd(kiosk, 12)
    # Side by side, the first recommended, each with its picture and the same figures in words.
    best = page.locator('.plan--proposed[data-rank="1"]')
    expect(best).to_contain_text("建議", timeout=SOON_MS)
    expect(best.locator("svg.bars rect")).to_have_count(4)
    expect(best.locator(".effect")).to_contain_text("→")
    boss.assert_accessible()
    boss.shot("realloc-proposals", full_page=True)
    page.keyboard.press("y")
    # The first who is asked declines, the next comes.
    asked = page.locator(".plan--offered")
    expect(asked).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".plan--proposed")).to_have_count(0)
    first = next(name for name in clerks if name in asked.inner_text())
    other = next(name for name in clerks if name != first)
    request = clerks[first].page.locator(".request")
    expect(request).to_contain_text("第一次支援")
    clerks[first].page.keyboard.press("d")
    clerks[first].page.keyboard.press("1")
    expect(clerks[other].page.locator(".request")).to_be_visible(timeout=SOON_MS)
    clerks[other].page.keyboard.press("a")
    expect(page.locator(".plan--applied")).to_be_visible(timeout=SOON_MS)
    # The crowd goes, going back is proposed, and one tap sends the helper back.
    for token in tokens:
        kiosk.post(f"/api/v1/tickets/{token}/cancel", {}).expect(200)
    expect(page.locator(".plan--applied")).to_contain_text("可以歸建", timeout=60_000)
    boss.assert_accessible()
    boss.shot("realloc-back", full_page=True)
    page.keyboard.press("b")
    expect(clerks[other].page.locator(".standby__title")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".remedy")).to_contain_text("歸建", timeout=SOON_MS)
    helper = page.locator(".person", has_text=other)
    expect(helper).to_contain_text("本月支援 1 次")
    viewer: Api = api_as("viewer")  # type: ignore[operator]
    (plan, *_) = [
        p
        for p in viewer.get("/api/v1/reallocations").expect(200).body["reallocations"]
        if p["applied_at"]
    ]
    assert (plan["state"], plan["why"]) == ("ended", "stood_down")
    # Its own page tells the course, with every deed numbered.
    course = people.screen(screens, "boss", f"/supervisor/alerts/{plan['alert']}")
    expect(course.page.get_by_role("heading", level=1)).to_contain_text("等候人數超過7人")
    expect(course.page.locator(".chart__svg")).to_have_count(2)
    expect(course.page.locator(".deeds")).to_contain_text("櫃檯已調整")
    expect(course.page.locator(".chart__without").first).to_be_attached()
    assert rises(course.page), "while people wait, the longest wait grows"
    course.assert_accessible()
    course.shot("realloc-course", full_page=True)
    phone = people.screen(screens, "boss", f"/supervisor/alerts/{plan['alert']}", size="phone")
    expect(phone.page.locator(".chart__svg")).to_have_count(2)
    phone.shot("realloc-course-phone", full_page=True)
    boss.page.reload()
    expect(page.locator(".report")).to_be_visible()
    boss.shot("realloc-end", full_page=True)


@pytest.mark.parametrize("server", [{"min_stay_minutes": 10}], indirect=True, ids=["unhurried"])
def test_a_clerk_is_moved_by_hand_with_the_mouse_and_with_the_keyboard(
    people: People, screens: Screens, api_as: object
) -> None:
    api: Api = api_as("clerk")  # type: ignore[operator]
    api.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    boss = people.screen(screens, "boss", "/supervisor")
    page = boss.page
    person = page.locator('.person[data-clerk="c10"]')
    expect(person).to_contain_text("楊淑芬")
    closed = page.locator('[data-counter="7"]')
    person.drag_to(closed)
    expect(closed).to_contain_text("楊淑芬", timeout=SOON_MS)
    # From the list with the keyboard; a move stands a while, which a reason overrides.
    page.locator('.person[data-clerk="c10"] button').focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("調派到哪裡")
    boss.assert_accessible()
    page.keyboard.press("1")
    expect(dialog).to_contain_text("剛調派不久", timeout=SOON_MS)
    boss.assert_accessible()
    page.keyboard.type("Agreed with both")
    page.keyboard.press("Enter")
    expect(page.locator('[data-counter="1"]')).to_contain_text("楊淑芬", timeout=SOON_MS)
    expect(closed).not_to_contain_text("楊淑芬")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
