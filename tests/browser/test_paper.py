"""What the kiosk and staff see of paper, with a slip printer on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.staff_screens import People
from tests.browser.test_kiosk_page import take
from tests.faults.test_kill_printing import changes, on_paper
from tests.faults.test_kill_printing import take as taken
from tests.support.slip_printer import SlipPrinter

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens


def test_staff_see_each_slip_and_printer_and_print_again(
    start_server: StartServer, screens: Screens
) -> None:
    with SlipPrinter() as printer:
        server = start_server(changes=changes(printer))
        number = taken(server)
        people = People.of(server)
        people.add("he", "何志工", "greeter")
        screen = people.screen(screens, "he", "/slips")
        page = screen.page
        slip = page.locator(f"[data-slip={number}]")
        expect(slip).to_have_attribute("data-state", "printed")
        slip.get_by_role("button").click()
        expect(slip).to_contain_text("第 2 張")
        expect(slip).to_have_attribute("data-state", "printed")
        assert on_paper(printer) == [(number, False), (number, True)]
        printer.rows_left = 0
        expect(page.locator("[data-printer=lobby]")).to_have_attribute("data-state", "paper_out")
        page.locator("#number").fill(number.lower())
        page.locator("#number").press("Enter")
        expect(slip).to_have_attribute("data-state", "queued")
        for width, height in ((1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            screen.shot(f"slips-{width}")
        screen.assert_accessible()


def test_the_kiosk_hands_over_paper_and_without_any_says_that_the_number_counts(
    start_server: StartServer, screens: Screens
) -> None:
    with SlipPrinter() as printer:
        server = start_server(changes=changes(printer))
        screen = screens.open(server.url("/kiosk"), size="kiosk-portrait")
        page = screen.page
        first = take(page)
        expect(page.locator("[data-paper=printed]")).to_be_visible(timeout=15_000)
        screen.shot("paper-printed")
        page.get_by_role("button", name="再印一次").click()
        expect(page.locator("[data-paper=printing]")).to_be_visible(timeout=15_000)
        expect(page.locator("[data-paper=printed]")).to_be_visible(timeout=15_000)
        assert on_paper(printer) == [(first, False), (first, True)]
        page.locator(".taken__actions .button--primary").click()

        printer.rows_left = 0
        take(page, "transcript")
        expect(page.locator("[data-paper=failed]")).to_be_visible(timeout=15_000)
        expect(page.locator(".taken__phone img")).to_be_visible()
        screen.assert_accessible()
        screen.shot("paper-failed")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        printer.refill()
        expect(page.locator("[data-paper=printed]")).to_be_visible(timeout=15_000)
