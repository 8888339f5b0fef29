"""One push message to one browser, whoever it rings for: sealed, signed, and handed over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Final, Literal
from urllib.parse import urlsplit

import structlog

from alerts.channels.base import Undelivered
from alerts.channels.push_keys import PushKeys
from alerts.channels.push_text import to_bytes
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason
from queue_monitor.web.problems import Mistake

#: The browser took its consent back, or was removed: RFC 8030, section 7.3.
GONE: Final = frozenset({404, 410})
_log = structlog.get_logger("alerts.push")


class Gone(Undelivered):
    """The browser is not there any more, or its keys are none: to be forgotten."""

    def __init__(self) -> None:
        super().__init__(Reason.NO_BROWSER, for_good=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a browser is reached, and what it can read."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSender:
    """Hands messages to the services of browser makers. Blocks; called off the event loop."""

    keys: PushKeys
    now: Callable[[], datetime]
    reach: Reach

    def send(
        self, to: Address, body: bytes, *, keep: timedelta, topic: str, until_s: float = inf
    ) -> None:
        """The service holds it for `keep`; a newer one of the same `topic` takes its place.

        Raises Gone, Undelivered.
        """
        from alerts.channels.push_crypto import sealed

        try:
            closed = sealed(body, p256dh=to_bytes(to.p256dh), auth=to_bytes(to.auth))
        except ValueError:
            raise Gone from None
        headers = {
            "Authorization": self.keys.authorization(to.endpoint, self.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(keep.total_seconds())),
            "Topic": topic,
            "Urgency": "high",
            "User-Agent": "queue-monitor",
        }
        answer = self.reach.post(to.endpoint, closed, headers, until_s=until_s)
        if answer.status in GONE:
            raise Gone
        if not answer.is_fine:
            raise answer.refusal()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePush:
    """The same for visitors' phones, which need no reasons: taken, gone, or to be tried again."""

    sender: PushSender

    def public_key(self) -> str:
        """What a browser subscribes to."""
        return self.sender.keys.public()

    def mistake(self, *, endpoint: str, p256dh: str, auth: str) -> Mistake | None:
        """What no browser would have said."""
        to = Address(endpoint=endpoint, p256dh=p256dh, auth=auth)
        return mistake_in(to, allow_private=self.sender.reach.allow_private)

    def push(
        self,
        *,
        endpoint: str,
        p256dh: str,
        auth: str,
        body: bytes,
        keep: timedelta,
        topic: str,
    ) -> Literal["taken", "gone", "later"]:
        """Hand `body` over. What a service refuses for good counts as gone."""
        to = Address(endpoint=endpoint, p256dh=p256dh, auth=auth)
        try:
            self.sender.send(to, body, keep=keep, topic=topic)
        except Undelivered as problem:
            _log.info("phone_not_told", reason=problem.reason, for_good=problem.for_good)
            return "gone" if problem.for_good else "later"
        return "taken"


def mistake_in(to: Address, *, allow_private: bool) -> Mistake | None:
    """What no push service would have given; the address itself is looked at when it is used."""
    from alerts.channels.push_crypto import sealed

    try:
        parts = urlsplit(to.endpoint)
        host = parts.hostname
    except ValueError:
        return Mistake(where="/endpoint", what="must be an address of a push service")
    if parts.scheme != "https" and not allow_private:
        return Mistake(where="/endpoint", what="must begin with https://")
    if parts.scheme not in {"https", "http"} or not host or parts.username is not None:
        return Mistake(where="/endpoint", what="must be an address of a push service")
    try:
        sealed(b"", p256dh=to_bytes(to.p256dh), auth=to_bytes(to.auth))
    except ValueError:
        return Mistake(where="/keys", what="must be a browser's public key and its secret")
    return None
