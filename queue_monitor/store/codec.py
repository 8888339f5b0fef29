"""An event as a row and back.

The kind is the class's name and the body its fields as JSON. A kind carries a version: whoever
changes the fields of an event so that old bodies no longer fit raises its version in `_VERSION` and
says in `_UPCAST` how a body of the version before is brought forward. A new field with a default
needs neither.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import reduce
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast, get_args

import msgspec

from queue_monitor.domain.events import Event
from queue_monitor.store.errors import UnreadableEvent

#: A body as parsed JSON. It lives only between an upcaster and the decoder of its kind.
Body = dict[str, Any]
Upcaster = Callable[[Body], Body]

#: Kinds that are no longer at version 1.
_VERSION: Final[Mapping[str, int]] = MappingProxyType({})
#: (kind, version) → the body as the version after it has it.
_UPCAST: Final[Mapping[tuple[str, int], Upcaster]] = MappingProxyType({})


class Row(NamedTuple):
    """An event as a store keeps it; `at` sorts as text."""

    kind: str
    version: int
    at: str
    body: str


class Codec:
    """Encodes and decodes the given classes of events."""

    def __init__(
        self,
        classes: Iterable[type],
        *,
        versions: Mapping[str, int] = _VERSION,
        upcast: Mapping[tuple[str, int], Upcaster] = _UPCAST,
    ) -> None:
        self._classes = {cls.__name__: cls for cls in classes}
        self._versions = {kind: versions.get(kind, 1) for kind in self._classes}
        self._upcast = upcast
        self._encode = msgspec.json.Encoder().encode
        self._decode: dict[tuple[str, int], Callable[[str | bytes], Any]] = {
            (kind, self._versions[kind]): msgspec.json.Decoder(cls).decode
            for kind, cls in self._classes.items()
        }

    def encode(self, event: Event) -> Row:
        """`event` as a row. Raises ValueError for one that could not be read back."""
        kind = type(event).__name__
        version = self._versions[kind]
        body = self._encode(event)
        # A body that cannot be read (an infinite float, a value of another type than the field's)
        # would block every replay from then on; now it blocks one request.
        try:
            self._decode[kind, version](body)
        except msgspec.MsgspecError as error:
            raise ValueError(f"{kind} could not be read back: {error}") from error
        return Row(kind, version, instant_text(event.at), body.decode())

    def decode(self, seq: int, kind: str, version: int, body: str) -> Event:
        """The event of row `seq`. Raises UnreadableEvent."""
        decode = self._decode.get((kind, version))
        try:
            if decode is not None:
                return cast(Event, decode(body))
            return self._decode_old(seq, kind, version, body)
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
            raise UnreadableEvent(
                f"event {seq}: the body of {kind} version {version} does not fit: {error!r}"
            ) from error

    def _decode_old(self, seq: int, kind: str, version: int, body: str) -> Event:
        if kind not in self._classes:
            raise UnreadableEvent(
                f"event {seq}: this version knows no kind {kind!r}; was it written by a newer one?"
            )
        newest = self._versions[kind]
        steps = [self._upcast.get((kind, v)) for v in range(version, newest)]
        if not steps or None in steps:
            raise UnreadableEvent(
                f"event {seq}: {kind} version {version} cannot be read; this version knows {newest}"
            )
        old = msgspec.json.decode(body, type=Body)
        new = reduce(lambda fields, step: cast(Upcaster, step)(fields), steps, old)
        return cast(Event, msgspec.convert(new, self._classes[kind]))


def instant_text(at: datetime) -> str:
    """An aware instant as text of fixed width in UTC, so that text sorts as time does.

    Raises ValueError for a naive one.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} bears no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def text_instant(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


#: The codec of the whole log.
CODEC: Final = Codec(get_args(Event))
