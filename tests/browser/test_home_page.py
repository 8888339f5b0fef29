"""The page that leads to all others, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.support.browser import Screens
    from tests.support.server import Server


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_it_leads_to_every_page_in_both_languages(
    server: Server, screens: Screens, size: str
) -> None:
    screen = screens.open(server.url("/"), size=size)
    page = screen.page
    expect(page.get_by_role("heading", name="青田區戶政事務所")).to_be_visible()
    screen.assert_accessible()
    screen.shot(f"home-{size}")
    ways = page.locator(".way").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    visitors = ["/kiosk", "/book", "/display", "/waits", "/t"]
    assert ways == [*visitors, "/console", "/supervisor", "/accounts"]
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="For visitors")).to_be_visible()
    page.get_by_role("link", name="Lobby board").click()
    expect(page.locator("[data-service]")).to_have_count(8)
