"""A copy with changes is what the dataclass's own would be."""

from dataclasses import dataclass, field
from dataclasses import replace as usual
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain.copies import replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Slotted:
    name: str
    age: int = 3
    parts: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Slotted):
    toy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Loose:
    name: str
    age: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    name: str
    age: int = 3

    def __post_init__(self) -> None:
        if self.age < 0:
            raise ValueError("not born yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    name: str


_CHANGES = st.fixed_dictionaries({}, optional={"name": st.text(), "age": st.integers()})


@pytest.mark.parametrize("kind", [Slotted, Child, Loose])
@given(changes=_CHANGES)
def test_a_copy_has_the_changes_and_the_rest(kind: Any, changes: dict[str, Any]) -> None:
    value = kind(name="林")
    copy = replace(value, **changes)
    assert type(copy) is kind
    assert copy == usual(value, **changes)
    assert value == kind(name="林")
    assert repr(copy) == repr(usual(value, **changes))


def test_one_field_and_fields_that_are_not_compared_are_copied_too() -> None:
    assert replace(Single(name="a"), name="b") == Single(name="b")
    assert replace(Slotted(name="a", parts=(1,)), name="b").parts == (1,)


@pytest.mark.parametrize("value", [Slotted(name="a"), Loose(name="a"), Single(name="a")])
def test_an_unknown_field_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        replace(value, nmae="b")


def test_a_kind_that_looks_at_its_fields_still_does() -> None:
    with pytest.raises(ValueError, match="not born"):
        replace(Checked(name="a"), age=-1)
