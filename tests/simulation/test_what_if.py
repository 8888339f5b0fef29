"""What if: changed offices on the same days."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from statistics import mean
from typing import TYPE_CHECKING

import pytest

from queue_monitor.config.office import Hours, OpenSpan
from queue_monitor.domain.model import CounterId
from queue_monitor.forecast.records import day_of
from queue_monitor.simulation import played
from queue_monitor.simulation.changes import Changes, changed
from queue_monitor.simulation.crowd import more_or_fewer
from queue_monitor.simulation.day import simulate
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.recorded import recorded
from queue_monitor.simulation.summary import curve, summed
from queue_monitor.simulation.what_if import (
    Lived,
    OfficeDay,
    Scenario,
    in_mode,
    limit_of,
    lived,
    run,
    scenarios,
)
from tests.simulation.offices import MONDAY, a_day, office
from tests.simulation.records import written

if TYPE_CHECKING:
    from queue_monitor.simulation.study import DayUnder

SEED = 3
AS_IT_IS = Changes()
WITH_EIGHT = Changes(staff=8)


def a_morning() -> OfficeDay:
    """The busiest hours of a day, so that tests stay short."""
    day = a_day(SEED)
    until = day.opens_at + timedelta(hours=2)
    visitors = tuple(v for v in day.visitors if v.comes_at < until)
    return OfficeDay(name="morning", settings=office(), day=replace(day, visitors=visitors))


def a_short_day(until: time) -> OfficeDay:
    """An office that opens at nine, and not for long: what is played ahead takes its time."""
    span = OpenSpan(days=("mon",), **{"from": time(9), "to": until})
    settings = office().model_copy(update={"hours": Hours(open=(span,), noon=None)})
    return OfficeDay(name="short", settings=settings, day=simulate(settings, seed=SEED, day=MONDAY))


@cache
def under(changes: Changes = AS_IT_IS) -> DayUnder:
    """That morning, nobody moved."""
    return lived(a_morning(), Scenario(changes=changes, mode="off"))


# -- the crowd -----------------------------------------------------------------------------------


def test_more_people_are_the_same_people_and_others_besides() -> None:
    day = a_day(SEED)
    more = more_or_fewer(day, 1.2)
    assert set(day.visitors) <= set(more)
    assert [v.comes_at for v in more] == sorted(v.comes_at for v in more)
    assert len({v.number for v in more}) == len(more)
    assert all(day.begins_at <= v.comes_at < day.closes_at for v in more)


def test_fewer_people_are_some_of_those_who_come_otherwise() -> None:
    day = a_day(SEED)
    few, fewer = set(more_or_fewer(day, 0.9)), set(more_or_fewer(day, 0.5))
    assert fewer < few < set(day.visitors)


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.2, 2.0, 3.5])
def test_so_many_times_as_many_come_on_average(factor: float) -> None:
    shares = [
        len(more_or_fewer(a_day(seed), factor)) / len(a_day(seed).visitors) for seed in range(1, 9)
    ]
    assert mean(shares) == pytest.approx(factor, rel=0.05)


# -- staff ---------------------------------------------------------------------------------------


def test_without_changes_office_and_day_are_the_very_same() -> None:
    assert changed(office(), a_day(SEED), Changes()) == (office(), a_day(SEED))


@pytest.mark.parametrize("staff", [1, 5, 9, 10, 13])
def test_so_many_clerks_have_a_counter_and_no_two_the_same(staff: int) -> None:
    settings, day = changed(office(), a_day(SEED), Changes(staff=staff))
    homes = [clerk.counter for clerk in settings.clerks if clerk.counter is not None]
    assert len(homes) == len(set(homes)) == staff
    assert set(homes) <= {counter.number for counter in settings.counters}
    assert [shift.clerk for shift in day.shifts] == [clerk.id for clerk in settings.clerks]


def test_who_stays_keeps_their_day_and_who_is_added_comes_on_time() -> None:
    before = {shift.clerk: shift for shift in a_day(SEED).shifts}
    _, day = changed(office(), a_day(SEED), Changes(staff=11, reserve=5))
    for shift in day.shifts:
        if shift.clerk in before:
            assert shift == before[shift.clerk]
        else:
            assert shift.comes_at == day.opens_at
    assert sum(shift.reserve for shift in day.shifts) == 5


def test_a_closed_counter_is_not_there_nor_its_clerk() -> None:
    settings, day = changed(office(), a_day(SEED), Changes(closed=(CounterId(7),)))
    assert settings.counter(CounterId(7)) is None
    assert all(shift.home != 7 for shift in day.shifts)


def test_added_counters_stay_when_staff_is_given_too() -> None:
    settings, _ = changed(office(), a_day(SEED), Changes(staff=8, added=2))
    assert {11, 12} <= {clerk.counter for clerk in settings.clerks}
    assert sum(clerk.counter is not None for clerk in settings.clerks) == 10


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ValueError, match="no counter 44"):
        changed(office(), a_day(SEED), Changes(closed=(CounterId(44),)))
    every = tuple(counter.number for counter in office().counters)
    with pytest.raises(ValueError, match="nobody is left"):
        changed(office(), a_day(SEED), Changes(closed=every))


# -- what comes of it ----------------------------------------------------------------------------


@pytest.mark.slow
def test_fewer_counters_and_more_people_mean_longer_waits() -> None:
    as_it_is = under()
    assert under(Changes(closed=(CounterId(3),))).over > as_it_is.over
    assert under(Changes(arrivals=1.3)).over > as_it_is.over
    assert under(Changes(service_times=1.3)).over > as_it_is.over
    assert under(Changes(added=2)).over < as_it_is.over


def test_another_limit_changes_the_alerts_and_not_the_measure() -> None:
    strict = under(Changes(waiting_limit=2, wait_limit=timedelta(minutes=2)))
    assert strict.figures.over_limit_s > under().figures.over_limit_s
    assert strict.over == under().over


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_columns_are_the_ways_in_order_and_help_shortens_the_time_over_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(played, "REPLICATIONS", 40)  # a fifth of them finds the same remedies
    told: list[tuple[int, int]] = []
    columns = run(
        [a_short_day(until=time(11))],
        scenarios(WITH_EIGHT, ("off", "propose", "auto", "off")),
        progress=lambda done, every: told.append((done, every)),
    )
    assert [(one.scenario.changes, one.scenario.mode) for one in columns] == [
        (c, m) for c in (Changes(), WITH_EIGHT) for m in ("off", "propose", "auto")
    ]
    assert told == [(n, 6) for n in range(1, 7)]
    over = [summed(one).over_min for one in columns]
    assert over[1] < over[0]
    assert over[2] < over[0]
    assert over[4] < over[3]
    assert all(summed(columns[i]).help_min == 0 for i in (0, 3))
    assert all(summed(columns[i]).help_min > 0 for i in (1, 2, 4, 5))


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_several_processes_find_what_one_finds() -> None:
    days = [a_short_day(until=time(9, 45))]
    ways = scenarios(Changes(), ("off", "propose"))
    together, alone = run(days, ways, workers=2), run(days, ways)
    assert summed(alone[1]).help_min > 0
    assert [one.scenario for one in together] == ways
    assert [summed(one) for one in together] == [summed(one) for one in alone]
    assert [curve(one, days) for one in together] == [curve(one, days) for one in alone]


def test_the_curve_is_a_mean_day_by_the_offices_clock() -> None:
    found = Lived(scenario=Scenario(changes=Changes(), mode="off"), days=(under(),) * 2)
    line = curve(found, [a_morning()] * 2)
    assert line.minutes[0] == 8 * 60
    assert max(line.waiting) <= under().figures.most_waiting
    assert max(line.waiting) >= under().figures.most_waiting * 0.7


def test_the_mode_is_the_reallocations_and_the_limit_the_offices() -> None:
    assert in_mode(office(), "auto").reallocation.mode == "auto"
    assert limit_of(office()).waiting == office().alerts.waiting_limit


# -- recorded days -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_recorded_day_lived_again_is_much_like_it_was() -> None:
    """A day of the simulation, written in the office-day format, read, and lived again."""
    day = a_day(SEED)
    port = DirectPort(office(), begins_at=day.begins_at)
    was = Hall(day, port, office()).run().figures()
    again = recorded(day_of(written(port)), office(), seed=1)
    assert again.settings.counters == office().counters
    one = OfficeDay(name="again", settings=again.settings, day=again.day)
    is_ = lived(one, Scenario(changes=Changes(), mode="off")).figures
    assert is_.served == was.served
    assert was.p90_s is not None
    assert is_.p90_s == pytest.approx(was.p90_s, rel=0.15)
    assert is_.longest_s == pytest.approx(was.longest_s, rel=0.2)
