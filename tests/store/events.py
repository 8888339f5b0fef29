"""Events for tests: one of every kind with any fields, and plain ones with few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from queue_monitor.domain.events import DayOpened, Event, Issued
from queue_monitor.domain.model import (
    WALK_IN,
    ActorId,
    DayId,
    OfficePlan,
    ServiceId,
    TicketId,
)

KINDS: tuple[type[Event], ...] = get_args(Event)
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    NoneType: st.none(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    timedelta: st.timedeltas(
        min_value=timedelta(days=-3650), max_value=timedelta(days=3650)
    ),
}  # fmt: skip


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of the annotated type `kind`, dataclasses with everything inside them."""
    return _strategy(kind)


@cache  # one strategy for each type: making it costs more than drawing from it
def _strategy(kind: Any) -> st.SearchStrategy[Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, NewType):
        return any_of(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return st.deferred(lambda: _dataclass(kind))
    return _generic(get_origin(kind), get_args(kind), kind)


def _dataclass(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: any_of(hints[field.name]) for field in fields(kind)})


def _generic(origin: Any, args: tuple[Any, ...], kind: Any) -> st.SearchStrategy[Any]:
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (Union, UnionType):
        return st.one_of([any_of(arg) for arg in args])
    if origin is tuple and args[-1] is Ellipsis:
        return st.lists(any_of(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(any_of, args))
    if origin in (dict, Mapping):
        return st.dictionaries(any_of(args[0]), any_of(args[1]), max_size=2)
    if origin is frozenset:
        return st.frozensets(any_of(args[0]), max_size=2)
    raise AssertionError(f"no values are known for {kind}")


def issued(number: int = 1, *, at: datetime = NOON, language: str = "zh-TW") -> Issued:
    """A plain number, given."""
    return Issued(
        at=at,
        ticket=TicketId(f"2026-03-04/A{number:03}"),
        number=f"A{number:03}",
        service=ServiceId("transcript"),
        visit_class=WALK_IN,
        language=language,
        device=ActorId("device:k1"),
    )


def day_opened(at: datetime = NOON) -> DayOpened:
    """The beginning of a day of an office without counters."""
    return DayOpened(
        at=at,
        day=DayId(f"{at:%Y-%m-%d}"),
        date=at.date(),
        practice=False,
        plan=OfficePlan(services=(), classes=(), counters=()),
    )
