"""A visit tells what happened to its ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.measures import service_time, sojourn_time
from queue_monitor.domain.model import ClerkId, TicketState
from queue_monitor.statistics.visit import Outcome, Visit, fold
from tests.builders import CLERK, KIOSK, OPENS_AT, Day
from tests.statistics.days import any_day

SEEDS = st.integers(0, 400)
ENDS = {
    TicketState.DONE: Outcome.DONE,
    TicketState.CANCELLED: Outcome.CANCELLED,
    TicketState.LEFT: Outcome.LEFT,
}


def only(day: Day) -> Visit:
    (visit,) = fold(day.events)
    return visit


@pytest.fixture
def day() -> Day:
    day = Day()
    day.open(2, clerk=ClerkId("c1"))
    return day


def test_a_plain_visit(day: Day) -> None:
    ticket = day.issue()
    day.passes(minutes=5).call()
    day.passes(seconds=20).at_counter(rules.start)
    day.passes(minutes=7).at_counter(rules.finish)
    visit = only(day)
    assert visit.ticket == ticket.id
    assert (visit.waiting_s, visit.walk_s, visit.service_s) == (300, 20, 420)
    assert visit.sojourn_s == 740
    assert (visit.counter, visit.clerk, visit.calls, visit.transfers) == (2, "c1", 1, 0)
    assert visit.outcome is Outcome.DONE
    assert visit.issued_at == OPENS_AT
    assert visit.finished_at == day.at


def test_parked_time_is_no_service_time(day: Day) -> None:
    ticket = day.issue()
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=3).at_counter(rules.park)
    day.passes(minutes=60).ask(rules.take_up, counter=2, by=CLERK, ticket=ticket.id)
    day.passes(minutes=2).at_counter(rules.finish)
    visit = only(day)
    assert visit.service_s == 300
    assert visit.sojourn_s == 65 * 60


def test_a_call_undone_was_no_call(day: Day) -> None:
    day.issue()
    day.passes(minutes=1).call()
    day.passes(seconds=5).at_counter(rules.undo)
    assert only(day).called_at is None
    assert only(day).counter is None
    day.passes(minutes=4).call()
    visit = only(day)
    assert visit.waiting_s == 305
    assert visit.calls == 2  # the number was sounded twice all the same


def test_a_transfer_keeps_the_first_wait_and_the_service_asked_for(day: Day) -> None:
    day.issue("a")
    day.passes(minutes=2).call()
    day.at_counter(rules.start)
    day.passes(minutes=3).ask(rules.transfer, counter=2, by=CLERK, service="b", to=None)
    day.passes(minutes=10).serve(minutes=1)
    visit = only(day)
    assert (visit.service, visit.transfers) == ("a", 1)
    assert (visit.waiting_s, visit.service_s) == (120, 240)


def test_who_never_came_is_a_no_show_also_after_closing(day: Day) -> None:
    day.issue()
    day.passes(minutes=2).call()
    missed_at = day.passes(minutes=1).at
    ticket = day.at_counter(rules.no_show)
    day.passes(hours=3)
    day.events.append(ev.Expired(at=day.at, ticket=ticket.id))
    visit = only(day)
    assert visit.outcome is Outcome.NO_SHOW
    assert visit.finished_at == missed_at
    assert visit.waiting_s == 120


def test_who_came_back_is_served_after_all(day: Day) -> None:
    ticket = day.issue()
    day.call()
    day.at_counter(rules.no_show)
    day.passes(minutes=1).ask(rules.take_back, ticket=ticket.id, by=KIOSK)
    assert only(day).outcome is None
    day.serve(minutes=2)
    assert only(day).outcome is Outcome.DONE


def test_a_clock_set_back_gives_no_negative_span(day: Day) -> None:
    day.issue()
    day.call()
    called = day.events[-1]
    assert isinstance(called, ev.Called)
    day.events[-1] = replace(called, at=OPENS_AT.replace(year=2025))
    assert only(day).waiting_s == 0


@given(seed=SEEDS)
def test_visits_agree_with_the_floor(seed: int) -> None:
    day = any_day(seed)
    visits = {visit.ticket: visit for visit in fold(day.events)}
    for ticket in day.floor.tickets.values():
        if ticket.state is TicketState.BOOKED:
            assert ticket.id not in visits
            continue
        visit = visits.pop(ticket.id)
        assert visit.calls == ticket.calls
        assert (visit.service_s or 0) == service_time(ticket, day.at).total_seconds()
        expired = Outcome.NO_SHOW if ticket.missed_at else Outcome.EXPIRED
        assert visit.outcome is ENDS.get(ticket.state, expired)
        sojourn = sojourn_time(ticket)
        if visit.slot_at is None and visit.outcome is not Outcome.NO_SHOW and sojourn:
            assert visit.sojourn_s == sojourn.total_seconds()
        if visit.transfers == 0:
            assert visit.service == ticket.service
    assert not visits


@given(seed=SEEDS)
def test_spans_of_a_visit_fit_into_each_other(seed: int) -> None:
    for visit in fold(any_day(seed).events):
        parts = (visit.waiting_s or 0) + (visit.walk_s or 0) + (visit.service_s or 0)
        if visit.sojourn_s is not None:
            assert parts <= visit.sojourn_s + 1e-6
        assert (visit.waiting_s is None) == (visit.called_at is None)
        assert (visit.finished_at is None) == (visit.outcome is None)
