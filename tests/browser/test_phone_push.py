"""A phone told while its page is closed: asked for by a touch, shown by its worker."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.alerts.push_service import PushBrowser
from tests.browser.test_channels_page import _OWN_SERVICE, service
from tests.display.test_ringing import until
from tests.support.api import Api

if TYPE_CHECKING:
    from tests.alerts.servers import Hook
    from tests.conftest import StartServer
    from tests.support.browser import Screens

__all__ = ["service"]  # the fixture
_TITLES = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map(({ title }) => title);
}"""


def test_the_holder_is_told_while_the_page_is_closed(
    start_server: StartServer, screens: Screens, service: Hook
) -> None:
    server = start_server(changes={"channels": {"push": {"enabled": True, "allow_private": True}}})
    browser = PushBrowser()
    with Api(server.base_url, token=server.token("supervisor")) as api:
        own: Any = api.post("/api/v1/tickets", {"service": "seal"}).expect(201).body
        api.post("/api/v1/counters/1/open").expect(200)
        screen = screens.open(server.url(own["link"]), size="phone", permissions=["notifications"])
        page = screen.page
        page.evaluate(_OWN_SERVICE, {"endpoint": service.url, "keys": browser.keys()})
        page.get_by_role("button", name="關閉頁面也通知我").click()
        expect(page.get_by_role("button", name="關閉頁面也會通知您")).to_be_visible()
        screen.assert_accessible()
        screen.shot("phone-push", full_page=True)

        api.post("/api/v1/counters/1/call-next").expect(200)
        expect(page.locator("[data-counter]")).to_have_text("1")
        until(lambda: len(service.bodies) > 0)
        shown = browser.read(service.bodies[0])

        # The browser's part: what its push service brings reaches the worker, which shows it.
        devtools = page.context.new_cdp_session(page)
        found: list[str] = []
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
        )
        devtools.send("ServiceWorker.enable")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
        message = {"origin": server.base_url, "registrationId": found[0]}
        for told in ({**shown, "title": "older"}, shown):
            devtools.send("ServiceWorker.deliverPushMessage", {**message, "data": json.dumps(told)})
        page.wait_for_function(
            f"async (title) => (await ({_TITLES})()).includes(title)", arg=shown["title"]
        )
        assert page.evaluate(_TITLES) == [shown["title"]], "the newest takes the older one's place"

        for move in ("start", "finish"):
            api.post(f"/api/v1/counters/1/{move}").expect(200)
        page.wait_for_function("() => localStorage.getItem('phone-push') === null")
