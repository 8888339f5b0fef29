"""Limits that differ by hour: crossed with the stroke, by the clock on the wall, on any day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.conditions import is_clear, settled_at, watched
from alerts.crossings import TICK, breach_at, is_over
from alerts.watching import Watching
from queue_monitor.config import Alerts, LimitHours
from queue_monitor.domain.rulebook import LimitSpan, Thresholds
from queue_monitor.domain.timetable import Timetable
from queue_monitor.domain.watch import AlertState, Rule
from queue_monitor.domain.watch_events import AlertMoved
from tests.alerts.office import WatchedDay, a_day, beside_off

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")
NOON = {"days": ("wed",), "from": "11:30", "to": "13:30"}
TIGHT = Thresholds(limit=5.0)
USUAL = Thresholds(limit=7.0)


def watching_at(**limits: object) -> Watching:
    """Seven people, or ten minutes, and other limits on a Wednesday from 11:30 to 13:30."""
    hours = LimitHours.model_validate({**NOON, **limits})
    life = Alerts(**{**beside_off(), "hours": (hours,)})
    return Watching(conditions=watched(life), life=life)


def clock(text: str) -> datetime:
    """An hour of the day of `OPENS_AT`, a Wednesday in Taipei."""
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 3, 4, hour, minute, tzinfo=TAIPEI).astimezone(UTC)


def six_since(text: str, rules_of: Watching) -> WatchedDay:
    day = a_day(rules_of)
    day.at = clock(text)
    for _ in range(6):
        day.issue()
        day.look()
    return day


def test_six_people_cross_a_limit_that_falls_to_five_with_its_stroke() -> None:
    day = six_since("11:25", watching_at(waiting_limit=5))
    assert day.state is None
    day.passes(minutes=5)
    assert day.alert.crossed_at == day.alert.noticed_at == clock("11:30")
    assert (day.alert.rule, day.alert.limit) == (Rule.WAITING, 5)


def test_a_crossing_noticed_late_bears_the_stroke_all_the_same() -> None:
    day = six_since("11:25", watching_at(waiting_limit=5))
    day.sleeps(minutes=8).look()
    assert day.alert.crossed_at == clock("11:30")


def test_a_line_that_fits_the_usual_limit_is_clear_with_the_end_of_the_hours() -> None:
    day = a_day(watching_at(waiting_limit=3))
    day.at = clock("13:25")
    for _ in range(5):
        day.issue()
        day.look()
    assert day.state is AlertState.FIRING
    day.passes(minutes=9)
    moved = [(e.to, e.at, e.since) for e in day.looked if isinstance(e, AlertMoved)]
    assert moved == [(AlertState.CLEARING, clock("13:30"), clock("13:30"))]
    assert (day.state, day.alert.resolved_at) == (AlertState.RESOLVED, clock("13:31"))


def test_a_wait_between_two_limits_crosses_with_the_stroke_and_a_longer_one_before() -> None:
    rules_of = watching_at(wait_limit="8 min")
    day = a_day(rules_of)
    day.at = clock("11:21")
    day.issue()
    day.passes(minutes=30)
    assert day.alert.crossed_at == clock("11:30")
    day = a_day(rules_of)
    day.at = clock("11:19")
    day.issue()
    day.passes(minutes=30)
    assert day.alert.crossed_at == clock("11:29") + TICK


def test_a_wait_that_began_within_the_hours_may_outlast_them() -> None:
    day = a_day(watching_at(wait_limit="8 min"))
    day.at = clock("13:25")
    day.issue()
    day.passes(minutes=30)
    assert day.alert.crossed_at == clock("13:35") + TICK  # ten minutes: the usual limit


def test_off_at_some_hours_watches_nothing_then() -> None:
    day = a_day(watching_at(waiting_limit="off", wait_limit="off"))
    day.at = clock("12:00")
    day.come(9)
    assert day.state is None
    day.at = clock("12:00") + timedelta(seconds=9)
    day.passes(minutes=90)
    assert {alert.crossed_at for alert in day.floor.watch.alerts.values()} == {clock("13:30")}


def test_the_clear_limit_of_the_other_rule_follows_the_hours_too() -> None:
    rules_of = watching_at(wait_limit="4 min", wait_clear="3 min")
    day = a_day(rules_of)
    day.at = clock("11:26")
    day.issue()
    (count,) = (c for c in rules_of.conditions if c.rule is Rule.WAITING)
    assert is_clear(day.floor, count, clock("11:30") - TICK)  # 4 of 8 minutes
    assert not is_clear(day.floor, count, clock("11:30"))  # 4 of 3 minutes


# -- the clock on the wall -----------------------------------------------------------------------


def spans(zone: str, *spans: tuple[tuple[int, ...], str, str]) -> Timetable:
    return Timetable(
        usual=USUAL,
        spans=tuple(LimitSpan(days=d, start=s, end=e, limits=TIGHT) for d, s, e in spans),
        zone=zone,
    )


def test_a_span_runs_past_midnight_into_the_next_day_only() -> None:
    night = spans("Asia/Taipei", ((5,), "22:00", "02:00"))  # Saturday night
    saturday = datetime(2026, 3, 7, 22, tzinfo=TAIPEI)
    assert night.at(saturday - TICK).limits == USUAL
    assert night.at(saturday).limits == TIGHT
    assert night.at(saturday + timedelta(hours=4) - TICK).limits == TIGHT
    assert night.at(saturday + timedelta(hours=4)).limits == USUAL
    assert night.at(saturday + timedelta(hours=24)).limits == USUAL  # Sunday night
    assert night.at(saturday).begin == saturday
    assert night.at(saturday).end == saturday + timedelta(hours=4)


def test_all_day_is_from_midnight_to_midnight() -> None:
    sunday = spans("Asia/Taipei", ((6,), "00:00", "00:00"))
    begin = datetime(2026, 3, 8, tzinfo=TAIPEI)
    stretch = sunday.at(begin + timedelta(hours=9))
    assert (stretch.begin, stretch.end) == (begin, begin + timedelta(hours=24))
    assert stretch.limits == TIGHT


def test_an_hour_the_wall_shows_twice_counts_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # 2026-10-25: 03:00 becomes 02:00
    twice = spans("Europe/Berlin", ((6,), "02:15", "02:45"))
    first = datetime(2026, 10, 25, 2, 15, tzinfo=berlin).astimezone(UTC)
    second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin).astimezone(UTC)
    assert second - first == timedelta(hours=1)
    for begin in (first, second):
        assert twice.at(begin - TICK).limits == USUAL
        stretch = twice.at(begin)
        assert (stretch.begin, stretch.end) == (begin, begin + timedelta(minutes=30))


def test_an_hour_the_wall_skips_begins_with_the_step() -> None:
    spring = spans("Europe/Berlin", ((6,), "02:30", "03:30"))  # 2026-03-29: 02:00 becomes 03:00
    step = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert spring.at(step - TICK).limits == USUAL
    stretch = spring.at(step)
    assert (stretch.begin, stretch.end) == (step, step + timedelta(minutes=30))
    skipped = spans("Europe/Berlin", ((6,), "02:10", "02:50"))
    assert all(s.limits == USUAL for s in skipped.around(step))


ZONES = ["Asia/Taipei", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
MINUTES = st.integers(0, 1439).map(lambda m: f"{m // 60:02}:{m % 60:02}")
SPANS = st.lists(
    st.tuples(st.lists(st.integers(0, 6), min_size=1, max_size=7).map(tuple), MINUTES, MINUTES),
    max_size=3,
)


@given(
    zone=st.sampled_from(ZONES),
    some=SPANS,
    at=st.integers(0, 365 * 86400).map(lambda s: NEW_YEAR + timedelta(seconds=s)),
)
def test_stretches_follow_each_other_and_say_what_the_wall_says(
    zone: str, some: list[tuple[tuple[int, ...], str, str]], at: datetime
) -> None:
    table = spans(zone, *some)
    around = table.around(at)
    for one, other in pairwise(around):
        assert one.end == other.begin
        assert one.limits != other.limits
    stretch = table.at(at)
    assert stretch.begin <= at < stretch.end
    assert stretch.limits == table.on_the_wall(at.astimezone(ZoneInfo(zone)))


@pytest.mark.parametrize("zone", ZONES)
def test_no_change_of_limits_lies_within_a_stretch(zone: str) -> None:
    table = spans(zone, ((6,), "01:40", "02:20"), ((0, 6), "23:50", "00:10"))
    for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)):
        at = datetime(2026, month, day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        until = at + timedelta(hours=25)
        while at < until:
            wall = at.astimezone(ZoneInfo(zone))
            assert table.at(at).limits == table.on_the_wall(wall), wall
            at += timedelta(minutes=5)


# -- the watcher is never late -------------------------------------------------------------------


STEPS = st.lists(
    st.tuples(st.integers(0, 900), st.sampled_from(["come", "come", "go"])), max_size=20
)


def crossings(steps: list[tuple[int, str]], tight: int, minutes: int) -> dict[Rule, datetime]:
    """By hand, second by second: in which second each limit of the hour first breaks."""
    found: dict[Rule, datetime] = {}
    line: list[datetime] = []
    now, noon_begins, noon_ends = clock("11:00"), clock("11:30"), clock("13:30")

    def look() -> None:
        is_noon = noon_begins <= now < noon_ends
        if len(line) > (tight if is_noon else 7):
            found.setdefault(Rule.WAITING, now)
        if line and now - min(line) > timedelta(minutes=minutes if is_noon else 10):
            found.setdefault(Rule.WAIT, now)

    for gap_s, step in [*steps, (3600, "end")]:
        for _ in range(gap_s):
            now += timedelta(seconds=1)
            look()
        if step == "come":
            line.append(now)
        elif step == "go" and line:
            line.remove(min(line))
        look()
    return found


@given(steps=STEPS, tight=st.integers(1, 6), minutes=st.integers(1, 9))
def test_the_next_look_is_never_later_than_a_crossing(
    steps: list[tuple[int, str]], tight: int, minutes: int
) -> None:
    rules_of = watching_at(waiting_limit=tight, wait_limit=f"{minutes} min")
    day = a_day(rules_of)
    day.at = clock("11:00")
    for gap_s, step in steps:
        day.passes(seconds=gap_s)
        if step == "come":
            day.issue()
            day.look()
        else:
            day.go(1)
    day.passes(hours=1)
    first: dict[Rule, datetime] = {}
    for alert in day.floor.watch.alerts.values():
        assert alert.noticed_at == alert.crossed_at
        whole = alert.crossed_at + (timedelta(seconds=1) - TICK)
        first.setdefault(alert.rule, whole.replace(microsecond=0))
    assert first == crossings(steps, tight, minutes)
    for condition in rules_of.conditions:
        broken = breach_at(day.floor, condition, day.at)
        assert broken is None or not is_over(day.floor, condition, broken - TICK)
        assert settled_at(day.floor, condition, day.at) <= day.at
