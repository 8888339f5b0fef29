"""What a careful reader sees on a page: cut words, words of the wrong language, a lost focus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.support.browser import SETTLED

if TYPE_CHECKING:
    from playwright.sync_api import Page

_EYES: Final = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_LOOK: Final = f"([what, about]) => ({_EYES.partition(chr(10))[2].strip()})[what](about)"
#: Rightly in Latin letters on a Chinese page: names, keys, and the word beside 語言.
_LATIN_NAMES: Final = (
    "e-Eyes|LINE|QR|JavaScript|JSON|OpenAPI|API|English|Language|Esc|Enter|Ctrl"
    "|[0-9A-Z]{3} [0-9A-Z]{3}"  # a pairing code
)


def cut_texts(page: Page) -> list[str]:
    """Texts of which a part lies outside of the box that shows them; an ellipsis is no cut."""
    return [f"cut: {text}" for text in _look(page, "cut")]


def english_texts(page: Page, *, names: str) -> list[str]:
    """English on a Chinese page that is not marked as its second language; `names` may stand."""
    known = f"{_LATIN_NAMES}|{names}"
    return [f"English: {text}" for text in _look(page, "english", known)]


def lost_by_keyboard(page: Page) -> list[str]:
    """What Tab does not reach, and what does not show that it has the focus."""
    wanted: list[tuple[str, str]] = _look(page, "pressable")
    reached: dict[str, bool] = {}
    for _ in range(2 * len(wanted) + 20):
        page.keyboard.press("Tab")
        page.evaluate(SETTLED)  # a link that slides in is seen once it is there
        key, shown = _look(page, "focused")
        if key is not None:
            reached[key] = shown
        if len(reached) == len(wanted):
            break
    missed = [f"not reached by Tab: {name}" for key, name in wanted if key not in reached]
    unseen = [f"focus not seen: {name}" for key, name in wanted if reached.get(key) is False]
    return missed + unseen


def _look(page: Page, what: str, about: str = "") -> Any:
    return page.evaluate(_LOOK, [what, about])
