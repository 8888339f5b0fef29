"""What clerks do when the office around them moves: nobody is lost for the rest of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from typing import Final

import pytest

from queue_monitor.domain.model import ClerkId
from queue_monitor.forecast import QuickForecast
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.pattern import Pattern
from queue_monitor.simulation.port import Look
from queue_monitor.simulation.shifts import SHORT_BREAK
from tests.simulation.offices import a_day, office

SEEDS: Final = (1, 3, 5)
CROWDED: Final = Pattern(peak_load=1.2, absent=0, late=2)
#: A visit in hand, a break that began late, and a glance at the screen.
SLACK: Final = timedelta(minutes=25)
GLANCE: Final = timedelta(seconds=15)


@cache
def lived(seed: int) -> tuple[Look, ...]:
    """A crowded day with help, as it was seen."""
    day = a_day(seed, pattern=CROWDED)
    port = DirectPort(
        office(), begins_at=day.begins_at, advice=advice_of(office(), QuickForecast())
    )
    looks: list[Look] = []
    Hall(day, port, office(), glance=GLANCE, watch=looks.append).run()
    return tuple(looks)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_with_a_counter_is_lost_to_the_office(seed: int) -> None:
    """Off their breaks everybody who has come is at an open counter."""
    day = a_day(seed, pattern=CROWDED)
    away: dict[ClerkId, timedelta] = {}
    for look in lived(seed):
        for shift in day.shifts:
            if shift.reserve or shift.comes_at is None:
                continue
            if not shift.comes_at + SLACK <= look.at < day.closes_at:
                continue
            if any(pause.at <= look.at < pause.at + pause.lasts + SLACK for pause in shift.breaks):
                continue
            desk = look.desk_of(shift.clerk)
            if desk is None or not desk.open:
                away[shift.clerk] = away.get(shift.clerk, timedelta(0)) + GLANCE
    assert max(away.values(), default=timedelta(0)) < SLACK


@pytest.mark.parametrize("seed", SEEDS)
def test_who_helps_at_a_counter_makes_way_for_its_owner(seed: int) -> None:
    """A late clerk finds every counter taken, and sits at one before long."""
    late = [shift for shift in a_day(seed, pattern=CROWDED).shifts if shift.late]
    stood_at: dict[ClerkId, datetime] = {}
    sat_at: dict[ClerkId, datetime] = {}
    for look in lived(seed):
        for shift in late:
            if shift.comes_at is None or look.at < shift.comes_at:
                continue
            if look.desk_of(shift.clerk) is not None:
                sat_at.setdefault(shift.clerk, look.at)
            elif len(look.desks) == len(office().counters):
                stood_at.setdefault(shift.clerk, look.at)
    assert stood_at, "no late clerk found every counter taken"
    assert all(sat_at[clerk] - since < SLACK for clerk, since in stood_at.items())


@pytest.mark.parametrize("people", [0.01, 60.0])
def test_a_break_cut_short_goes_on_when_the_help_goes_back_and_then_is_over(people: float) -> None:
    day = a_day(1, pattern=Pattern(arrivals_per_hour=people, absent=0, late=0))
    shift = next(shift for shift in day.shifts if shift.breaks)
    pause, counter = shift.breaks[0], shift.home
    assert pause.reason == SHORT_BREAK
    assert counter is not None
    port = DirectPort(office(), begins_at=day.begins_at)
    seen: list[tuple[datetime, bool]] = []

    def see(look: Look) -> None:
        desk = look.desk_of(shift.clerk)
        seen.append((look.at, desk is not None and desk.open))

    hall = Hall(day, port, office(), glance=GLANCE, watch=see)
    begun = pause.at - port.now()
    # What a plan does that ends a break, and its going back.
    hall.after(begun + timedelta(minutes=6), partial(port.resume, counter, clerk=shift.clerk))
    again = partial(port.pause, counter, clerk=shift.clerk, reason=SHORT_BREAK)
    hall.after(begun + timedelta(minutes=9), again)
    hall.run(until=pause.at + timedelta(minutes=33))
    open_at = {at - pause.at: is_open for at, is_open in seen}

    def was_open(minutes: float) -> bool:
        return open_at[min(open_at, key=lambda at: abs(at - timedelta(minutes=minutes)))]

    assert not was_open(5.5)
    assert was_open(8)
    assert not was_open(10), "the rest of the break"
    assert was_open(31), "for good"
