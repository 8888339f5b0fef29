"""Steps of the clock, zones with summer time, midnight and restarts, in every state of an alert:
no false alert, no lost alert, no second episode.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.moves import TURNS, Turn
from queue_monitor.app import build
from queue_monitor.clock import SteadyClock
from queue_monitor.daybook import Daybook
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.events import DayOpened
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import WALK_IN, DayId
from queue_monitor.domain.watch import AlertState, Rule
from queue_monitor.domain.watch_events import AlertRaised
from queue_monitor.runtime import load as load_runtime
from tests.alerts.office import WAITS_ONLY, WatchedDay, a_day, watching
from tests.alerts.test_every_turn import lived, name_of, taken
from tests.builders import KIOSK, OPENS_AT, day_opened
from tests.config.office import office_with
from tests.machine import Machine

HOUR = timedelta(hours=1)
STEPS = pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
LASTING = [turn for turn in TURNS if turn.to in {"pending", "firing", "acked", "clearing"}]


def steps_and_restarts(day: WatchedDay, step: timedelta) -> None:
    """The wall clock is set while the office runs, then the process dies and another starts."""
    machine = Machine(wall=day.at)
    machine.process(day.floor)
    machine.wall += step
    machine.passes(timedelta(seconds=5))
    day.restart()
    clock, _ = machine.process(day.floor)
    day.at = clock.now()


@STEPS
@pytest.mark.parametrize("turn", LASTING, ids=name_of)
def test_a_step_and_a_restart_while_an_alert_lasts_change_nothing_of_what_follows(
    turn: Turn, step: timedelta
) -> None:
    stayed, stepped = lived(turn), lived(turn)
    stayed.passes(seconds=5)
    steps_and_restarts(stepped, step)
    for day in (stayed, stepped):
        day.look()
    for day in (stayed, stepped):
        day.passes(minutes=40)
    assert taken(stepped.events) == taken(stayed.events)
    assert len(stepped.floor.watch.alerts) == len(stayed.floor.watch.alerts)
    assert stepped.floor.watch.notices.keys() == stayed.floor.watch.notices.keys()


@STEPS
def test_a_step_while_people_wait_raises_no_false_alert_and_loses_none(step: timedelta) -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.passes(minutes=9)
    steps_and_restarts(day, step)
    day.look()
    assert day.floor.watch.alerts == {}
    day.passes(minutes=1)
    assert day.state is AlertState.FIRING
    assert day.alert.crossed_at == OPENS_AT + timedelta(minutes=10, microseconds=1)


@STEPS
def test_a_step_soon_after_an_alert_makes_no_second_episode_of_its_reopening(
    step: timedelta,
) -> None:
    day = a_day()
    day.come(8)
    day.go(3)
    day.passes(minutes=2)
    assert day.state is AlertState.RESOLVED
    day.go(5)  # the house is empty, the alert could still reopen
    machine = Machine(wall=day.at)
    clock, keeper = machine.process(day.floor)
    machine.wall += step
    keeper.settle(day.floor)
    machine.passes(timedelta(minutes=1))
    day.at = clock.now()
    day.come(8)
    assert (day.state, len(day.alert.reopenings)) == (AlertState.FIRING, 1)


def test_a_step_back_that_no_steady_clock_bridges_still_makes_no_second_episode() -> None:
    day = a_day()
    day.come(8)
    day.go(3)
    day.passes(minutes=2)
    day.at -= HOUR  # the machine was switched off, and its battery is empty
    day.come(3)
    assert len(day.floor.watch.alerts) == 1
    assert day.state is AlertState.FIRING


def test_the_office_itself_bridges_a_step_over_a_restart(tmp_path: Path) -> None:
    wall = [datetime(2026, 11, 23, 2, 0, tzinfo=UTC)]
    seconds = [1_000.0]

    def start() -> tuple[Floor, datetime]:
        clock = SteadyClock(wall=lambda: wall[0], monotonic=lambda: seconds[0])
        office = build(
            office_with(),
            runtime=load_runtime("threading"),
            data=tmp_path / "office.db",
            clock=clock,
        )
        office.start()
        try:
            issue = lambda floor, at: rules.issue(  # noqa: E731 - a request, said in place
                floor,
                at,
                service=floor.plan.services[0].id,
                visit_class=WALK_IN,
                language="zh-TW",
                device=KIOSK,
            )
            return office.parts.office.ask(issue).floor, clock.now()
        finally:
            office.stop()

    start()
    wall[0] += HOUR
    seconds[0] += 60
    floor, now = start()
    assert now == datetime(2026, 11, 23, 2, 1, tzinfo=UTC)
    assert {t.issued_at for t in floor.tickets.values()} == {now, now - timedelta(seconds=60)}


# -- zones with summer time --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "before"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),  # 02:00 becomes 03:00
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 03:00 becomes 02:00
        ("America/New_York", datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Asia/Taipei", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),  # no summer time
    ],
)
def test_a_wait_over_the_step_of_summer_time_crosses_after_its_ten_minutes(
    zone: str, before: datetime
) -> None:
    day, daybook = in_zone(zone, before)
    day.at = began_at = before + timedelta(minutes=25)
    day.issue("transcript")
    day.passes(minutes=10)
    assert day.floor.watch.alerts == {}
    day.passes(microseconds=1)
    day.ack()
    for _ in range(10):
        day.passes(minutes=1)
        assert list(daybook.turn(day.floor, day.at)) == [], "a step is no turn of the day"
    assert day.state is AlertState.FIRING
    assert (day.alert.cause, day.alert.since) == ("worse", began_at + timedelta(minutes=20))
    assert len([e for e in day.looked if isinstance(e, AlertRaised)]) == 1


def in_zone(zone: str, at: datetime) -> tuple[WatchedDay, Daybook]:
    """An office of that zone in practice at that hour, its day kept by its own calendar."""
    settings = office_with(("time_zone: Asia/Taipei", f"time_zone: {zone}"))
    day = WatchedDay(floor=Floor(), rules_of=watching(waiting_limit=None))
    day.at = at
    daybook = Daybook(settings)
    day.ask(daybook.turn)
    assert isinstance(day.events[-1], DayOpened)
    return day, daybook


# -- midnight ----------------------------------------------------------------------------------


def test_midnight_ends_the_episode_of_the_day_and_begins_no_second_one() -> None:
    settings = office_with()
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # in Taipei, in practice
    daybook = Daybook(settings)
    day = WatchedDay(floor=Floor(), rules_of=watching())
    day.at = midnight - timedelta(minutes=1)
    day.ask(daybook.turn)
    for _ in range(9):
        day.issue("transcript")
    day.look()
    assert day.state is AlertState.FIRING
    day.at = midnight
    day.ask(daybook.turn)
    day.look()
    assert (day.state, day.alert.cause) == (AlertState.RESOLVED, "day_closed")
    day.passes(hours=2)
    assert len(day.floor.watch.alerts) == 1


@pytest.mark.parametrize("turn", LASTING, ids=name_of)
def test_a_night_over_midnight_in_any_state_leaves_no_second_episode(turn: Turn) -> None:
    day = lived(turn)
    day.ask(close_day)
    day.at += timedelta(hours=16)
    opened = replace(
        day_opened(),
        at=day.at,
        day=DayId("2026-03-05"),
        date=OPENS_AT.date() + timedelta(days=1),
        watch=day.floor.watch.next_day(day.at),
    )
    day.ask(lambda _floor, _at: (opened,))
    day.restart()
    day.passes(hours=1)
    assert len(day.floor.watch.alerts) == 1
    still_blind = turn.blind and turn.to is AlertState.FIRING  # else a person knew, and it sees
    assert [a.rule for a in day.floor.watch.active()] == [Rule.BLIND] * still_blind
    assert turn.blind or taken(day.events)[-1][3] == "day_closed"
