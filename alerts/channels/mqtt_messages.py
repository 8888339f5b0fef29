"""What the server and the process that holds the connection to the broker say to each other.

One JSON object a line, each way.
"""

from collections.abc import Mapping

import msgspec


class SecretPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a password lies; it is read by the process itself, anew at each connection."""

    env: str | None = None
    file: str | None = None


class Connect(msgspec.Struct, frozen=True, kw_only=True, tag="connect"):
    """The first line: the broker."""

    host: str
    port: int
    topic: str
    timeout_s: float
    tls: bool = False
    ca_file: str | None = None
    user: str | None = None
    password: SecretPlace | None = None


class Show(msgspec.Struct, frozen=True, kw_only=True, tag="show"):
    """What the broker is to keep."""

    retained: Mapping[str, str]


class Publish(msgspec.Struct, frozen=True, kw_only=True, tag="publish"):
    """One event; answered by a Published of the same number."""

    number: int
    topic: str
    payload: str


class Published(msgspec.Struct, frozen=True, kw_only=True, tag="published"):
    """The broker has it, or `reason` says why not."""

    number: int
    reason: str | None


class Standing(msgspec.Struct, frozen=True, kw_only=True, tag="standing"):
    """The connection is there, or `trouble` says why not."""

    trouble: str | None


Order = Connect | Show | Publish
News = Published | Standing
