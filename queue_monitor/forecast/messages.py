"""What goes over the pipes to the worker and back: length (4 bytes, big-endian), then msgpack."""

import posix
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from queue_monitor.forecast.base import BreachOdds, ClearLimits, Outlook, WaitRange
from queue_monitor.forecast.records import Config, Happening
from queue_monitor.forecast.scene import Scene

_LENGTH: Final = 4
MOST_BYTES: Final = 16 * 1024 * 1024

M = TypeVar("M")


class AskWaits(msgspec.Struct, frozen=True, kw_only=True, tag="waits"):
    """Ranges for everybody in line."""

    scene: Scene
    replications: int
    seed: int


class AskOutlooks(msgspec.Struct, frozen=True, kw_only=True, tag="outlooks"):
    """One outlook for each scenario of the scene."""

    scene: Scene
    replications: int
    seed: int
    horizon_s: float
    clear: ClearLimits


class AskBreach(msgspec.Struct, frozen=True, kw_only=True, tag="breach"):
    """The odds that each of the limits is crossed soon."""

    scene: Scene
    replications: int
    seed: int
    limits: list[ClearLimits]
    made_at: datetime


class Teach(msgspec.Struct, frozen=True, kw_only=True, tag="teach"):
    """What has happened: a day that opens, then its events. Has no answer."""

    config: Config | None
    events: list[Happening]


class Waits(msgspec.Struct, frozen=True, kw_only=True, tag="waits"):
    """The answer to AskWaits, by ticket."""

    waits: dict[str, WaitRange]


class Outlooks(msgspec.Struct, frozen=True, kw_only=True, tag="outlooks"):
    """The answer to AskOutlooks, in the order of the scenarios."""

    outlooks: list[Outlook]


class Breach(msgspec.Struct, frozen=True, kw_only=True, tag="breach"):
    """The answer to AskBreach, in the order of the limits."""

    odds: list[BreachOdds]


Question = AskWaits | AskOutlooks | AskBreach | Teach
Answer = Waits | Outlooks | Breach

encode: Final[Callable[[Question | Answer], bytes]] = msgspec.msgpack.Encoder().encode
_questions: Final[msgspec.msgpack.Decoder[Question]] = msgspec.msgpack.Decoder(Question)
_answers: Final[msgspec.msgpack.Decoder[Answer]] = msgspec.msgpack.Decoder(Answer)


class Broken(Exception):
    """The other side is gone or says what makes no sense."""


def send(fd: int, message: Question | Answer) -> None:
    """Write one message. Raises OSError if nobody reads."""
    body = encode(message)
    rest = memoryview(len(body).to_bytes(_LENGTH, "big") + body)
    while rest:
        rest = rest[posix.write(fd, rest) :]


def read_question(fd: int) -> Question:
    """Wait for a question. Raises Broken."""
    return _read(fd, _questions)


def read_answer(fd: int) -> Answer:
    """Wait for an answer. Raises Broken."""
    return _read(fd, _answers)


def _read(fd: int, decoder: msgspec.msgpack.Decoder[M]) -> M:
    size = int.from_bytes(_exactly(fd, _LENGTH), "big")
    if size > MOST_BYTES:
        raise Broken(f"a message of {size} bytes")
    try:
        return decoder.decode(_exactly(fd, size))
    except msgspec.MsgspecError as error:
        raise Broken(str(error)) from error


def _exactly(fd: int, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = posix.read(fd, min(size - len(parts), 1 << 20))
        if not part:
            raise Broken("closed")
        parts += part
    return bytes(parts)
