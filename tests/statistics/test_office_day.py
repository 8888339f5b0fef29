"""A day in the office-day/1 format is one that its readers can play."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.model import ServiceId
from queue_monitor.statistics.office_day import OfficeFacts, day_log, office_day
from queue_monitor.store.memory import MemoryStore
from tests.builders import CLERK, Day
from tests.statistics.days import any_day

TAIPEI = ZoneInfo("Asia/Taipei")
FACTS = OfficeFacts(zone=TAIPEI, names={ServiceId("a"): "謄本"})
EIGHT_S = 8 * 3600.0


def told(day: Day) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = office_day(day.events, FACTS)["events"]
    return events


def kinds(day: Day) -> list[tuple[str, str]]:
    return [(e["type"], e.get("ticket") or e["counter"]) for e in told(day)]


@given(seed=st.integers(0, 400))
def test_every_stay_arrives_once_and_ends_once(seed: int) -> None:
    waiting: set[str] = set()
    at_counter: dict[str, str] = {}
    seen: Counter[str] = Counter()
    last_t = 0.0
    for event in told(any_day(seed)):
        assert event["t"] >= last_t
        last_t = event["t"]
        match event["type"]:
            case "arrive":
                seen[event["ticket"]] += 1
                waiting.add(event["ticket"])
            case "call":
                waiting.remove(event["ticket"])
                assert event["counter"] not in at_counter
                at_counter[event["counter"]] = event["ticket"]
            case "finish" | "no_show":
                assert at_counter.pop(event["counter"]) == event["ticket"]
            case "leave":
                waiting.remove(event["ticket"])
            case _:
                assert event["type"].startswith("counter_")
    assert not waiting
    assert not at_counter
    assert set(seen.values()) <= {1}


@given(seed=st.integers(0, 400))
def test_counters_open_and_close_in_turn(seed: int) -> None:
    is_open: set[str] = set()
    for event in told(any_day(seed)):
        if event["type"] == "counter_open":
            assert event["counter"] not in is_open
            is_open.add(event["counter"])
        elif event["type"] == "counter_close":
            is_open.remove(event["counter"])
            assert event["reason"] in {"planned_break", "unplanned", "end_of_day"}
    assert not is_open


def test_a_plain_visit() -> None:
    day = Day()
    day.open(2)
    day.issue("a", "priority")
    day.passes(seconds=90).serve(minutes=3)
    assert told(day)[1:] == [
        {
            "t": EIGHT_S,
            "type": "arrive",
            "ticket": "A001",
            "service": "a",
            "priority": 0,
            "visit_class": "priority",
        },
        {"t": EIGHT_S + 90, "type": "call", "ticket": "A001", "counter": "2"},
        {"t": EIGHT_S + 270, "type": "finish", "ticket": "A001", "counter": "2"},
    ]
    assert told(day)[0]["type"] == "counter_open"


def test_an_undone_call_never_happened() -> None:
    day = Day()
    day.open(2)
    day.issue()
    day.call()
    day.at_counter(rules.undo)
    assert kinds(day) == [("counter_open", "2"), ("arrive", "A001")]


def test_a_transfer_is_an_arrival_of_its_own() -> None:
    day = Day()
    day.open(2)
    day.issue("a")
    day.call()
    day.at_counter(rules.start)
    day.ask(rules.transfer, counter=2, by=CLERK, service="b", to=None)
    day.serve(minutes=1)
    assert kinds(day)[2:] == [
        ("call", "A001"),
        ("finish", "A001"),
        ("arrive", "A001/2"),
        ("call", "A001/2"),
        ("finish", "A001/2"),
    ]
    assert told(day)[4]["service"] == "b"


def test_the_configuration_is_what_the_office_knew() -> None:
    day = any_day(5)
    config = json.loads(json.dumps(office_day(day.events, FACTS)["config"]))
    assert (config["open"], config["close"]) == (EIGHT_S, 17 * 3600)
    assert config["limits"] == {"max_waiting": 7, "max_wait_s": 600}
    assert config["services"]["a"] == {"name": "謄本", "mean_s": 300, "cv": 0.6}
    assert config["services"]["b"]["name"] == "b"
    assert [counter["id"] for counter in config["counters"]] == ["1", "2", "3"]
    assert config["counters"][0]["skills"] == ["a", "b", "c"]


def test_nothing_about_a_person_goes_out() -> None:
    text = json.dumps(office_day(any_day(5).events, FACTS))
    assert "staff:" not in text
    assert "device:" not in text
    assert '"c1"' not in text


def test_what_does_not_begin_a_day_is_refused() -> None:
    for events in ([], any_day(5).events[1:]):
        with pytest.raises(ValueError, match="begins with DayOpened"):
            office_day(events, FACTS)


def test_a_day_is_found_in_the_log() -> None:
    store, day = MemoryStore(), any_day(5)
    opened = day.events[0]
    assert isinstance(opened, ev.DayOpened)
    store.append(day.events, after=0)
    store.append(day.events[:1], after=store.last())
    assert day_log(store, opened.date) == day.events[:1]  # the latest opening of that date
    assert day_log(store, opened.date - timedelta(days=1)) == []
    assert day_log(store, date(2030, 1, 1)) == []
    assert day_log(store, opened.date, practice=True) == []
