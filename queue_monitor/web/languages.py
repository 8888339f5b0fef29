"""The reader's language: `?lang=`, then the cookie, then Accept-Language, then zh-TW.

Staff's pages are spoken in the languages of the staff; what visitors see, and the API, in more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain

if TYPE_CHECKING:
    from queue_monitor.web.catalogues import Catalogues

COOKIE: Final = "qm_lang"
COOKIE_AGE_S: Final = 365 * 24 * 3600
#: What browsers call a language that we call otherwise.
_SAME_TONGUE: Final = {"fil": "tl"}
_MARK: Final = "speaks_to_visitors"
View = TypeVar("View", bound=Callable[..., Any])


def for_visitors(view: View) -> View:
    """Mark a page as one that visitors see: it is spoken in every language there is.

    Stands below the route:  @pages.get("/t")
                             @for_visitors
    """
    setattr(view, _MARK, True)
    return view


def install(app: Flask, catalogues: Catalogues, *, timezone: str) -> None:
    """Set up Flask-Babel on `catalogues`; instants are shown in `timezone` ("Asia/Taipei")."""
    babel = Babel(configure_jinja=True)
    babel.init_app(
        app,
        default_locale=catalogues.default.replace("-", "_"),
        default_timezone=timezone,
        locale_selector=lambda: language(catalogues).replace("-", "_"),
    )
    babel.domain_instance = _Merged(catalogues)


def language(catalogues: Catalogues) -> str:
    """The language tag of the present request ("zh-TW"); the default outside of one."""
    if not has_request_context():
        return catalogues.default
    chosen = g.get("language")
    if chosen is None:
        chosen = g.language = _choose(catalogues)
    return str(chosen)


def spoken_here(catalogues: Catalogues) -> Sequence[str]:
    """The languages of the page asked for: those of staff, unless it is for visitors."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_for_staff = view is not None and not request.path.startswith(("/api/", "/problems/"))
    if is_for_staff and not getattr(view, _MARK, False):
        return catalogues.languages
    return catalogues.for_visitors


def _choose(catalogues: Catalogues) -> str:
    spoken = spoken_here(catalogues)
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in spoken:
            return str(wanted)
    for tag, quality in request.accept_languages:
        main = _SAME_TONGUE.get(main := tag.lower().partition("-")[0], main)
        if quality > 0:
            for ours in spoken:
                if ours.lower().partition("-")[0] == main:
                    return ours
    return catalogues.default


class _Merged(Domain):  # type: ignore[misc]
    """All packages' catalogues as one domain of Flask-Babel."""

    def __init__(self, catalogues: Catalogues) -> None:
        super().__init__()
        self._catalogues = catalogues

    def get_translations(self) -> Translations:
        return self._catalogues.translations(language(self._catalogues))
