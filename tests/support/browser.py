"""Debian's Chromium, driven by Playwright, with the eyes of a careful tester.

Each `Screen` notes every console error, every uncaught exception and every request that would leave
this machine; `Screen.check` fails if there was one. Chromium itself cannot resolve any other host.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import (
    ConsoleMessage,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from tests.support.paths import NODE_MODULES, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, ViewportSize

#: What is expected of a page is there in a moment, but a machine with other work takes its time.
#: How soon it comes is measured by `make bench`; the way by which, see `Screen.cannot_ask`.
PATIENT_MS: Final = 30_000
expect.set_options(timeout=PATIENT_MS)

_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
#: What a browser's window costs that no page here needs: address bar pop-ups are pages too, loaded
#: beside each window; so is a renderer kept ready for the next one. Of two such switches Chromium
#: heeds the last, so what Playwright turns off is named again.
_FEATURES_OFF: Final = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
_FLAGS: Final = (
    "--no-sandbox",  # tests run as root in containers, on pages of our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    f"--disable-features={','.join(_FEATURES_OFF)}",
)
_HERE: Final = frozenset({"127.0.0.1", "localhost"})
_NETWORK_SCHEMES: Final = frozenset({"http", "https", "ws", "wss"})
# Chromium logs each 4xx as an error; 409 is how the office says "not now", an ordinary answer.
_ORDINARY: Final = (r"Failed to load resource: .* status of 409",)


def _size(width: int, height: int) -> ViewportSize:
    return {"width": width, "height": height}


SIZES: Final[dict[str, ViewportSize]] = {
    "kiosk-portrait": _size(1080, 1920),
    "kiosk-landscape": _size(1920, 1080),
    "board": _size(1920, 1080),
    "board-4k": _size(3840, 2160),
    "sign": _size(1280, 800),
    "phone": _size(390, 844),
    "desk": _size(1366, 768),
}


def chromium_path() -> str:
    """The installed Chromium. Raises RuntimeError naming the remedy if there is none."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError("no Chromium on this machine: run `tools/browser-setup`")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """One Chromium, headless; each screen is a window with cookies of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(_FLAGS))
        yield browser
        browser.close()


@dataclass(kw_only=True)  # no slots: Playwright keeps notes on whoever listens
class Screen:
    """One page in a window with cookies of its own, and what went wrong on it."""

    page: Page
    name: str
    faults: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=lambda: list(_ORDINARY))

    def allow(self, *patterns: str) -> None:
        """Console errors that match one of these regular expressions are meant to happen."""
        self._allowed.extend(patterns)

    def cannot_ask(self, *paths: str) -> None:
        """From now on the page learns what these paths of the API answer only by being told."""
        self.allow("Failed to load resource")
        for path in paths:
            self.page.route(f"**/api/v1/{path}", lambda route: route.abort())

    def check(self) -> None:
        """Fail if the console showed an error or a request would have left this machine."""
        faults = [f for f in self.faults if not any(re.search(p, f) for p in self._allowed)]
        assert not self.strangers, f"{self.name}: requests to other hosts: {self.strangers}"
        assert not faults, f"{self.name}: errors in the console: {faults}"

    def lets_pass(self, seconds: float) -> None:
        """So long goes by on this page in a moment: what is due by then happens. See `clock`."""
        self.page.clock.fast_forward(int(seconds * 1000))

    def shot(self, name: str, *, full_page: bool = False) -> None:
        """A picture for a person to look at, if the tests are run with `PICTURES=1`."""
        if os.environ.get("PICTURES"):
            self.picture(name, full_page=full_page)

    def picture(self, name: str, *, full_page: bool = False) -> Path:
        """Save a picture under `test-results/`."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=full_page)
        return path

    def assert_accessible(self, *, exclude: Sequence[str] = ()) -> None:
        """Run axe-core (WCAG 2.2 A and AA, best practices) and fail on anything it finds."""
        found = axe_violations(self.page, exclude=exclude)
        assert not found, f"{self.name}: axe-core found:\n" + "\n".join(found)

    def _watch(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("websocket", self._on_websocket)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        self._note(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        self._note(socket.url)

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in _NETWORK_SCHEMES and parts.hostname not in _HERE:
            self.strangers.append(url)


class Screens:
    """Opens screens and closes them all; `close` also checks each."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.opened: list[Screen] = []

    def open(
        self,
        url: str | None = None,
        *,
        size: str = "desk",
        locale: str = "zh-TW",
        reduced_motion: bool = False,
        clock: bool = False,
        **context_options: Any,
    ) -> Screen:
        """A new window of a size named in SIZES, at `url` if given.

        `clock`: its pages' timers go by a clock that `Screen.lets_pass` may put forward.
        """
        phone = size == "phone"
        options: dict[str, Any] = {
            "viewport": SIZES[size],
            "locale": locale,
            "timezone_id": "Asia/Taipei",
            "reduced_motion": "reduce" if reduced_motion else "no-preference",
            "has_touch": phone or size.startswith("kiosk"),
            "is_mobile": phone,
            **context_options,
        }
        page = self._browser.new_context(**options).new_page()
        screen = Screen(page=page, name=f"{size} {len(self.opened) + 1}")
        screen._watch()
        self.opened.append(screen)
        if clock:
            page.clock.install()
        if url is not None:
            page.goto(url)
        return screen

    def close(self, *, check: bool = True) -> None:
        """Close every window, then fail for the first that had a fault."""
        for screen in self.opened:
            screen.page.context.close()
        if check:
            for screen in self.opened:
                screen.check()


def axe_violations(page: Page, *, exclude: Sequence[str] = ()) -> list[str]:
    """One line for each rule that the page breaks and the elements that break it.

    Looked at once what fades has faded: a colour half way is nobody's choice.
    axe-core comes from `node_modules` and goes in by the debugging protocol, so the page's content
    security policy stays as strict as it is for visitors.
    """
    page.wait_for_load_state()  # words are there before the style sheet is
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate((NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8"))
    page.evaluate(SETTLED)
    report = page.evaluate(_RUN_AXE, list(exclude))
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"])
        for rule in report["violations"]
    ]


def expect_to_fit_sideways(page: Page) -> None:
    """Wait until nothing is wider than the window: a new size reaches a page after some frames."""
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


#: Wait until whatever moves or fades, and does not for ever, has come to rest.
SETTLED: Final = """
async () => {
  const moving = document
    .getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
  await Promise.allSettled(moving.map((one) => one.finished));
}
"""
_RUN_AXE: Final = """
(exclude) =>
  axe.run(
    exclude.length ? { exclude: exclude.map((selector) => [selector]) } : document,
    {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
  )
"""
