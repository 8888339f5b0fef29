"""Every page, at the sizes it is made for, in both languages: for eyes, keys and readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.eyes import cut_texts, english_texts, lost_by_keyboard
from tests.browser.house import open_now
from tests.browser.staff_screens import People
from tests.support.api import Api
from tests.support.browser import axe_violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from tests.conftest import StartServer
    from tests.support.browser import Screen, Screens
    from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PATIENT_MS: Final = 30_000
LOGINS: Final = ("boss", "lin", "yang", "chen", "supervisor")
LANGUAGES: Final = ("zh-TW", "en")
DESK: Final = ("desk", "phone")
NARROW: Final = {"width": 320, "height": 568}
ZOOMED: Final = {"width": 342, "height": 192}  # 1366×768 at 400 %


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """A page: its path, its sizes, what is shown once it is there, who is signed in."""

    path: str
    sizes: Sequence[str]
    ready: str  # shown once the page has what it shows
    who: str | None = None
    is_read: bool = True  # by one person, who may zoom: not the lobby's board, not the slip

    def __str__(self) -> str:
        return self.path.partition("#")[0].strip("/").replace("/", "-") or "home"


KIOSK: Final = PageOf(
    path="/kiosk", sizes=("kiosk-portrait", "kiosk-landscape"), ready="[data-service]"
)
PAGES: Final = (
    PageOf(path="/", sizes=DESK, ready="h1"),
    KIOSK,
    PageOf(path="/display", sizes=("board", "board-4k"), ready="[data-total]", is_read=False),
    PageOf(path="/t#{token}", sizes=("phone", "desk"), ready="[data-ahead]"),
    PageOf(path="/slip/{token}", sizes=("phone",), ready="body *", is_read=False),
    PageOf(path="/sign-in", sizes=DESK, ready="#password"),
    PageOf(path="/set-up#{link}", sizes=DESK, ready="#again"),
    PageOf(path="/pair", sizes=("kiosk-portrait", "board", "phone"), ready=".pair__code"),
    PageOf(path="/console", sizes=DESK, ready=".desk__title", who="lin"),
    PageOf(path="/console?", sizes=DESK, ready=".standby__title", who="yang"),
    PageOf(path="/supervisor", sizes=DESK, ready="[data-plan]", who="boss"),
    PageOf(path="/supervisor/rules", sizes=DESK, ready="[data-rule]", who="boss"),
    PageOf(path="/duty", sizes=DESK, ready=".duty-week", who="boss"),
    PageOf(path="/notices", sizes=DESK, ready=".notice-counts", who="boss"),
    PageOf(path="/what-if", sizes=DESK, ready=".what-if form", who="boss"),
    PageOf(path="/forecast", sizes=DESK, ready=".hindsight .card", who="boss"),
    PageOf(path="/channels", sizes=DESK, ready="[data-channel]", who="boss"),
    PageOf(path="/accounts", sizes=DESK, ready="[data-account]", who="boss"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """An office in the middle of a morning: an alert, a plan, something in every list."""

    server: Server
    people: People
    token: str
    link: str

    def open(self, screens: Screens, page: PageOf, **options: Any) -> Screen:
        """The page in a new window, once it shows what it has to show."""
        path = page.path.format(token=self.token, link=self.link)
        if page.who is None:
            screen = screens.open(self.server.url(path), reduced_motion=True, **options)
        else:
            screen = self.people.screen(screens, page.who, path, **options)
        expect(screen.page.locator(page.ready).first).to_be_visible(timeout=PATIENT_MS)
        screen.page.evaluate("() => document.fonts.ready.then(() => true)")
        return screen


@pytest.fixture
def busy(start_server: StartServer) -> Busy:
    """Counters open, paused and closed; people served, waiting, parked and missed."""
    server = start_server(changes=open_now())
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    people.add("lin", "林佳穎", "clerk", "c01")
    people.add("yang", "楊淑芬", "clerk", "c10")
    link = people.invite("chen", "陳冠宇", "clerk", "c02")
    with Api(server.base_url, token=server.token("supervisor")) as api:
        token = _crowd(api)
    return Busy(server=server, people=people, token=token, link=link.partition("#")[2])


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
    return take("id_card")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_axe_finds_nothing_and_no_word_is_cut_or_foreign(
    busy: Busy, screens: Screens, page: PageOf
) -> None:
    """Errors in the console and requests to other hosts are looked for when the windows close."""
    faults = []
    for size in page.sizes:
        for language in LANGUAGES:
            screen = busy.open(screens, page, size=size, locale=language)
            found = axe_violations(screen.page) + cut_texts(screen.page)
            if language == "zh-TW":
                found += english_texts(screen.page, names="|".join(LOGINS))
            faults += [f"{size} {language}: {fault}" for fault in found]
            screen.shot(f"page-{page}-{size}-{language}".replace("/", "-"))
            screen.page.goto("about:blank")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page", [page for page in PAGES if page.is_read], ids=str)
def test_at_320_pixels_and_at_400_percent_nothing_scrolls_sideways(
    busy: Busy, screens: Screens, page: PageOf
) -> None:
    faults = []
    for viewport in (NARROW, ZOOMED):
        for language in LANGUAGES:
            screen = busy.open(screens, page, locale=language, viewport=viewport)
            over = screen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                faults.append(f"{viewport['width']} px {language}: {over} px too wide")
            screen.page.goto("about:blank")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_whatever_can_be_pressed_is_reached_by_tab_and_shows_it(
    busy: Busy, screens: Screens, page: PageOf
) -> None:
    screen = busy.open(screens, page, size=page.sizes[0])
    faults = lost_by_keyboard(screen.page)
    assert not faults, "\n".join(faults)


def test_a_number_is_taken_by_keyboard_alone(busy: Busy, screens: Screens) -> None:
    kiosk = busy.open(screens, KIOSK, size="kiosk-landscape").page
    choose(kiosk, "戶籍謄本")
    expect(kiosk.get_by_role("heading", level=1, name="戶籍謄本")).to_be_focused()
    choose(kiosk, "現場取號")
    number = kiosk.get_by_role("heading", level=1, name=re.compile(r"^您的號碼 C\d{3}$"))
    expect(number).to_be_focused(timeout=PATIENT_MS)
    choose(kiosk, "完成")
    expect(kiosk.get_by_role("heading", level=1, name="請點選要辦理的項目")).to_be_focused()


def choose(page: Page, words: str) -> None:
    """Tab to the button that says so, and press Enter."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if words in page.evaluate("() => document.activeElement.textContent"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {words}")
