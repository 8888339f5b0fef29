"""What e-Eyes senses beside the log: odds of the hour's limits, devices, channels; and whom it
tells of small things."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.crossings import TICK
from alerts.readings import Heard, Odds, Readings
from alerts.requests import look, next_look
from alerts.seams import Tasks
from alerts.senses import Senses
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import Rule, Scope
from queue_monitor.domain.watch import AlertState
from queue_monitor.forecast.base import BreachOdds, ClearLimits
from queue_monitor.runtime import load
from tests.alerts.office import a_day, watching

OFFICE = Scope()
FORESEEING = watching(forecast_limit=50)
TASKS: Tasks = load("threading")


@dataclass
class Foreseen:
    """A forecast that says what it is told to, and remembers what it was asked."""

    percent: float = 0.0
    asked: list[Sequence[ClearLimits]] = field(default_factory=list)

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        self.asked.append(limits)
        share = self.percent / 100
        return [
            BreachOdds(
                limits=limit,
                made_at=at,
                within_5_min=0.0,
                within_10_min=0.0,
                within_15_min=share,
                first_passage=None,
            )
            for limit in limits
        ]


def senses(foreseen: Foreseen, devices: Sequence[Heard] | None = ()) -> Senses:
    def ask() -> Sequence[Heard]:
        if devices is None:
            raise TryLater("the store is away")
        return devices

    return Senses(
        foresight=foreseen,
        devices=ask,
        channels=frozenset({"smtp"}),
        watching=FORESEEING,
        tasks=TASKS,
    )


def test_the_forecast_is_asked_for_the_limits_of_the_scope() -> None:
    foreseen = Foreseen(percent=62.5)
    day = a_day(FORESEEING)
    readings = senses(foreseen).readings(day.floor, day.at)
    assert foreseen.asked == [[ClearLimits(waiting=7, wait=timedelta(minutes=10))]]
    assert readings.odds == {OFFICE: Odds(percent=62.5, at=day.at)}
    assert readings.channels == frozenset({"smtp"})


def test_devices_are_known_once_asked_and_stay_known_while_the_store_is_away() -> None:
    day = a_day(FORESEEING)
    heard = Heard(id="k1", name="取號機", kind="kiosk", at=day.at)
    known = senses(Foreseen(), [heard])
    assert known.readings(day.floor, day.at).devices is None
    known.listen()
    assert known.readings(day.floor, day.at).devices == (heard,)
    away = senses(Foreseen(), None)
    away.listen()
    assert away.readings(day.floor, day.at).devices is None


def test_odds_that_hold_raise_an_alert_from_the_forecast_that_said_so() -> None:
    day = a_day(FORESEEING)
    high = Readings(odds={OFFICE: Odds(percent=80, at=day.at)})
    begun_at = day.at
    day.ask(lambda floor, at: look(floor, at, watching=FORESEEING, readings=high))
    assert day.alert.state is AlertState.PENDING
    due_at = next_look(day.floor, day.at, watching=FORESEEING, readings=high)
    assert due_at == begun_at + timedelta(seconds=30)
    day.at = due_at
    day.ask(lambda floor, at: look(floor, at, watching=FORESEEING, readings=high))
    assert (day.alert.state, day.alert.rule) == (AlertState.FIRING, Rule.FORECAST)
    assert (day.alert.crossed_at, day.alert.limit) == (begun_at, 50)


def test_without_readings_an_alert_of_odds_stays_as_it_is() -> None:
    day = a_day(FORESEEING)
    high = Readings(odds={OFFICE: Odds(percent=80, at=day.at)})
    for _ in range(2):
        day.ask(lambda floor, at: look(floor, at, watching=FORESEEING, readings=high))
        day.at += timedelta(seconds=30)
    day.ask(lambda floor, at: look(floor, at, watching=FORESEEING))
    assert day.alert.state is AlertState.FIRING


def test_small_things_are_told_to_the_first_step_alone() -> None:
    idle = watching(waiting_limit=None, wait_limit=None, idle_limit=timedelta(minutes=5))
    day = a_day(idle, counters=1)
    day.issue()
    crossed_at = day.at + timedelta(minutes=5) + TICK
    day.passes(hours=1)
    assert day.alert.crossed_at == crossed_at
    assert {notice.step for notice in day.notices()} == {0}


def test_a_small_thing_of_the_office_mutes_no_crowd_of_a_service() -> None:
    from queue_monitor.config import Limits

    rules_of = watching(
        waiting_limit=None,
        wait_limit=None,
        idle_limit=timedelta(minutes=5),
        services={"a": Limits(waiting_limit=2)},
    )
    day = a_day(rules_of, counters=1)
    day.issue()
    day.passes(minutes=6)
    day.come(3)
    crowd = [a for a in day.floor.watch.active() if a.rule is Rule.WAITING]
    assert len(crowd) == 1
    assert [n.step for n in day.notices() if n.alert == crowd[0].id] == [0]
