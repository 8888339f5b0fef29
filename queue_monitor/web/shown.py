"""What the followers of one topic have been told, and what a newer view has to add to that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from queue_monitor.domain.floor import Floor

_MOST_DROPPED: Final = 3  # from the front of a list, as calls drop off the board
_UNCOUNTED: Final = frozenset({"seq", "at"})
_MISSING: Final = object()

View = Callable[[Floor, datetime], msgspec.Struct]


@dataclass(slots=True)
class Shown:
    """What the followers of one room have been told."""

    make: View
    place: Callable[[Floor], object] | None = None  # of a ticket: what of it is told at once
    placed: object = None  # the one last seen
    seq: int = -1  # of the newest message; what the next one calls `prev`
    looked: int = -1  # the floor it was last compared with
    fields: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    def refresh(self, floor: Floor, at: datetime) -> dict[str, Any] | None:
        """Bring it up to `floor`; `set` and `lists` of a change, or None if nothing that counts
        changed.
        """
        view = self.make(floor, at)
        # By their names in the JSON (`class`, not `visit_class`), as plain requests have them.
        names = zip(view.__struct_fields__, view.__struct_encode_fields__, strict=True)
        fields = {told: getattr(view, name) for name, told in names}
        changed = [
            name
            for name, value in fields.items()
            if name not in _UNCOUNTED and self.fields.get(name, _MISSING) != value
        ]
        self.looked = floor.seq
        if not changed and self.fields:
            return None
        whole: dict[str, Any] = {}
        lists: dict[str, Any] = {}
        now: dict[str, Any] = {}
        for name in (*changed, *(_UNCOUNTED & fields.keys())):
            part = _part(self.fields.get(name), fields[name])
            now[name] = _plain(fields[name])
            if part is None:
                whole[name] = now[name]
            else:
                lists[name] = _plain(part)
        self.fields, self.view = fields, {**self.view, **now}
        return {"set": whole, "lists": lists} if lists else {"set": whole}

    def keeps_place(self, floor: Floor) -> bool:
        """Whether at most what drifts can have changed since this was last asked."""
        placed, self.placed = self.placed, None if self.place is None else self.place(floor)
        return placed is not None and placed == self.placed


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value, str_keys=True)


def _part(old: object, new: object) -> dict[str, Any] | None:
    """How a list changed, if that is less to tell than the list."""
    if not (isinstance(old, list | tuple) and isinstance(new, list | tuple) and old):
        return None
    if len(old) == len(new):
        differ = {str(i): (a, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b}
        fields = {i: _changed_fields(a, b) for i, (a, b) in differ.items()}
        if all(fields.values()):
            return {"of": fields}  # names in six languages stay where they are
        if 2 * len(differ) <= len(new):
            return {"at": {i: b for i, (_, b) in differ.items()}}
    for drop in range(min(len(old), _MOST_DROPPED + 1)):
        kept = len(old) - drop
        if 0 < kept < len(new) and old[drop:] == new[:kept]:
            return {"drop": drop, "add": new[kept:]}
    return None


def _changed_fields(old: object, new: object) -> dict[str, Any] | None:
    """What differs between two of the same kind, by name in the JSON; None of other values."""
    if not isinstance(old, msgspec.Struct) or type(old) is not type(new):
        return None
    names = zip(old.__struct_fields__, old.__struct_encode_fields__, strict=True)
    return {told: b for name, told in names if getattr(old, name) != (b := getattr(new, name))}
