"""A push message sealed for one browser: RFC 8291 (aes128gcm, RFC 8188), in one record. Pure but
for the key and salt of each message, which are given in tests alone.
"""

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES: Final = 4096
#: What fits into one record of 4,096 bytes with header, delimiter and tag (RFC 8291, section 4).
MOST_BYTES: Final = 3993
_CURVE: Final = ec.SECP256R1()


def sealed(
    text: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """`text` so that only the browser with the public key `p256dh` and secret `auth` can read it.

    Raises ValueError for keys that are none, or a text of more than MOST_BYTES.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"{len(text)} bytes are too many for a push message")
    if len(auth) != 16:
        raise ValueError("the authentication secret must have 16 bytes")
    own = own or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, p256dh)
    our_point = point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    seed = _derived(shared, salt=auth, info=b"WebPush: info\x00" + p256dh + our_point, length=32)
    key = _derived(seed, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(seed, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(our_point)]) + our_point
    return header + AESGCM(key).encrypt(nonce, text + b"\x02", None)  # 2: the last record


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as its 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
