"""The browsers that want push notices: in the vault alone, and gone from it at a word.

An endpoint is the address of one person's browser, so it is private: it stands in no event, no log
line and no answer of the API.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from queue_monitor.store.base import Vault

_PREFIX: Final = "push/browser/"
#: A browser that was not seen on our pages for so long is forgotten.
UNSEEN: Final = timedelta(days=180)


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """One browser's consent."""

    id: str
    account: str  # whose: "staff:amy"
    label: str  # "Chrome, Android", from the browser's own words about itself
    recipients: tuple[str, ...]  # for whom it rings, ids in config.yaml
    language: str
    endpoint: str
    p256dh: str
    auth: str
    created_at: datetime
    seen_at: datetime


def browser_id(endpoint: str) -> str:
    """The name by which pages and the API know a browser; its address cannot be told from it."""
    return sha256(endpoint.encode()).hexdigest()[:16]


class Subscriptions:
    """All of them. Blocks; called off the event loop."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._decode = msgspec.json.Decoder(Browser).decode

    def keep(self, browser: Browser) -> None:
        """Remember a browser, in place of what was known of it."""
        data = msgspec.json.encode(browser)
        self._vault.put(_PREFIX + browser.id, data, expires_at=browser.seen_at + UNSEEN)

    def get(self, id_: str) -> Browser | None:
        """The browser, or None."""
        data = self._vault.get(_PREFIX + id_)
        return None if data is None else self._decode(data)

    def forget(self, id_: str) -> None:
        """It gets nothing any more."""
        self._vault.delete(_PREFIX + id_)

    def all(self) -> Sequence[Browser]:
        """Every browser, the oldest first."""
        kept = (self._vault.get(key) for key in self._vault.keys(_PREFIX))
        found = [self._decode(data) for data in kept if data is not None]
        return sorted(found, key=lambda browser: browser.created_at)

    def ringing_for(self, recipient: str) -> Sequence[Browser]:
        """The browsers that ring for a recipient."""
        return [browser for browser in self.all() if recipient in browser.recipients]
