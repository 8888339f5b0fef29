"""Staff book for somebody who calls, on the page of the day's appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.house import open_now
from tests.browser.staff_screens import People
from tests.support.browser import expect_to_fit_sideways

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser]
PATIENT_MS: Final = 30_000


def test_somebody_who_calls_has_an_appointment_today(
    start_server: StartServer, screens: Screens
) -> None:
    server = start_server(changes=open_now())
    people = People.of(server)
    people.add("amy", "志工美玲", "greeter")
    screen = people.screen(screens, "amy", "/bookings", size="desk")
    screen.allow("status of 422", "status of 409")
    page = screen.page
    page.locator("[data-new]").click(timeout=PATIENT_MS)
    expect(page.locator("#book-service")).to_be_focused(timeout=PATIENT_MS)
    page.locator("#book-service").select_option("seal")
    page.locator("#book-contact").fill("not a contact")
    page.locator("[data-book]").click()
    expect(page.locator(".note[role=alert]")).to_contain_text(
        "電子郵件信箱或電話號碼", timeout=PATIENT_MS
    )
    screen.assert_accessible()
    screen.shot("bookings-form")
    page.locator("#book-contact").fill("0912-345-678")
    page.locator("#book-slot").select_option(index=1)
    page.locator("[data-book]").click()
    expect(page.locator("#made")).to_be_focused(timeout=PATIENT_MS)
    expect(page.locator("#made")).to_contain_text("R001")
    expect(page.locator("[data-ticket]")).to_contain_text("R001")
    screen.assert_accessible()
    screen.shot("bookings-made")
    page.locator("[data-new]").click()  # the same person, the same day
    page.locator("#book-contact").fill("0912 345 678")
    page.locator("[data-book]").click()
    expect(page.locator(".note[role=alert]")).to_be_visible(timeout=PATIENT_MS)
    expect(page.locator("[data-ticket]")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 844})
    screen.shot("bookings-form-phone")
    expect_to_fit_sideways(page)
