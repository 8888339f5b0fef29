"""The closed form: laws that hold on any floor, then cases worked out by hand."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import SYSTEM, ClassId, CounterId, CounterStatus, Lane, ServiceId
from queue_monitor.forecast import NO_WAIT, QuickForecast, Settings, WaitRange
from tests.forecast.offices import CLASSES, NOW, PRIORITY, WALK_IN, Day, lane, plan

NAMES = ("transcript", "id_card", "marriage")
ZERO = timedelta(0)
#: Nothing beside the service itself, so that figures can be worked out by hand.
BARE = Settings(walk=ZERO, between=ZERO, no_show_ratio=0.0)


def expected(day: Day, service: str, visit_class: ClassId = WALK_IN) -> WaitRange | None:
    return QuickForecast(BARE).newcomer(day.floor, ServiceId(service), visit_class, NOW)


def p50_s(day: Day, service: str, visit_class: ClassId = WALK_IN) -> float:
    wait = expected(day, service, visit_class)
    assert wait is not None
    return wait.p50.total_seconds()


lanes = st.builds(
    Lane,
    services=st.lists(st.sampled_from(NAMES), min_size=1, unique=True).map(
        lambda names: tuple(ServiceId(n) for n in names)
    ),
    classes=st.lists(st.sampled_from(CLASSES), min_size=1, unique=True).map(tuple),
)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Any mix of lanes, open counters, crowds and services in hand."""
    serves = draw(st.lists(st.lists(lanes, min_size=1, max_size=3), min_size=1, max_size=6))
    office = plan(
        services={name: draw(st.sampled_from([60.0, 300.0, 900.0])) for name in NAMES},
        counters=dict(enumerate(serves, start=1)),
        priority_rate=draw(st.sampled_from([0.5, 1.0, 2.0])),
    )
    day = Day(office)
    for number in range(1, len(serves) + 1):
        if draw(st.booleans()):
            day.opened(number)
            if draw(st.booleans()):
                since = NOW - timedelta(seconds=draw(st.integers(0, 3000)))
                day.busy(number, service=draw(st.sampled_from(NAMES)), since=since)
    for name in NAMES:
        for visit_class in CLASSES:
            since = NOW - timedelta(seconds=draw(st.integers(0, 1800)))
            day.issued(name, draw(st.integers(0, 9)), at=since, visit_class=visit_class)
    return day


@given(days(), st.sampled_from(NAMES), st.sampled_from(CLASSES))
def test_a_range_is_ordered_and_never_negative(
    day: Day, service: str, visit_class: ClassId
) -> None:
    wait = expected(day, service, visit_class)
    if wait is not None:
        assert ZERO <= wait.p10 <= wait.p50 <= wait.p90


@given(days(), st.sampled_from(NAMES), st.sampled_from(CLASSES), st.integers(1, 40))
def test_more_people_ahead_never_shorten_the_range(
    day: Day, service: str, visit_class: ClassId, more: int
) -> None:
    # One forecast: what is known of rates and times stays as it is within the minute.
    forecast = QuickForecast(BARE)
    before = forecast.newcomer(day.floor, ServiceId(service), visit_class, NOW)
    day.issued(service, more, visit_class=visit_class)
    after = forecast.newcomer(day.floor, ServiceId(service), visit_class, NOW)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before.p10 <= after.p10
        assert before.p50 <= after.p50
        assert before.p90 <= after.p90


@given(days(), st.sampled_from(NAMES), st.sampled_from(CLASSES))
def test_only_a_service_that_an_open_counter_takes_has_a_range(
    day: Day, service: str, visit_class: ClassId
) -> None:
    taken = any(
        service in lane.services and visit_class in lane.classes
        for counter in day.floor.serving_counters(ServiceId(service))
        for lane in counter.serves
    )
    assert (expected(day, service, visit_class) is not None) == taken


@given(days(), st.sampled_from(NAMES), st.sampled_from(CLASSES))
def test_what_is_remembered_does_not_change_the_answer(
    day: Day, service: str, visit_class: ClassId
) -> None:
    forecast = QuickForecast(BARE)
    key = (ServiceId(service), visit_class)
    forecast.newcomer(day.floor, *key, NOW)
    assert forecast.newcomer(day.floor, *key, NOW) == expected(day, service, visit_class)


@given(days(), st.sampled_from(NAMES), st.sampled_from(CLASSES), st.data())
def test_what_stays_when_hands_change_is_kept_and_what_does_not_is_made_anew(
    day: Day, service: str, visit_class: ClassId, data: st.DataObject
) -> None:
    """Somebody is called, or a counter opens or closes, within the minute of one pace."""
    key = (ServiceId(service), visit_class)
    used = QuickForecast(BARE)
    for _ in range(2):
        used.newcomer(day.floor, *key, NOW)
        number = data.draw(st.sampled_from(sorted(day.floor.counters)))
        counter = day.floor.counters[number]
        if counter.status is CounterStatus.CLOSED:
            day.opened(number)
        elif counter.ticket is None:
            day.busy(number, service=data.draw(st.sampled_from(NAMES)))
        assert used.newcomer(day.floor, *key, NOW) == _with_pace_of(used).newcomer(
            day.floor, *key, NOW
        )


def _with_pace_of(used: QuickForecast) -> QuickForecast:
    """A forecast that knows nothing but the pace of this minute."""
    fresh = QuickForecast(BARE)
    fresh._pace, fresh._pace_key = used._pace, used._pace_key
    return fresh


def full_service(counters: int, *, mean_s: float = 300.0, cv: float = 0.6) -> Day:
    return Day(
        plan(
            services=dict.fromkeys(NAMES, mean_s),
            counters={n: [lane(*NAMES)] for n in range(1, counters + 1)},
            cv=cv,
        )
    )


def test_nobody_waits_when_a_counter_that_serves_them_is_idle() -> None:
    day = full_service(3).opened(1, 2, 3).busy(1, 2, service="id_card")
    assert expected(day, "transcript") == NO_WAIT


def test_an_idle_counter_is_no_help_to_somebody_it_does_not_serve() -> None:
    office = plan(
        services=dict.fromkeys(NAMES, 300.0),
        counters={1: [lane("transcript")], 2: [lane("id_card")]},
    )
    day = Day(office).opened(1, 2).busy(1, service="transcript")
    assert expected(day, "id_card") == NO_WAIT
    assert p50_s(day, "transcript") > 100


def test_two_ahead_of_one_idle_counter_are_a_wait() -> None:
    day = full_service(1).opened(1)
    day.issued("transcript", 2)
    assert p50_s(day, "transcript") > 300


def test_closed_and_paused_counters_serve_nobody() -> None:
    day = full_service(1)
    assert expected(day, "transcript") is None
    day.opened(1)
    day.tell(ev.CounterPaused(at=NOW, counter=CounterId(1), reason="lunch", by=SYSTEM))
    assert expected(day, "transcript") is None


def test_twelve_ahead_at_four_busy_counters_wait_a_little_over_three_services() -> None:
    # Exponential services (cv 1): the (12 + 1)th departure at rate 4/300 s is at 975 s on average.
    day = full_service(4, cv=1.0).opened(1, 2, 3, 4).busy(1, 2, 3, 4, service="transcript")
    day.issued("id_card", 12)
    wait = expected(day, "transcript")
    assert wait is not None
    mean_s = 13 * 300.0 / 4
    assert wait.p50.total_seconds() == pytest.approx(mean_s, rel=0.12)
    assert wait.p10.total_seconds() < 0.75 * mean_s
    assert wait.p90.total_seconds() > 1.3 * mean_s


def test_a_counter_busy_with_another_line_counts_for_the_time_it_has_left() -> None:
    # Counter 1 takes both lines, counter 2 only id_card. 10 + 10 services of 300 s on two
    # counters drain together: a newcomer to either waits about 3000 s, not 1500 and not 4500.
    office = plan(
        services=dict.fromkeys(NAMES, 300.0),
        counters={1: [lane("transcript", "id_card")], 2: [lane("id_card")]},
    )
    day = Day(office).opened(1, 2).busy(1, 2, service="id_card")
    day.issued("transcript", 10)
    day.issued("id_card", 10)
    assert p50_s(day, "transcript") == pytest.approx(3000, rel=0.1)
    assert p50_s(day, "id_card") == pytest.approx(3000, rel=0.1)


def test_a_crowd_at_another_counter_does_not_hold_up_a_line_of_its_own() -> None:
    office = plan(
        services=dict.fromkeys(NAMES, 300.0),
        counters={1: [lane("transcript")], 2: [lane("transcript", "id_card")]},
    )
    day = Day(office).opened(1, 2).busy(1, 2, service="transcript")
    day.issued("id_card", 30)
    assert p50_s(day, "transcript") < 450


def test_a_service_that_has_run_long_is_not_begun_anew() -> None:
    fresh = full_service(1, cv=0.3).opened(1).busy(1, service="transcript")
    old = full_service(1, cv=0.3).opened(1)
    old.busy(1, service="transcript", since=NOW - timedelta(seconds=280))
    assert p50_s(old, "transcript") < 0.5 * p50_s(fresh, "transcript")


def test_a_priority_newcomer_passes_those_who_have_not_waited_twice_as_long() -> None:
    day = full_service(1).opened(1).busy(1, service="transcript")
    day.issued("transcript", 20, at=NOW)
    assert p50_s(day, "transcript", PRIORITY) < 0.3 * p50_s(day, "transcript")


def test_a_lane_of_ones_own_is_not_delayed_by_the_counters_later_lanes() -> None:
    office = plan(
        services=dict.fromkeys(NAMES, 300.0),
        counters={1: [lane("transcript"), lane("id_card")]},
    )
    day = Day(office).opened(1).busy(1, service="id_card")
    day.issued("id_card", 20)
    assert p50_s(day, "transcript") < 300
    day.issued("transcript", 3)
    assert p50_s(day, "id_card") > 23 * 300


def test_the_day_teaches_the_true_pace() -> None:
    day = full_service(1).opened(1)
    before = full_service(1).opened(1)
    for minute in range(40):
        (ticket,) = day.issued("transcript", at=NOW - timedelta(hours=2, minutes=-minute))
        started = NOW - timedelta(hours=2, minutes=-minute)
        day.served(ticket, 1, at=started + timedelta(seconds=60), started=started)
    for told in (before, day):
        told.busy(1, service="transcript")
        told.issued("transcript", 10)
    assert p50_s(before, "transcript") == pytest.approx(3300, rel=0.1)
    # (10 × 300 + 40 × 60) / 50 = 108 s a service
    assert p50_s(day, "transcript") == pytest.approx(11 * 108, rel=0.15)
