"""A frozen value with a few fields changed: half of the time that replaying a day took."""

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeVar

V = TypeVar("V")

_new: Final = object.__new__


def replace(value: V, /, **changes: Any) -> V:
    """As `dataclasses.replace`, in a fraction of the time. Raises TypeError for an unknown field.

    Slots are filled as they stand: a frozen value's own `__init__` would set each by its name. A
    kind that has no slots, or looks at its fields after `__init__`, goes the usual way.
    """
    kind: Any = type(value)
    fields = _fields(kind)
    if fields is None:
        return dataclasses.replace(value, **changes)  # type: ignore[type-var]
    by_name, setters, read = fields
    copy: V = _new(kind)
    for fill, part in zip(setters, read(value), strict=True):
        fill(copy, part)
    for name, part in changes.items():
        if name not in by_name:
            raise TypeError(f"{kind.__name__} has no field {name!r}")
        by_name[name](copy, part)
    return copy


Fill = Callable[[object, object], None]


@cache
def _fields(
    kind: Any,
) -> tuple[dict[str, Fill], tuple[Fill, ...], Callable[[object], tuple[Any, ...]]] | None:
    names = tuple(kind.__dataclass_fields__)
    own = all(hasattr(getattr(kind, name, None), "__set__") for name in names)
    if hasattr(kind, "__post_init__") or not own or len(names) < 2:
        return None
    by_name = {name: getattr(kind, name).__set__ for name in names}
    return by_name, tuple(by_name.values()), attrgetter(*names)
