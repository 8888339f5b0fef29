"""The QR codes that lead a phone to its ticket, and to the survey of its visit."""

from __future__ import annotations

from io import BytesIO

import segno


def phone_link(origin: str, token: str) -> str:
    """The phone page's address. The token stays behind #: no server and no log sees it."""
    return f"{origin.rstrip('/')}/t#{token}"


def survey_link(origin: str, token: str) -> str:
    """Where the number's holder says how the visit was."""
    return f"{origin.rstrip('/')}/survey#{token}"


def qr_svg(link: str) -> bytes:
    """The link as an SVG with its quiet zone. One in six modules may be soiled (level M)."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True
    )
    return out.getvalue()
