"""No word without its Chinese: what templates, scripts and Python say stands in the catalogues.

What visitors see stands there in their other languages too. Whoever adds a word to a package of
`_FOR_VISITORS`, or to what all pages share, writes it in all of `_OTHERS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

from alerts.channel_words import SOURCES as CHANNELS
from alerts.channels.reasons import SOURCES as REASONS
from alerts.complaint_letters import SOURCES as COMPLAINTS
from alerts.letters import SOURCES as LETTERS
from alerts.rule_checks import SOURCES as RULE_CHECKS
from alerts.rule_words import SOURCES as RULE_WORDS
from alerts.troubles import TROUBLES
from alerts.wording import SOURCES
from kiosk.booking.letters import SOURCES as BOOKING_LETTERS
from queue_monitor.web.catalogues import PACKAGES
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog

_TEXT: Final = r'"((?:[^"\\]|\\.)+)"'
#: What marks a text in a script. Babel does not look into templates that lie in templates.
_MARKS: Final = tuple(
    re.compile(mark)
    for mark in (
        rf"\b(?:t|both)\(\s*{_TEXT}",
        rf"\bwords\([^,()]+(?:\(\))?,\s*{_TEXT}",
        rf"\btn\(\s*{_TEXT}\s*,\s*{_TEXT}",
    )
)
_ANY_MARK: Final = re.compile(r"(?<![\w.])(?:t|tn)\(\s*(?![\"\s)])([^\n]*)")
#: The visitors' languages beside Chinese and English, which is the source text itself.
_OTHERS: Final = ("vi", "id", "th", "tl")
_FOR_VISITORS: Final = ("kiosk", "display")
#: What the pages of visitors share with those of staff.
_SHARED: Final = re.compile(
    r"queue_monitor/(static/js/\w+\.js|templates/base\.html|web/((decoding|repeating)\.py|templates/.*)"
    r"|statistics/(static/waits\.js|templates/statistics/waits\.html))"
)
_METHODS: Final = {".py": "python", ".html": "jinja2"}
#: Rightly the same in both languages.
_SAME: Final = {"{day} {hour}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A text, and the file that says it."""

    text: str
    path: str


def _sources(package: str, *kinds: str) -> Iterator[Path]:
    for path in sorted((ROOT / package).rglob("*")):
        if path.suffix in kinds and "vendor" not in path.parts:
            yield path


def _spoken(package: str) -> Iterator[Word]:
    """Every marked text of a package."""
    for path in _sources(package, *_METHODS):
        with path.open("rb") as file:
            for _, found, _, _ in extract(_METHODS[path.suffix], file, DEFAULT_KEYWORDS):
                for text in (found,) if isinstance(found, str) else found:
                    yield Word(text=text, path=str(path.relative_to(ROOT)))
    for path in _sources(package, ".js"):
        script = path.read_text(encoding="utf-8")
        for mark in _MARKS:
            for match in mark.finditer(script):
                for text in match.groups():
                    yield Word(text=text.replace('\\"', '"'), path=str(path.relative_to(ROOT)))
    if package == "kiosk":
        for text in BOOKING_LETTERS:
            yield Word(text=text, path="kiosk/booking/letters.py")
    if package == "alerts":
        words = (*SOURCES, *REASONS, *CHANNELS, *TROUBLES, *LETTERS, *RULE_WORDS, *RULE_CHECKS)
        for text in (*words, *COMPLAINTS):
            yield Word(text=text, path="alerts/wording.py")


@cache
def _catalogue(package: str, locale: str = "zh_TW") -> Catalog:
    path = ROOT / package / f"translations/{locale}/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def _chinese(text: str) -> set[str]:
    return _told(text, PACKAGES, "zh_TW")


def _told(text: str, packages: Iterable[str], locale: str) -> set[str]:
    """What the catalogues say for it; they are merged into one, for pages and scripts alike."""
    told = set()
    for package in packages:
        message = _catalogue(package, locale).get(text)
        if message is not None and isinstance(message.string, str) and not message.fuzzy:
            told.add(message.string)
    return told - {""}


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_a_package_says_has_its_chinese(package: str) -> None:
    spoken = set(_spoken(package))
    assert len(spoken) > 30, "hardly any text found: does the extraction still work?"
    missing = sorted(f"{word.path}: {word.text}" for word in spoken if not _chinese(word.text))
    assert not missing


@pytest.mark.parametrize("package", PACKAGES)
def test_chinese_is_chinese_and_fills_in_the_same_blanks(package: str) -> None:
    blanks = re.compile(r"\{\w*\}")
    for message in _catalogue(package):
        source, told = message.id, message.string
        if not source or not isinstance(source, str) or not isinstance(told, str):
            continue
        assert set(blanks.findall(told)) <= set(blanks.findall(source)), source
        said = blanks.sub("", told)
        marks = not re.search(r"[A-Za-z]{2}", blanks.sub("", source))
        assert re.search("[\u4e00-\u9fff]", said) or marks or source in _SAME, source


def test_no_word_has_two_translations() -> None:
    """Merged, one of them would be seen where the other was meant."""
    words = {word.text for package in PACKAGES for word in _spoken(package)}
    assert {text: told for text in words if len(told := _chinese(text)) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_script_marks_texts_where_they_can_be_found(package: str) -> None:
    """`t(what is no text)` would be left out above; helpers pass on the text they are given."""
    hidden = [
        f"{path.relative_to(ROOT)}: t({match.group(1)}"
        for path in _sources(package, ".js")
        for match in _ANY_MARK.finditer(path.read_text(encoding="utf-8"))
        if not match.group(1).startswith(("source, values", "form, {", "one, other,"))
    ]
    assert not hidden


def _seen_by_visitors() -> set[Word]:
    """All that may stand on a visitor's screen but refusals, for which see test_whole_api.py."""
    own = {word for package in _FOR_VISITORS for word in _spoken(package)}
    shared = {word for word in _spoken("queue_monitor") if _SHARED.match(word.path)}
    return own | shared


@pytest.mark.parametrize("locale", _OTHERS)
def test_all_that_visitors_see_is_there_in_their_language(locale: str) -> None:
    packages = (*_FOR_VISITORS, "queue_monitor")
    seen = _seen_by_visitors()
    assert len(seen) > 120, "hardly any text found: does the extraction still work?"
    missing = {f"{w.path}: {w.text}" for w in seen if not _told(w.text, packages, locale)}
    assert sorted(missing) == []
    assert {w.text for w in seen if len(_told(w.text, packages, locale)) > 1} == set()


@pytest.mark.parametrize("locale", _OTHERS)
@pytest.mark.parametrize("package", [*_FOR_VISITORS, "queue_monitor"])
def test_a_translation_fills_in_the_same_blanks(package: str, locale: str) -> None:
    """All of them: in these languages no form of a sentence leaves its figure out."""
    blanks = re.compile(r"\{\w*\}")
    for message in _catalogue(package, locale):
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id:
            told = set(blanks.findall(message.string))
            assert told == set(blanks.findall(message.id)), message.id
            assert not re.search("[\u4e00-\u9fff]", message.string), message.id


@pytest.mark.parametrize("locale", _OTHERS)
@pytest.mark.parametrize("package", [*_FOR_VISITORS, "queue_monitor"])
def test_no_translation_is_kept_for_what_nobody_says(package: str, locale: str) -> None:
    said = {word.text for word in _spoken(package)}
    kept = {message.id for message in _catalogue(package, locale) if message.id}
    assert kept - said == set()


def test_thai_is_written_in_thai() -> None:
    for package in (*_FOR_VISITORS, "queue_monitor"):
        for message in _catalogue(package, "th"):
            words = re.sub(r"\{\w*\}", "", str(message.id))
            if re.search(r"[A-Za-z]{2}", words):
                assert re.search("[\u0e00-\u0e7f]", str(message.string)), message.id
