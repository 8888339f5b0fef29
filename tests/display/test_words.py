"""Every word of kiosk, board and phone has its Chinese, in scripts and templates alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from queue_monitor.web.catalogues import Catalogues
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = r'"((?:[^"\\]|\\.)+)"'
_SCRIPT = (
    re.compile(rf"\b(?:t|both)\(\s*{_TEXT}"),
    re.compile(rf"\bwords\([\w()]+,\s*{_TEXT}"),
    re.compile(rf"\btn\(\s*{_TEXT}"),
    re.compile(rf"\btn\(\s*{_TEXT}\s*,\s*{_TEXT}"),
)
_TEMPLATE = (re.compile(r"\b_\('([^']+)'\)"),)
_PYTHON = (re.compile(rf"\b(?:N_|gettext)\(\s*{_TEXT}"),)
_SOURCES = (
    *sorted((ROOT / "kiosk").rglob("*.*")),
    *sorted((ROOT / "display").rglob("*.*")),
    *sorted((ROOT / "queue_monitor/static/js").glob("*.js")),
    *(ROOT / "queue_monitor/templates" / name for name in ("base.html", "home.html")),
)
_BY_SUFFIX = {".js": _SCRIPT, ".html": _TEMPLATE, ".py": _PYTHON}
_FILES = [path for path in _SOURCES if path.suffix in _BY_SUFFIX]


def messages(path: Path) -> Iterator[str]:
    """The source texts in one file."""
    text = path.read_text(encoding="utf-8")
    for pattern in _BY_SUFFIX[path.suffix]:
        for found in pattern.finditer(text):
            yield from found.groups()


def test_words_are_found_at_all() -> None:
    assert sum(1 for path in _FILES for _ in messages(path)) > 120


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_word_is_translated_with_the_same_blanks(path: Path) -> None:
    chinese = Catalogues.of_packages().translations("zh-TW")
    for message in messages(path):
        told = chinese.gettext(message)
        assert told != message or message == "{day} {hour}", f"no Chinese for {message!r}"
        assert set(re.findall(r"\{\w+\}", told)) <= set(re.findall(r"\{\w+\}", message))
