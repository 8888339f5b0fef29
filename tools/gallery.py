"""The pictures in docs/images/pages/, shown in docs/gallery.md: every page of an office at work.

`tests/browser/test_gallery.py` takes them, and with `--keep-gallery` keeps them; part of
`make screenshots`. The pages are those that `tests/browser/pages.py` lists; the morning is that of
`tools/screenshots.py`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import expect

from tests.browser.pages import PAGES, PageOf
from tests.browser.staff_screens import People
from tests.support.api import Api
from tests.support.paths import OFFICE_CONFIG, ROOT
from tests.support.server import Server
from tools.screenshots import BEGINS_AT, PATIENT_MS, SPEED, Morning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.browser import Screens

PICTURES: Final = ROOT / "docs/images/pages"
MOST_KB: Final = 150
COLOURS: Final = 128
_HURRY: Final = 180  # where no picture is kept the crowd may gather sooner
LANGUAGES: Final = {
    "en": "English",
    "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia",
    "th": "ไทย",
    "tl": "Filipino",
}
_BAR: Final = """() => [...document.querySelectorAll("nav a, nav summary, nav button")]
  .map((way) => way.textContent.replace(/\\s+/g, " ").trim()).join(" · ")"""
#: Who has the pages of `PAGES` open: name there, account, shown name, role, clerk of config.yaml.
STAFF: Final = (
    ("boss", "huang", "黃主任", "supervisor", None),
    ("lin", "chang", "張雅筑", "clerk", "c03"),
    ("yang", "yang", "楊淑芬", "clerk", "c10"),
)


def name_of(page: PageOf) -> str:
    """What the picture of a page is called."""
    words = re.sub(r"[^a-z0-9]+", "-", page.path).strip("-") or "home"
    return "standby" if page.path == "/console?" else words


def bar_of(page: Page) -> str:
    """The ways to other pages, in order: what all pages share, and what soonest looks outdated."""
    return str(page.evaluate(_BAR))


def kept_bar(name: str) -> str:
    """That of the page when its picture was taken; it lies in the picture's file."""
    with Image.open(PICTURES / f"{name}.png") as kept:
        return str(kept.info.get("bar", ""))


def take(screens: Screens, *, into: Path) -> list[str]:
    """Take every picture, of a morning on a server of its own; the names of the files."""
    kept = into == PICTURES
    speed = SPEED if kept else _HURRY
    with tempfile.TemporaryDirectory() as folder:
        server = Server(
            config=OFFICE_CONFIG,
            data=Path(folder),
            program=(sys.executable, "-m", "tools.clocked_server"),
            arguments=("--start", BEGINS_AT, "--speed", str(speed)),
            ready_within_s=60,
        )
        with server, Api(server.base_url, token=server.token("supervisor")) as api:
            pages = _pages(server, screens, Morning(api=api, speed=speed), fresh=kept)
            names = [_keep(page, into / f"{name}.png", small=kept) for page, name in pages]
            screens.close()  # before the server stops, and is missed
            return names


def _keep(page: Page, path: Path, *, small: bool) -> str:
    page.evaluate("() => document.fonts.ready.then(() => true)")
    with Image.open(BytesIO(page.screenshot())) as whole:
        method = Image.Quantize.MEDIANCUT if small else Image.Quantize.FASTOCTREE  # the quicker one
        few = whole.convert("RGB").quantize(COLOURS, method, dither=Image.Dither.NONE)
    info = PngInfo()
    info.add_itxt("bar", bar_of(page))
    few.save(path, optimize=small, pnginfo=info)
    return path.name


def _pages(
    server: Server, screens: Screens, morning: Morning, *, fresh: bool
) -> Iterator[tuple[Page, str]]:
    """Each page once it shows what its picture is to show, and the picture's name."""
    people = People.of(server)
    for _, login, name, role, clerk in STAFF:
        people.add(login, name, role, clerk)
    link = people.invite("chen", "陳冠宇", "clerk", "c02").partition("#")[2]
    helper = people.screen(screens, "yang", "/console")  # in the house, and may be asked to help
    helper.allow("ERR_CONNECTION_REFUSED")  # while the server slows down
    morning.crowd()
    morning.api.post("/api/v1/greetings", {"service": "moving", "language": "th"}).expect(201)
    morning.slow_down(server, fresh=fresh)
    booking = _booked(morning.api)
    parts = {"token": morning.waiting[-5]["token"], "booking": booking, "link": link}
    logins = {there: login for there, login, *_ in STAFF}
    for shown in PAGES:
        path, size = shown.path.format(**parts), "desk" if "desk" in shown.sizes else shown.sizes[0]
        size = {"kiosk-portrait": "kiosk-landscape"}.get(size, size)
        if shown.path.startswith("/t"):
            size = "phone"
        if shown.who is None:
            screen = screens.open(server.url(path), size=size, reduced_motion=True)
        else:
            screen = people.screen(screens, logins[shown.who], path, size=size)
        expect(screen.page.locator(shown.ready).first).to_be_visible(timeout=PATIENT_MS)
        yield screen.page, name_of(shown)
        screen.page.context.close()
    yield from _at_the_kiosk(server, screens)
    yield from _called(server, screens, morning)


def _booked(api: Api) -> str:
    """Appointments of the morning, and the token of one for tomorrow."""

    def book(slot: datetime, **more: object) -> dict[str, str]:
        wish = {"service": "transcript", "slot_at": slot.isoformat(), **more}
        made: dict[str, str] = api.post("/api/v1/bookings/at-desk", wish).expect(201).body
        return made

    now = datetime.fromisoformat(api.get("/api/v1/board").expect(200).body["at"])
    slot = now.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30)
    slot += timedelta(minutes=30) * (slot < now)
    came = book(slot)["ticket"]
    api.post("/api/v1/bookings/at-desk/check-in", {"ticket": came}).expect(200)
    book(slot + timedelta(hours=4), language="vi", pick_up=True)
    return book(slot + timedelta(hours=24))["token"]


def _at_the_kiosk(server: Server, screens: Screens) -> Iterator[tuple[Page, str]]:
    page = screens.open(server.url("/kiosk"), size="kiosk-landscape", reduced_motion=True).page
    for language, own in LANGUAGES.items():
        page.get_by_role("button", name=own, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        yield page, f"kiosk-{language}"
    page.get_by_role("button", name="中文", exact=True).click()
    page.locator("[data-service=nationality]").click()
    expect(page.locator("[data-class=walk_in]")).to_be_visible()
    yield page, "kiosk-bring"
    page.locator("[data-class=walk_in]").click()
    expect(page.locator(".taken__phone img")).to_be_visible()
    yield page, "kiosk-number"


def _called(server: Server, screens: Screens, morning: Morning) -> Iterator[tuple[Page, str]]:
    morning.at(2, "finish")
    called = morning.at(2, "call-next")
    taken = next(one for one in morning.waiting if one["number"] == called["number"])
    paths = (("/display", "board"), (f"/t#{taken['token']}", "phone"), ("/sign/2", "sign"))
    for path, size in paths:
        page = screens.open(server.url(path), size=size, reduced_motion=True).page
        expect(page.get_by_text(called["number"]).first).to_be_attached(timeout=PATIENT_MS)
        yield page, f"called-{size}"
