"""Every layout of the board on every shape of screen, and the sign over a counter."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import open_now
from tests.browser.test_board_page import LOST, call, digit_height, ready
from tests.support.api import Api
from tests.support.browser import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.browser import Screens
    from tests.support.server import Server

LAYOUTS: Final = ("lobby", "call", "list", "media", "vertical")
SHAPES: Final = ("board", "board-4k", "kiosk-portrait")
PATIENT_MS: Final = 20_000


def picture(path: Path) -> None:
    """A PNG of one green pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\x20\x80\x40")
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )


@pytest.fixture
def hall(start_server: StartServer, tmp_path: Path) -> Server:
    """An office with a picture to show, and a file that only says it is one."""
    picture(tmp_path / "1 春.png")
    (tmp_path / "2 broken.jpg").write_bytes(b"no picture")
    changes: dict[str, Any] = open_now()
    changes["display"] = {"media": str(tmp_path), "picture_time_seconds": 1}
    return start_server(changes=changes)


def fits(page: Page) -> list[str]:
    """What is cut off, and figures too small for the back row."""
    faults = []
    if page.evaluate("() => document.documentElement.scrollHeight > innerHeight"):
        faults.append("scrolls")
    needed = page.viewport_size["height"] / 8  # type: ignore[index]
    for part in ("[data-number]", "[data-counter]"):
        found = digit_height(page, f".hero {part}")
        if found < needed:
            faults.append(f"{part} is {found:.0f} px high, {needed:.0f} are needed")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".hero [data-number], .hero [data-counter]")].map(
          (e) => [e.scrollWidth - e.clientWidth, e.getBoundingClientRect().right - innerWidth])"""
    )
    faults += [f"a figure is {max(over)} px too wide" for over in boxes if max(over) > 0]
    return faults


def settled(page: Page) -> list[str]:
    """The same once the window has its new shape, which takes the page some frames."""
    found = fits(page)
    for _ in range(20):
        if not found:
            break
        page.wait_for_timeout(150)
        found = fits(page)
    return found


def test_number_and_counter_are_read_across_the_lobby_in_every_layout(
    hall: Server, screens: Screens
) -> None:
    with Api(hall.base_url, token=hall.token("supervisor")) as api:
        ready(hall, api, tickets=5, counters=(1, 10))
        numbers = [call(api, 1), call(api, 10)]
    screen = screens.open(size="board", reduced_motion=True)
    page, faults = screen.page, []
    for layout in LAYOUTS:
        page.goto(hall.url(f"/display?layout={layout}"))
        expect(page.locator(".hero [data-number]")).to_have_text(numbers[1], timeout=PATIENT_MS)
        if layout == "media":
            shown = page.locator("[data-media='1 春.png']")
            expect(shown).to_be_visible(timeout=PATIENT_MS)
            page.wait_for_function("() => document.querySelector('.media img')?.naturalWidth === 1")
        for shape in SHAPES:
            page.set_viewport_size(SIZES[shape])
            faults += [f"{layout} {shape}: {fault}" for fault in settled(page)]
            screen.shot(f"layout-{layout}-{shape}")
    assert not faults, "\n".join(faults)


def test_a_board_of_its_own_shows_its_services_live(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    page = screens.open(server.url("/display/certificates"), size="board").page
    expect(page.get_by_role("heading", level=1)).to_contain_text("憑證及國籍區")
    ready(server, api, tickets=1, counters=(1, 10))
    api.post("/api/v1/tickets", {"service": "certificate"}).expect(201)
    other, mine = call(api, 1), call(api, 10)
    expect(page.locator(".hero [data-number]")).to_have_text(mine, timeout=PATIENT_MS)
    expect(page.get_by_text(other)).to_have_count(0)


def test_the_sign_over_a_counter_follows_it_and_says_when_it_is_stale(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    screen = screens.open(server.url("/sign/3"), size="sign", clock=True)
    screen.allow(*LOST)
    page, middle = screen.page, screen.page.locator(".sign__now")
    expect(middle).to_contain_text("未開櫃")
    api.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)
    expect(page.locator(".sign__clerk")).to_contain_text("戶籍員 張雅筑")
    expect(middle).to_contain_text("受理中")
    api.post("/api/v1/tickets", {"service": "seal"}).expect(201)
    number = call(api, 3)
    expect(page.locator("[data-number]")).to_have_text(number)
    assert digit_height(page, "[data-number]") >= SIZES["sign"]["height"] / 8
    screen.shot("sign-call")
    for verb in ("start", "finish"):
        api.post(f"/api/v1/counters/3/{verb}").expect(200)
    api.post("/api/v1/counters/3/pause", {"reason": "break"}).expect(200)
    expect(middle).to_contain_text("休息中")
    server.kill()
    screen.lets_pass(10)
    expect(page.get_by_text("連線中斷")).to_be_visible()
    screen.assert_accessible()
