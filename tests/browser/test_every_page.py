"""Every page, at the sizes it is made for, in both languages: for eyes, keys and readers.

In the office's language also by Taiwan's own accessibility rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from tests.browser.eyes import cut_texts, english_texts, lost_by_keyboard
from tests.browser.house import open_now
from tests.browser.pages import KIOSK, PAGES, PageOf
from tests.browser.staff_screens import People
from tests.support.api import Api
from tests.support.browser import SIZES, axe_violations
from tools.gallery import bar_of, kept_bar, name_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.conftest import StartServer
    from tests.support.browser import Screen, Screens
    from tests.support.moda import Moda
    from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PATIENT_MS: Final = 30_000
SETTLED_MS: Final = 10_000  # a resized page is laid out anew in a frame or two, if there is time
LOGINS: Final = ("boss", "lin", "yang", "chen", "supervisor")
LANGUAGES: Final = ("zh-TW", "en")
NARROW: Final[ViewportSize] = {"width": 320, "height": 568}
ZOOMED: Final[ViewportSize] = {"width": 342, "height": 192}  # 1366×768 at 400 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """An office in the middle of a morning: an alert, a plan, something in every list."""

    server: Server
    people: People
    token: str
    booking: str
    link: str

    def open(self, screens: Screens, page: PageOf, **options: Any) -> Screen:
        """The page in a new window, once it shows what it has to show."""
        path = page.path.format(token=self.token, booking=self.booking, link=self.link)
        if page.who is None:
            screen = screens.open(self.server.url(path), reduced_motion=True, **options)
        else:
            screen = self.people.screen(screens, page.who, path, **options)
        expect(screen.page.locator(page.ready).first).to_be_visible(timeout=PATIENT_MS)
        screen.page.evaluate("() => document.fonts.ready.then(() => true)")
        return screen


@pytest.fixture(scope="module")
def busy(start_shared_server: StartServer) -> Busy:
    """Counters open, paused and closed; people served, waiting, parked and missed.

    One for all, who only look; what they change is theirs (a number more, a pairing code).
    """
    server = start_shared_server(changes=open_now())
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    people.add("lin", "林佳穎", "clerk", "c01")
    people.add("yang", "楊淑芬", "clerk", "c10")
    link = people.invite("chen", "陳冠宇", "clerk", "c02")
    with Api(server.base_url, token=server.token("supervisor")) as api:
        token, booking = _crowd(api), _appointments(api)
    return Busy(
        server=server, people=people, token=token, booking=booking, link=link.partition("#")[2]
    )


def _crowd(api: Api) -> str:
    def take(service: str, visit_class: str = "walk_in", language: str = "zh-TW") -> str:
        body = {"service": service, "class": visit_class, "language": language}
        return str(api.post("/api/v1/tickets", body).expect(201).body["token"])

    def at(counter: int, verb: str, **body: Any) -> None:
        api.post(f"/api/v1/counters/{counter}/{verb}", body).expect(200)

    for counter, clerk in ((1, "c01"), (3, "c03"), (4, "c04")):
        at(counter, "open", clerk=clerk)
    for service in ("transcript", "moving", "seal", "vital"):
        take(service)
    at(3, "call-next")
    at(3, "start")
    at(3, "park", reason="form")
    at(3, "call-next")
    at(3, "recall")
    at(4, "call-next")
    at(4, "start")
    at(4, "help", needed=True)
    at(4, "pause", reason="break")
    at(1, "call-next")
    at(1, "start")
    for service in ("transcript", "marriage", "id_card", "nationality", "certificate", "moving"):
        take(service)
    take("transcript", "priority", "en")
    take("seal", "priority")
    needs = {"service": "seal", "language": "vi", "needs": ["language", "sign_language"]}
    api.post("/api/v1/tickets", {**needs, "errands": ["moving"], "people": 3}).expect(201)
    api.post("/api/v1/greetings", {"service": "moving", "language": "th"}).expect(201)
    api.post("/api/v1/greetings/1/take", {}).expect(200)
    api.post("/api/v1/greetings", {"service": "seal", "language": "vi"}).expect(201)
    why = {"message": {"zh-TW": "系統維護中，請稍候或洽服務檯"}}
    api.post("/api/v1/services/certificate/pause", why).expect(200)
    return take("id_card")


def _appointments(api: Api) -> str:
    """Somebody has come, somebody fetches something later; the token of one for tomorrow."""
    today = api.get("/api/v1/bookings/day").expect(200).body
    at = datetime.fromisoformat(today["at"]).replace(second=0, microsecond=0)
    slot = at + timedelta(minutes=30 - at.minute % 30)

    def book(slot: datetime, **more: Any) -> dict[str, Any]:
        wish = {"service": "transcript", "slot_at": slot.isoformat(), **more}
        body: dict[str, Any] = api.post("/api/v1/bookings/at-desk", wish).expect(201).body
        return body

    came = book(slot)["ticket"]
    api.post("/api/v1/bookings/at-desk/check-in", {"ticket": came}).expect(200)
    later = book(slot + timedelta(hours=1), pick_up=True, language="vi")["ticket"]
    assert later != came
    off = book(slot + timedelta(hours=2))["ticket"]
    api.post("/api/v1/bookings/at-desk/cancel", {"ticket": off}).expect(200)
    return str(book(slot + timedelta(hours=24))["token"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_whole_for_eyes_keys_and_readers(
    busy: Busy, screens: Screens, moda: Moda, page: PageOf, language: str
) -> None:
    """Errors in the console and requests to other hosts are looked for when the windows close."""
    faults = []
    for sizes in windows(page):
        screen = busy.open(screens, page, size=sizes[0], locale=language)
        for size in sizes:
            resize(screen.page, SIZES[size])
            faults += [f"{size}: {fault}" for fault in looked_at(screen, language)]
            screen.shot(f"page-{page}-{size}-{language}")
            if size == page.sizes[0] and language == LANGUAGES[0]:
                faults += lost_by_keyboard(screen.page)
                if kept_bar(name_of(page)) != bar_of(screen.page):
                    faults.append("docs/gallery.md shows another bar of ways: `make screenshots`")
        if page.is_read and "desk" in sizes:
            faults += too_wide(screen.page)
        if page.sizes[0] in sizes and language == LANGUAGES[0]:
            resize(screen.page, SIZES[page.sizes[0]])
            faults += moda.faults(screen.page, is_read=page.is_read)
        screen.page.goto("about:blank")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [p for p in PAGES if p.is_read and "desk" not in p.sizes], ids=str)
def test_at_a_desk_too_it_can_be_zoomed_into(
    busy: Busy, screens: Screens, page: PageOf, language: str
) -> None:
    faults = too_wide(busy.open(screens, page, size="desk", locale=language).page)
    assert not faults, "\n".join(faults)


def test_taiwans_rules_hold_on_each_layout_of_the_board(
    busy: Busy, screens: Screens, moda: Moda
) -> None:
    page, faults = screens.open(size="board", reduced_motion=True).page, []
    for layout in ("call", "list", "media", "vertical"):
        page.goto(busy.server.url(f"/display?layout={layout}"))
        expect(page.locator(".hero")).to_be_visible(timeout=PATIENT_MS)
        faults += [f"{layout}: {fault}" for fault in moda.faults(page, is_read=False)]
    assert not faults, "\n".join(faults)


def windows(page: PageOf) -> list[list[str]]:
    """The sizes of a page, those together that one window can be given."""
    found: dict[str, list[str]] = {}
    for size in page.sizes:
        found.setdefault(size.partition("-")[0], []).append(size)
    return list(found.values())


def resize(page: Page, viewport: ViewportSize) -> None:
    """Make the window larger or smaller, and wait until that is drawn."""
    if page.viewport_size != viewport:
        page.set_viewport_size(viewport)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def looked_at(screen: Screen, language: str) -> list[str]:
    """What axe and a careful reader find."""
    found = axe_violations(screen.page) + cut_texts(screen.page)
    if language == "zh-TW":
        found += english_texts(screen.page, names="|".join(LOGINS))
    return found


def too_wide(page: Page) -> list[str]:
    """Where the page scrolls sideways: at 320 pixels and at 400 %."""
    faults = []
    for viewport in (NARROW, ZOOMED):
        page.set_viewport_size(viewport)
        try:
            page.wait_for_function(
                "() => document.documentElement.scrollWidth <= innerWidth", timeout=SETTLED_MS
            )
        except PlaywrightTimeoutError:
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            faults.append(f"{viewport['width']} px: {over} px too wide")
    return faults


def test_a_number_is_taken_by_keyboard_alone(busy: Busy, screens: Screens, moda: Moda) -> None:
    kiosk = busy.open(screens, KIOSK, size="kiosk-landscape").page
    choose(kiosk, "戶籍謄本")
    expect(kiosk.get_by_role("heading", level=1, name="戶籍謄本")).to_be_focused()
    faults = moda.faults(kiosk)
    choose(kiosk, "現場取號")
    number = kiosk.get_by_role("heading", level=1, name=re.compile(r"^您的號碼 C\d{3}$"))
    expect(number).to_be_focused(timeout=PATIENT_MS)
    faults += moda.faults(kiosk)
    choose(kiosk, "完成")
    expect(kiosk.get_by_role("heading", level=1, name="請點選要辦理的項目")).to_be_focused()
    assert not faults, "\n".join(faults)


def choose(page: Page, words: str) -> None:
    """Tab to the button that says so, and press Enter."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if words in page.evaluate("() => document.activeElement.textContent"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {words}")
