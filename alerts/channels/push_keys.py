"""The office's own key towards push services (VAPID, RFC 8292): made once, kept in the vault.

Browsers subscribe to this very key: with another one, everybody would have to subscribe anew.
"""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from alerts.channels.push_text import to_bytes, to_text
from queue_monitor.store.base import Vault

_KEY: Final = "push/key"
_LASTS: Final = timedelta(hours=12)  # RFC 8292: 24 hours at most


class PushKeys:
    """Signs for push services. Blocks; called off the event loop."""

    def __init__(self, vault: Vault, *, contact: str) -> None:
        self._vault = vault
        self._contact = contact if contact.startswith("https://") else f"mailto:{contact}"

    def public(self) -> str:
        """The public key, as a browser wants it for subscribing."""
        from cryptography.hazmat.primitives.asymmetric import ec

        from alerts.channels.push_crypto import point

        key = ec.derive_private_key(int.from_bytes(self._private(), "big"), ec.SECP256R1())
        return to_text(point(key.public_key()))

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header by which a push service knows who writes."""
        from py_vapid import Vapid02

        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + _LASTS).timestamp()),
            "sub": self._contact,
        }
        signer = Vapid02.from_raw(to_text(self._private()).encode())
        return str(signer.sign(claims)["Authorization"])

    def _private(self) -> bytes:
        """The key, made on first use; of two servers that make one, the first one's stands."""
        kept = self._vault.get(_KEY)
        if kept is None:
            self._vault.add(_KEY, to_text(_new_key()).encode())
            kept = self._vault.get(_KEY)
        assert kept is not None
        return to_bytes(kept.decode())


def _new_key() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return number.to_bytes(32, "big")
