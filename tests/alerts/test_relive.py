"""A day lived again: as it was where nothing is left out, and worse without the help it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

import pytest

from alerts.appraisals import course, helped
from alerts.relive import Without, relive
from queue_monitor.cli.demo import DEFAULT_SEED
from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.domain.plans import PlanKind
from queue_monitor.domain.rulebook import CROWD
from queue_monitor.forecast import QuickForecast
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from tests.alerts.office import WatchedDay, a_day, opening, watching
from tests.builders import CLERK
from tests.simulation import offices

DAYS = (1, DEFAULT_SEED)


@cache
def lived(seed: int) -> DirectPort:
    """A morning with reallocation, through the real rules."""
    day = offices.a_day(seed, begin="08:30")
    advice = advice_of(offices.office(), QuickForecast())
    port = DirectPort(offices.office(), begins_at=day.begins_at, advice=advice)
    Hall(day, port, offices.office()).run(until=day.begins_at + timedelta(hours=3))
    return port


def split(port: DirectPort, at: datetime) -> tuple[Floor, list[Event]]:
    """The floor before `at`, and what came then."""
    floor, rest = Floor(), []
    for seq, event in port.store.read():
        if event.at < at:
            floor = evolve(floor, event, seq=seq)
        else:
            rest.append(event)
    return floor, rest


def calls(events: list[Event]) -> list[tuple[datetime, str, int]]:
    return [(e.at, e.ticket, e.counter) for e in events if isinstance(e, ev.Called)]


@pytest.mark.parametrize("minutes", [1, 45, 100])
@pytest.mark.parametrize("seed", DAYS)
def test_a_stretch_is_lived_again_as_it_was(seed: int, minutes: int) -> None:
    port = lived(seed)
    begin = offices.a_day(seed, begin="08:30").begins_at + timedelta(minutes=minutes)
    floor, rest = split(port, begin)
    until = begin + timedelta(minutes=75)
    again = [event for _, event in relive(rest, floor, (), until)]
    was = [event for event in rest if event.at <= until]
    assert len(calls(was)) > 30
    assert calls(again) == calls(was)
    finished = [(e.at, e.ticket) for e in was if isinstance(e, ev.Finished)]
    assert [(e.at, e.ticket) for e in again if isinstance(e, ev.Finished)] == finished


def test_a_plan_that_changed_nothing_saved_nothing() -> None:
    port = lived(DEFAULT_SEED)
    for alert in port.floor.watch.alerts.values():
        plans = helped(port.floor, alert)
        if plans:
            seen = course(port.store.read(), alert, (), port.now())
            assert (seen.without, seen.appraisal) == ((), None)
            return
    pytest.fail("no plan was carried out on this day")


def test_without_its_help_a_crowd_waits_longer() -> None:
    port = lived(DEFAULT_SEED)
    saved = []
    for alert in port.floor.watch.alerts.values():
        plans = helped(port.floor, alert)
        if not plans or alert.rule not in CROWD:
            continue  # what keeps a crowd from coming is not set against one
        told = course(port.store.read(), alert, plans, port.now()).appraisal
        assert told is not None
        saved.append((told.saved_s, told.over_limit_without_s - told.over_limit_with_s))
    assert sum(waiting_s for waiting_s, _ in saved) > 3600.0, "an hour of waiting, all together"
    assert sum(over_s for _, over_s in saved) > 600.0


def crowded() -> WatchedDay:
    """Twelve come; one counter serves them, then a helper opens another."""
    day = a_day(watching(wait_limit=None), counters=1)
    day.come(12)
    return day


def serve(day: WatchedDay, counter: int, minutes: float) -> None:
    day.call(counter)
    day.at_counter(rules.start, counter)
    day.passes(minutes=minutes)
    day.at_counter(rules.finish, counter)
    day.look()


def test_a_scenario_worked_out_by_hand() -> None:
    # Two counters serve six visits of 5 minutes each in 15 minutes; with one of them closed the
    # same three calls are made there, and three people wait on: those whom the helper called at
    # once, after 5 and after 10 minutes.
    day = crowded()
    day.propose(opening(2, "c4"))
    day.accept()
    day.clerk_comes("c4")
    begun = day.at
    for _ in range(3):
        day.call(1)
        day.call(2)
        day.at_counter(rules.start, 1)
        day.at_counter(rules.start, 2)
        day.passes(minutes=5)
        day.at_counter(rules.finish, 1)
        day.at_counter(rules.finish, 2)
    log = list(enumerate(day.events, start=1))
    alert = day.alert
    told = course(log, alert, helped(day.floor, alert), day.at).appraisal
    assert told is not None
    assert told.since == begun
    assert told.saved_s == pytest.approx((15 + 10 + 5) * 60.0, abs=1.0)
    assert told.helper_s == 15 * 60.0
    assert (told.most_waiting_with, told.most_waiting_without) == (10, 11)


def test_a_donor_stays_open_and_takes_its_own_people() -> None:
    day = a_day(watching(wait_limit=None), counters=2)
    day.come(10)
    move = replace(opening(3, "c2"), kind=PlanKind.MOVE_CLERK, donor=CounterId(2))
    day.propose(move)
    begin = day.floor
    seen = len(day.events)
    day.accept()
    day.clerk_comes("c2")
    day.passes(minutes=1)
    serve(day, 3, 5)
    without = [Without(plan=day.plan, until=day.at)]
    again = list(relive(day.events[seen:], begin, without, day.at))
    floor = again[-1][0]
    assert floor.counter(CounterId(2)).clerk == "c2"
    assert floor.counter(CounterId(3)).clerk is None
    assert {e.counter for _, e in again if isinstance(e, ev.Called)} == {2}


def test_a_number_picked_by_hand_is_picked_again() -> None:
    day = a_day(watching(), counters=1)
    tickets = day.come(3)
    begin, seen = day.floor, len(day.events)
    day.passes(seconds=5)
    pick = partial(rules.call_ticket, ticket=tickets[2].id)
    day.ask(pick, counter=CounterId(1), by=CLERK)
    day.passes(seconds=5)
    again = [event for _, event in relive(day.events[seen:], begin, (), day.at)]
    assert calls(again) == calls(day.events[seen:])
    assert calls(again)[0][1] == tickets[2].id


def test_who_gave_up_gives_up_at_the_same_instant() -> None:
    day = a_day(watching(), counters=1)
    day.come(4)
    begin, seen = day.floor, len(day.events)
    day.passes(seconds=30)
    day.go(2)
    day.passes(seconds=30)
    again = list(relive(day.events[seen:], begin, (), day.at))
    assert again[-1][0].waiting_count == 2
    assert day.floor.counter_of(ClerkId("c1")) is not None
