"""A supervisor moves a clerk by hand: what happens, what speaks against it, what a reason does."""

from dataclasses import replace

import pytest

from alerts.guards import Guard
from alerts.placing import place
from queue_monitor.config import Reallocation
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.errors import (
    CounterAlreadyOpen,
    CounterBusy,
    Guarded,
    OfficeClosed,
    UnknownClerk,
    UnknownCounter,
)
from queue_monitor.domain.events import ClerkWent, CounterClosed, CounterOpened, Event
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import ClerkId, ClerkPlan, CounterId, ServiceId
from queue_monitor.domain.plan_events import ClerkPlaced
from queue_monitor.domain.plans import PlanKind, Proposal
from tests.alerts.office import EFFECT, SUPERVISOR, WatchedDay, a_day, opening, watching
from tests.builders import CLERK, office_plan


def moved(
    day: WatchedDay, clerk: str, counter: int | None, reason: str | None = None
) -> list[Event]:
    return day.ask(
        place,
        clerk=ClerkId(clerk),
        counter=None if counter is None else CounterId(counter),
        by=SUPERVISOR,
        settings=Reallocation(),
        reason=reason,
    )


def refused(day: WatchedDay, clerk: str, counter: int | None, reason: str | None = None) -> Guarded:
    with pytest.raises(Guarded) as caught:
        moved(day, clerk, counter, reason)
    return caught.value


def quiet(counters: int = 2) -> WatchedDay:
    return a_day(watching(wait_limit=None), counters=counters)


def test_a_free_clerk_opens_the_counter_and_who_and_when_is_recorded() -> None:
    day = quiet()
    opened, placed = moved(day, "c4", 3)
    assert isinstance(opened, CounterOpened)
    assert isinstance(placed, ClerkPlaced)
    assert (placed.by, placed.at, placed.helps) == (SUPERVISOR, day.at, True)
    assert day.floor.counter_of(ClerkId("c4")) == day.floor.counter(CounterId(3))


def test_a_seated_clerk_closes_the_old_counter_in_the_same_append() -> None:
    day = quiet()
    events = moved(day, "c2", 3)
    assert [type(e) for e in events] == [CounterClosed, CounterOpened, ClerkPlaced]


def test_off_the_counters_to_other_work() -> None:
    day = quiet()
    assert [type(e) for e in moved(day, "c2", None)] == [CounterClosed, ClerkPlaced]


def test_where_the_clerk_sits_already_nothing_happens() -> None:
    assert moved(quiet(), "c2", 2) == []


def test_a_visitor_in_hand_is_served_first_whatever_the_reason() -> None:
    day = quiet()
    day.come(1)
    day.call(2)
    with pytest.raises(CounterBusy):
        moved(day, "c2", 3, "now")


def test_nobody_is_put_on_a_taken_chair() -> None:
    with pytest.raises(CounterAlreadyOpen):
        moved(quiet(), "c4", 2, "now")


def test_who_or_what_is_not_there_is_told() -> None:
    with pytest.raises(UnknownClerk):
        moved(quiet(), "nobody", 3)
    with pytest.raises(UnknownCounter):
        moved(quiet(), "c4", 99)


def test_nobody_is_moved_in_a_closed_office() -> None:
    day = quiet(0)
    day.ask(close_day)
    with pytest.raises(OfficeClosed):
        moved(day, "c4", 3)


def test_the_last_counter_of_a_service_needs_a_reason() -> None:
    day = quiet(1)
    told = refused(day, "c1", None)
    assert (told.guards, told.overridable) == ((Guard.DONOR_MINIMUM,), True)
    *_, placed = moved(day, "c1", None, "fire drill")
    assert isinstance(placed, ClerkPlaced)
    assert (placed.reason, placed.overrode) == ("fire drill", (Guard.DONOR_MINIMUM,))


def test_a_move_stands_its_time_unless_a_reason_is_given() -> None:
    day = quiet()
    moved(day, "c4", 3)
    day.passes(minutes=9)
    assert refused(day, "c4", None).guards == (Guard.STANDS,)
    day.passes(minutes=1)
    assert moved(day, "c4", None)


def test_a_break_is_the_clerks_own() -> None:
    day = quiet()
    day.ask(rules.pause_counter, counter=CounterId(2), by=CLERK, reason="lunch")
    assert refused(day, "c2", 3).guards == (Guard.ON_BREAK,)
    assert moved(day, "c2", 3, "agreed with her")


def test_who_signed_out_and_who_declined_is_told_apart() -> None:
    day = quiet()
    day.floor = evolve(day.floor, ClerkWent(at=day.at, clerk=ClerkId("c4")))
    assert refused(day, "c4", 3).guards == (Guard.ABSENT,)
    day.come(8)
    day.propose(opening(3, "c3"))
    day.accept()
    day.clerk_stays("c3")
    assert refused(day, "c3", 3).guards == (Guard.DECLINED,)


def test_whom_a_plan_asks_is_not_moved_away_without_a_word() -> None:
    day = quiet()
    day.come(8)
    day.propose(opening(3, "c4"))
    day.accept()
    assert refused(day, "c4", 3).guards == (Guard.ENGAGED,)


def test_no_reason_makes_up_for_missing_skills() -> None:
    plan = office_plan()
    day = quiet()
    unskilled = ClerkPlan(id=ClerkId("c4"), skills=(ServiceId("z"),))
    day.floor = replace(day.floor, plan=replace(plan, clerks=(*plan.clerks[:3], unskilled)))
    told = refused(day, "c4", 3, "she will manage")
    assert (told.guards, told.overridable) == ((Guard.SKILLS,), False)


def test_a_plan_does_not_move_on_whom_a_supervisor_has_just_placed() -> None:
    day = quiet()
    moved(day, "c2", 3)
    day.come(8)
    option = Proposal(
        kind=PlanKind.MOVE_CLERK,
        counter=CounterId(2),
        clerk=ClerkId("c2"),
        services=(),
        serves=opening().serves,
        donor=CounterId(3),
        effect=EFFECT,
    )
    assert day.propose(option) is None


def test_it_counts_as_help_unless_it_is_the_own_counter() -> None:
    day = quiet()
    moved(day, "c4", 3)
    assert day.floor.watch.helps_of(ClerkId("c4"), "2026-03") == 1
