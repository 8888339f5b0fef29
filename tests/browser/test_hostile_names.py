"""Names that turn round, tower up, pretend to be markup or never end are names on every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.house import open_now
from tests.support.api import Api
from tests.support.config import _plain_office

if TYPE_CHECKING:
    from tests.conftest import StartServer
    from tests.support.browser import Screens

pytestmark = pytest.mark.browser
SCRIPT: Final = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
HOSTILE: Final = {
    "zh-TW": f"\u202eמשרד{SCRIPT}" + "戶政" * 20,
    "en": "Z" + "\u0301\u0320\u20dd" * 40 + "W" * 60 + SCRIPT,
    "vi": "Đ" + "\u0302\u0323" * 30 + "{n}{0}{service}%s%(n)s${7*7}{{7*7}}" + SCRIPT,
    "id": "javascript:alert(1)\"' onmouseover=window.hacked=1 x='&lt;b&gt;" + "M" * 80,
    "th": "\u2067ก" + "็่้๊" * 20 + "ำ" * 40 + SCRIPT,
    "tl": "👨\u200d👩\u200d👧" * 8 + "</script><svg onload=window.hacked=1>",
}
PATHS: Final = (
    ("/display", "board", ".hero [data-number]"),
    ("/sign/1", "sign", ".sign__now > *"),
    *((f"/kiosk?lang={tag}", "kiosk-portrait", "[data-service]") for tag in HOSTILE),
    ("/t#{token}", "phone", "[data-counter]"),
    ("/waits", "phone", "[data-line]"),
    ("/slip/{token}", "phone", "h1"),
)


def test_whatever_a_name_holds_it_is_shown_as_words_and_breaks_no_screen(
    start_server: StartServer, screens: Screens
) -> None:
    office = _plain_office()
    changes: dict[str, Any] = open_now()
    changes["office"] |= {"name": dict(HOSTILE)}
    changes["services"] = [
        {**each, "name": dict(HOSTILE), "description": dict(HOSTILE)} for each in office["services"]
    ]
    changes["counters"] = [{**each, "name": dict(HOSTILE)} for each in office["counters"]]
    changes["clerks"] = [
        {**each, "name": HOSTILE["zh-TW"], "title": dict(HOSTILE)} for each in office["clerks"]
    ]
    server = start_server(changes=changes)
    with Api(server.base_url, token=server.token("supervisor")) as api:
        token = api.post("/api/v1/tickets", {"service": "seal"}).expect(201).body["token"]
        api.post("/api/v1/counters/1/open", {"clerk": "c01"}).expect(200)
        api.post("/api/v1/counters/1/call-next").expect(200)
    faults = []
    for path, size, ready in PATHS:
        screen = screens.open(server.url(path.format(token=token)), size=size)
        page = screen.page
        expect(page.locator(ready).first).to_be_visible()
        if page.evaluate("() => 'hacked' in window"):
            faults.append(f"{path}: a script ran")
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            faults.append(f"{path}: {over} px too wide")
        below = page.evaluate("() => document.documentElement.scrollHeight - innerHeight")
        if size in {"board", "sign"} and below > 0:
            faults.append(f"{path}: {below} px too high")
        screen.shot(f"hostile-{size}")
        page.context.close()
    assert not faults, "\n".join(faults)
