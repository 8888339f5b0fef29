"""A changed copy is what `dataclasses.replace` makes."""

import dataclasses
from datetime import timedelta

import pytest

from queue_monitor.domain.copies import replace
from tests.builders import Day


def test_a_copy_has_the_changes_and_else_what_was_there() -> None:
    floor = Day().passes(minutes=1).floor
    later = None if floor.at is None else floor.at + timedelta(minutes=1)
    assert replace(floor, seq=9, at=later) == dataclasses.replace(floor, seq=9, at=later)


def test_the_original_stays_as_it_was() -> None:
    day = Day()
    ticket = day.issue()
    assert replace(ticket, calls=3).calls == 3
    assert ticket.calls == 0


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="nmuber"):
        replace(Day().issue(), nmuber="A001")
