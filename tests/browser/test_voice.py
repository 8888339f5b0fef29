"""The board speaks: in order, in each language, and never two voices at once."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING, Any, Final

import pytest

from display.voice import needed
from queue_monitor.config import load
from tests.browser.test_board_page import call, ready, shown
from tests.support.api import Api

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import StartServer
    from tests.support.browser import Screens
    from tests.support.server import Server

pytestmark = pytest.mark.browser

#: Notes what the browser is asked to play and to say, and answers after a while as it would.
_LISTEN: Final = """() => {
  window.heard = [];
  window.sounding = 0;
  window.most = 0;
  const sound = (what, lasts, end) => {
    window.heard.push(what);
    window.most = Math.max(window.most, ++window.sounding);
    setTimeout(() => { window.sounding -= 1; end(); }, lasts);
  };
  HTMLMediaElement.prototype.play = function () {
    const path = new URL(this.src).pathname.replace(/^.voice./, "").replace(/[.]wav$/, "");
    sound(path, 30, () => this.onended());
    return Promise.resolve();
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    if (window.heard.at(-1) !== "chime") window.heard.push("chime");
    start.apply(this, at);
  };
  const voice = { lang: "en-GB", name: "test", localService: true };
  speechSynthesis.getVoices = () => [voice];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  speechSynthesis.speak = (words) => sound(`says ${words.text}`, 60, () => words.onend());
}"""


def silence(path: Path) -> None:
    """A hundredth of a second of it: what is no sound at all is not played."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 80, "NONE", "not compressed"))
        file.writeframes(b"\0" * 160)


@pytest.fixture
def hall(start_server: StartServer, tmp_path: Path) -> Server:
    """An office with recordings in Mandarin and Taiwanese; one of Hakka is missing."""
    voice: dict[str, Any] = {"enabled": True, "clips": str(tmp_path), "server": False}
    voice["languages"] = ["zh-TW", "nan-TW", "hak-TW", "en"]
    server = start_server(changes={"display": {"voice": voice}})
    for language, clips in needed(load(server.config)).items():
        (tmp_path / language).mkdir()
        for clip in clips:
            if language != "en" and (language, clip.name) != ("hak-TW", "lang11"):
                silence(tmp_path / language / f"{clip.name}.wav")
    return server


def listening(hall: Server, screens: Screens) -> Page:
    page = screens.open(size="board").page
    page.add_init_script(f"({_LISTEN})()")
    with page.expect_response("**/api/v1/voice"):
        page.goto(hall.url("/display"))
    shown(page)
    return page


def test_two_calls_are_spoken_one_after_the_other_in_each_language(
    hall: Server, screens: Screens
) -> None:
    page = listening(hall, screens)
    with Api(hall.base_url, token=hall.token("supervisor")) as api:
        ready(hall, api, tickets=2, counters=(2, 3))
        first, second = call(api, 2), call(api, 3)
    assert (first, second) == ("F001", "F002")
    page.wait_for_function(
        "() => window.heard.filter((one) => one.startsWith('says')).length === 2", timeout=25_000
    )
    ling, khong = "zh-TW/ling2", "nan-TW/khong3"
    assert page.evaluate("() => window.heard") == [
        "chime",
        *("zh-TW/guest", "zh-TW/letter-f", ling, ling, "zh-TW/yi1"),
        *("zh-TW/go_to", "zh-TW/er4", "zh-TW/counter"),
        *("nan-TW/guest", "nan-TW/letter-f", khong, khong, "nan-TW/it4"),
        *("nan-TW/go_to", "nan-TW/ji7", "nan-TW/counter"),
        # Of Hakka a clip is missing: nothing rather than half a number.
        "says Number F zero zero one, please go to counter two.",
        "chime",
        *("zh-TW/guest", "zh-TW/letter-f", ling, ling, "zh-TW/er4"),
        *("zh-TW/go_to", "zh-TW/san1", "zh-TW/counter"),
        *("nan-TW/guest", "nan-TW/letter-f", khong, khong, "nan-TW/ji7"),
        *("nan-TW/go_to", "nan-TW/sann1", "nan-TW/counter"),
        "says Number F zero zero two, please go to counter three.",
    ]
    assert page.evaluate("() => window.most") == 1


def test_each_language_is_switched_off_on_the_board(hall: Server, screens: Screens) -> None:
    page = listening(hall, screens)
    for language in ("zh-TW", "en"):
        button = page.locator(f"[data-tongue={language}]")
        button.focus()
        page.keyboard.press("Enter")
    with Api(hall.base_url, token=hall.token("supervisor")) as api:
        ready(hall, api, tickets=1, counters=(2,))
        call(api, 2)
    page.wait_for_function("() => window.heard.at(-1) === 'nan-TW/counter'", timeout=15_000)
    spoken = page.evaluate("() => window.heard.filter((one) => one !== 'chime')")
    assert {one.partition("/")[0] for one in spoken} == {"nan-TW"}
