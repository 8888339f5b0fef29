"""A signed POST to another program.

Headers: `X-Queue-Monitor-Timestamp` (seconds since 1970), `X-Queue-Monitor-Signature`
("v1=" + hex HMAC-SHA256 of "<timestamp>.<body>" under the shared key) and `Idempotency-Key`, the
notice's id, the same at every attempt. Receivers check the signature, refuse timestamps outside
`WINDOW` and drop a key they have had within it; `is_genuine` does the first two.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from alerts.channels.base import Message, Undelivered
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason

#: A message older or newer than this by the receiver's clock is a replay, or a clock is wrong.
WINDOW: Final = timedelta(minutes=5)


def signature(key: str, timestamp: int, body: bytes) -> str:
    """The value of the signature header."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(key.encode(), signed, "sha256").hexdigest()


def is_genuine(
    key: str, *, timestamp: str, signed: str, body: bytes, now: datetime, window: timedelta = WINDOW
) -> bool:
    """Whether a receiver may believe a message: signed with `key`, and not long ago.

    `timestamp` and `signed` are the two headers as they came.
    """
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    age_s = abs(now.timestamp() - int(timestamp))
    right = signature(key, int(timestamp), body)
    return hmac.compare_digest(signed.encode(), right.encode()) and age_s <= window.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """POSTs JSON to one address; how far that may lie, `reach` says."""

    url: str
    key: Callable[[], str]  # read anew each time; never kept
    now: Callable[[], datetime]
    reach: Reach = field(default_factory=Reach)

    def send(self, message: Message) -> None:
        """Done on any 2xx. 4xx and 3xx are for good, but for those that ask to come again."""
        body = json.dumps(dict(message.fields), ensure_ascii=False, sort_keys=True).encode()
        try:
            key = self.key()
        except (OSError, KeyError) as error:
            raise Undelivered(Reason.SECRET_MISSING) from error
        timestamp = int(self.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "queue-monitor",
            "Idempotency-Key": message.id,
            "X-Queue-Monitor-Timestamp": str(timestamp),
            "X-Queue-Monitor-Signature": signature(key, timestamp, body),
        }
        answer = self.reach.post(self.url, body, headers)
        if not answer.is_fine:
            raise answer.refusal()
