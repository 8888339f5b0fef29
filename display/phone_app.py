"""The phone page as something to keep: its worker, and how a phone is to show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request

from display.pages import phone_page
from display.shell import Shell, shell_of
from queue_monitor.web.assets import file_at, worker
from queue_monitor.web.languages import for_visitors, language

if TYPE_CHECKING:
    from queue_monitor.web.parts import Parts

PAGE: Final = "/t"
_STATIC: Final = Path(__file__).with_name("static")
_ICONS: Final = (
    ("app-192", "192x192", "any"),
    ("app-512", "512x512", "any"),
    ("app-maskable-512", "512x512", "maskable"),
)


def add(pages: Blueprint, parts: Parts) -> None:
    """`/t-worker.js` and `/t.webmanifest`."""
    shells: dict[str, Shell] = {}

    @pages.get("/t-worker.js")
    @for_visitors
    def phone_worker() -> Response:
        """Keeps the page's own files on the phone; at the root, for it serves a page there."""
        lang = language(parts.catalogues)
        shell = shells.get(lang)
        if shell is None:
            shell = shells[lang] = _shell(parts, lang)
        source = f"{PAGE}?{urlencode({'lang': lang})}"
        told = {
            "name": _name(parts, lang),
            "version": shell.version,
            "page": PAGE,
            "source": source,
            "files": shell.files,
        }
        head = b"self.SHELL = " + msgspec.json.encode(told) + b";\n"
        response = worker(_STATIC / "phone-worker.js", head=head)
        response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
        response.make_conditional(request)
        return response

    @pages.get("/t.webmanifest")
    @for_visitors
    def phone_manifest() -> Response:
        """For whoever puts the page on the home screen."""
        manifest = _manifest(parts, language(parts.catalogues))
        response = Response(msgspec.json.encode(manifest), mimetype="application/manifest+json")
        response.headers["Cache-Control"] = "no-cache"
        return response


def _shell(parts: Parts, lang: str) -> Shell:
    words = f"/assets/i18n/{lang}.json"

    def read(address: str) -> bytes | None:
        if address == words:
            return parts.catalogues.json(lang)
        path = file_at(address)
        return None if path is None else path.read_bytes()

    return shell_of(phone_page(parts), read, more=() if lang == "en" else (words,))


def _name(parts: Parts, lang: str) -> str:
    names = {str(language): text for language, text in parts.settings.office.name.items()}
    return names.get(lang) or names.get("en") or next(iter(names.values()))


def _manifest(parts: Parts, lang: str) -> dict[str, Any]:
    name = _name(parts, lang)
    return {
        "id": PAGE,
        "name": name,
        "short_name": name,
        "lang": lang,
        "start_url": PAGE,
        "scope": PAGE,
        "display": "standalone",
        "background_color": "#faf9f6",
        "theme_color": "#faf9f6",
        "icons": [
            {
                "src": f"/assets/display/icons/{file}.png",
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for file, sizes, purpose in _ICONS
        ],
    }
