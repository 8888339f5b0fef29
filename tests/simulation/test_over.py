"""Time over the limit, to the second, against a count second by second."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ServiceId
from queue_monitor.simulation.over import Limit, TimeOver
from tests.builders import OPENS_AT, Day

LIMIT = Limit(waiting=2, wait=timedelta(seconds=60))
STEPS = st.lists(st.tuples(st.sampled_from(["a", "b", "call"]), st.integers(0, 90)), max_size=25)


def _lived(steps: list[tuple[str, int]]) -> list[tuple[Floor, int]]:
    """Each floor of a day and for how many seconds it stood."""
    day, found = Day(), list[tuple[Floor, int]]()
    day.open(1)
    for what, seconds in steps:
        if what != "call":
            day.issue(what)
        elif day.floor.waiting_count:
            day.serve(1)
        found.append((day.floor, seconds))
        day.passes(seconds=seconds)
    return found


@given(steps=STEPS)
def test_it_is_what_counting_every_second_gives(steps: list[tuple[str, int]]) -> None:
    over, counted, counted_a = TimeOver(LIMIT, OPENS_AT), 0, 0
    at = OPENS_AT
    for floor, seconds in _lived(steps):
        for second in range(seconds):
            moment = at + timedelta(seconds=second)
            waits = [moment - t.waiting_since for t in floor.waiting()]
            counted += len(waits) > 2 or any(w >= LIMIT.wait for w in waits)
            own = [moment - t.waiting_since for t in floor.waiting(service=ServiceId("a"))]
            counted_a += len(own) > 2 or any(w >= LIMIT.wait for w in own)
        at += timedelta(seconds=seconds)
        over.passed(floor, at)
    assert over.office == timedelta(seconds=counted)
    assert over.services.get(ServiceId("a"), timedelta(0)) == timedelta(seconds=counted_a)


def test_a_moment_told_twice_counts_once() -> None:
    day = Day()
    for _ in range(3):
        day.issue("a")
    over = TimeOver(LIMIT, OPENS_AT)
    later = OPENS_AT + timedelta(seconds=10)
    over.passed(day.floor, later)
    over.passed(day.floor, later)
    assert over.office == timedelta(seconds=10)
