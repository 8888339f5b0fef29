"""Playing forward calls whom the office would call: held against the discipline itself."""

from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import next_ticket
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import APPOINTMENT, SYSTEM, CounterId, CounterStatus, TicketId
from queue_monitor.forecast.base import ClearLimits
from queue_monitor.forecast.figures import Clear, figures
from queue_monitor.forecast.known import Run
from queue_monitor.forecast.lesson import Lesson
from queue_monitor.forecast.march import Crowd, march, mean_crowds, mean_free_s
from queue_monitor.forecast.outlooks import clear_of
from queue_monitor.forecast.persons import persons
from queue_monitor.forecast.play import play
from queue_monitor.forecast.quick import QuickForecast
from queue_monitor.forecast.scene import ACCUMULATING, FIFO, STRICT, Scene, SceneLine
from queue_monitor.forecast.summary import played_outlooks, played_waits
from tests.forecast.offices import CLASSES, NOW, Day, lane, plan
from tests.forecast.test_quick import BARE, NAMES, lanes

HORIZON_S = 3600.0
minutes_ahead = st.integers(1, 25)
KINDS = (*CLASSES, APPOINTMENT)


@st.composite
def crowds(draw: st.DrawFn) -> Day:
    """An office of any lanes with up to twenty people who came at different seconds."""
    taken = lanes.map(lambda one: replace(one, classes=(*one.classes, APPOINTMENT)))
    serves = draw(st.lists(st.lists(lanes | taken, min_size=1, max_size=3), min_size=1, max_size=4))
    day = Day(
        plan(
            services={name: draw(st.sampled_from([61.0, 307.0, 911.0])) for name in NAMES},
            counters=dict(enumerate(serves, start=1)),
            priority_rate=draw(st.sampled_from([0.5, 1.0, 1.7])),
            appointments=True,
        )
    )
    for number in range(1, len(serves) + 1):
        if draw(st.booleans()):
            day.opened(number)
    comers = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(KINDS)), max_size=20))
    ages = draw(
        st.lists(st.integers(1, 7000), min_size=len(comers), max_size=len(comers), unique=True)
    )
    for (name, kind), age in sorted(
        zip(comers, ages, strict=True), key=lambda pair: pair[1], reverse=True
    ):
        day.issued(name, at=NOW - timedelta(seconds=age), visit_class=kind)
    for name, ahead in draw(st.lists(st.tuples(st.sampled_from(NAMES), minutes_ahead), max_size=3)):
        day.early(name, place_at=NOW + timedelta(minutes=ahead, seconds=len(day.floor.tickets)))
    if day.floor.waiting_count and draw(st.booleans()):  # somebody is bound to one counter
        first = next(line[0] for line in day.floor.lines.values() if line)
        open_now = [c for c in day.floor.counters.values() if c.status is CounterStatus.OPEN]
        if open_now:
            day.called(first, open_now[0].id)
            ticket = day.floor.ticket(first)
            day.tell(
                ev.Transferred(
                    at=NOW,
                    ticket=first,
                    counter=open_now[0].id,
                    service=ticket.service,
                    to=open_now[-1].id,
                    by=SYSTEM,
                )
            )
    return day


def by_the_office(floor: Floor, works_s: dict[TicketId, float]) -> dict[TicketId, float]:
    """The same hour with `discipline.next_ticket` and the events themselves, no one else coming."""
    free = {c.id: 0.0 for c in floor.counters.values() if c.status is CounterStatus.OPEN}
    called: dict[TicketId, float] = {}
    while free:
        at_s, counter = min((at_s, c) for c, at_s in free.items())
        at = NOW + timedelta(seconds=at_s)
        if at_s > HORIZON_S:
            break
        desk = floor.counter(counter)
        if desk.ticket is not None:
            floor = evolve(floor, ev.Finished(at=at, ticket=desk.ticket, counter=counter))
        choice = next_ticket(floor, floor.counter(counter), at)
        if choice is None:
            del free[counter]
            continue
        ticket = choice.ticket.id
        called[ticket] = at_s
        floor = evolve(floor, ev.Called(at=at, ticket=ticket, counter=counter, by=SYSTEM))
        floor = evolve(floor, ev.Started(at=at, ticket=ticket, counter=counter))
        free[counter] = at_s + works_s[ticket]
    return called


def still(scene: Scene) -> list[Crowd]:
    """Those who wait, nobody else, each with a work of their own."""
    return [
        Crowd(
            places_s=line.places_s,
            sinces_s=line.sinces_s,
            works_s=[60.0 + hash_of(ticket) for ticket in line.tickets],
        )
        for line in scene.lines
    ]


def hash_of(ticket: str) -> float:
    """Between 0 and 900 s, apart by more than any rounding."""
    return int(ticket[-3:]) * 7919 % 900 + int(ticket[-3:]) / 1024


@given(crowds())
def test_each_person_is_called_when_the_discipline_would_call_them(day: Day) -> None:
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    calls = march(scene.lines, still(scene), scene.scenarios[0], mean_free_s(scene), HORIZON_S)
    told = {
        TicketId(ticket): at_s
        for line, called in zip(scene.lines, calls, strict=True)
        for ticket, at_s in zip(line.tickets, called, strict=False)
    }
    works_s = {TicketId(t): 60.0 + hash_of(t) for line in scene.lines for t in line.tickets}
    assert told == by_the_office(day.floor, works_s)


LESSON = Lesson(
    mu=np.full((5, len(NAMES)), 5.0) + np.arange(5)[:, None] / 7,
    sigma=np.full(len(NAMES), 0.6),
    speed=1.0 + np.arange(20).reshape(5, 4) / 31,
    walk_s=3.0,
    between=(2.0, 11.0, 40.0),
    missed=(60.0, 110.0),
    no_show_ratio=0.1,
    absent=(200.0, 3000.0),
    absence_ratio=0.1,
    level=np.linspace(0.5, 1.5, 5),
    surge=np.array([1.0, 2.0, 1.0, 2.6, 1.0]),
    surge_for_s=1200.0,
)


def with_lesson(scene: Scene) -> Lesson:
    """As many counters and services as the scene has."""
    return replace(
        LESSON,
        mu=LESSON.mu[:, : len(scene.services)],
        sigma=LESSON.sigma[: len(scene.services)],
        speed=LESSON.speed[:, : len(scene.hands)],
    )


def ruled(scene: Scene, discipline: str, breaks: list[float], slots: list[float]) -> Scene:
    """The scene under a discipline, with a break of ten minutes at each counter that has a due."""
    desks = tuple(
        replace(desk, breaks=((due_s, 600.0),))
        for desk, due_s in zip_longest(scene.scenarios[0], breaks[: len(scene.hands)])
        if desk is not None
    )
    lines = tuple(
        replace(line, tier=i % 2 * 2, slot_s=slots[i] if i < len(slots) and i % 3 == 0 else None)
        for i, line in enumerate(scene.lines)
    )
    return replace(scene, lines=lines, scenarios=(desks,), discipline=discipline)


@given(
    crowds(),
    st.integers(0, 2**32),
    st.sampled_from([ACCUMULATING, STRICT, FIFO]),
    st.lists(st.floats(-300, HORIZON_S), min_size=4, max_size=4),
    st.lists(st.floats(-900, 3000), max_size=6),
)
def test_every_row_of_the_play_is_a_march(
    day: Day, seed: int, discipline: str, breaks: list[float], slots: list[float]
) -> None:
    scene = ruled(QuickForecast().scene(day.floor, NOW, ()), discipline, breaks, slots)
    people = persons(scene, HORIZON_S, 5, seed, lesson=with_lesson(scene))
    calls = play(scene, people, HORIZON_S)
    for row in range(5):
        stretches = [
            slice(first, first + int(np.isfinite(people.places_s[row, people.lines == i]).sum()))
            for i, first in enumerate(people.first)
        ]
        alone = march(
            scene.lines,
            [
                Crowd(
                    places_s=people.places_s[row, s].tolist(),
                    sinces_s=people.sinces_s[row, s].tolist(),
                    works_s=people.works_s[row, s].tolist(),
                    gaps_s=people.gaps_s[row, s].tolist(),
                )
                for s in stretches
            ],
            scene.scenarios[0],
            people.free_s[row].tolist(),
            HORIZON_S,
            discipline=discipline,
            speed=people.speed[row].tolist(),
        )
        for stretch, called in zip(stretches, alone, strict=True):
            played = calls[row, stretch]
            assert played[np.isfinite(played)].tolist() == called


_LINE = SceneLine(service=0, visit_class="walk_in", rate=1.0, arrivals_per_s=0.0)


@pytest.mark.parametrize(
    ("discipline", "one", "other"),
    [
        (STRICT, replace(_LINE, slot_s=1e-105), replace(_LINE, slot_s=0.0)),
        (STRICT, replace(_LINE, slot_s=2.0**-40), replace(_LINE, slot_s=0.0)),
        (
            ACCUMULATING,
            replace(_LINE, rate=2.0, places_s=(-200.0,)),
            replace(_LINE, rate=1.0, places_s=(-400.0,)),
        ),
    ],
)
def test_the_slightest_difference_says_who_is_next(
    discipline: str, one: SceneLine, other: SceneLine
) -> None:
    day = Day(plan(services={"seal": 300.0}, counters={1: [lane("seal")]})).opened(1)
    scene = QuickForecast().scene(day.floor, NOW, ())
    lines = tuple(
        replace(line, places_s=line.places_s or (-400.0,), tickets=("2026-03-04/A001",))
        for line in (one, other)
    )
    lines = tuple(replace(line, sinces_s=line.places_s) for line in lines)
    desk = replace(scene.scenarios[0][0], lanes=((0, 1),))
    scene = replace(scene, lines=lines, scenarios=((desk,),), discipline=discipline)
    people = persons(scene, HORIZON_S, 1, 0)
    first, second = people.first
    calls = play(scene, people, HORIZON_S)[0]
    assert calls[second] == 0.0 < calls[first]
    alone = march(lines, still(scene), (desk,), (0.0,), HORIZON_S, discipline=discipline)
    assert alone[1] == [0.0]


@given(crowds(), st.integers(0, 12), st.integers(0, 20))
def test_the_figures_of_many_runs_are_those_of_each_run(
    day: Day, waiting: int, minutes: int
) -> None:
    scene = QuickForecast().scene(day.floor, NOW, ())
    limits = ClearLimits(waiting=waiting, wait=timedelta(minutes=minutes))
    (outlook,) = played_outlooks(
        scene, timedelta(seconds=HORIZON_S), limits, Run(replications=1, seed=7)
    )
    people = persons(scene, HORIZON_S, 1, 7)
    calls = play(scene, people, HORIZON_S)
    own = [people.lines == i for i in range(len(scene.lines))]
    one = figures(
        scene,
        [
            Crowd(
                places_s=people.places_s[0, mine][:-1].tolist(),
                sinces_s=people.sinces_s[0, mine][:-1].tolist(),
                works_s=[],
            )
            for mine in own
        ],
        [[at for at in calls[0, mine].tolist() if at <= HORIZON_S] for mine in own],
        HORIZON_S,
        clear_of(scene, limits),
    )
    assert outlook.longest_wait_p50.total_seconds() == pytest.approx(one.longest_s, abs=1e-5)
    assert outlook.waiting == one.waiting
    assert outlook.clear_after == (None if one.clear_s is None else timedelta(seconds=one.clear_s))


@pytest.mark.parametrize(("busy", "soonest_min"), [(True, 15), (False, 0)])
def test_who_checks_in_early_is_told_to_wait_for_the_hour_where_others_wait(
    busy: bool, soonest_min: int
) -> None:
    seal = lane("seal", classes=KINDS)
    day = Day(plan(services={"seal": 300.0}, counters={1: [seal]}, appointments=True)).opened(1)
    if busy:
        day.busy(1, service="seal").issued("seal", 12)
    early = day.early("seal", place_at=NOW + timedelta(minutes=20))
    ticket = day.floor.ticket(early)
    closed = QuickForecast(BARE).waiting(day.floor, ticket, NOW)
    played = played_waits(QuickForecast().scene(day.floor, NOW, ()), Run(replications=50, seed=1))
    assert closed is not None
    for wait in (closed, played[early]):
        assert timedelta(minutes=soonest_min) <= wait.p10 <= wait.p90 <= timedelta(minutes=40)
        assert busy or wait.p90 < timedelta(minutes=2)


def test_an_average_day_brings_arrivals_at_their_rate() -> None:
    day = Day(plan(services={"transcript": 300.0}, counters={1: []}))
    for minute in range(30):
        day.issued("transcript", at=NOW - timedelta(minutes=minute))
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    (crowd,) = mean_crowds(scene, HORIZON_S)
    coming = [place for place in crowd.places_s if place > 0]
    assert 45 <= len(coming) <= 62


def test_a_gap_between_two_crowds_is_no_relief() -> None:
    day = Day(plan(services={"transcript": 300.0}, counters={1: []}))
    day.issued("transcript", 3, at=NOW)
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    places_s = [0.0] * 3 + [HORIZON_S - 60.0] * 3
    crowd = Crowd(places_s=places_s, sinces_s=places_s, works_s=[300.0] * 6)
    clear = Clear(waiting=1, wait_s=600.0, lines=(0,))
    seen = figures(scene, [crowd], [[0.0, 300.0, 600.0]], HORIZON_S, clear)
    assert seen.waiting == 3
    assert seen.clear_s is None


def test_a_line_clears_when_its_limits_hold_at_one_moment_and_at_the_end() -> None:
    day = Day(plan(services={"transcript": 300.0}, counters={1: []}))
    day.issued("transcript", 3, at=NOW - timedelta(seconds=60))
    scene = QuickForecast(BARE).scene(day.floor, NOW, ())
    crowd = Crowd(places_s=[-60.0] * 3, sinces_s=[-60.0] * 3, works_s=[300.0] * 3)
    clear = Clear(waiting=1, wait_s=600.0, lines=(0,))
    seen = figures(scene, [crowd], [[0.0, 300.0, 600.0]], HORIZON_S, clear)
    assert seen.clear_s == 300.0
    assert seen.longest_s == 660.0
    assert seen.waiting == 0
    assert CounterId(1) in day.floor.counters
