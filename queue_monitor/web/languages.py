"""The reader's language: `?lang=`, then the cookie, then Accept-Language, then zh-TW."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain

if TYPE_CHECKING:
    from queue_monitor.web.catalogues import Catalogues

COOKIE: Final = "qm_lang"
COOKIE_AGE_S: Final = 365 * 24 * 3600


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


def _choose(catalogues: Catalogues) -> str:
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in catalogues.languages:
            return str(wanted)
    for tag, quality in request.accept_languages:
        main = tag.lower().partition("-")[0]
        if quality > 0:
            for ours in catalogues.languages:
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
