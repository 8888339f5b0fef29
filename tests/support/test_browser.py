"""The browser's eyes are open: each kind of fault on a page is seen."""

from __future__ import annotations

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import Screens, axe_violations
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

STATIC = ROOT / "queue_monitor/static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"
GOOD = """<!doctype html><html lang="zh-TW"><head><title>叫號</title>
<link rel="stylesheet" href="/static/vendor/fonts/noto-sans-tc.css">
<link rel="icon" href="/icon"></head>
<body><main><h1 id="h">目前叫號 A023</h1></main>
<script type="module" src="/page.js"></script></body></html>"""
SCRIPT = """
import { io } from "/static/vendor/socket.io.esm.min.js";
import { html, render } from "/static/vendor/lit-html/lit-html.js";
import { repeat } from "/static/vendor/lit-html/directives/repeat.js";
render(html`<p id="ready">${repeat([typeof io], (x) => x)}</p>`, document.querySelector("main"));
"""
UNNAMED_PICTURE = GOOD.replace("<h1", "<img src='/icon'><h1")
STRANGER = GOOD.replace("</main>", "<img alt='' src='http://example.org/x.png'></main>")
PAGES = {"/": GOOD, "/unnamed": UNNAMED_PICTURE, "/stranger": STRANGER, "/page.js": SCRIPT}
ICON = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}


class Site(BaseHTTPRequestHandler):
    """Three small pages under the strict policy that the product's pages have."""

    def do_GET(self) -> None:
        if self.path in PAGES:
            kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
            self._answer(PAGES[self.path].encode(), kind)
        elif self.path == "/icon":
            self._answer(ICON, "image/svg+xml")
        elif self.path.startswith("/static/"):
            file = STATIC / self.path.removeprefix("/static/")
            self._answer(file.read_bytes(), KINDS[file.suffix])
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.02))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_good_page_shows_vendored_libraries_and_fonts_under_a_strict_policy(
    screens: Screens, site: str
) -> None:
    screen = screens.open(site)
    assert screen.page.inner_text("#ready") == "function"
    faces = "() => document.fonts.load('16px \"Noto Sans TC\"', '號A').then((f) => f.length)"
    assert screen.page.evaluate(faces) >= 2  # a piece for the ideograph, a piece for the letter
    screen.assert_accessible()


def test_axe_names_what_a_screen_reader_cannot_read(screens: Screens, site: str) -> None:
    page = screens.open(f"{site}/unnamed").page
    assert [line.split()[0] for line in axe_violations(page)] == ["image-alt"]


def test_a_console_error_is_a_fault_unless_it_is_meant(browser: Browser, site: str) -> None:
    screens = Screens(browser)
    screen = screens.open(site)
    screen.page.evaluate("() => { console.error('board lost') }")
    with pytest.raises(AssertionError, match="board lost"):
        screens.close()
    screen.allow("board l[a-z]*")
    screen.check()


def test_an_uncaught_exception_is_a_fault(browser: Browser, site: str) -> None:
    screens = Screens(browser)
    page = screens.open(site).page
    page.evaluate("() => { setTimeout(() => { throw new Error('gone wrong') }) }")
    page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match="gone wrong"):
        screens.close()


def test_a_request_to_another_host_is_seen_and_does_not_leave(browser: Browser, site: str) -> None:
    screens = Screens(browser)
    screen = screens.open(f"{site}/stranger")
    screen.page.evaluate("() => fetch('http://example.org/y').catch(() => null)")
    with pytest.raises(AssertionError, match="other hosts"):
        screens.close()


def test_each_screen_has_the_size_and_language_it_is_opened_with(
    screens: Screens, site: str
) -> None:
    page = screens.open(site, size="board-4k", locale="en").page
    assert page.evaluate("() => [innerWidth, innerHeight]") == [3840, 2160]
    assert page.evaluate("() => navigator.language") == "en"
