"""Laws that hold on any day, whatever is asked in whatever order."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from queue_monitor.domain import days, rules
from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import can_take, next_ticket, priority_s, upcoming
from queue_monitor.domain.errors import Refused
from queue_monitor.domain.floor import Floor, evolve, replay
from queue_monitor.domain.measures import inside_count
from queue_monitor.domain.model import (
    APPOINTMENT,
    AT_COUNTER,
    ENDED,
    MOVES,
    ClassId,
    ClerkId,
    CounterId,
    CounterStatus,
    ServiceId,
    Ticket,
    TicketId,
    TicketState,
)
from tests.builders import CLASSES, CLERK, KIOSK, OPENS_AT, RATES, day_opened, office_plan

COUNTERS = st.integers(1, 3).map(CounterId)
SERVICES = st.sampled_from("abc").map(ServiceId)
PICK = st.integers(0, 1_000_000)


class AnyDay(RuleBasedStateMachine):
    """Every request, in any order; the clock may stand still but not run back."""

    @initialize()
    def open_the_day(self) -> None:
        self.at = OPENS_AT
        self.log: list[ev.Event] = [day_opened()]
        self.floor = evolve(Floor(), self.log[0])
        self.numbers: list[str] = []
        self.booked = 0
        for counter in (1, 2):
            self.open_counter(CounterId(counter), None)
        for service, visit_class, minutes in (("a", 0, 3), ("b", 1, 1), ("c", 0, 5), ("a", 2, 0)):
            self.issue(ServiceId(service), CLASSES[visit_class], None, 1 + minutes % 2)
            self.time_passes(minutes)

    def ask(self, request: Callable[..., Sequence[ev.Event]], /, **arguments: Any) -> None:
        before = self.floor
        try:
            events = request(before, self.at, **arguments)
        except Refused:
            assert self.floor is before
            return
        for event in events:
            self.check_move(event)
            self.floor = evolve(self.floor, event)
            self.log.append(event)

    def check_move(self, event: ev.Event) -> None:
        """A ticket goes only where `MOVES` lets it, one event at a time."""
        ticket = getattr(event, "ticket", None)
        after = evolve(self.floor, event)
        if not isinstance(ticket, str) or TicketId(ticket) not in self.floor.tickets:
            return
        was, now = self.floor.tickets[TicketId(ticket)].state, after.tickets[TicketId(ticket)].state
        assert now in MOVES[was], (event, was, now)

    def some_ticket(self, pick: int) -> TicketId | None:
        known = sorted(self.floor.tickets)
        return known[pick % len(known)] if known else None

    # -- requests ------------------------------------------------------------------------------

    @rule(
        service=SERVICES,
        visit_class=st.sampled_from(CLASSES),
        key=st.none() | st.integers(0, 3),
        people=st.integers(1, 4),
    )
    def issue(self, service: ServiceId, visit_class: ClassId, key: int | None, people: int) -> None:
        before = len(self.log)
        self.ask(
            rules.issue,
            service=service,
            visit_class=visit_class,
            language="en",
            device=KIOSK,
            people=people,
            request=None if key is None else f"{service}/{visit_class}/{key}",
        )
        for event in self.log[before:]:
            assert isinstance(event, ev.Issued)
            self.numbers.append(event.number)

    @rule(minutes=st.integers(0, 12))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes, seconds=minutes % 3)

    @rule(counter=COUNTERS, clerk=st.none() | st.sampled_from(["c1", "c2"]).map(ClerkId))
    def open_counter(self, counter: CounterId, clerk: ClerkId | None) -> None:
        self.ask(rules.open_counter, counter=counter, by=CLERK, clerk=clerk)

    @rule(counter=COUNTERS)
    def close_counter(self, counter: CounterId) -> None:
        self.ask(rules.close_counter, counter=counter, by=CLERK)

    @rule(counter=COUNTERS, pause=st.booleans())
    def pause_or_resume(self, counter: CounterId, pause: bool) -> None:
        if pause:
            self.ask(rules.pause_counter, counter=counter, by=CLERK, reason="break")
        else:
            self.ask(rules.resume_counter, counter=counter, by=CLERK)

    @rule(counter=COUNTERS)
    def call_next(self, counter: CounterId) -> None:
        before, at = self.floor, self.at
        self.ask(rules.call_next, counter=counter, by=CLERK)
        if self.floor is not before:
            self.check_order(before, counter, self.floor.counters[counter].ticket, at)

    def check_order(self, floor: Floor, counter: CounterId, called: Any, at: Any) -> None:
        """Nobody of the same lane, and no appointment at its hour, had more priority."""
        desk, chosen = floor.counters[counter], floor.tickets[called]
        choice = next_ticket(floor, desk, at)
        assert choice is not None
        assert choice.ticket == chosen
        order = upcoming(floor, desk, at, most=3)
        assert order[0] == chosen
        if chosen.bound:
            return

        def rank(ticket: Ticket) -> tuple[float, datetime]:
            return (-priority_s(ticket, RATES[ticket.visit_class], at), ticket.place_at)

        near = [t for t in floor.waiting() if t.visit_class == APPOINTMENT and t.place_at <= at]
        mine = [t for t in near if not t.bound and can_take(floor, desk, t)]
        for index, lane in enumerate(desk.serves):
            given_up = () if index else set("abc") - {s.id for s in floor.plan.services}
            here = [
                t
                for t in floor.waiting()
                if not t.bound
                and (t.service in given_up or t.service in lane.services)
                and (t.service in given_up or t.visit_class in lane.classes)
            ]
            if here:
                assert all(rank(chosen) <= rank(other) for other in (*here, *mine))
                assert chosen in here or chosen in mine
                return

    @rule(counter=COUNTERS, pick=PICK)
    def call_ticket(self, counter: CounterId, pick: int) -> None:
        ticket = self.some_ticket(pick)
        if ticket is not None:
            self.ask(rules.call_ticket, counter=counter, by=CLERK, ticket=ticket)

    @rule(
        counter=COUNTERS,
        what=st.sampled_from(
            [rules.start, rules.finish, rules.no_show, rules.recall, rules.park, rules.undo]
        ),
    )
    def act_at_the_desk(self, counter: CounterId, what: Callable[..., Sequence[ev.Event]]) -> None:
        self.ask(what, counter=counter, by=CLERK)

    @rule(counter=COUNTERS, service=st.none() | SERVICES, to=st.none() | COUNTERS)
    def transfer(self, counter: CounterId, service: ServiceId | None, to: CounterId | None) -> None:
        self.ask(rules.transfer, counter=counter, by=CLERK, service=service, to=to)

    @rule(counter=COUNTERS, pick=PICK)
    def take_up(self, counter: CounterId, pick: int) -> None:
        ticket = self.some_ticket(pick)
        if ticket is not None:
            self.ask(rules.take_up, counter=counter, by=CLERK, ticket=ticket)

    @rule(
        pick=PICK,
        what=st.sampled_from([rules.cancel, rules.leave, rules.requeue, rules.take_back]),
    )
    def away_from_the_desk(self, pick: int, what: Callable[..., Sequence[ev.Event]]) -> None:
        ticket = self.some_ticket(pick)
        if ticket is not None:
            self.ask(what, ticket=ticket, by=KIOSK)

    @rule(pick=PICK)
    def park_waiting(self, pick: int) -> None:
        ticket = self.some_ticket(pick)
        if ticket is not None:
            self.ask(rules.park_waiting, ticket=ticket, reason=None, by=KIOSK)

    @rule(pick=PICK, places=st.integers(1, 4))
    def give_way(self, pick: int, places: int) -> None:
        """Only the asker falls back, by no fewer than it let go first; nobody is skipped."""
        ticket = self.some_ticket(pick)
        if ticket is None:
            return
        before = self.floor
        self.ask(rules.give_way, ticket=ticket, places=places, by=KIOSK)
        if self.floor is before:
            return
        held = before.tickets[ticket]
        passed = rules.followers(before, held, most=places)
        assert rules.count_followers(before, held, most=places) == len(passed)
        after = {t.id: self.floor.ahead_of(t) for t in self.floor.waiting()}
        assert after[ticket] >= before.ahead_of(held) + len(passed)
        for other in before.waiting():
            assert other.id == ticket or after[other.id] <= before.ahead_of(other)
        now = self.floor.tickets[ticket]
        order = [t.id for t in self.floor.waiting(service=held.service)]
        assert all(order.index(t.id) < order.index(ticket) for t in passed)
        mine = priority_s(now, RATES[now.visit_class], self.at)
        for other in passed:
            assert mine <= priority_s(other, RATES[other.visit_class], self.at)

    @rule(service=SERVICES)
    def book(self, service: ServiceId) -> None:
        self.booked += 1
        self.ask(
            rules.book,
            ticket=TicketId(f"2026-03-04/Z{self.booked:03d}"),
            number=f"Z{self.booked:03d}",
            service=service,
            visit_class=CLASSES[2],
            language="en",
            slot_at=self.at + timedelta(minutes=10),
        )

    @rule(pick=PICK)
    def check_in(self, pick: int) -> None:
        ticket = self.some_ticket(pick)
        if ticket is not None:
            self.ask(rules.check_in, ticket=ticket)

    @rule(
        letters=st.permutations("ABC"),
        services=st.sets(st.sampled_from("abc"), min_size=1),
        counters=st.sampled_from([2, 3]),
    )
    def change_plan(self, letters: list[str], services: set[str], counters: int) -> None:
        """Another config.yaml in the middle of the day: letters swapped, services given up."""
        kept = "".join(sorted(services))
        plan = office_plan(services=kept, letters="".join(letters[: len(kept)]), counters=counters)
        if plan != self.floor.plan:
            self.ask(days.change_plan, plan=plan)
        for ticket in self.floor.waiting():
            if ticket.service not in services:
                assert all(
                    ticket in upcoming(self.floor, desk, self.at, most=10_000)
                    for desk in self.floor.counters.values()
                    if ticket.counter in (None, desk.id)
                )

    # -- laws ----------------------------------------------------------------------------------

    @invariant()
    def lines_hold_exactly_who_waits_in_order_of_place(self) -> None:
        in_lines = [t for line in self.floor.lines.values() for t in line]
        waiting = [t.id for t in self.floor.tickets.values() if t.state is TicketState.WAITING]
        assert sorted(in_lines) == sorted(waiting)
        assert self.floor.waiting_count == sum(self.floor.tickets[t].people for t in waiting)
        for service in "abc":
            people = sum(t.people for t in self.floor.waiting(service=ServiceId(service)))
            assert self.floor.count_waiting(service=ServiceId(service)) == people
        for (service, visit_class, counter), line in self.floor.lines.items():
            tickets = [self.floor.tickets[t] for t in line]
            places = [(t.place_at, t.issued_at) for t in tickets]
            assert places == sorted(places)
            assert {t.service for t in tickets} <= {service}
            assert {t.visit_class for t in tickets} <= {visit_class}
            assert {t.counter if t.bound else None for t in tickets} <= {counter}

    @invariant()
    def a_ticket_has_one_counter_and_a_counter_one_ticket(self) -> None:
        held = {c.id: c.ticket for c in self.floor.counters.values() if c.ticket is not None}
        assert len(set(held.values())) == len(held)
        by_ticket = {t.id: t for t in self.floor.tickets.values() if t.state in AT_COUNTER}
        assert {t.counter: t.id for t in by_ticket.values()} == held
        for counter in held:
            assert self.floor.counters[counter].status is not CounterStatus.CLOSED

    @invariant()
    def who_stands_longest_is_found_without_looking_at_everybody(self) -> None:
        for service in (None, ServiceId("a")):
            waiting = self.floor.waiting(service=service)
            since = sorted(t.waiting_since for t in waiting)
            for most in (1, 3, 8):
                found = self.floor.waiting_longest(most, service=service)
                assert [t.waiting_since for t in found] == since[:most]
        for ticket in self.floor.waiting():
            before = [t for t in self.floor.waiting(service=ticket.service) if t != ticket]
            place = (ticket.place_at, ticket.issued_at)
            ahead = self.floor.ahead_of(ticket)
            assert ahead <= sum(t.people for t in before if (t.place_at, t.issued_at) <= place)
            assert ahead >= sum(t.people for t in before if (t.place_at, t.issued_at) < place)

    @invariant()
    def set_aside_is_parked_or_missed(self) -> None:
        aside = {TicketState.PARKED, TicketState.NO_SHOW}
        expected = sorted(t.id for t in self.floor.tickets.values() if t.state in aside)
        assert sorted(self.floor.aside) == expected

    @invariant()
    def numbers_are_unique(self) -> None:
        assert len(set(self.numbers)) == len(self.numbers)

    @invariant()
    def ended_tickets_have_an_end(self) -> None:
        for ticket in self.floor.tickets.values():
            assert (ticket.ended_at is not None) == (ticket.state in ENDED)

    def teardown(self) -> None:
        if not hasattr(self, "log"):
            return
        numbered = list(enumerate(self.log, start=1))
        assert replay(numbered) == self.floor
        for cut in range(0, len(numbered), max(1, len(numbered) // 5)):
            assert replay(numbered[cut:], replay(numbered[:cut])) == self.floor
        self.close_the_day()

    def close_the_day(self) -> None:
        """Everybody's visit ends once; nobody waits or sits at a counter afterwards."""
        floor = self.floor
        for event in days.close_day(floor, self.at):
            floor = evolve(floor, event)
        assert floor.waiting_count == inside_count(floor) == 0
        left = {t.state for t in floor.tickets.values()} - ENDED
        assert left <= {TicketState.BOOKED}
        assert all(c.status is CounterStatus.CLOSED for c in floor.counters.values())


AnyDay.TestCase.settings = settings(stateful_step_count=40)
TestAnyDay = AnyDay.TestCase
