"""Headers that every answer carries: what a page may load, and who may see what of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from flask import Flask, Response, g, request

_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_PERMISSIONS: Final = (
    "accelerometer=(), autoplay=(self), camera=(), display-capture=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "screen-wake-lock=(self), usb=()"
)
_POLICY: Final = "Content-Security-Policy"
_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_PAGE: Final = (
    *_ALWAYS,
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", _PERMISSIONS),
)
#: Of every answer that is not a page.
DATA: Final = (
    *_ALWAYS,
    (
        _POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
)


def install(app: Flask) -> None:
    """Add the headers to every answer of `app`."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        if not headers.get("Content-Type", "").startswith("text/html"):
            # A worker fetches files, and goes by the policy of its own script.
            headers.extend(_ALWAYS if _POLICY in headers else DATA)
            return response
        headers.extend(_PAGE)
        headers[_POLICY] = page_policy(request.host, styles=g.get("allowed_styles", ()))
        headers.setdefault("Cache-Control", "no-store")
        return response


def page_policy(host: str, *, styles: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of a page served as `host` ("q.example.tw:8080").

    `ws:` and `wss:` are named for browsers that do not count them as 'self'. A `Host` that is no
    host name is left out rather than copied into the policy. `styles` are the hashes
    ("sha256-…") of inline styles that a library of that page brings; a view puts them into
    `g.allowed_styles`.
    """
    own_styles = "".join(f" '{style}'" for style in styles)
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'{own_styles}; "
        "img-src 'self' data:; font-src 'self'; media-src 'self'; "
        f"connect-src 'self'{sockets}; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
