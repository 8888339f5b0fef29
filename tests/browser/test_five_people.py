"""Five people, each from the kiosk to "done" without asking anyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.alerts.push_service import PushBrowser
from tests.browser.house import open_now
from tests.browser.test_channels_page import _OWN_SERVICE, service
from tests.browser.test_kiosk_page import VOICES, shown_number
from tests.browser.test_phone_page import says
from tests.browser.test_phone_told import _COUNT, CUT, fits_at_400_percent, has_its_worker, told
from tests.display.test_ringing import until
from tests.support.api import Api
from tests.support.browser import expect_to_fit_sideways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ViewportSize

    from tests.alerts.servers import Hook
    from tests.conftest import StartServer
    from tests.support.browser import Screens
    from tests.support.server import Server

__all__ = ["service"]  # the fixture
pytestmark = pytest.mark.browser
PATIENT_MS: Final = 20_000
AT_400_PERCENT: Final[ViewportSize] = {"width": 270, "height": 480}  # of the kiosk's 1080 × 1920


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One office for all five, with a clerk at every counter they need."""

    server: Server
    api: Api

    def url(self, path: str) -> str:
        return self.server.url(path)

    def line_of(self, number: str) -> dict[str, Any]:
        """What clerks and supervisors see of a number in line."""
        lines = self.api.get("/api/v1/floor").expect(200).body["lines"]
        found: dict[str, Any] = next(line for line in lines if line["number"] == number)
        return found

    def comes(self, service: str) -> None:
        """Somebody else takes a number."""
        self.api.post("/api/v1/tickets", {"service": service}).expect(201)

    def calls(self, counter: int, number: str) -> None:
        ticket = self.line_of(number)["ticket"]
        self.api.post(f"/api/v1/counters/{counter}/call", {"ticket": ticket}).expect(200)

    def serves(self, counter: int) -> None:
        for move in ("start", "finish"):
            self.api.post(f"/api/v1/counters/{counter}/{move}").expect(200)


@pytest.fixture(scope="module")
def office(start_shared_server: StartServer) -> Iterator[Office]:
    push = {"enabled": True, "allow_private": True}
    server = start_shared_server(changes={**open_now(), "channels": {"push": push}})
    with Api(server.base_url, token=server.token("supervisor")) as api:
        for counter, clerk in ((2, "c02"), (3, "c03"), (4, "c04"), (5, "c05"), (6, "c06")):
            api.post(f"/api/v1/counters/{counter}/open", {"clerk": clerk}).expect(200)
        why = {"message": {"zh-TW": "系統維護中，請稍候或洽服務檯"}}  # its length is the office's
        api.post("/api/v1/services/certificate/pause", why).expect(200)
        yield Office(server=server, api=api)


def chosen(kiosk: Page, service: str) -> None:
    kiosk.locator(f"[data-service={service}]").tap()
    expect(kiosk.locator("[data-class=walk_in]")).to_be_visible()


def token_shown(kiosk: Page) -> str:
    """What a phone reads off the QR code."""
    source = kiosk.locator(".taken__phone img").get_attribute("src") or ""
    return source.removeprefix("/qr/").removesuffix(".svg")


def board_shows(board: Page, number: str, counter: int) -> None:
    expect(board.locator(".hero [data-number]")).to_have_text(number, timeout=PATIENT_MS)
    expect(board.locator(".hero [data-counter]")).to_have_text(str(counter))


def test_at_eighty_with_poor_eyes_the_kiosk_is_large_and_reads_itself_aloud(
    office: Office, screens: Screens
) -> None:
    screen = screens.open(size="kiosk-portrait", reduced_motion=True)
    kiosk = screen.page
    kiosk.add_init_script(VOICES)
    kiosk.goto(office.url("/kiosk"))
    for comfort in ("large", "contrast", "voice"):
        kiosk.locator(f"[data-comfort={comfort}]").tap()
    assert "請點選要辦理的項目" in kiosk.evaluate("said.at(-1)")
    kiosk.set_viewport_size(AT_400_PERCENT)
    expect_to_fit_sideways(kiosk)
    chosen(kiosk, "transcript")
    assert "請先看看證件帶齊了嗎" in kiosk.evaluate("said.at(-1)")
    expect_to_fit_sideways(kiosk)
    screen.assert_accessible()
    kiosk.get_by_role("button", name="65歲以上").tap()
    number = shown_number(kiosk)
    assert number in kiosk.evaluate("said.at(-1)")
    expect_to_fit_sideways(kiosk)
    kiosk.get_by_role("button", name="完成").tap()
    assert office.line_of(number)["class"] == "priority"

    board = screens.open(office.url("/display"), size="board", reduced_motion=True).page
    office.calls(2, number)
    board_shows(board, number, 2)
    office.serves(2)
    expect(board.locator(".desk[data-counter='2']")).to_have_attribute("data-fresh", "false")


def test_who_reads_vietnamese_reads_it_on_kiosk_slip_phone_and_board(
    office: Office, screens: Screens
) -> None:
    kiosk = screens.open(office.url("/kiosk?lang=vi"), size="kiosk-portrait").page
    paused = kiosk.locator("[data-service=certificate]")
    expect(paused).to_contain_text("Tạm ngừng cấp số")  # the office's reason is in Chinese alone
    expect(paused).not_to_contain_text("系統維護中")
    kiosk.locator("[data-comfort=large]").tap()
    expect(kiosk.locator(".service__about").first).to_be_hidden()  # as in Chinese
    kiosk.locator("[data-comfort=large]").tap()
    chosen(kiosk, "nationality")
    kiosk.locator("[data-need=language]").tap()
    kiosk.locator("[data-class=walk_in]").tap()
    number, token = shown_number(kiosk), token_shown(kiosk)
    line = office.line_of(number)
    assert (line["language"], line["needs"]) == ("vi", ["language"])

    kiosk.goto(office.url(f"/slip/{token}"))
    expect(kiosk.locator("html")).to_have_attribute("lang", "vi")
    expect(kiosk.get_by_text("Theo dõi thứ tự trên điện thoại")).to_be_visible()
    screen = screens.open(office.url(f"/t#{token}"), size="phone", locale="vi-VN")
    phone = screen.page
    expect(phone.get_by_role("heading", name=f"Số của quý vị {number}")).to_be_visible()
    board = screens.open(office.url("/display"), size="board", locale="vi-VN").page
    office.calls(4, number)
    board_shows(board, number, 4)  # figures alone; its words are the office's and English
    expect(phone.get_by_role("heading", name="Đến lượt quý vị")).to_be_visible()
    screen.assert_accessible()
    office.serves(4)
    says(phone, "Đã xong")


def test_with_a_pram_everything_is_in_reach_and_the_number_goes_first(
    office: Office, screens: Screens
) -> None:
    for _ in range(2):
        office.comes("seal")
    screen = screens.open(office.url("/kiosk"), size="kiosk-portrait")
    kiosk = screen.page

    def is_in_reach() -> None:
        tops = kiosk.locator("#main button").evaluate_all(
            "all => all.map((button) => button.getBoundingClientRect().top)"
        )
        assert min(tops) > 1920 / 4

    kiosk.get_by_role("button", name="按鈕移到下方").tap()
    is_in_reach()
    chosen(kiosk, "seal")
    is_in_reach()
    screen.assert_accessible()
    kiosk.get_by_role("button", name="帶著嬰幼兒").tap()
    number, token = shown_number(kiosk), token_shown(kiosk)
    is_in_reach()
    kiosk.get_by_role("button", name="完成").tap()

    phone = screens.open(office.url(f"/t#{token}"), size="phone").page
    expect(phone.locator(".ticket__service")).to_contain_text("優先")
    office.calls(5, number)
    expect(phone.locator("[data-counter]")).to_have_text("5")
    office.serves(5)
    says(phone, "已辦畢")


def test_who_hears_nothing_is_shown_and_shaken_and_the_clerk_knows(
    office: Office, screens: Screens
) -> None:
    kiosk = screens.open(office.url("/kiosk"), size="kiosk-portrait").page
    chosen(kiosk, "moving")
    kiosk.locator("[data-need=sign_language]").tap()
    kiosk.locator("[data-class=walk_in]").tap()
    number, token = shown_number(kiosk), token_shown(kiosk)
    assert office.line_of(number)["needs"] == ["sign_language"]

    screen = screens.open(size="phone")
    phone = screen.page
    phone.add_init_script(_COUNT)
    phone.goto(office.url(f"/t#{token}"))
    expect(phone.get_by_role("main")).to_match_aria_snapshot(f"""
      - main:
        - heading "您的號碼 {number}" [level=1]
        - button "開啟叫號提示音"
    """)
    board = screens.open(office.url("/display"), size="board").page
    expect(board.locator("[data-total]")).to_be_visible()
    office.calls(6, number)
    expect(phone.get_by_role("main")).to_match_aria_snapshot(f"""
      - main:
        - heading "您的號碼 {number}" [level=1]
        - heading "輪到您了，請到櫃檯" [level=2]
        - paragraph: "6"
    """)
    expect(phone.get_by_role("alert")).to_contain_text("請到 6 號櫃檯")
    expect(phone.locator("#phone")).to_have_class(re.compile("phone--called"))
    shaken = told(phone)
    assert (len(shaken["buzzes"]), shaken["strokes"]) == (1, 0), "felt, and no sound was needed"
    board_shows(board, number, 6)
    expect(board.locator(".hero__call--new")).to_have_count(1)
    fits_at_400_percent(phone)
    screen.assert_accessible()
    office.serves(6)
    says(phone, "已辦畢")


def test_with_a_phone_and_no_time_one_is_told_wherever_one_is(
    office: Office, screens: Screens, service: Hook
) -> None:
    kiosk = screens.open(office.url("/kiosk"), size="kiosk-portrait").page
    chosen(kiosk, "id_card")
    kiosk.locator("[data-class=walk_in]").tap()
    number, token = shown_number(kiosk), token_shown(kiosk)
    kiosk.goto("about:blank")
    office.comes("id_card")

    screen = screens.open(size="phone", permissions=["notifications"], reduced_motion=True)
    screen.allow(*CUT)
    phone, browser = screen.page, PushBrowser()
    phone.clock.install()
    phone.goto(office.url(f"/t#{token}"))
    phone.evaluate(_OWN_SERVICE, {"endpoint": service.url, "keys": browser.keys()})
    phone.get_by_role("button", name="關閉頁面也通知我").tap()
    expect(phone.get_by_role("button", name="關閉頁面也會通知您")).to_be_visible()
    has_its_worker(phone)
    phone.context.set_offline(True)
    phone.clock.fast_forward(10_000)
    expect(phone.get_by_text("連線中斷")).to_be_visible(timeout=PATIENT_MS)
    expect(phone.locator("[data-more-time]")).to_be_disabled()
    phone.context.set_offline(False)
    expect(phone.get_by_text("連線中斷")).to_have_count(0, timeout=PATIENT_MS)
    phone.locator("[data-more-time]").tap()
    phone.get_by_role("dialog").get_by_role("button", name="讓他們先辦").tap()
    expect(phone.locator("[data-ahead]")).to_have_text("1 人")
    office.calls(3, number)
    expect(phone.locator("[data-counter]")).to_have_text("3")
    until(lambda: any("3 號櫃檯" in str(browser.read(body)) for body in service.bodies))
    office.serves(3)
    says(phone, "已辦畢")
