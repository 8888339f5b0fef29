"""Before a number is taken, and what goes with it: greeters, pauses, needs, several errands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.errors import (
    GreetingTaken,
    ServicePaused,
    UnknownGreeting,
    UnknownService,
)
from queue_monitor.domain.floor import evolve
from queue_monitor.domain.model import ActorId, CounterId, Need, ServiceId, Ticket, TicketState
from tests.builders import CLERK, Day

A, B, C = ServiceId("a"), ServiceId("b"), ServiceId("c")


def asked(day: Day, service: ServiceId = A, kiosk: str = "device:k1") -> int:
    """How many events the wish for a greeter made."""
    return len(
        day.ask(
            rules.ask_greeter,
            service=service,
            language="vi",
            needs=(Need.LANGUAGE,),
            device=ActorId(kiosk),
        )
    )


def test_a_greeter_is_asked_without_a_number() -> None:
    day = Day()
    assert asked(day) == 1
    (one,) = day.floor.lobby.greetings
    assert (one.id, one.service, one.language, one.needs) == (1, A, "vi", (Need.LANGUAGE,))
    assert day.floor.issued_count == 0
    assert day.floor.waiting_count == 0


def test_pressed_twice_within_a_minute_it_is_one_person() -> None:
    day = Day()
    assert [asked(day), asked(day.passes(seconds=59)), asked(day.passes(seconds=1))] == [1, 0, 1]
    assert asked(day, B) == 1
    assert asked(day, kiosk="device:k2") == 1


def test_a_greeter_who_came_is_waited_for_no_more() -> None:
    day = Day()
    asked(day)
    asked(day, B)
    assert len(day.ask(rules.greeter_came, greeting=1, by=CLERK.actor)) == 1
    assert [one.id for one in day.floor.lobby.greetings] == [2]
    assert day.ask(rules.greeter_came, greeting=1, by=CLERK.actor) == []
    with pytest.raises(UnknownGreeting):
        day.ask(rules.greeter_came, greeting=3, by=CLERK.actor)


def test_of_two_who_would_go_one_does() -> None:
    day = Day()
    asked(day)
    other = ActorId("staff:amy")
    assert len(day.ask(rules.take_greeting, greeting=1, by=CLERK.actor)) == 1
    (one,) = day.floor.lobby.greetings
    assert (one.taken_by, one.taken_at) == (CLERK.actor, day.at)
    assert day.ask(rules.take_greeting, greeting=1, by=CLERK.actor) == []
    with pytest.raises(GreetingTaken):
        day.ask(rules.take_greeting, greeting=1, by=other)
    day.ask(rules.greeter_came, greeting=1, by=other)  # whoever has seen to it may say so
    with pytest.raises(UnknownGreeting):
        day.ask(rules.take_greeting, greeting=1, by=other)


def test_a_greeter_is_asked_for_services_of_this_office_alone() -> None:
    day = Day()
    with pytest.raises(UnknownService):
        asked(day, ServiceId("haircut"))


def test_a_paused_service_says_why_until_it_goes_on() -> None:
    day = Day()
    message = {"zh-TW": "系統維護中"}
    assert len(day.ask(rules.pause_service, service=A, by=CLERK, message=message)) == 1
    assert day.floor.lobby.messages == {A: message}
    assert day.ask(rules.pause_service, service=A, by=CLERK, message=message) == []
    assert len(day.ask(rules.pause_service, service=A, by=CLERK, message={"zh-TW": "額滿"})) == 1
    day.ask(rules.resume_service, service=A, by=CLERK)
    assert (day.floor.lobby.messages, day.floor.paused_services) == ({}, frozenset())


def test_all_kiosks_pause_and_go_on() -> None:
    day = Day()
    assert len(day.ask(rules.pause_kiosk, by=CLERK, message={"en": "Back soon"})) == 1
    assert day.floor.lobby.pause is not None
    assert day.ask(rules.pause_kiosk, by=CLERK, message={"en": "Back soon"}) == []
    assert len(day.ask(rules.resume_kiosk, by=CLERK)) == 1
    assert day.ask(rules.resume_kiosk, by=CLERK) == []
    assert day.floor.lobby.pause is None


# -- several errands ---------------------------------------------------------------------------


def served(day: Day, minutes: int = 2) -> Ticket:
    """Called, started and finished at counter 2."""
    held = day.call()
    day.at_counter(rules.start)
    day.passes(minutes=minutes).at_counter(rules.finish)
    return day.ticket(held.id)


def test_one_number_is_served_for_each_errand_in_turn() -> None:
    day = Day()
    day.open()
    came = day.issue(errands=(B, A, B))  # its own service, and one twice: nothing more
    assert came.errands == (B,)
    day.passes(minutes=10)
    first = served(day)
    assert (first.state, first.service, first.errands) == (TicketState.WAITING, B, ())
    assert first.done == (A,)
    assert first.place_at == first.issued_at  # its original standing
    assert first.waiting_since == day.at
    last = served(day)
    assert (last.state, last.number) == (TicketState.DONE, came.number)


def test_each_errand_teaches_its_own_service_time() -> None:
    day = Day()
    day.open()
    day.issue(errands=(B,))
    served(day, minutes=3)
    served(day, minutes=5)
    assert {service: t.total_s for service, t in day.floor.times.items()} == {A: 180, B: 300}
    assert day.floor.counters[CounterId(2)].finished == 2


def test_whoever_goes_on_stands_before_those_who_came_later() -> None:
    day = Day()
    day.open()
    ticket = day.issue(errands=(B,))
    day.passes(minutes=5)
    later = day.issue("b")
    served(day)
    assert [t.id for t in day.floor.waiting(service=B)] == [ticket.id, later.id]


def test_an_errand_of_a_paused_or_unknown_service_is_refused() -> None:
    day = Day()
    day.ask(rules.pause_service, service=B, by=CLERK)
    with pytest.raises(ServicePaused):
        day.issue(errands=(B,))
    with pytest.raises(UnknownService):
        day.issue(errands=(ServiceId("haircut"),))
    assert day.floor.issued_count == 0


def test_an_errand_the_office_gives_no_more_is_left_out() -> None:
    day = Day()
    day.open()
    day.issue(errands=(B, C))
    plan = day.floor.plan
    rest = tuple(service for service in plan.services if service.id != B)
    changed = ev.PlanChanged(at=day.at, plan=replace(plan, services=rest))
    day.floor = evolve(day.floor, changed)
    assert served(day).service == C


def test_a_need_says_what_should_be_spoken() -> None:
    day = Day()
    signs, tongue = Need.SIGN_LANGUAGE, Need.LANGUAGE
    assert day.issue(language="vi", needs=(signs, tongue, signs)).tongues == ("sign_language", "vi")
    assert day.issue("b").tongues == ()
