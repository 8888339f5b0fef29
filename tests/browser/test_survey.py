"""How was it: on the phone, on the counter's tablet, and before the supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff_screens import People
from tests.faults.clocks import clocked
from tests.support.api import Api

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = [pytest.mark.browser]

MONDAY: Final = datetime.fromisoformat("2026-11-23T10:20:00+08:00")
PATIENT_MS: Final = 20_000
HOSTILE: Final = "<img src=x onerror=alert(1)>\u202e 服務很差 Z" + "\u0335" * 30


def screen_of(page: Page, name: str) -> None:
    expect(page.locator(f"main[data-screen={name}]")).to_be_visible(timeout=PATIENT_MS)


def test_an_answer_by_phone_and_one_by_tablet_reach_the_supervisor_without_their_numbers(
    start_server: StartServer, screens: Screens, tmp_path: Path
) -> None:
    server, hands = clocked(start_server, tmp_path, MONDAY)
    people = People.of(server)
    people.add("boss", "陳主任", "supervisor")
    people.add("next", "林主任", "supervisor")
    with Api(server.base_url, token=server.token("supervisor")) as api:

        def served(counter: int = 3, *, over: bool = True) -> str:
            taken = api.post("/api/v1/tickets", {"service": "transcript"}).expect(201).body
            for verb in ("call-next", "start", *(("finish",) if over else ())):
                api.post(f"/api/v1/counters/{counter}/{verb}").expect(200)
            return str(taken["token"])

        api.post("/api/v1/counters/3/open", {"clerk": "c03"}).expect(200)

        phone = screens.open(server.url(f"/t#{served()}"), size="phone")
        phone.allow("status of 409", "status of 422", "navigator.vibrate")
        page = phone.page
        expect(page.locator("[data-how]")).to_be_visible(timeout=PATIENT_MS)
        phone.shot("survey-phone", full_page=True)
        phone.assert_accessible()
        page.locator("[data-face='2']").click()
        expect(page.locator("[data-how-sent]")).to_contain_text("已計入", timeout=PATIENT_MS)
        phone.shot("survey-phone-sent", full_page=True)
        page.locator("[data-more]").click()
        screen_of(page, "more")
        page.locator("[data-question=waiting] [data-face='3']").click()
        page.locator("[data-question=better]").get_by_label("辦理速度").check()
        page.locator("[data-complain]").check()
        page.locator("#complaint").fill(HOSTILE)
        page.locator("#contact").fill("nobody")
        page.locator("[data-send]").click()
        expect(page.locator("[data-problem]")).to_contain_text("電子郵件信箱或電話號碼")
        phone.shot("survey-more", full_page=True)
        phone.assert_accessible()
        page.locator("#contact").fill("0912-345-678")
        page.locator("[data-send]").click()
        screen_of(page, "thanks")

        tablet = screens.open(server.url("/survey/3"), size="desk")
        tablet.allow("status of 409", "status of 429")
        page = tablet.page
        served(over=False)
        screen_of(page, "ask")
        page.locator("select").select_option("vi")
        expect(page.get_by_role("heading", level=1)).to_contain_text("hài lòng")
        tablet.shot("survey-tablet")
        tablet.assert_accessible()
        page.locator("[data-face='5']").press("Enter")
        screen_of(page, "more")
        expect(page.locator("h1")).to_be_focused()
        tablet.shot("survey-tablet-more", full_page=True)
        page.locator("[data-done]").click()
        screen_of(page, "thanks")
        screen_of(page, "ask")  # by itself, and as the office speaks
        expect(page.get_by_role("heading", level=1)).to_contain_text("滿意")
        hands.let_pass(timedelta(seconds=11))
        page.locator("[data-face='1']").click()
        expect(page.locator("[data-problem]")).to_contain_text("已經填過了", timeout=PATIENT_MS)
        api.post("/api/v1/counters/3/finish").expect(200)

        for face in (5, 5, 4, 5, 5):
            body = {"token": served(), "face": face}
            api.post("/api/v1/survey/answers", body).expect(201)

        hands.let_pass(timedelta(hours=1))
        boss = people.screen(screens, "boss", "/surveys", size="desk")
        page = boss.page
        complaint = page.locator("[data-complaint]")
        expect(complaint).to_contain_text("服務很差", timeout=PATIENT_MS)
        expect(complaint).to_contain_text("<img src=x onerror=alert(1)>")
        expect(complaint).to_contain_text("0912345678")
        complaint.locator("[data-follow]").click()
        page.locator("#follow-note").fill("已去電說明")
        boss.shot("surveys-complaint")
        page.locator("[data-save]").click()
        expect(page.locator("[data-complaint][data-state=seen]")).to_contain_text("已去電說明")
        expect(page.locator("[data-forms='7']")).to_be_visible()

        hands.let_pass(timedelta(hours=24))  # sessions have ended
        boss = people.screen(screens, "next", "/surveys", size="desk")
        page = boss.page
        expect(page.locator("[data-goal]")).to_contain_text("86%", timeout=PATIENT_MS)
        expect(page.locator("[data-goal]")).to_contain_text("n = 7")
        expect(page.locator("[data-service=transcript]")).to_contain_text("7")
        boss.shot("surveys", full_page=True)
        boss.assert_accessible()
        page.set_viewport_size({"width": 390, "height": 844})
        boss.shot("surveys-phone", full_page=True)
    assert "服務很差" not in server.log
