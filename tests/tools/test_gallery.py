"""The gallery shows every page, and every picture that it names is there."""

from __future__ import annotations

import re

import pytest

from tests.browser.pages import PAGES, PageOf
from tests.support.paths import ROOT
from tools.gallery import LANGUAGES, MOST_KB, PICTURES, name_of

NAMED = frozenset(
    re.findall(r"images/pages/([^)]+)", (ROOT / "docs/gallery.md").read_text("utf-8"))
)


def test_each_picture_is_there_and_shown_and_small() -> None:
    kept = {path.name: path.stat().st_size / 1024 for path in PICTURES.glob("*.png")}
    assert kept.keys() == NAMED
    assert max(kept.values()) < MOST_KB


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_each_page_is_in_the_gallery(page: PageOf) -> None:
    """A new page: add it to docs/gallery.md, then `make screenshots`."""
    assert f"{name_of(page)}.png" in NAMED


def test_the_kiosk_is_shown_in_all_six_languages() -> None:
    assert {f"kiosk-{language}.png" for language in LANGUAGES} < NAMED
    assert len(LANGUAGES) == 5, "and in Chinese"
