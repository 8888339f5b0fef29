"""HTTP to another house, and no further: one POST to an address that was looked at first.

The name is resolved once and the connection goes to one of those very addresses, so that it cannot
point elsewhere between the check and the call. Redirects are answers like any other and are not
followed. The whole exchange has one time-out, however slowly the other side speaks.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Final
from urllib.parse import urlsplit

from alerts.channels.base import Undelivered
from alerts.channels.hurry import Hurried, left_s
from alerts.channels.reasons import Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_MOST_BYTES: Final = 4096  # of an answer; the rest is not read
_COME_AGAIN: Final = frozenset({408, 425, 429})
#: Networks whose addresses lead to the IPv4 one at their end.
_TRANSLATED: Final = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other side said."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes  # its beginning

    @property
    def is_fine(self) -> bool:
        """Whether it took the message."""
        return 200 <= self.status < 300

    def refusal(self, detail: str = "") -> Undelivered:
        """What an answer that is not fine means: 3xx and 4xx are for good, but for those that
        ask to come again.
        """
        for_good = 300 <= self.status < 500 and self.status not in _COME_AGAIN
        told = f"HTTP {self.status}" + (f", {detail}" if detail else "")
        return Undelivered(Reason.of_status(self.status).about(told), for_good=for_good)


def resolved(host: str, port: int) -> Sequence[Address]:
    """The addresses of a name, as the system knows them. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = (ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a channel may reach, and how long it may take."""

    allow_private: bool = False
    timeout: timedelta = timedelta(seconds=10)
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    resolve: Callable[[str, int], Sequence[Address]] = resolved

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, until_s: float = inf
    ) -> Answer:
        """POST and read the answer. Raises Undelivered if there is none, by the time-out or by
        `until_s` of the monotonic clock.
        """
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        ends_s = min(time.monotonic() + self.timeout.total_seconds(), until_s)
        try:
            port = parts.port or (443 if secure else 80)
            connection = http.client.HTTPConnection(host, port)
            raw = self._connected(host, port, ends_s, secure=secure)
            connection.sock = Hurried(raw, ends_s)
            try:
                connection.request("POST", path, body=body, headers=dict(headers))
                response = connection.getresponse()
                return Answer(
                    status=response.status,
                    headers={name.lower(): value for name, value in response.getheaders()},
                    body=response.read(_MOST_BYTES),
                )
            finally:
                raw.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Undelivered(Reason.of(error)) from error

    def _connected(self, host: str, port: int, ends_s: float, *, secure: bool) -> socket.socket:
        """A socket to the first of the addresses that answers."""
        *others, last = self.addresses(host, port)
        for address in others:
            with suppress(OSError):
                return self._connect(address, host, port, ends_s, secure=secure)
        return self._connect(last, host, port, ends_s, secure=secure)

    def _connect(
        self, address: Address, host: str, port: int, ends_s: float, *, secure: bool
    ) -> socket.socket:
        raw = socket.create_connection((str(address), port), timeout=left_s(ends_s))
        if secure:
            raw = self.context().wrap_socket(raw, server_hostname=host)
        return raw

    def addresses(self, host: str, port: int) -> Sequence[Address]:
        """Where `host` is; each has been looked at. Raises Undelivered for one inside the house."""
        found = self.resolve(host, port)
        if not found:
            raise OSError("no address")
        if not self.allow_private and not all(is_public(address) for address in found):
            raise Undelivered(Reason.NOT_PUBLIC, for_good=True)
        return found


def is_public(address: Address) -> bool:
    """Whether it is an ordinary address of the internet, and so is the IPv4 inside of it."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return all(a.is_global and not a.is_multicast for a in (address, *_inner(address)))


def _inner(address: Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses to which an IPv6 one is translated on its way."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _TRANSLATED):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(a for a in found if a is not None)
