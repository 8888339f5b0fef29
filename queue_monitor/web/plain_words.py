"""Names and waits as the scripts of the pages say them, for pages that the server draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext

from queue_monitor.web.languages import language

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts

_OPEN_ABOVE_MIN: Final = 300  # as in static/js/i18n.js: the end says nothing
_FLOOR_MIN: Final = 180


def office_said(parts: Parts) -> str:
    """The office's name in the language of the present request."""
    return said(parts.settings.office.name, language(parts.catalogues))


def said(names: Mapping[Any, str] | None, tag: str) -> str:
    """One of the names of something, for a reader of the language `tag` ("vi")."""
    known = {str(written): text for written, text in (names or {}).items()}
    spare = "zh-TW" if tag == "zh-TW" else "en"
    return known.get(tag) or known.get(spare) or known.get("zh-TW") or known.get("en", "")


def range_said(minutes: tuple[int, int]) -> str:
    """A range of minutes in words, in the reader's language: "5–10 min", "no wait"."""
    lo, hi = minutes
    if hi <= 0:
        return str(gettext("no wait"))
    if hi > _OPEN_ABOVE_MIN and lo > 0:
        return str(gettext("over {n} min").format(n=min(lo, _FLOOR_MIN)))
    text = gettext("within {n} min") if lo <= 0 else gettext("{lo}–{hi} min")
    return str(text.format(n=hi, lo=lo, hi=hi))
