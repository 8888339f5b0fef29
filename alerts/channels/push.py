"""Web Push: a notice to the browsers that asked for it, also when no page of ours is open.

What is sent is short, sealed for that browser alone, and names nobody: the title, the hour and
where to look.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog

from alerts.channels.base import Message, Undelivered
from alerts.channels.hurry import PATIENCE_S
from alerts.channels.push_keys import PushKeys
from alerts.channels.push_sender import Address, Gone, PushSender
from alerts.channels.reach import Reach
from alerts.channels.reasons import Reason
from alerts.channels.subscriptions import Browser, Subscriptions

_MOST_TITLE: Final = 200
_MOST_BODY: Final = 400
_log = structlog.get_logger("alerts.push")


@dataclass(frozen=True, slots=True, kw_only=True)
class PushChannel:
    """Tells every browser that rings for the recipient; `message.to` are recipients' ids."""

    keys: PushKeys
    subscriptions: Subscriptions
    now: Callable[[], datetime]
    keep: timedelta = timedelta(hours=1)
    may_know: Callable[[str], bool] = lambda _account: True  # who was locked out may not
    reach: Reach = field(default_factory=Reach)

    def send(self, message: Message) -> None:
        """Done once one of the browsers' services took it: they are the same person's.

        A repeat takes the place of what the browser shows already.
        """
        found = {
            browser.id: browser
            for to in message.to
            for browser in self.subscriptions.ringing_for(to)
            if self.may_know(browser.account)
        }
        if not found:
            raise Undelivered(Reason.NO_BROWSER, for_good=True)
        until_s = time.monotonic() + PATIENCE_S
        problems = [self._push(message, browser, until_s) for browser in found.values()]
        if None not in problems:
            raise min((p for p in problems if p is not None), key=lambda p: p.for_good)

    def _push(self, message: Message, browser: Browser, until_s: float) -> Undelivered | None:
        """None if it went well. A browser that is gone is forgotten."""
        to = Address(endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth)
        sender = PushSender(keys=self.keys, now=self.now, reach=self.reach)
        body = payload(message, browser.language)
        try:
            sender.send(to, body, keep=self.keep, topic=topic(message), until_s=until_s)
        except Gone as problem:
            self.subscriptions.forget(browser.id)
            _log.info("browser_gone", browser=browser.id)
            return problem
        except Undelivered as problem:
            return problem
        return None


def tag(message: Message) -> str:
    """What belongs together: a newer notice of an alert takes the older one's place."""
    return str(message.fields.get("alert") or message.id)


def topic(message: Message) -> str:
    """The same for a push service that still holds the older one: 32 characters of base64url."""
    return sha256(tag(message).encode()).hexdigest()[:32]


def payload(message: Message, language: str) -> bytes:
    """What the browser shows, in its reader's language."""
    texts = message.fields.get("text")
    title = texts.get(language) if isinstance(texts, dict) else None
    lines = [line for line in message.text.splitlines() if line and "://" not in line]
    shown = {
        "title": (title if isinstance(title, str) else message.subject)[:_MOST_TITLE],
        "body": ("" if title else "\n".join(lines))[:_MOST_BODY],
        "tag": tag(message),
        "at": message.at.isoformat(),
        "path": "/supervisor",
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
