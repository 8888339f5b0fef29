"""The log told to the forecast: what is told bit by bit is the whole day, and only once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.forecast.learning.learner import Learner
from queue_monitor.forecast.records import Arrive, Config, Happening
from queue_monitor.statistics.lessons import Lessons
from queue_monitor.statistics.office_day import OfficeFacts, office_day
from queue_monitor.store.memory import MemoryStore
from tests.builders import Day
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


def test_the_forecast_is_told_how_many_come_under_a_number_and_the_export_is_not() -> None:
    day = Day()
    day.open()
    day.issue(people=3)
    day.passes(minutes=1).call()
    day.at_counter(rules.start)
    day.passes(minutes=9).at_counter(rules.finish)
    day.issue()
    store, pupil = MemoryStore(), Class()
    store.append(day.events, after=0)
    Lessons(store, lambda _events: FACTS, pupil).catch_up()
    arrivals = [event for event in pupil.events if isinstance(event, Arrive)]
    assert [arrival.people for arrival in arrivals] == [3, 1]
    assert all("people" not in record for record in office_day(day.events, FACTS)["events"])
    together, alone = Learner(), Learner()
    for learner, share in ((together, 1), (alone, 3)):
        learner.begin_day(pupil.configs[0])
        for event in pupil.events:
            if isinstance(event, Arrive):
                learner.take(msgspec.structs.replace(event, people=max(event.people // share, 1)))
            else:
                learner.take(event)
    assert together.services.mean_s("a") < alone.services.mean_s("a")
