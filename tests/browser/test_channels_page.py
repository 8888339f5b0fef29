"""The channels in a real browser: a test sent, and notices switched on, shown and switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.alerts.push_service import PushBrowser
from tests.alerts.servers import Hook, Mailbox, http_server, mail_server
from tests.browser.staff_screens import People

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = pytest.mark.browser

#: A headless browser has no push service: ours stands in for it, with the keys of `PushBrowser`.
_OWN_SERVICE = """(given) => {
  const made = {
    endpoint: given.endpoint,
    options: {},
    unsubscribe: async () => ((given.kept = null), true),
    toJSON: () => ({ endpoint: given.endpoint, keys: given.keys }),
  };
  PushManager.prototype.subscribe = async () => (given.kept = made);
  PushManager.prototype.getSubscription = async () => given.kept ?? null;
}"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def service() -> Iterator[Hook]:
    with http_server() as service:
        service.status = 201
        yield service


@pytest.fixture
def people(start_server: StartServer, mailbox: Mailbox) -> People:
    smtp: dict[str, Any] = {"enabled": True, "host": "localhost", "port": mailbox.port}
    smtp |= {"starttls": False, "user": None, "password": None}
    push = {"enabled": True, "allow_private": True}
    people = People.of(start_server(changes={"channels": {"smtp": smtp, "push": push}}))
    people.add("boss", "陳主任", "supervisor")
    return people


def test_a_test_says_how_it_went_and_the_card_remembers(
    people: People, screens: Screens, mailbox: Mailbox
) -> None:
    screen = people.screen(screens, "boss", "/channels", size="phone")
    card = screen.page.locator("[data-channel=smtp]")
    expect(card).to_contain_text("尚未使用")
    expect(screen.page.locator("[data-channel=line]")).to_contain_text("channels.line.enabled")
    card.get_by_label("測試對象").select_option(label="主任")
    card.get_by_role("button", name="傳送測試").click()
    expect(card.get_by_role("status")).to_contain_text("測試通知已送達：主任。")
    expect(card).to_contain_text("運作正常")
    assert mailbox.recipients == [["head@household.example"]]
    mailbox.refuse = "554 not for us"
    screen.page.reload()
    expect(card).to_contain_text("運作正常")
    card.get_by_role("button", name="傳送測試").click()
    expect(card.get_by_role("status")).to_contain_text("對方拒收這則訊息。")
    expect(card).to_contain_text("無法送達")
    screen.assert_accessible()


def test_notices_are_switched_on_shown_and_switched_off(
    people: People, screens: Screens, service: Hook
) -> None:
    browser = PushBrowser()
    screen = people.screen(screens, "boss", "/channels")
    page = screen.page
    page.context.grant_permissions(["notifications"])
    given = {"endpoint": service.url, "keys": browser.keys()}
    page.evaluate(_OWN_SERVICE, given)

    page.get_by_role("checkbox", name="秘書").check()
    page.get_by_role("button", name="在此開啟通知").click()
    expect(page.get_by_role("button", name="在此關閉通知")).to_be_visible()
    row = page.locator(".browsers__row")
    expect(row).to_contain_text("陳主任")
    expect(row).to_contain_text("戶籍課課長、秘書")
    screen.assert_accessible(exclude=(".toasts",))  # a passing word, said to readers besides

    card = page.locator("[data-channel=push]")
    card.get_by_role("button", name="傳送測試").click()
    expect(card.get_by_role("status")).to_contain_text("測試通知已送達")
    shown = browser.read(service.bodies[0])

    # The browser's part: what its push service brings reaches the worker, which shows it.
    devtools = page.context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready")
    assert found
    message: dict[str, Any] = {"origin": people.server.base_url, "registrationId": found[0]}
    devtools.send("ServiceWorker.deliverPushMessage", {**message, "data": json.dumps(shown)})
    page.wait_for_function(
        """async (title) => {
          const worker = await navigator.serviceWorker.ready;
          const notices = await worker.getNotifications();
          return notices.some((notice) => notice.title === title);
        }""",
        arg=shown["title"],
    )

    page.get_by_role("button", name="在此關閉通知").click()
    expect(page.get_by_role("button", name="在此開啟通知")).to_be_visible()
    expect(row).to_have_count(0)
