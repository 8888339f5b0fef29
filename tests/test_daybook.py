"""The calendar kept."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from queue_monitor.config.loading import load
from queue_monitor.daybook import Daybook, until
from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.errors import OfficeClosed
from queue_monitor.domain.floor import Floor, replay
from queue_monitor.domain.model import CounterId, GraceRule
from tests.support.paths import OFFICE_CONFIG

SETTINGS = load(OFFICE_CONFIG, environ={})
CLOSED = SETTINGS.model_copy(
    update={"office": SETTINGS.office.model_copy(update={"outside_hours": "closed"})}
)
MONDAY_10 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Taipei
SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def kinds(events: object) -> list[str]:
    return [type(event).__name__ for event in events]  # type: ignore[attr-defined]


def turned(daybook: Daybook, at: datetime, floor: Floor | None = None) -> Floor:
    before = Floor() if floor is None else floor
    return replay(enumerate(daybook.turn(before, at), before.seq + 1), before)


def test_in_hours_a_day_opens_and_numbers_are_given() -> None:
    daybook = Daybook(SETTINGS)
    floor = turned(daybook, MONDAY_10)
    assert floor.day is not None
    assert (floor.day.id, floor.day.practice) == ("2026-11-23", False)
    assert daybook.is_accepting(floor, MONDAY_10)
    assert daybook.turn(floor, MONDAY_10) == []


def test_outside_hours_it_is_practice_and_at_opening_a_real_day() -> None:
    daybook = Daybook(SETTINGS)
    practice = turned(daybook, SUNDAY)
    assert practice.day is not None
    assert practice.day.practice
    assert daybook.is_accepting(practice, SUNDAY)
    assert kinds(daybook.turn(practice, MONDAY_10)) == ["DayClosed", "DayOpened"]


def test_at_half_past_five_with_nobody_inside_practice_begins_at_once() -> None:
    daybook = Daybook(SETTINGS)
    late = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    floor = turned(daybook, late, turned(daybook, MONDAY_10))
    assert floor.day is not None
    assert floor.day.practice
    assert daybook.is_accepting(floor, late)


def test_an_office_that_is_closed_outside_hours_says_when_it_opens() -> None:
    daybook = Daybook(CLOSED)
    floor = turned(daybook, SUNDAY)
    assert floor.day is None
    assert not daybook.is_accepting(Floor(), SUNDAY)
    assert daybook.hours(SUNDAY).opens_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert daybook.turn(floor, SUNDAY) == []


def test_an_office_that_has_never_been_open_knows_its_counters_and_says_that_it_is_closed() -> None:
    floor = turned(Daybook(CLOSED), SUNDAY)
    assert list(floor.counters) == list(range(1, 11))
    with pytest.raises(OfficeClosed):
        rules.open_counter(floor, SUNDAY, counter=CounterId(3), by=rules.BY_SYSTEM)
    assert turned(Daybook(CLOSED), MONDAY_10, floor).is_open


def test_a_configuration_changed_at_night_is_known_before_the_morning() -> None:
    day = turned(Daybook(CLOSED), MONDAY_10)
    night = turned(Daybook(CLOSED), MONDAY_10 + timedelta(hours=12), day)
    assert not night.is_open
    counters = replace(night.plan, counters=night.plan.counters[:2])
    daybook = Daybook(CLOSED)
    daybook.plan = counters
    assert len(turned(daybook, MONDAY_10 + timedelta(hours=12), night).counters) == 2


def changed() -> Daybook:
    daybook = Daybook(SETTINGS)
    daybook.plan = replace(daybook.plan, grace=GraceRule(behind=9))
    return daybook


def test_a_changed_configuration_takes_effect_at_the_next_turn() -> None:
    floor = turned(Daybook(SETTINGS), MONDAY_10)
    daybook = changed()
    (event,) = daybook.turn(floor, MONDAY_10)
    assert isinstance(event, ev.PlanChanged)
    assert turned(daybook, MONDAY_10, floor).plan.grace.behind == 9


def test_servers_with_different_configurations_do_not_overrule_each_other_for_ever() -> None:
    older = Daybook(SETTINGS)
    floor = turned(older, MONDAY_10)
    newer = changed()
    for _ in range(3):
        floor = turned(newer, MONDAY_10, floor)
        assert older.turn(floor, MONDAY_10) == []
    assert floor.plan.grace.behind == 9


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), timedelta(hours=1)),  # 02:00 in Taipei
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), timedelta(hours=24)),  # 03:00 sharp
        (datetime(2026, 11, 22, 20, 0, tzinfo=UTC), timedelta(hours=23)),
    ],
)
def test_until_the_next_three_in_the_morning(now: datetime, expected: timedelta) -> None:
    assert until(time(3, 0), now, "Asia/Taipei") == expected


def test_a_night_in_which_the_clocks_step_is_an_hour_shorter() -> None:
    now = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # 13:00 in Berlin, the day before summer time
    assert until(time(4, 0), now, "Europe/Berlin") == timedelta(hours=14)
