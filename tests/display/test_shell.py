"""What a phone keeps of its page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from display.shell import shell_of
from tests.display.test_routes import STRANGER, office

if TYPE_CHECKING:
    from tests.kiosk.offices import Served

__all__ = ["office"]  # the fixture

FILES = {
    "/assets/a.css": b"a {}",
    "/assets/part/main.js": b'import { x } from "./near.js";\nimport "/assets/js/far.js";',
    "/assets/part/near.js": b'export { x } from "../js/far.js";',
    "/assets/js/far.js": b"export const x = 1;",
    "/assets/icons.svg": b"<svg/>",
}
PAGE = '<link href="/assets/a.css?v=7"><script src="/assets/part/main.js"></script><a href="/t">'


def told(worker: str) -> dict[str, Any]:
    """What the server puts in front of the worker's script."""
    found: dict[str, Any] = json.loads(worker.partition("self.SHELL = ")[2].partition(";\n")[0])
    return found


def test_it_is_found_by_following_links_and_imports() -> None:
    assert set(shell_of(PAGE, FILES.get).files) == {
        "/assets/a.css?v=7",
        "/assets/part/main.js",
        "/assets/part/near.js",
        "/assets/js/far.js",
        "/assets/icons.svg",
    }


def test_any_changed_file_or_page_is_another_version() -> None:
    first = shell_of(PAGE, FILES.get).version
    changed = {**FILES, "/assets/js/far.js": b"export const x = 2;"}
    assert len({first, shell_of(PAGE, changed.get).version}) == 2
    assert shell_of(f"{PAGE} ", FILES.get).version != first
    assert shell_of(PAGE, FILES.get).version == first


def test_every_file_that_the_worker_names_is_there(office: Served) -> None:
    answer = office.get("/t-worker.js?lang=zh-TW", environ_overrides=STRANGER)
    assert answer.mimetype == "text/javascript"
    shell = told(answer.text)
    assert {"/assets/display/phone.js", "/assets/js/live.js", "/assets/css/tokens.css"} <= set(
        shell["files"]
    )
    for path in (shell["source"], *shell["files"]):
        with office.get(path, environ_overrides=STRANGER) as file:
            assert file.status_code == 200, path
    assert answer.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; connect-src 'self'"
    ]
    again = office.get("/t-worker.js?lang=zh-TW", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_home_screen_is_given_name_and_pictures(office: Served) -> None:
    manifest = office.get("/t.webmanifest", headers={"Accept-Language": "en"}).json
    assert manifest["name"] == "Qingtian District Household Registration Office"
    assert manifest["start_url"] == "/t"
    for icon in manifest["icons"]:
        with office.get(icon["src"]) as answer:
            assert answer.mimetype == "image/png"
