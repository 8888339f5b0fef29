"""Files for the browser: `/assets/…` is queue_monitor/static, `/assets/<part>/…` a part's own.

Modules import each other by plain address, so most files are revalidated by ETag at each use (304
without a body); what carries `?v=`, and fonts, may be kept for a year.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, request, send_from_directory, url_for

from queue_monitor.web.catalogues import PACKAGES, package_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from queue_monitor.web.catalogues import Catalogues

#: Folders of queue_monitor with files of their own, beside the packages.
_PARTS: Final = ("accounts", "console", "statistics")
_REVALIDATE: Final = "no-cache"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
}


def blueprint(catalogues: Catalogues, *, areas: Mapping[str, Path] | None = None) -> Blueprint:
    """The routes below /assets; `areas` are the folders by part, "queue_monitor" for the rest."""
    assets = Blueprint("assets", __name__, url_prefix="/assets")
    areas = areas if areas is not None else _areas()

    @assets.get("/i18n/<lang>.json")
    def messages(lang: str) -> Response:
        """All translations of one language, source text to translation."""
        if lang not in catalogues.for_visitors:
            abort(404)
        data = catalogues.json(lang)
        response = Response(data, mimetype="application/json")
        response.headers["Cache-Control"] = _REVALIDATE
        response.set_etag(blake2b(data, digest_size=12).hexdigest())
        response.make_conditional(request)
        return response

    @assets.get("/<path:name>")
    def file(name: str) -> Response:
        """One file of a package's static folder."""
        folder, rest = _place(name, areas)
        response = send_from_directory(folder, rest, mimetype=_type(rest), conditional=True)
        keep = "v" in request.args or rest.endswith(".woff2")
        response.headers["Cache-Control"] = _FOR_EVER if keep else _REVALIDATE
        return response

    return assets


def versioned(name: str) -> str:
    """The address of an asset ("css/tokens.css") with its version, for templates."""
    folder, rest = _place(name, _areas())
    path = Path(folder) / rest
    version = f"{path.stat().st_mtime_ns:x}" if path.is_file() else None
    return url_for("assets.file", name=name, v=version)


def worker(script: Path, *, head: bytes = b"") -> Response:
    """A service worker: `head`, what all that show news have in common, then its own `script`."""
    common = _areas()["queue_monitor"] / "js/worker/news.js"
    response = Response(head + common.read_bytes() + script.read_bytes(), mimetype=_TYPES[".js"])
    response.headers["Cache-Control"] = _REVALIDATE
    response.add_etag()
    return response


def file_at(address: str) -> Path | None:
    """The file that "/assets/…" is, or None."""
    folder, rest = _place(address.removeprefix("/assets/"), _areas())
    path = folder / rest
    return path if path.is_file() else None


@cache
def _areas() -> Mapping[str, Path]:
    found = {package: package_directory(package) for package in PACKAGES}
    areas = {name: folder / "static" for name, folder in found.items() if folder is not None}
    core = areas["queue_monitor"].parent
    return {**areas, **{part: core / part / "static" for part in _PARTS}}


def _place(name: str, areas: Mapping[str, Path]) -> tuple[Path, str]:
    area, _, rest = name.partition("/")
    if rest and area in areas and area != "queue_monitor":
        return areas[area], rest
    return areas["queue_monitor"], name


def _type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
