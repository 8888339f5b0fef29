"""Ten minutes without network and printer: nothing is lost, and nothing old passes for new.

The server's clock and those of the pages are moved by hand; nobody waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.test_kiosk_page import take as taken
from tests.browser.test_phone_told import CUT
from tests.faults.clocks import Hands, clocked
from tests.faults.test_kill_printing import changes, on_paper, until
from tests.support.api import Api
from tests.support.slip_printer import SlipPrinter

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]

TEN: Final = datetime.fromisoformat("2026-11-24T10:00:00+08:00")
TEN_MINUTES: Final = timedelta(minutes=10)
PATIENT_MS: Final = 30_000
WISH: Final = {"service": "seal"}


def test_after_ten_minutes_cut_off_all_is_there_and_no_old_call_was_shown_as_the_present_one(
    start_server: StartServer, screens: Screens, tmp_path: Path
) -> None:
    with SlipPrinter() as printer:
        server, hands = clocked(start_server, tmp_path, TEN, changes=changes(printer))
        with Api(server.base_url, token=server.token("supervisor")) as api:

            def take() -> dict[str, Any]:
                body: dict[str, Any] = api.post("/api/v1/tickets", WISH).expect(201).body
                return body

            first, second = take(), take()
            api.post("/api/v1/counters/2/open", {"clerk": "c02"}).expect(200)
            api.post("/api/v1/counters/2/call-next").expect(200)
            paths = ("/display", first["link"], "/kiosk")
            sizes = ("board", "phone", "kiosk-portrait")
            board, phone, kiosk = pages = [
                opened(screens, server.url(path), size)
                for path, size in zip(paths, sizes, strict=True)
            ]
            expect(board.locator(".hero [data-number]")).to_have_text(first["number"])
            expect(phone.locator("[data-counter]")).to_have_text("2")
            until(lambda: len(on_paper(printer)) == 2)

            printer.pull_plug()
            for page in pages:
                page.context.set_offline(True)
            kiosk.locator("[data-service=seal]").click()
            kiosk.locator("[data-class=walk_in]").click()
            expect(kiosk.get_by_role("button", name="再試一次")).to_be_visible(timeout=PATIENT_MS)
            for move in ("start", "finish", "call-next"):
                api.post(f"/api/v1/counters/2/{move}").expect(200)
            meanwhile = [take()["number"] for _ in range(3)]
            passes(hands, pages)

            for page in pages:
                expect(page.get_by_text("連線中斷").first).to_be_visible(timeout=PATIENT_MS)
            expect(board.locator(".hero__call--new")).to_have_count(0)
            expect(phone.locator("[data-called-then]")).to_be_visible()
            expect(phone.locator("[data-counter]")).to_have_count(0)

            printer.plug_in()
            for page in pages:
                page.context.set_offline(False)
            for page in pages:
                page.clock.run_for(4_000)
                expect(page.get_by_text("連線中斷")).to_have_count(0, timeout=PATIENT_MS)
            expect(board.locator(".hero [data-number]")).to_have_text(second["number"])
            expect(phone.get_by_text("已辦畢").first).to_be_visible(timeout=PATIENT_MS)
            at_kiosk = taken(kiosk)  # whoever stood there has gone long since, without a number
            waiting = api.get("/api/v1/floor").expect(200).body["lines"]
            assert [line["number"] for line in waiting] == [*meanwhile, at_kiosk]
            everybody = {first["number"], second["number"], *meanwhile, at_kiosk}
            until(lambda: {number for number, _ in on_paper(printer)} == everybody)
            unmarked = [number for number, again in on_paper(printer) if not again]
            assert len(unmarked) == len(set(unmarked))


def opened(screens: Screens, url: str, size: str) -> Page:
    """A page whose clock the test may move."""
    screen = screens.open(size=size)
    screen.allow(*CUT)
    screen.page.clock.install()
    screen.page.goto(url)
    return screen.page


def passes(hands: Hands, pages: list[Page]) -> None:
    """Ten minutes, for the office and for who looks at it."""
    hands.let_pass(TEN_MINUTES)
    for page in pages:
        page.clock.fast_forward(int(TEN_MINUTES.total_seconds() * 1000))
