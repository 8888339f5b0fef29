"""The lobby board in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.api import Api
    from tests.support.browser import Screens
    from tests.support.server import Server

LOST = ("Failed to load resource", "WebSocket connection", "ERR_CONNECTION_REFUSED")

#: Notes each number as it comes into the large field, with its hour.
_WATCH = """() => {
  window.seen = [];
  const look = () => {
    const call = document.querySelector(".hero__call--new");
    const number = call?.querySelector("[data-number]").textContent;
    if (number && window.seen.at(-1)?.number !== number) {
      window.seen.push({ number, at: performance.now(), flashes: call.getAnimations().length });
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true,
    characterData: true, attributes: true });
}"""
#: Counts the strokes of the chime instead of playing them.
_LISTEN = """() => {
  window.strokes = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.strokes += 1; start.apply(this, at); };
}"""


def ready(
    server: Server, api: Api, *, tickets: int = 3, counters: tuple[int, ...] = (1, 2)
) -> None:
    """People wait, counters are open."""
    for _ in range(tickets):
        api.post("/api/v1/tickets", {"service": "seal"}).expect(201)
    for counter in counters:
        api.post(f"/api/v1/counters/{counter}/open").expect(200)


def call(api: Api, counter: int) -> str:
    return str(api.post(f"/api/v1/counters/{counter}/call-next").expect(200).body["number"])


def shown(page: Page) -> None:
    """Wait until the board has its first picture."""
    expect(page.locator("[data-service]")).to_have_count(8)


@pytest.mark.parametrize("size", ["board", "board-4k"])
def test_a_call_can_be_read_across_the_lobby(
    server: Server, screens: Screens, api_as: Callable[[str], Api], size: str
) -> None:
    api = api_as("supervisor")
    ready(server, api)
    screen = screens.open(server.url("/display"), size=size)
    page = screen.page
    shown(page)
    number = call(api, 2)
    expect(page.locator(".hero [data-number]")).to_have_text(number)
    expect(page.locator(".hero [data-counter]")).to_have_text("2")
    expect(page.locator(".desk[data-counter='2'] .desk__number")).to_have_text(number)
    expect(page.locator("[data-total]")).to_have_text("2")
    for part in ("[data-number]", "[data-counter]"):
        assert digit_height(page, f".hero {part}") >= page.viewport_size["height"] / 8  # type: ignore[index]
    assert page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    screen.assert_accessible()
    screen.shot(f"{size}-call")


def digit_height(page: Page, selector: str) -> float:
    """The height of the figures themselves, in pixels, as the font draws them."""
    return float(
        page.locator(selector).evaluate(
            """element => {
              const style = getComputedStyle(element);
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
              const box = pen.measureText("0");
              return box.actualBoundingBoxAscent + box.actualBoundingBoxDescent;
            }"""
        )
    )


def test_two_calls_at_once_are_both_seen_and_heard_in_turn(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    ready(server, api)
    page = screens.open(size="board").page
    page.add_init_script(f"({_LISTEN})()")
    page.goto(server.url("/display"))
    shown(page)
    page.evaluate(_WATCH)
    first, second = call(api, 1), call(api, 2)
    page.wait_for_function("() => window.seen.length === 2")
    seen = page.evaluate("() => window.seen")
    assert [s["number"] for s in seen] == [first, second]
    assert seen[1]["at"] - seen[0]["at"] >= 3_000  # each has its moment
    assert [s["flashes"] for s in seen] == [1, 1]
    page.wait_for_function("() => window.strokes === 2 * 2 * 4")
    expect(page.locator(".recent li").first).to_contain_text(first)


def test_a_recall_has_its_moment_too(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    ready(server, api, tickets=1)
    screen = screens.open(server.url("/display"), size="board", clock=True)
    shown(screen.page)
    call(api, 1)
    expect(screen.page.locator(".hero__call--new")).to_have_count(1)
    screen.lets_pass(8)
    expect(screen.page.locator(".hero__call--new")).to_have_count(0)
    api.post("/api/v1/counters/1/recall").expect(200)
    expect(screen.page.locator(".hero__again")).to_contain_text("再次叫號")
    expect(screen.page.locator(".hero__call--new")).to_have_count(1)
    screen.shot("board-recall")


def test_a_board_switched_on_later_shows_the_same_and_announces_nothing_old(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    ready(server, api)
    number = call(api, 1)
    page = screens.open(server.url("/display"), size="board").page
    expect(page.locator(".hero [data-number]")).to_have_text(number)
    assert page.locator(".hero__call--new").count() == 0


def test_it_says_within_ten_seconds_that_it_is_stale_and_then_converges(
    server: Server, screens: Screens, api_as: Callable[[str], Api]
) -> None:
    api = api_as("supervisor")
    ready(server, api)
    screen = screens.open(server.url("/display"), size="board", clock=True)
    screen.allow(*LOST)
    page = screen.page
    shown(page)
    server.kill()
    screen.lets_pass(5)
    expect(page.get_by_text("連線中斷")).to_be_hidden()
    screen.lets_pass(5)
    expect(page.get_by_text("連線中斷")).to_be_visible()
    screen.shot("board-stale")
    screen.assert_accessible()
    server.restart()
    expect(page.get_by_text("連線中斷")).to_be_hidden(timeout=10_000)
    number = call(api, 2)
    expect(page.locator(".hero [data-number]")).to_have_text(number)


#: Whether the whole of some words in a desk's card can be seen: none of it lies outside a box that
#: cuts off what is too long.
_SEEN = """([card, words]) => {
  const walker = document.createTreeWalker(document.querySelector(card), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const from = node.data.indexOf(words);
    if (from < 0) continue;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, from + words.length);
    const text = range.getBoundingClientRect();
    for (let box = node.parentElement; box.matches(`${card} *`); box = box.parentElement) {
      const { left, right, top, bottom } = box.getBoundingClientRect();
      if (text.left < left - 1 || text.right > right + 1) return false;
      if (text.top < top - 4 || text.bottom > bottom + 4) return false;
    }
    return true;
  }
  return false;
}"""


@pytest.mark.parametrize("size", ["board", "kiosk-portrait"])
def test_who_sits_at_a_desk_is_named_beside_a_group_too(
    server: Server, screens: Screens, api_as: Callable[[str], Api], size: str
) -> None:
    api = api_as("supervisor")
    api.post("/api/v1/tickets", {"service": "seal", "people": 2}).expect(201)
    api.post("/api/v1/tickets", {"service": "seal"}).expect(201)
    for counter, clerk in ((3, "c03"), (4, "c04")):
        api.post(f"/api/v1/counters/{counter}/open", {"clerk": clerk}).expect(200)
        call(api, counter)
    screen = screens.open(server.url("/display"), size=size)
    page = screen.page
    expect(page.locator(".desk[data-counter='3'] [data-people]")).to_have_text("2 人")
    page.wait_for_function(_SEEN, arg=[".desk[data-counter='3']", "2 人"])
    page.wait_for_function(_SEEN, arg=[".desk[data-counter='3']", "張雅筑"])
    page.wait_for_function(_SEEN, arg=[".desk[data-counter='4']", "課員"])  # where there is room
    page.wait_for_function(_SEEN, arg=[".desk[data-counter='4']", "黃柏翰"])
    screen.shot(f"board-group-{size}")


def test_where_motion_is_unwelcome_nothing_runs(server: Server, screens: Screens) -> None:
    page = screens.open(server.url("/display"), size="board", reduced_motion=True).page
    shown(page)
    expect(page.locator(".marquee__page")).to_be_visible()
    expect(page.locator(".marquee__run")).to_have_count(0)


#: A browser that lets no page sound before it is touched, as on a board that nobody has set up.
_SILENT = """() => {
  window.AudioContext = class { state = "suspended"; resume() { return new Promise(() => {}); } };
}"""


def uncovered(page: Page) -> None:
    """Wait until what can be pressed lies beside the running text."""
    page.wait_for_function(
        """() => {
          const [text, box] = ["#marquee", "#controls"].map(
            (it) => document.querySelector(it).getBoundingClientRect());
          return text.width > 0 && box.width > 0 && text.right <= box.left + 1;
        }"""
    )


def test_what_can_be_pressed_is_there_when_somebody_is(server: Server, screens: Screens) -> None:
    screen = screens.open(server.url("/display"), size="board", clock=True)
    page, controls = screen.page, screen.page.locator("#controls")
    expect(page.locator(".marquee__run")).to_be_visible()
    pause = page.locator("[data-pause]")
    expect(controls).to_have_css("opacity", "0")
    page.mouse.move(300, 300)
    page.mouse.move(320, 320)
    expect(controls).to_have_css("opacity", "1")
    uncovered(page)
    screen.shot("board-controls")
    screen.assert_accessible()
    screen.lets_pass(10)
    expect(controls).to_have_css("opacity", "0")
    assert page.evaluate("() => document.querySelector('#marquee').offsetWidth === innerWidth")

    page.mouse.move(340, 340)
    pause.click()
    expect(page.locator(".marquee__page")).to_be_visible()
    screen.lets_pass(10)  # the pointer lies still upon them, and they have the focus
    expect(controls).to_have_css("opacity", "0")

    page.mouse.move(300, 300)
    screen.lets_pass(10)
    expect(controls).to_have_css("opacity", "0")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(pause).to_be_focused()
    expect(controls).to_have_css("opacity", "1")
    uncovered(page)
    page.keyboard.press("Enter")
    expect(page.locator(".marquee__run")).to_be_visible()


def test_a_board_that_may_not_sound_says_so_at_first_and_beside_the_text(
    server: Server, screens: Screens
) -> None:
    screen = screens.open(size="board", clock=True)
    page, controls = screen.page, screen.page.locator("#controls")
    page.add_init_script(f"({_SILENT})()")
    page.goto(server.url("/display"))
    expect(page.get_by_role("button", name="開啟提示音")).to_be_visible()
    expect(controls).to_have_css("opacity", "1")
    uncovered(page)
    screen.shot("board-silent")
    screen.assert_accessible()
    screen.lets_pass(60)
    expect(controls).to_have_css("opacity", "0")
    page.mouse.move(300, 300)
    page.mouse.move(320, 320)
    expect(controls).to_have_css("opacity", "1")

    page.evaluate("() => localStorage.setItem('board.sound', 'allowed')")
    page.reload()
    expect(page.locator("[data-sound]")).to_have_count(1)
    expect(controls).to_have_css("opacity", "0")


def test_the_running_text_can_be_stopped_by_keyboard(server: Server, screens: Screens) -> None:
    page = screens.open(server.url("/display"), size="board").page
    expect(page.locator(".marquee__run")).to_be_visible()
    page.locator("[data-pause]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".marquee__page")).to_be_visible()
