"""The QR code that leads a phone to its ticket."""

from __future__ import annotations

from io import BytesIO

import segno


def phone_link(origin: str, token: str) -> str:
    """The phone page's address. The token stays behind #: no server and no log sees it."""
    return f"{origin.rstrip('/')}/t#{token}"


def qr_svg(link: str) -> bytes:
    """The link as an SVG with its quiet zone. One in six modules may be soiled (level M)."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True
    )
    return out.getvalue()
