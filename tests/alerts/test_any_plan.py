"""No plan ever breaks a guard, whatever comes between its proposal and its end.

A random office lives through random moments: people come, clerks sit down, rest and leave,
supervisors and clerks answer late or not at all, someone is moved by hand. Each change of counters
that a plan makes is held against the guards, told here in other words than the product's.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerts import going_back, proposals
from alerts.placing import place
from alerts.reallocation import proposals as remedies
from queue_monitor.domain import rules
from queue_monitor.domain.errors import Refused
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    ActorId,
    ClerkId,
    ClerkPlan,
    CounterId,
    CounterPlan,
    CounterStatus,
    Lane,
    OfficePlan,
    ServiceId,
    ServicePlan,
)
from queue_monitor.domain.plan_events import (
    ClerkPlaced,
    HelpAccepted,
    HelpOffered,
    ReallocationApplied,
)
from queue_monitor.domain.plans import PlanKind, PlanState, Proposal
from queue_monitor.forecast import QuickForecast
from tests.alerts.office import EFFECT, SUPERVISOR, WatchedDay, watching
from tests.builders import CLASSES, CLERK, office_plan, opened

SERVICES = tuple(ServiceId(s) for s in "abc")
COUNTERS = tuple(CounterId(n) for n in range(1, 6))
CLERKS = tuple(ClerkId(f"c{n}") for n in range(1, 6))
FEW = st.sets(st.sampled_from(SERVICES), min_size=1, max_size=2).map(lambda s: tuple(sorted(s)))
SOME = st.just(SERVICES) | st.sets(st.sampled_from(SERVICES), min_size=1).map(
    lambda s: tuple(sorted(s))
)
STAY = timedelta(minutes=10)
NOBODY = rules.By(actor=ActorId("staff:c"), any_counter=True)


class Guarded(RuleBasedStateMachine):
    """One office and all that may happen to its plans."""

    @initialize(
        served=st.lists(FEW, min_size=5, max_size=5),
        skills=st.lists(SOME, min_size=5, max_size=5),
        seated=st.integers(2, 4),
        mode=st.sampled_from(["propose", "auto"]),
        without=st.sampled_from(["next", "apply"]),
        minimum=st.integers(0, 2),
    )
    def begin(
        self,
        served: list[tuple[ServiceId, ...]],
        skills: list[tuple[ServiceId, ...]],
        seated: int,
        mode: str,
        without: str,
        minimum: int,
    ) -> None:
        base = office_plan()
        plan = OfficePlan(
            services=tuple(ServicePlan(id=s, letter=s.upper()) for s in SERVICES),
            classes=base.classes,
            counters=tuple(
                CounterPlan(id=c, serves=(Lane(services=s, classes=CLASSES),))
                for c, s in zip(COUNTERS, served, strict=True)
            ),
            clerks=tuple(
                ClerkPlan(id=c, skills=s, reserve=c == "c5")
                for c, s in zip(CLERKS, skills, strict=True)
            ),
            grace=base.grace,
        )
        rules_of = watching(
            waiting_limit=3,
            waiting_clear=1,
            waiting_worse=9,
            mode=mode,
            without_answer=without,
            donor_minimum=minimum,
            active_plans=2,
        )
        self.minimum = minimum
        self.day = WatchedDay(floor=opened(plan), rules_of=rules_of)
        self.seen = 0
        self.moved: dict[object, object] = {}
        for counter, clerk in list(zip(COUNTERS, CLERKS, strict=True))[:seated]:
            self.ask(rules.open_counter, counter=counter, by=CLERK, clerk=clerk)
        self.come(6, SERVICES[0])

    def ask(self, request: object, **arguments: object) -> list[Event]:
        """Whatever is refused changes nothing; e-Eyes looks after whatever is done."""
        before = self.day.floor
        try:
            done = self.day.ask(request, **arguments)  # type: ignore[arg-type]
        except Refused:
            return []
        self.check(before, done)
        before = self.day.floor
        self.check(before, self.day.look())
        return done

    # -- what happens ------------------------------------------------------------------------

    @rule(people=st.integers(1, 4), service=st.sampled_from(SERVICES))
    def come(self, people: int, service: str) -> None:
        for _ in range(people):
            before = self.day.floor
            self.day.issue(service)
            self.check(before, [])
            before = self.day.floor
            self.check(before, self.day.look())

    @rule(counter=st.sampled_from(COUNTERS), clerk=st.sampled_from(CLERKS))
    def sit_down(self, counter: CounterId, clerk: ClerkId) -> None:
        self.ask(rules.open_counter, counter=counter, by=CLERK, clerk=clerk)

    @rule(counter=st.sampled_from(COUNTERS))
    def rest(self, counter: CounterId) -> None:
        self.ask(rules.pause_counter, counter=counter, by=NOBODY, reason="lunch")

    @rule(counter=st.sampled_from(COUNTERS))
    def leave(self, counter: CounterId) -> None:
        self.ask(rules.close_counter, counter=counter, by=NOBODY)

    @rule(counter=st.sampled_from(COUNTERS))
    def serve(self, counter: CounterId) -> None:
        held = self.day.floor.counter(counter).ticket
        if held is None:
            self.ask(rules.call_next, counter=counter, by=NOBODY)
        else:
            self.ask(rules.start, counter=counter, by=NOBODY)
            self.ask(rules.finish, counter=counter, by=NOBODY)

    @rule()
    def advise(self) -> None:
        """The forecast has found remedies, or finds them again."""
        day = self.day
        for alert in day.floor.watch.active():
            found = remedies(
                day.floor, alert, day.at, watching=day.rules_of, forecast=QuickForecast()
            )
            for request in (proposals.propose, proposals.refresh):
                self.ask(request, alert=alert.id, proposals=found, watching=day.rules_of)

    @rule(
        kind=st.sampled_from([PlanKind.MOVE_CLERK, *PlanKind]),
        counters=st.permutations(COUNTERS),
        helpers=st.permutations(CLERKS),
        serves=SOME,
        rests=st.booleans(),
        comes=st.booleans(),
    )
    def suggest(
        self,
        kind: PlanKind,
        counters: list[CounterId],
        helpers: list[ClerkId],
        serves: tuple[ServiceId, ...],
        rests: bool,
        comes: bool,
    ) -> None:
        """A remedy found on another floor than this one, perhaps; chosen and answered at once."""
        option = Proposal(
            kind=kind,
            counter=counters[0],
            clerk=(clerk := helpers[0]),
            helpers=tuple(helpers) if kind is PlanKind.OPEN_COUNTER else (),
            services=serves,
            serves=(Lane(services=serves, classes=CLASSES),),
            donor=counters[1] if kind is PlanKind.MOVE_CLERK else None,
            effect=EFFECT,
        )
        seat = self.day.floor.counter_of(clerk)
        if option.donor is not None and seat is not None and seat.id != option.counter:
            option = replace(option, donor=seat.id)
        if seat is not None and rests:
            self.rest(seat.id)
        for alert in self.day.floor.watch.active():
            self.ask(
                proposals.propose, alert=alert.id, proposals=[option], watching=self.day.rules_of
            )
        self.decide(0, accepted=True)
        self.answer(0, comes=comes)

    @rule(pick=st.integers(0, 20), accepted=st.booleans())
    def decide(self, pick: int, accepted: bool) -> None:
        plans = [p for p in self.day.floor.watch.plans.values() if p.is_open]
        if plans:
            plan = plans[pick % len(plans)]
            if accepted:
                self.ask(proposals.accept, plan=plan.id, by=SUPERVISOR, watching=self.day.rules_of)
            else:
                self.ask(proposals.decline, plan=plan.id, by=SUPERVISOR, reason=None)

    @rule(pick=st.integers(0, 20), comes=st.booleans())
    def answer(self, pick: int, comes: bool) -> None:
        plans = [p for p in self.day.floor.watch.plans.values() if p.state is PlanState.OFFERED]
        if not plans:
            return
        plan = plans[pick % len(plans)]
        clerk, rules_of = plan.clerk, self.day.rules_of
        if comes:
            by = ActorId(f"account:{clerk}")
            self.ask(proposals.come, plan=plan.id, clerk=clerk, by=by, watching=rules_of)
        else:
            self.ask(proposals.stay, plan=plan.id, clerk=clerk, reason=None, watching=rules_of)

    @rule(pick=st.integers(0, 2), declines=st.integers(0, 1))
    def carry_through(self, pick: int, declines: int) -> None:
        """Found, chosen, answered: the usual way, so that many plans come to the counters."""
        self.advise()
        self.decide(pick, accepted=True)
        for _ in range(declines):
            self.answer(0, comes=False)
        self.answer(0, comes=True)

    @rule(clerk=st.sampled_from(CLERKS), counter=st.sampled_from((*COUNTERS, None)))
    def move_by_hand(self, clerk: ClerkId, counter: CounterId | None) -> None:
        config = self.day.rules_of.reallocation
        self.ask(
            place, clerk=clerk, counter=counter, by=SUPERVISOR, settings=config, reason="so be it"
        )

    @rule(odds=st.sampled_from([0.0, 0.9]))
    def judge(self, odds: float) -> None:
        for plan in list(self.day.floor.watch.plans.values()):
            config = self.day.rules_of.reallocation
            self.ask(going_back.judge, plan=plan.id, odds=odds, settings=config)

    @rule()
    def send_back(self) -> None:
        for plan in list(self.day.floor.watch.plans.values()):
            config = self.day.rules_of.reallocation
            self.ask(going_back.stand_down, plan=plan.id, by=SUPERVISOR, settings=config)

    @rule(seconds=st.sampled_from([20, 60, 240, 601]))
    def time_goes_by(self, seconds: int) -> None:
        until = self.day.at + timedelta(seconds=seconds)
        while self.day.at < until:
            self.day.at = min(self.day.at + timedelta(seconds=20), until)
            before = self.day.floor
            self.check(before, self.day.look())

    # -- the guards, in other words ----------------------------------------------------------

    def check(self, before: Floor, events: list[Event]) -> None:
        """Walk through what was done; look at each change that a plan made."""
        floor, start = before, before
        for event in events:
            floor = evolve(floor, event)
            if isinstance(event, ReallocationApplied):
                self.check_applied(start, event)
            if isinstance(event, HelpOffered):
                others = [
                    p
                    for p in floor.watch.plans.values()
                    if p.id != event.plan and p.clerk == event.clerk and p.is_open
                ]
                assert not others, "one plan at a time asks a clerk"
            if isinstance(event, HelpAccepted) and event.by == "system":
                kind = floor.watch.plans[event.plan].proposal.kind
                assert kind is not PlanKind.END_BREAK, "a break ends by its owner's word alone"
            if isinstance(event, ClerkPlaced):
                self.moved[event.clerk] = event.at

    def check_applied(self, before: Floor, event: ReallocationApplied) -> None:
        plan = before.watch.plans.get(event.plan)
        assert plan is not None
        clerk, proposal = plan.clerk or self.clerk_of(event), plan.proposal
        skills = set(next(c.skills for c in before.plan.clerks if c.id == clerk))
        after = self.day.floor.counters[proposal.counter]
        seat = before.counter_of(clerk)
        if proposal.kind in {PlanKind.OPEN_COUNTER, PlanKind.MOVE_CLERK}:
            assert before.counters[proposal.counter].status is CounterStatus.CLOSED
            assert {s for lane in after.serves for s in lane.services} <= skills
        if proposal.kind is PlanKind.OPEN_COUNTER:
            assert seat is None, "who helps leaves no counter for it"
        if proposal.kind is PlanKind.MOVE_CLERK:
            assert seat is not None
            assert seat.reason != "lunch", "nobody is moved from a break"
            moved_at = self.moved.get(clerk)
            assert moved_at is None or event.at - moved_at >= STAY, "a move stands its time"  # type: ignore[operator]
            given = {s for lane in seat.serves for s in lane.services}
            kept = {s for lane in after.serves for s in lane.services}
            for service in given - kept:
                left = [
                    c
                    for c in before.counters.values()
                    if c.id != seat.id
                    and c.status is CounterStatus.OPEN
                    and any(service in lane.services for lane in c.serves)
                ]
                assert len(left) >= self.minimum, "a donor keeps its minimum"
        self.moved[clerk] = event.at

    def clerk_of(self, event: ReallocationApplied) -> ClerkId:
        clerk = self.day.floor.watch.plans[event.plan].clerk
        assert clerk is not None
        return clerk

    @invariant()
    def no_two_plans_share_a_counter_or_a_clerk(self) -> None:
        if not hasattr(self, "day"):
            return
        agreed = [
            p
            for p in self.day.floor.watch.plans.values()
            if p.state in {PlanState.ACCEPTED, PlanState.OFFERED}
        ]
        counters = [p.proposal.counter for p in agreed]
        clerks = [p.clerk for p in agreed if p.clerk is not None]
        assert len(counters) == len(set(counters))
        assert len(clerks) == len(set(clerks))

    @invariant()
    def at_most_three_proposals_lie_before_the_supervisor(self) -> None:
        if not hasattr(self, "day"):
            return
        open_ = [p for p in self.day.floor.watch.plans.values() if p.state is PlanState.PROPOSED]
        for alert in {p.alert for p in open_}:
            ranks = sorted(p.rank for p in open_ if p.alert == alert)
            assert ranks == list(range(1, len(ranks) + 1))
            assert len(ranks) <= 3

    @invariant()
    def a_clerk_sits_at_one_counter(self) -> None:
        if not hasattr(self, "day"):
            return
        seated = [c.clerk for c in self.day.floor.counters.values() if c.clerk is not None]
        assert len(seated) == len(set(seated))

    @invariant()
    def no_counter_is_held_for_nothing(self) -> None:
        """Whatever was paused for a plan waits for that plan still."""
        if not hasattr(self, "day"):
            return
        wanted = {
            counter
            for p in self.day.floor.watch.plans.values()
            if p.is_open or p.is_at_work
            for counter in (p.proposal.donor, p.proposal.counter)
        }
        held = {c.id for c in self.day.floor.counters.values() if c.reason == "reallocation"}
        assert held <= wanted


TestGuarded = Guarded.TestCase
TestGuarded.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
