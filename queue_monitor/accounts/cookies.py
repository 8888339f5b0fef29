"""Our two cookies: a person's session and a device's pairing.

Under TLS they bear the prefix `__Host-`, which a browser keeps to this host, this path and TLS;
without TLS (a kiosk on its own machine) the plain name is used. SameSite is Lax: Strict would show
the sign-in page to whoever follows a link in a notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from queue_monitor.web.peer import is_secure

if TYPE_CHECKING:
    from flask import Response

    from queue_monitor.web.peer import Site

SESSION: Final = "qm_session"
DEVICE: Final = "qm_device"
DEVICE_AGE_S: Final = 400 * 24 * 3600  # the longest that browsers keep a cookie
SESSION_AGE_S: Final = 24 * 3600


def read(environ: Mapping[str, Any], name: str, site: Site) -> str | None:
    """The cookie's value, or None. Under TLS only the `__Host-` name counts."""
    header = environ.get("HTTP_COOKIE")
    if header is None or name not in header:
        return None
    wanted = f"__Host-{name}" if is_secure(environ, site) else name
    for pair in str(header).split(";"):
        key, _, value = pair.strip().partition("=")
        if key == wanted and value:
            return value.strip('"')
    return None


def write(
    response: Response,
    environ: Mapping[str, Any],
    site: Site,
    *,
    name: str,
    value: str,
    max_age_s: int,
) -> None:
    """Set the cookie on `response`, out of reach of scripts."""
    secure = is_secure(environ, site)
    response.set_cookie(
        f"__Host-{name}" if secure else name,
        value,
        max_age=max_age_s,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response, environ: Mapping[str, Any], site: Site, *, name: str) -> None:
    """Have the browser delete the cookie."""
    write(response, environ, site, name=name, value="", max_age_s=0)
