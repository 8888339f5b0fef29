"""One tap from a message on a phone; the duty roster and the delivery log at a desk."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.alerts.servers import mail_server
from tests.browser.staff_screens import People
from tests.support.api import Api
from tests.support.history import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.alerts.servers import Mailbox
    from tests.conftest import StartServer
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SOON_MS = 20_000


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def office(start_server: StartServer, mailbox: Mailbox) -> Server:
    """An office that mails at once. On any day of the week somebody is on duty."""
    every_day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return start_server(
        changes={
            "server": {"public_url": "https://queue.example"},
            "alerts": {"notify_after_seconds": 0},
            "rosters": {
                "duty_supervisor": {
                    "first_week": None,
                    "turns": [{"who": "chief_household", "days": every_day}],
                }
            },
            "channels": {
                "smtp": {
                    "enabled": True,
                    "host": "127.0.0.1",
                    "port": mailbox.port,
                    "starttls": False,
                    "user": None,
                    "password": None,
                }
            },
        }
    )


def links(office: Server, mailbox: Mailbox, verb: str) -> str | None:
    """The newest link that does it, at the address where the test reaches the office."""
    for mail in reversed(mailbox.mails):
        assert isinstance(mail, EmailMessage)
        found = re.findall(rf"{verb}[^\n]*\nhttps://queue\.example(\S+)", mail.get_content())
        if found:
            return office.url(found[0])
    return None


def crowd(office: Server) -> None:
    """A counter is open, and nine people take a number."""
    with Api(office.base_url, token=office.token("clerk")) as clerk:
        clerk.post("/api/v1/counters/1/open", {"clerk": "c01"}).expect(200)
    with Api(office.base_url, token=office.token("kiosk")) as kiosk:
        for _ in range(9):
            kiosk.post("/api/v1/tickets", {"service": "transcript"}).expect(201)


def mailed(office: Server, mailbox: Mailbox, verb: str) -> str:
    """The link, once its mail has come."""
    eventually(f"a mail with {verb}", lambda: links(office, mailbox, verb) is not None, within_s=30)
    address = links(office, mailbox, verb)
    assert address is not None
    return address


def test_an_alert_is_acknowledged_by_one_tap_on_a_phone(
    office: Server, mailbox: Mailbox, screens: Screens
) -> None:
    crowd(office)
    address = mailed(office, mailbox, "I have seen it")
    screen = screens.open(address, size="phone")
    page = screen.page
    button = page.get_by_role("button", name="已知悉")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 80
    assert box["y"] + box["height"] < 844  # without scrolling
    expect(page.locator("main")).to_contain_text("等候人數超過7人")
    screen.assert_accessible()
    page.reload()  # looking, and looking again, does nothing
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(".tap__title")).to_contain_text("完成")
    expect(page.locator(".tap__facts")).to_contain_text("已知悉")
    screen.assert_accessible()
    page.reload()
    expect(page.locator(".tap__title")).to_contain_text("完成")
    expect(button).to_have_count(0)
    token = address.partition("#")[2]
    assert token not in office.log
    with Api(office.base_url, token=office.token("viewer")) as viewer:
        (alert,) = viewer.get("/api/v1/alerts").expect(200).body["alerts"]
    assert (alert["state"], alert["acked_by"]) == ("acked", "recipient:chief_household")


def test_a_plan_is_accepted_by_one_tap_and_the_other_link_says_so(
    office: Server, mailbox: Mailbox, screens: Screens
) -> None:
    crowd(office)
    accept, decline = mailed(office, mailbox, "Do it"), mailed(office, mailbox, "Not now")
    screen = screens.open(accept, size="phone")
    page = screen.page
    expect(page.locator(".tap__plan")).to_contain_text("櫃檯")
    page.get_by_role("button", name="同意調派").click()
    expect(page.locator(".tap__title")).to_contain_text("完成")
    other = screens.open(decline, size="phone").page
    expect(other.locator(".tap__title")).to_contain_text("已有人決定")
    expect(other.locator("main")).to_contain_text("戶籍課課長")
    expect(other.get_by_role("button")).to_have_count(0)


def test_a_plan_is_declined_by_link_with_a_reason(
    office: Server, mailbox: Mailbox, screens: Screens
) -> None:
    crowd(office)
    screen = screens.open(mailed(office, mailbox, "Not now"), size="phone")
    page = screen.page
    page.get_by_label("原因").fill("秘書已前往支援")
    screen.assert_accessible()
    page.keyboard.press("Enter")
    expect(page.locator(".tap__title")).to_contain_text("完成")
    with Api(office.base_url, token=office.token("viewer")) as viewer:
        plans = viewer.get("/api/v1/reallocations").expect(200).body["reallocations"]
    assert "秘書已前往支援" in [plan["why"] for plan in plans]


def test_a_link_that_is_cut_off_is_told_in_plain_words(office: Server, screens: Screens) -> None:
    screen = screens.open(office.url("/tap#half-a-token"), size="phone")
    screen.allow("404")
    expect(screen.page.get_by_role("alert").first).to_contain_text("連結無效")
    expect(screen.page.get_by_role("link", name="前往主管頁面")).to_be_visible()


def test_a_swap_is_noted_down_and_the_log_tells_who_was_told(
    office: Server, mailbox: Mailbox, screens: Screens
) -> None:
    people = People.of(office)
    people.add("boss", "陳主任", "supervisor")
    screen = people.screen(screens, "boss", "/duty")
    page = screen.page
    expect(page.locator(".duty-now__who")).to_have_text("戶籍課課長")
    page.get_by_label("改由誰值星").select_option("deputy")
    page.get_by_role("button", name="登記", exact=True).click()
    expect(page.locator(".duty-now__who")).to_have_text("秘書")
    expect(page.locator(".is-today")).to_contain_text("代替戶籍課課長；陳主任於")
    screen.assert_accessible()
    crowd(office)
    mailed(office, mailbox, "I have seen it")
    page.goto(office.url("/supervisor"))
    expect(page.locator(".duty-line")).to_contain_text("秘書")
    page.get_by_role("link", name="通報對象").first.click()
    entry = page.locator("[data-notice][data-state=sent]").first
    expect(entry).to_contain_text("秘書", timeout=SOON_MS)
    expect(entry).to_contain_text("電子郵件")
    expect(page.locator("#notices")).not_to_contain_text("@")
    screen.assert_accessible()
    page.get_by_label("結果").select_option("dead")
    expect(page.locator("#notices")).to_contain_text("沒有通報")
