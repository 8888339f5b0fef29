"""The people of a morning and the pages in front of them, found as they find things: by words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.support.browser import Screen

PASSWORD: Final = "a sunny Monday 8:30"
PATIENT_MS: Final = 30_000  # two busy cores share many windows


def sign_up(page: Page, link: str) -> None:
    """Set a password by a one-time link; the page goes on to where that person works."""
    page.goto(link)
    page.get_by_label("新密碼").fill(PASSWORD)
    page.get_by_label("再輸入一次").fill(PASSWORD)
    page.get_by_role("button", name="設定密碼並登入").click()
    page.wait_for_url(re.compile(r"/(supervisor|console|accounts)$"), timeout=PATIENT_MS)


def make_account(accounts: Page, *, name: str, login: str) -> str:
    """On the page of accounts: an account for a clerk of config.yaml; its one-time link."""
    accounts.get_by_label("姓名").fill(name)
    # At a person's pace: within half a second a second account is taken for a second click.
    accounts.get_by_label("登入名稱").press_sequentially(login, delay=200)
    accounts.get_by_label("對應櫃檯人員").select_option(
        value=accounts.locator("option", has_text=name).get_attribute("value")
    )
    accounts.get_by_role("button", name="建立帳號與連結").click()
    shown = accounts.get_by_role("region", name=f"{login} 的一次性連結")
    expect(shown).to_be_visible(timeout=PATIENT_MS)
    link = shown.get_by_role("textbox").input_value()
    shown.get_by_role("button", name="完成").click()
    expect(shown).to_have_count(0)
    return link


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with a number, and the phone on which they follow it (if they scanned the code)."""

    number: str
    token: str
    phone: Screen | None

    @property
    def page(self) -> Page:
        """The phone's page."""
        assert self.phone is not None, f"{self.number} has no phone"
        return self.phone.page

    def expect_called_to(self, counter: int) -> None:
        """The phone says where to go."""
        heading = self.page.get_by_role("heading", name="輪到您了，請到櫃檯")
        expect(heading).to_be_visible(timeout=PATIENT_MS)
        expect(self.page.locator("[data-counter]")).to_have_text(str(counter))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    """The touch screen at the door."""

    page: Page

    def take(self, service: str) -> tuple[str, str]:
        """From the first screen to a number and back by touch: the number and the code's token."""
        self.page.get_by_role("button", name=service).tap()
        self.page.get_by_role("button", name="取號 現場取號").tap()
        heading = self.page.get_by_role("heading", name=re.compile("^您的號碼"))
        expect(heading).to_be_visible(timeout=PATIENT_MS)
        number = self.page.locator("[data-number]").inner_text()
        expect(heading).to_contain_text(number)
        source = self.page.get_by_role("img", name="QR 碼").get_attribute("src") or ""
        self.page.get_by_role("button", name="完成").tap()
        expect(self.page.get_by_role("heading", name="請點選要辦理的項目")).to_be_visible()
        return number, source.removeprefix("/qr/").removesuffix(".svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """A clerk at the console: one key for each action."""

    name: str
    page: Page

    @property
    def request(self) -> Locator:
        """The request for help, if there is one."""
        return self.page.get_by_role("region", name="請求您支援")

    def take_counter(self, number: int) -> None:
        """Choose a counter by its number key and wait until it is open."""
        expect(self.page.get_by_role("heading", name="選擇櫃檯")).to_be_visible(timeout=PATIENT_MS)
        self.page.keyboard.press(str(number % 10))
        self._expect_counter(rf"^{number} 號櫃檯")

    def counter_number(self) -> int:
        """The number of the counter that this clerk was given."""
        heading = self._expect_counter("號櫃檯")
        found = re.match(r"\d+", heading.inner_text())
        assert found is not None
        return int(found.group())

    def press(self, key: str, *, once_shown: str | None = None) -> None:
        """Press a key of the console, once the number in hand shows some words."""
        if once_shown is not None:
            expect(self._hand).to_contain_text(once_shown, timeout=PATIENT_MS)
        self.page.keyboard.press(key)

    def number_in_hand(self, *, other_than: str = "–") -> str:
        """The number called to this counter, once there is one other than `other_than`."""
        field = self._hand.locator(".hand__number")
        expect(field).to_have_text(re.compile(rf"^(?!{other_than}$)[A-Z]\d+$"), timeout=PATIENT_MS)
        return field.inner_text()

    @property
    def _hand(self) -> Locator:
        return self.page.locator(".hand")

    def _expect_counter(self, pattern: str) -> Locator:
        heading = self.page.get_by_role("heading", level=1, name=re.compile(pattern))
        expect(heading).to_be_visible(timeout=PATIENT_MS)
        return heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """The supervisor's page."""

    page: Page

    @property
    def headline(self) -> Locator:
        """The one word for the state of the floor."""
        return self.page.get_by_role("heading", level=1)

    @property
    def alerts(self) -> Locator:
        """Alerts that live."""
        return self.page.get_by_role("region", name=re.compile("^警示"))

    @property
    def remedy(self) -> Locator:
        """What is proposed and how far it has come."""
        return self.page.get_by_role("region", name="人力調派")

    @property
    def history(self) -> Locator:
        """Alerts that are over."""
        return self.page.get_by_role("table").filter(has_text="知悉費時")

    def counter(self, number: int) -> Locator:
        """A counter among the others."""
        return self.page.get_by_role("link").and_(self.page.locator(f'[data-counter="{number}"]'))

    def expect_waiting(self, people: int) -> None:
        """The bar of people waiting stands at `people`."""
        bar = self.page.get_by_role("meter", name="等候人數")
        expect(bar).to_have_attribute("aria-valuetext", f"{people} 人", timeout=PATIENT_MS)

    def acknowledge(self, note: str) -> None:
        """Acknowledge the alert, with a note."""
        self.alerts.get_by_role("button", name="加註").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox", name="處理情形").fill(note)
        dialog.get_by_role("button", name="已知悉").click()
        expect(self.alerts).to_contain_text(note, timeout=PATIENT_MS)


_WATCH: Final = """
() => {
  window.shown = [];
  const look = () => {
    const field = document.querySelector(".hero__call--new[data-call]");
    if (!field || window.shown.at(-1)?.id === field.dataset.call) return;
    const words = (name) => field.querySelector(`[${name}]`).textContent.trim();
    window.shown.push({
      id: field.dataset.call,
      call: [words("data-number"), Number(words("data-counter"))],
    });
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The screen in the lobby, watched from the start: each call that has its moment is noted."""

    page: Page

    def watch(self) -> None:
        """Note from now on what the large field shows."""
        expect(self.page.get_by_role("region", name="目前叫號")).to_be_visible(timeout=PATIENT_MS)
        self.page.evaluate(_WATCH)

    def counter(self, number: int) -> Locator:
        """A counter among the others."""
        counters = self.page.get_by_role("list", name="各櫃檯")
        return counters.locator(f'[data-counter="{number}"]')

    def shown(self) -> list[tuple[str, int]]:
        """(number, counter) of each call that had its moment, oldest first."""
        found = self.page.evaluate("() => window.shown.map(({ call }) => call)")
        return [(str(number), int(counter)) for number, counter in found]

    def expect_shown(self, calls: int) -> None:
        """Wait until so many calls have had their moment; each lasts some seconds."""
        self.page.wait_for_function(
            "(calls) => window.shown.length >= calls", arg=calls, timeout=2 * PATIENT_MS
        )
