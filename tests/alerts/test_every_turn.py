"""Every row of the table of moves happens, and nothing else; the page shows the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from alerts.moves import ALERT_MOVES, TURNS, Turn, is_allowed
from alerts.requests import look_blind
from queue_monitor.domain.days import close_day
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import replay
from queue_monitor.domain.watch import AlertId, AlertState, Rule
from queue_monitor.domain.watch_events import (
    AlertAcknowledged,
    AlertCleared,
    AlertMoved,
    AlertRaised,
)
from tests.alerts.office import COUNTS_ONLY, WatchedDay, a_day, watching
from tests.support.paths import ROOT
from tools.state_chart import drawn

Step = Callable[[WatchedDay], object]
Row = tuple[bool, AlertState | None, AlertState, str]
_S = AlertState
HELD = watching(wait_limit=None, hold=timedelta(seconds=30))


def taken(events: list[Event]) -> list[Row]:
    """The rows that a day's events went through, in order."""
    found: list[Row] = []
    states: dict[AlertId, AlertState] = {}
    blind: set[AlertId] = set()
    for event in events:
        match event:
            case AlertRaised(alert=alert):
                if alert.rule is Rule.BLIND:
                    blind.add(alert.id)
                found.append((alert.id in blind, None, alert.state, "crossed"))
                states[alert.id] = alert.state
            case AlertMoved(alert=known, to=to, cause=cause):
                found.append((known in blind, states[known], to, cause))
                states[known] = to
            case AlertCleared(alert=known, cause=cause):
                found.append((known in blind, states[known], _S.RESOLVED, cause))
                states[known] = _S.RESOLVED
            case AlertAcknowledged(alert=known) if states[known] is _S.FIRING:
                found.append((known in blind, _S.FIRING, _S.ACKED, "acknowledged"))
                states[known] = _S.ACKED
            case _:
                pass
    return found


def come(people: int) -> Step:
    return lambda day: day.come(people)


def go(people: int) -> Step:
    return lambda day: day.go(people)


def wait(seconds: float) -> Step:
    return lambda day: day.passes(seconds=seconds)


def ack(day: WatchedDay) -> None:
    day.ack()


def close(day: WatchedDay) -> None:
    day.ask(close_day)
    day.look()


def unwatch(day: WatchedDay) -> None:
    day.rules_of = replace(day.rules_of, conditions=())
    day.look()


def go_blind(day: WatchedDay) -> None:
    day.ask(partial(look_blind, silent=timedelta(seconds=20), watching=day.rules_of))


def stays_blind(day: WatchedDay) -> None:
    day.sleeps(minutes=15)
    go_blind(day)


def look(day: WatchedDay) -> None:
    day.look()


FIRES, CLEARS = (come(8),), (come(8), go(3))
RESOLVES = (*CLEARS, wait(60))
HELD_RESOLVES = (come(8), wait(30), go(3), wait(60))
REOPENS_PENDING = (*HELD_RESOLVES, come(3))

#: How each row of a limit comes about without a hold time, and with one.
AT_ONCE: dict[tuple[AlertState | None, AlertState, str], tuple[Step, ...]] = {
    (None, _S.FIRING, "crossed"): FIRES,
    (_S.FIRING, _S.ACKED, "acknowledged"): (*FIRES, ack),
    (_S.FIRING, _S.CLEARING, "clearing"): CLEARS,
    (_S.ACKED, _S.CLEARING, "clearing"): (*FIRES, ack, go(3)),
    (_S.ACKED, _S.FIRING, "lapsed"): (*FIRES, ack, wait(900)),
    (_S.ACKED, _S.FIRING, "worse"): (*FIRES, ack, come(4)),
    (_S.CLEARING, _S.FIRING, "breached"): (*CLEARS, come(3)),
    (_S.CLEARING, _S.ACKED, "breached"): (*FIRES, ack, go(3), come(3)),
    (_S.CLEARING, _S.RESOLVED, "recovered"): RESOLVES,
    (_S.RESOLVED, _S.FIRING, "reopened"): (*RESOLVES, come(3)),
    (_S.FIRING, _S.RESOLVED, "day_closed"): (*FIRES, close),
    (_S.ACKED, _S.RESOLVED, "day_closed"): (*FIRES, ack, close),
    (_S.CLEARING, _S.RESOLVED, "day_closed"): (*CLEARS, close),
    (_S.FIRING, _S.RESOLVED, "unwatched"): (*FIRES, unwatch),
    (_S.ACKED, _S.RESOLVED, "unwatched"): (*FIRES, ack, unwatch),
    (_S.CLEARING, _S.RESOLVED, "unwatched"): (*CLEARS, unwatch),
}
HOLDING: dict[tuple[AlertState | None, AlertState, str], tuple[Step, ...]] = {
    (None, _S.PENDING, "crossed"): FIRES,
    (_S.PENDING, _S.FIRING, "held"): (*FIRES, wait(30)),
    (_S.PENDING, _S.TRANSIENT, "transient"): (*FIRES, go(1)),
    (_S.PENDING, _S.RESOLVED, "transient"): (*REOPENS_PENDING, go(1)),
    (_S.RESOLVED, _S.PENDING, "reopened"): REOPENS_PENDING,
    (_S.PENDING, _S.TRANSIENT, "day_closed"): (*FIRES, close),
    (_S.PENDING, _S.RESOLVED, "day_closed"): (*REOPENS_PENDING, close),
    (_S.PENDING, _S.TRANSIENT, "unwatched"): (*FIRES, unwatch),
    (_S.PENDING, _S.RESOLVED, "unwatched"): (*REOPENS_PENDING, unwatch),
}
BLIND: dict[tuple[AlertState | None, AlertState, str], tuple[Step, ...]] = {
    (None, _S.FIRING, "crossed"): (go_blind,),
    (_S.FIRING, _S.ACKED, "acknowledged"): (go_blind, ack),
    (_S.ACKED, _S.FIRING, "lapsed"): (go_blind, ack, stays_blind),
    (_S.ACKED, _S.RESOLVED, "seeing"): (go_blind, ack, look),
}


def name_of(turn: Turn) -> str:
    about = "blind" if turn.blind else "limit"
    return f"{about}-{turn.start or 'ok'}-{turn.to}-{turn.cause}"


def lived(turn: Turn) -> WatchedDay:
    """A day whose newest move is this row of the table."""
    key = (turn.start, turn.to, turn.cause)
    if turn.blind:
        day, steps = a_day(COUNTS_ONLY), BLIND[key]
    elif key in HOLDING:
        day, steps = a_day(HELD), HOLDING[key]
    else:
        day, steps = a_day(COUNTS_ONLY), AT_ONCE[key]
    for step in steps:
        step(day)
    return day


@pytest.mark.parametrize("turn", TURNS, ids=name_of)
def test_every_row_of_the_table_happens_as_it_says(turn: Turn) -> None:
    day = lived(turn)
    rows = taken(day.events)
    assert rows[-1] == (turn.blind, turn.start, turn.to, turn.cause)
    assert day.alert.state is turn.to
    for row in rows:
        assert is_allowed(Rule.BLIND if row[0] else Rule.WAITING, *row[1:])


@pytest.mark.parametrize("turn", TURNS, ids=name_of)
def test_after_every_row_a_restart_goes_on_in_the_same_state_and_has_nothing_to_say(
    turn: Turn,
) -> None:
    day = lived(turn)
    stays_away = turn.blind and turn.to is _S.ACKED  # the first look would see again: that ends it
    day.restart()
    assert day.floor == replay(enumerate(day.events, start=1))
    assert stays_away or day.look() == []


@pytest.mark.parametrize("turn", TURNS, ids=name_of)
def test_whatever_happened_within_an_hour_of_sleep_is_caught_up_in_the_same_rows(
    turn: Turn,
) -> None:
    watched, slept = lived(turn), lived(turn)
    watched.passes(hours=1)
    slept.sleeps(hours=1).restart()
    slept.look()
    assert taken(slept.events) == taken(watched.events)
    kinds = (AlertMoved, AlertCleared)
    for one, other in zip(
        [e for e in watched.events if isinstance(e, kinds)],
        [e for e in slept.events if isinstance(e, kinds)],
        strict=True,
    ):
        assert one.since == other.since


def test_the_table_has_each_row_once_and_each_state() -> None:
    rows = [(turn.blind, turn.start, turn.to, turn.cause) for turn in TURNS]
    assert len(set(rows)) == len(rows)
    assert set(ALERT_MOVES) == set(AlertState)
    assert ALERT_MOVES[_S.TRANSIENT] == frozenset()


def test_the_page_shows_the_table_of_the_code() -> None:
    page = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
    assert page == drawn(page), "run `make charts`"


def test_a_changed_table_would_change_the_page() -> None:
    page = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
    assert page != drawn(page, TURNS[1:])
