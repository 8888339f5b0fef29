"""The log told to the forecast: what is told bit by bit is the whole day, and only once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.forecast.records import Config, Happening
from queue_monitor.statistics.lessons import Lessons
from queue_monitor.statistics.office_day import OfficeFacts, office_day
from queue_monitor.store.memory import MemoryStore
from tests.statistics.days import any_day

FACTS = OfficeFacts(zone=UTC)


class Class:
    """Notes what it is taught."""

    def __init__(self) -> None:
        self.configs: list[Config] = []
        self.events: list[Happening] = []

    def learn(self, config: Config | None, events: Sequence[Happening]) -> None:
        if config is not None:
            self.configs.append(config)
        self.events.extend(events)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 200), lot=st.integers(1, 60))
def test_each_event_is_told_once_however_often_it_is_looked(seed: int, lot: int) -> None:
    events = any_day(seed).events
    store, pupil = MemoryStore(), Class()
    lessons = Lessons(store, lambda _events: FACTS, pupil)
    for begin in range(0, len(events), lot):
        store.append(events[begin : begin + lot], after=begin)
        assert lessons.catch_up() == len(events[begin : begin + lot])
    assert lessons.catch_up() == 0
    whole = office_day(events, FACTS)["events"]
    undone = sum(isinstance(event, ev.Undone) for event in events)
    assert len(whole) <= len(pupil.events) <= len(whole) + undone
    assert len(pupil.configs) == 1
    told = [event.t for event in pupil.events]
    assert told == sorted(told)


def test_an_office_that_starts_again_tells_its_last_days() -> None:
    store, first, second = MemoryStore(), Class(), Class()
    events = any_day(3).events
    store.append(events, after=0)
    Lessons(store, lambda _events: FACTS, first).catch_up()
    Lessons(store, lambda _events: FACTS, second).catch_up()
    assert first.events == second.events
    assert first.events
