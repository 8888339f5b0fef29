"""The field's measures, by their laws and by cases worked out by hand."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import rules
from queue_monitor.domain.measures import (
    inside_count,
    little_law,
    offered_load,
    percentile,
    service_level,
    sojourn_time,
    utilisation,
)
from queue_monitor.domain.model import ServiceId
from tests.builders import CLERK, KIOSK, Day


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 900)), min_size=1, max_size=12))
def test_the_area_under_the_number_inside_is_the_sum_of_all_sojourn_times(
    visits: list[tuple[int, int]],
) -> None:
    day = Day()
    day.open()
    area, last_at = timedelta(0), day.at

    def counts_until(at: datetime) -> None:
        nonlocal area, last_at
        area += inside_count(day.floor) * (at - last_at)
        last_at = at

    for gap_s, service_s in visits:
        day.passes(seconds=gap_s)
        counts_until(day.at)
        day.issue()
        if service_s % 2:
            day.call()
            day.at_counter(rules.start)
            day.passes(seconds=service_s)
            counts_until(day.at)
            day.at_counter(rules.finish)
    day.passes(minutes=5)
    counts_until(day.at)
    for ticket in day.floor.waiting():
        day.ask(rules.cancel, ticket=ticket.id, by=KIOSK)
    stays = [sojourn_time(ticket) for ticket in day.floor.tickets.values()]
    assert sum((stay for stay in stays if stay is not None), timedelta(0)) == area
    assert None not in stays


def test_little_law_and_offered_load() -> None:
    assert little_law(12, timedelta(minutes=10)) == 2
    assert offered_load(30, timedelta(minutes=6)) == 3


def test_percentile_is_the_nearest_rank() -> None:
    assert [percentile([4, 1, 3, 2], share) for share in (0.25, 0.5, 0.9, 1)] == [1, 2, 4, 4]
    for values, share in (([], 0.5), ([1.0], 0.0), ([1.0], 1.1)):
        with pytest.raises(ValueError, match="percentile"):
            percentile(values, share)


def test_service_level_and_utilisation() -> None:
    minutes = [timedelta(minutes=m) for m in (5, 10, 11, 30)]
    assert service_level(minutes, timedelta(minutes=10)) == 0.5
    assert service_level([], timedelta(0)) == 1
    day = Day()
    day.open(2)
    day.open(3)
    day.issue()
    day.call(2)
    assert utilisation(day.floor.counters.values()) == 0.5


def test_a_paused_service_gives_no_numbers_until_it_goes_on() -> None:
    day = Day()
    service = ServiceId("a")
    assert len(day.ask(rules.pause_service, service=service, by=CLERK)) == 1
    assert day.ask(rules.pause_service, service=service, by=CLERK) == []
    assert service in day.floor.paused_services
    assert len(day.ask(rules.resume_service, service=service, by=CLERK)) == 1
    assert day.ask(rules.resume_service, service=service, by=CLERK) == []
    assert day.issue("a").number == "A001"
