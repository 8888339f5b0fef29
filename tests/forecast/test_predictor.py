"""Days played to the forecast: what it answers, what it may not know, and its score."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from bench.days import OFFICES, day, days, replay
from queue_monitor.forecast.predictor import Answer, Choices, Predictor, Wait
from queue_monitor.forecast.records import (
    BadRecord,
    Day,
    Happening,
    Probe,
    config_of,
    day_of,
    line_of,
    record_of,
)
from queue_monitor.forecast.scoring import Breaches, Score, mean_service_of
from queue_monitor.forecast.truth import truth_of

FEW = Choices(replications=60)


def whole(told: dict[str, Any]) -> Day:
    return day_of(json.dumps(told).encode())


def answers(told: dict[str, Any], until_s: float, *, every: int = 5) -> list[Answer]:
    """What is answered to some of the probes up to an hour."""
    predictor = Predictor(choices=FEW)
    given = []
    for n, line in enumerate(replay(told)):
        if line["type"] == "config":
            predictor.begin_day(config_of(line))
            continue
        if line["t"] > until_s:
            break
        record = record_of(line)
        assert record is not None
        if not isinstance(record, Probe):
            predictor.take(record)
        elif n % every == 0:
            given.append(predictor.answer(record))
    return given


def test_an_answer_names_everybody_who_waits_and_its_odds_rise() -> None:
    seen = 0
    for answer in answers(day(OFFICES[1], 3, "surge"), 39000.0):
        odds = list(answer.p_breach.values())
        assert list(answer.p_breach) == [300, 600, 900]
        assert odds == sorted(odds)
        for wait in answer.waits.values():
            seen += 1
            assert 0.0 <= wait.p10 <= wait.p50 <= wait.p90
    assert seen > 20


def test_the_rest_of_the_day_changes_no_answer() -> None:
    told = day(OFFICES[0], 4)
    noon = 43200.0
    cut = {**told, "events": [event for event in told["events"] if event["t"] <= noon]}
    assert answers(told, 36000.0) == answers(cut, 36000.0)


def test_breaches_are_joined_and_exact() -> None:
    config = {"open": 0, "close": 9000, "counters": [{"id": "K", "skills": ["A"]}]}
    arrive = [
        {"t": t, "type": "arrive", "ticket": f"A{t}", "service": "A", "priority": 2}
        for t in range(0, 80, 10)
    ]
    call = [
        {"t": t, "type": "call", "ticket": f"A{i * 10}", "counter": "K"}
        for i, t in enumerate([100, 200, 300, 400, 500, 600, 700, 1000])
    ]
    told = whole({"format": "office-day/1", "config": config, "events": [*arrive, *call]})
    # Eight wait from 70 to 100; from 660 on (600 s after 60, then after 70) somebody waits long.
    assert truth_of(told).breaches == ((70.0, 100.0), (660.0, 1000.0))


def periodic(at: Sequence[float], alarms: Sequence[float]) -> list[tuple[float, Answer]]:
    return [
        (
            t,
            Answer(
                waits={}, p_breach={300: 0.0, 600: 0.0, 900: 0.9 * (t in alarms)}, alarm=t in alarms
            ),
        )
        for t in at
    ]


def test_alarms_are_right_false_or_missing() -> None:
    config = {"open": 0, "close": 9000, "counters": [{"id": "K", "skills": ["A"]}]}
    events = [
        {"t": 2400, "type": "arrive", "ticket": "A1", "service": "A", "priority": 2},
        {"t": 4000, "type": "call", "ticket": "A1", "counter": "K"},
    ]
    truth = truth_of(whole({"format": "office-day/1", "config": config, "events": events}))
    assert truth.breaches == ((3000.0, 4000.0),)
    found = Breaches()
    minutes = [60.0 * n for n in range(1, 100)]
    found.add(truth, periodic(minutes, [600.0, 660.0, 2580.0, 2640.0]), 9000.0)
    figures = found.figures()
    assert figures["recall"] == 1.0
    assert figures["median_lead_min"] == 7.0
    assert figures["precision"] == 0.5
    assert figures["false_runs_a_day"] == 1.0


def test_the_forecast_is_much_nearer_than_the_simple_rule() -> None:
    earlier = [whole(told) for told in days(OFFICES[1], range(6))]
    predictor = Predictor(choices=FEW)
    predictor.train(earlier)
    score = Score()
    score.play(predictor, whole(day(OFFICES[1], 77)), mean_service_of(earlier))
    figures = score.ticket["all"].figures()
    assert len(score.ticket["all"].errors) > 40
    assert figures["ratio"] is not None
    assert figures["ratio"] < 0.75


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "not JSON"),
        (b"[]", "`type`"),
        (b'{"type": "call", "t": "soon", "ticket": "A1", "counter": "K"}', "float"),
        (b'{"type": "arrive", "t": 1.0}', "ticket"),
        (b'{"type": "config", "open": 5, "close": 4}', "close"),
    ],
)
def test_a_line_that_does_not_fit_says_why(line: bytes, said: str) -> None:
    with pytest.raises(BadRecord, match=said):
        line_of(line)


def test_what_nobody_knows_is_passed_over() -> None:
    assert line_of(b'{"type": "weather", "t": 3, "rain": true}') is None
    told = line_of(b'{"type": "leave", "t": 3, "ticket": "A1", "mood": "cross"}')
    assert isinstance(told, Happening)
    assert Wait(p10=0.0, p50=0.0, p90=0.0, mean=0.0).p10 == 0.0
