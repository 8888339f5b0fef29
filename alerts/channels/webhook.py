"""A signed POST to another program.

Headers: `X-Queue-Monitor-Timestamp` (seconds since 1970), `X-Queue-Monitor-Signature`
("v1=" + hex HMAC-SHA256 of "<timestamp>.<body>" under the shared key) and `Idempotency-Key`, the
notice's id, the same at every attempt. Receivers check the signature, refuse old timestamps and
drop a key they have had.
"""

import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from alerts.channels.base import Message, Undelivered

_RETRY: Final = frozenset({408, 425, 429})
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def signature(key: str, timestamp: int, body: bytes) -> str:
    """The value of the signature header."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(key.encode(), signed, "sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """POSTs JSON to one address; follows no redirect, reaches no private address unless allowed.

    The name is resolved once and the connection goes to that very address, so that it cannot
    point elsewhere between the check and the call.
    """

    url: str
    key: Callable[[], str]  # read anew each time; never kept
    now: Callable[[], datetime]
    allow_private: bool = False
    timeout: timedelta = timedelta(seconds=10)
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, message: Message) -> None:
        """Done on any 2xx. 4xx and 3xx are for good, but for those that ask to come again."""
        body = json.dumps(dict(message.fields), ensure_ascii=False, sort_keys=True).encode()
        try:
            key = self.key()
        except (OSError, KeyError) as error:
            raise Undelivered("the signing key cannot be read") from error
        timestamp = int(self.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "queue-monitor",
            "Idempotency-Key": message.id,
            "X-Queue-Monitor-Timestamp": str(timestamp),
            "X-Queue-Monitor-Signature": signature(key, timestamp, body),
        }
        status = self._post(body, headers)
        if not 200 <= status < 300:
            raise Undelivered(
                f"HTTP {status}", for_good=300 <= status < 500 and status not in _RETRY
            )

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = self._connection(host, port, secure=secure)
            try:
                connection.request("POST", path, body=body, headers=headers)
                response = connection.getresponse()
                response.read(1024)
                return response.status
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(type(error).__name__) from error

    def _connection(self, host: str, port: int, *, secure: bool) -> http.client.HTTPConnection:
        address = self._address(host, port)
        timeout_s = self.timeout.total_seconds()
        connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
        raw = socket.create_connection((str(address), port), timeout=timeout_s)
        connection.sock = self.context().wrap_socket(raw, server_hostname=host) if secure else raw
        return connection

    def _address(self, host: str, port: int) -> _Address:
        found = _resolve(host, port)
        if not self.allow_private and not all(is_public(address) for address in found):
            raise Undelivered("the address is not a public one", for_good=True)
        return found[0]


def is_public(address: _Address) -> bool:
    """Whether it is an ordinary address of the internet; IPv4 inside IPv6 is looked at as IPv4."""
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not address.is_multicast


def _resolve(host: str, port: int) -> Sequence[_Address]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
