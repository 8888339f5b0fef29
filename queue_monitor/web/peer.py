"""Where a request comes from: address, scheme and host, and whether it is our own page.

Only a configured proxy's `X-Forwarded-*` is believed. Cross-site requests are told by
`Sec-Fetch-Site`, which every browser of the last years sends and no page can forge, and by
comparing `Origin` with `Host` where it is missing (the method of Go's `CrossOriginProtection`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_FORWARDED: Final = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the operator says about the network.

    `proxies`: addresses whose `X-Forwarded-*` is believed. `trust_loopback`: a browser on this
    very machine is the kiosk or board without pairing. `public_origin`: "https://q.example.tw" if
    a proxy changes `Host`.
    """

    proxies: frozenset[str] = frozenset()
    trust_loopback: bool = True
    public_origin: str | None = None


def peer_address(environ: Mapping[str, Any], site: Site) -> str:
    """The address that asks; behind configured proxies, the last hop that is none of them."""
    address = str(environ.get("REMOTE_ADDR") or "")
    if address not in site.proxies:
        return address
    for hop in reversed(str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        if (candidate := hop.strip()) and candidate not in site.proxies:
            return candidate
    return address


def is_secure(environ: Mapping[str, Any], site: Site) -> bool:
    """Whether the browser speaks TLS: to us, to a configured proxy, or at our public address."""
    if environ.get("wsgi.url_scheme") == "https":
        return True
    host = str(environ.get("HTTP_HOST", "")).lower()
    if site.public_origin is not None and site.public_origin == f"https://{host}":
        return True
    return (
        environ.get("REMOTE_ADDR") in site.proxies
        and str(environ.get("HTTP_X_FORWARDED_PROTO", "")).strip().lower() == "https"
    )


def is_same_origin(environ: Mapping[str, Any], site: Site) -> bool:
    """Whether no other site's page can have sent this: safe to act on cookies or loopback."""
    fetch_site = environ.get("HTTP_SEC_FETCH_SITE")
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        return False
    origin = environ.get("HTTP_ORIGIN")
    if origin is None or (site.public_origin is not None and origin == site.public_origin):
        return True
    return _is_of_host(str(origin), environ)


def is_this_machine(environ: Mapping[str, Any], site: Site) -> bool:
    """Whether a browser on this very machine asks, directly and for our own page.

    The name in `Host` must be a loopback name, so that a foreign name pointed at 127.0.0.1 (DNS
    rebinding) is refused; any sign of a proxy means that the visitor may be anywhere.
    """
    if not _is_loopback(str(environ.get("REMOTE_ADDR") or "")):
        return False
    if _host_name(str(environ.get("HTTP_HOST", ""))) not in _LOOPBACK_NAMES:
        return False
    if any(name in environ for name in _FORWARDED):
        return False
    if not is_same_origin(environ, site):
        return False
    # A public origin is no sign of this machine: a proxy here may have rewritten `Host`.
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or _is_of_host(str(origin), environ)


def _is_of_host(origin: str, environ: Mapping[str, Any]) -> bool:
    _, separator, authority = origin.partition("://")
    return bool(separator) and authority.lower() == str(environ.get("HTTP_HOST", "")).lower()


def _is_loopback(address: str) -> bool:
    if address == "127.0.0.1":
        return True
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool(parsed.is_loopback or (mapped is not None and mapped.is_loopback))


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()
