"""The pictures in docs/images/: a crowded morning on the running product, made over its own API.

    make screenshots

Nothing is drawn: numbers are taken, called and served by requests as the pages make them, e-Eyes
raises the alert and proposes the remedy, and Chromium takes the pictures.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import expect

from tests.browser.staff_screens import People
from tests.support.api import Api
from tests.support.browser import Screens, running_browser
from tests.support.history import eventually
from tests.support.paths import OFFICE_CONFIG, ROOT
from tests.support.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

IMAGES: Final = ROOT / "docs/images"
BEGINS_AT: Final = "2026-11-24T10:16+08:00"
SPEED: Final = 60  # while the crowd gathers; the pictures are taken at the pace of the wall
PATIENT_MS: Final = 30_000
MOST_KB: Final = 400

#: Who sits where in the morning: counter and clerk of config.yaml. 7 and 8 are closed.
SEATS: Final = {1: "c01", 2: "c02", 3: "c03", 4: "c04", 6: "c06", 9: "c08", 10: "c09"}
#: Numbers in the order of coming: service, class, language.
EARLY: Final = (
    "transcript", "moving", "id_card*", "seal", "nationality", "certificate", "vital",
)  # fmt: skip
LATER: Final = (
    "moving", "transcript", "id_card", "certificate*", "transcript", "moving", "seal", "transcript",
    "id_card", "nationality+", "transcript*", "moving", "marriage", "transcript", "id_card", "seal",
    "transcript", "certificate",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Morning:
    """The people of one crowded morning."""

    api: Api
    speed: int = SPEED
    waiting: list[dict[str, Any]] = field(default_factory=list)  # answers of POST /tickets

    def comes(self, wish: str) -> dict[str, Any]:
        """Somebody takes a number; `*` marks priority, `+` a visitor who reads English."""
        body = {
            "service": wish.rstrip("*+"),
            "class": "priority" if "*" in wish else "walk_in",
            "language": "en" if "+" in wish else "zh-TW",
        }
        ticket: dict[str, Any] = self.api.post("/api/v1/tickets", body).expect(201).body
        self.waiting.append(ticket)
        return ticket

    def at(self, counter: int, verb: str, **body: Any) -> Any:
        """What a clerk does at a counter."""
        return self.api.post(f"/api/v1/counters/{counter}/{verb}", body).expect(200).body

    def slow_down(self, server: Server, *, fresh: bool = True) -> None:
        """From now on at the pace of the wall: the same office goes on in a new process.

        `fresh`: until its remedies are scored anew, which may take a minute.
        """
        now = self.api.get("/api/v1/board").expect(200).body["at"]
        server.stop()
        server.arguments = ("--start", now, "--speed", "1")
        server.start()
        if fresh:
            scored = partial(self._is_scored_since, now)
            eventually("the remedies are scored anew", scored, within_s=90.0)

    def _is_scored_since(self, instant: str) -> bool:
        plans = self.api.get("/api/v1/reallocations").expect(200).body["reallocations"]
        return any(p["state"] == "proposed" and p["scored_at"] > instant for p in plans)

    def goes_by(self, office_s: float) -> None:
        """Let office time pass."""
        time.sleep(office_s / self.speed)

    def crowd(self) -> None:
        """A quarter of an hour until it is too much."""
        for counter, clerk in SEATS.items():
            self.at(counter, "open", clerk=clerk)
        for wish in EARLY:
            self.comes(wish)
            self.goes_by(15)
        for counter in SEATS:
            self.at(counter, "call-next")
        self.goes_by(40)
        for counter in SEATS:
            self.at(counter, "start")
        for wish in LATER[:7]:
            self.comes(wish)
            self.goes_by(40)
        for counter in (1, 10, 2, 6):
            self.at(counter, "finish")
            self.at(counter, "call-next")
            self.goes_by(20)
        self.at(10, "no-show")
        for counter in (1, 2, 6):
            self.at(counter, "start")
        self.at(4, "park", reason="form")
        self.at(4, "call-next")
        self.goes_by(20)
        self.at(4, "start")
        self.at(9, "pause", reason="paperwork")
        for wish in LATER[7:]:
            self.comes(wish)
            self.goes_by(22)
        self.at(10, "call-next")
        self.goes_by(20)
        self.at(10, "start")


def main() -> None:
    """Take every picture anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        server = Server(
            config=OFFICE_CONFIG,
            data=Path(folder),
            program=(sys.executable, "-m", "tools.clocked_server"),
            arguments=("--start", BEGINS_AT, "--speed", str(SPEED)),
        )
        screens = Screens(browser)
        with server, Api(server.base_url, token=server.token("supervisor")) as api:
            people = People.of(server)
            people.add("huang", "黃主任", "supervisor")
            people.add("chang", "張雅筑", "clerk", "c03")
            people.add("yang", "楊淑芬", "clerk", "c10")
            morning = Morning(api=api)
            for path, taken in _pictures(server, screens, people, morning):
                print(path.relative_to(ROOT), f"{path.stat().st_size / 1024:.0f} KB", taken)
            screens.close()


def _pictures(
    server: Server, screens: Screens, people: People, morning: Morning
) -> Iterator[tuple[Path, str]]:
    # Whoever of the reserve has the console open is in the house, and may be asked to help.
    standby = people.screen(screens, "yang", "/console").page
    expect(standby.get_by_role("heading", name="待命")).to_be_visible(timeout=PATIENT_MS)
    board = screens.open(server.url("/display"), size="board", reduced_motion=True).page
    expect(board.locator("[data-total]")).to_be_visible(timeout=PATIENT_MS)
    morning.crowd()
    morning.slow_down(server)
    for screen in screens.opened:
        screen.allow("net::ERR_CONNECTION_REFUSED")  # while the server started again
    supervisor = people.screen(screens, "huang", "/supervisor").page
    expect(supervisor.get_by_role("button", name="同意調派").first).to_be_visible(
        timeout=PATIENT_MS
    )
    yield _taken(supervisor, "supervisor")
    last = morning.waiting[-5]
    phone = screens.open(server.url(f"/t#{last['token']}"), size="phone", reduced_motion=True).page
    expect(phone.locator("[data-ahead]")).to_be_visible(timeout=PATIENT_MS)
    yield _taken(phone, "phone")
    kiosk = screens.open(server.url("/kiosk"), size="kiosk-portrait", reduced_motion=True).page
    expect(kiosk.locator("[data-service]")).to_have_count(8, timeout=PATIENT_MS)
    yield _taken(kiosk, "kiosk")
    console = people.screen(screens, "chang", "/console").page
    expect(console.get_by_role("heading", level=1)).to_contain_text("3 號", timeout=PATIENT_MS)
    expect(console.locator(".next__why")).not_to_be_empty(timeout=PATIENT_MS)
    yield _taken(console, "console")
    morning.at(2, "finish")
    called = morning.at(2, "call-next")["number"]
    number = board.locator("[data-number]")
    expect(number).to_have_text(called, timeout=PATIENT_MS)
    yield _taken(board, "board")


def _taken(page: Page, name: str) -> tuple[Path, str]:
    page.evaluate("() => document.fonts.ready.then(() => true)")
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    kb = path.stat().st_size / 1024
    assert kb < MOST_KB, f"{path.name} has {kb:.0f} KB: too much for the repository"
    return path, page.url.partition("#")[0]


if __name__ == "__main__":
    main()
