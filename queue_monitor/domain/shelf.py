"""A persistent mapping: each change gives a new shelf that shares almost all of the old one."""

from collections.abc import Iterator
from typing import Any, Final, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_SLOTS: Final = 128
_EMPTY: Final[tuple[dict[Any, Any], ...]] = tuple({} for _ in range(_SLOTS))


class Shelf(Generic[K, V]):
    """Keys to values, left unchanged by `put`, which returns a new shelf.

    A change copies one of 128 small dicts: a few microseconds on a day of ten thousand
    tickets. Iteration follows no order that means anything; sort what is shown.
    """

    __slots__ = ("_size", "_slots")

    def __init__(self) -> None:
        self._slots: tuple[dict[K, V], ...] = _EMPTY
        self._size = 0

    def put(self, key: K, value: V) -> "Shelf[K, V]":
        """A shelf that also has `value` at `key`, in place of what stood there."""
        at = hash(key) % _SLOTS
        slot = self._slots[at]
        changed = {**slot, key: value}
        shelf: Shelf[K, V] = Shelf.__new__(Shelf)
        shelf._slots = (*self._slots[:at], changed, *self._slots[at + 1 :])
        shelf._size = self._size + len(changed) - len(slot)
        return shelf

    @overload
    def get(self, key: K) -> V | None: ...
    @overload
    def get(self, key: K, default: D) -> V | D: ...
    def get(self, key: K, default: D | None = None) -> V | D | None:
        """The value at `key`, or `default`."""
        return self._slots[hash(key) % _SLOTS].get(key, default)

    def __getitem__(self, key: K) -> V:
        return self._slots[hash(key) % _SLOTS][key]

    def __contains__(self, key: object) -> bool:
        return key in self._slots[hash(key) % _SLOTS]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[K]:
        for slot in self._slots:
            yield from slot

    def values(self) -> Iterator[V]:
        """Each value once, in no order."""
        for slot in self._slots:
            yield from slot.values()

    def differing(self, older: "Shelf[K, V]") -> Iterator[tuple[K, V]]:
        """Keys and values among which is all that changed since `older`, and few that did not."""
        for slot, before in zip(self._slots, older._slots, strict=True):
            if slot is not before:
                yield from slot.items()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shelf) and self._slots == other._slots

    __hash__ = None  # type: ignore[assignment]
