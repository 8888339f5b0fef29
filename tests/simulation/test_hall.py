"""A whole day through the real rules, and what must hold on any of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import pytest

from queue_monitor.cli.demo import DEFAULT_SEED
from queue_monitor.domain import events as ev
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import replay
from queue_monitor.domain.model import ENDED, CounterStatus, TicketState
from queue_monitor.domain.watch import PlanState
from queue_monitor.domain.watch_events import ReallocationApplied
from queue_monitor.forecast import QuickForecast
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.direct import DirectPort
from queue_monitor.simulation.hall import Hall
from queue_monitor.simulation.journal import Journal
from queue_monitor.simulation.port import Look
from tests.simulation.offices import a_day, office

SEEDS = (1, 9, DEFAULT_SEED)


@cache
def lived(seed: int, *, helped: bool) -> tuple[DirectPort, Journal]:
    """A day of that seed, with reallocation or without."""
    day = a_day(seed, begin="08:30")
    advice = advice_of(office(), QuickForecast()) if helped else None
    port = DirectPort(office(), begins_at=day.begins_at, advice=advice)
    return port, Hall(day, port, office()).run()


def log(port: DirectPort) -> list[Event]:
    """Everything that happened."""
    return [event for _, event in port.store.read()]


@pytest.mark.parametrize("helped", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_who_came_is_served_or_missed_their_call(seed: int, helped: bool) -> None:
    port, journal = lived(seed, helped=helped)
    states = [ticket.state for ticket in port.floor.tickets.values()]
    assert len(states) == len(a_day(seed, begin="08:30").visitors)
    assert set(states) <= {TicketState.DONE, TicketState.NO_SHOW}
    figures = journal.figures()
    assert figures.tickets == len(states)
    assert figures.served == states.count(TicketState.DONE)
    assert figures.waiting == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_counter_is_closed_at_the_end(seed: int) -> None:
    port, journal = lived(seed, helped=True)
    assert all(c.status is CounterStatus.CLOSED for c in port.floor.counters.values())
    assert journal.ended_at is not None
    assert journal.ended_at >= a_day(seed).closes_at


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_asked_of_the_office_that_it_refuses(seed: int) -> None:
    """Clerks and supervisor act on what they see; only the clerk's own answer may come late."""
    _, journal = lived(seed, helped=True)
    assert {refusal.code for _, _, refusal in journal.refusals} <= {"already_decided", "not_asked"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_replays_to_the_same_floor(seed: int) -> None:
    port, _ = lived(seed, helped=True)
    again = replay(port.store.read())
    assert again.seq == port.floor.seq
    assert list(again.tickets.values()) == list(port.floor.tickets.values())
    assert again.watch == port.floor.watch


@pytest.mark.parametrize("seed", SEEDS)
def test_service_times_are_those_drawn_whether_staff_move_or_not(seed: int) -> None:
    """Common random numbers: who is served takes as long in both runs."""

    def served_s(port: DirectPort) -> list[float]:
        starts: dict[str, datetime] = {}
        spans: list[float] = []
        for event in log(port):
            if isinstance(event, ev.Started):
                starts[event.ticket] = event.at
            elif isinstance(event, ev.Finished):
                spans.append(round((event.at - starts[event.ticket]).total_seconds(), 3))
        return sorted(spans)

    drawn = {
        round(visitor.service_time.total_seconds(), 3)
        for visitor in a_day(seed, begin="08:30").visitors
    }
    with_, without = lived(seed, helped=True)[0], lived(seed, helped=False)[0]
    assert set(served_s(with_)) <= drawn
    assert set(served_s(without)) <= drawn


def test_the_same_seed_lives_the_same_day() -> None:
    day = a_day(DEFAULT_SEED, begin="08:30")
    port = DirectPort(
        office(), begins_at=day.begins_at, advice=advice_of(office(), QuickForecast())
    )
    Hall(day, port, office()).run()
    assert log(port) == log(lived(DEFAULT_SEED, helped=True)[0])


def test_without_remedies_nobody_is_moved() -> None:
    port, journal = lived(DEFAULT_SEED, helped=False)
    assert not port.floor.watch.plans
    assert journal.figures().plans == 0
    assert journal.figures().alerts > 0


def test_the_demos_day_shows_a_crowd_that_reallocation_relieves() -> None:
    """The alert within a minute of the demo's time, and much shorter waits."""
    port, journal = lived(DEFAULT_SEED, helped=True)
    figures, without = journal.figures(), lived(DEFAULT_SEED, helped=False)[1].figures()
    first = min(alert.crossed_at for alert in port.floor.watch.alerts.values())
    assert f"{a_day(DEFAULT_SEED).local(first):%H:%M}" < "09:30"
    assert without.most_waiting > 8
    assert figures.p90_s is not None
    assert without.p90_s is not None
    assert figures.p90_s < without.p90_s * 0.75
    assert figures.over_limit_s < without.over_limit_s / 2
    assert figures.plans > 0
    assert any(isinstance(event, ReallocationApplied) for event in log(port))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_not_in_the_house_helps_nobody(seed: int) -> None:
    """The absent never, the late not before they came."""
    comes_at = {shift.clerk: shift.comes_at for shift in a_day(seed).shifts}
    for event in log(lived(seed, helped=True)[0]):
        if isinstance(event, ev.CounterOpened) and event.clerk is not None:
            came_at = comes_at[event.clerk]
            assert came_at is not None
            assert came_at <= event.at


def test_helpers_go_back_when_it_is_calm() -> None:
    port, _ = lived(DEFAULT_SEED, helped=True)
    states = {plan.state for plan in port.floor.watch.plans.values()}
    assert PlanState.APPLIED not in states
    reserve = {clerk.id for clerk in office().clerks if clerk.reserve}
    came = [e.clerk for e in log(port) if isinstance(e, ev.CounterOpened) and e.clerk in reserve]
    assert came


def test_a_day_cut_short_ends_there_and_counts_who_still_waits() -> None:
    day = a_day(DEFAULT_SEED, begin="08:30")
    until = day.begins_at + timedelta(hours=1, minutes=40)
    port = DirectPort(office(), begins_at=day.begins_at)
    journal = Hall(day, port, office()).run(until=until)
    assert journal.ended_at == until
    figures = journal.figures()
    assert figures.waiting == port.floor.waiting_count > 0
    assert any(ticket.state not in ENDED for ticket in port.floor.tickets.values())


def test_the_supervisors_part_can_be_left_to_somebody_else() -> None:
    day = a_day(DEFAULT_SEED, begin="08:30")
    port = DirectPort(
        office(), begins_at=day.begins_at, advice=advice_of(office(), QuickForecast())
    )
    journal = Hall(day, port, office(), supervised=False).run(
        until=day.begins_at + timedelta(hours=1)
    )
    figures = journal.figures()
    assert figures.alerts > 0
    assert figures.to_ack_s is None
    assert figures.plans == 0
    assert {plan.state for plan in port.floor.watch.plans.values()} <= {
        PlanState.PROPOSED,
        PlanState.WITHDRAWN,
    }


def test_a_number_taken_by_a_person_is_served_too() -> None:
    """Somebody at the kiosk page, unknown to the simulation."""
    day = a_day(DEFAULT_SEED, begin="08:30")
    port = DirectPort(office(), begins_at=day.begins_at)
    taken: list[str] = []

    def watch(look: Look) -> None:
        if not taken and look.at >= day.begins_at + timedelta(minutes=10):
            service, language = office().services[0].id, office().office.languages[0]
            first = office().classes[0].id
            taken.append(port.take(service, first, language, key="a-person").ticket)

    Hall(day, port, office(), watch=watch).run(until=day.begins_at + timedelta(hours=1))
    assert port.floor.tickets[taken[0]].state is TicketState.DONE  # type: ignore[index]
