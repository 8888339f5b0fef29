"""Somebody with an appointment: from the phone at home to the counter, without a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Page, expect

from tests.faults.clocks import clocked
from tests.support.api import Api

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser]

TAIPEI: Final = "+08:00"
MONDAY_AFTERNOON: Final = datetime.fromisoformat(f"2026-11-23T14:50:00{TAIPEI}")
TUESDAY_BEFORE_NINE: Final = datetime.fromisoformat(f"2026-11-24T08:52:00{TAIPEI}")
NINE: Final = "2026-11-24T01:00:00Z"
PATIENT_MS: Final = 20_000
CHECK_IN: Final = "**/api/v1/bookings/check-in"


def scan(page: Page, code: str) -> None:
    """A scanner types what it reads and presses Enter: at once, which a driver that sends key by
    key cannot be relied on to do.
    """
    page.evaluate(
        """(code) => {
          for (const key of [...code, "Enter"])
            document.activeElement.dispatchEvent(
              new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        }""",
        code,
    )


def test_an_appointment_from_the_phone_over_the_kiosks_scanner_to_the_call(
    start_server: StartServer, screens: Screens, tmp_path: Path
) -> None:
    server, hands = clocked(start_server, tmp_path, MONDAY_AFTERNOON)
    home = screens.open(server.url("/book"), size="phone")
    home.allow("status of 422", "navigator.vibrate")
    phone = home.page
    phone.locator("[data-service=transcript]").click()
    phone.locator("[data-day='2026-11-24']").click()
    phone.locator(f"[data-slot='{NINE}']").tap()  # a finger leaves it as if it were pointed at
    home.shot("book-choosing", full_page=True)
    home.assert_accessible()
    phone.locator("#contact").fill("lin@@example")
    phone.locator("[data-book]").click()
    expect(phone.locator("[data-problem]")).to_contain_text("電子郵件信箱或電話號碼")
    phone.locator("#contact").fill("0912-345-678")
    phone.locator("[data-book]").click()
    expect(phone.locator("[data-when]")).to_contain_text("09:00", timeout=PATIENT_MS)
    expect(phone.locator("[data-number]")).to_have_text("R001")
    home.shot("book-mine", full_page=True)
    home.assert_accessible()
    link = phone.url
    with phone.expect_download() as file:
        phone.locator("[data-calendar]").click()
    assert file.value.suggested_filename == "appointment.ics"
    assert "BEGIN:VEVENT" in file.value.path().read_text(encoding="utf-8")

    hands.let_pass(TUESDAY_BEFORE_NINE - MONDAY_AFTERNOON)
    with Api(server.base_url, token=server.token("supervisor")) as api:
        api.post("/api/v1/tickets", {"service": "transcript"}).expect(201)
        kiosk = screens.open(server.url("/kiosk"), size="kiosk-portrait")
        expect(kiosk.page.locator(".booked-hint")).to_be_visible()
        kiosk.shot("kiosk-booked-hint")
        scan(kiosk.page, "https://elsewhere.example/forged")
        expect(kiosk.page.get_by_role("heading", name="查無此預約")).to_be_visible()
        kiosk.allow("net::ERR_FAILED")
        kiosk.page.route(CHECK_IN, lambda route: route.abort())
        scan(kiosk.page, link)
        expect(kiosk.page.get_by_role("heading", name="連線中斷")).to_be_visible()
        kiosk.page.unroute(CHECK_IN)
        kiosk.page.get_by_role("button", name="再試一次").click()
        expect(kiosk.page.get_by_role("heading", name="報到完成")).to_be_visible()
        expect(kiosk.page.locator("[data-number]")).to_have_text("R001")
        kiosk.shot("kiosk-checked-in")
        kiosk.assert_accessible()
        scan(kiosk.page, link)
        expect(kiosk.page.get_by_role("heading", name="您已經報到")).to_be_visible()

        phone.goto(server.url(f"/t#{link.partition('#')[2]}"))
        hands.let_pass(timedelta(minutes=8))
        api.post("/api/v1/counters/1/open", {"clerk": "c01"}).expect(200)
        called = api.post("/api/v1/counters/1/call-next").expect(200).body
        assert called["number"] == "R001"
    expect(phone.locator("[data-counter]")).to_have_text("1", timeout=PATIENT_MS)
    assert link.partition("#")[2] not in server.log
