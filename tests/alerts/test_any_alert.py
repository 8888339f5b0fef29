"""Any order of coming, going, seeing, silencing, waiting, sleeping, crashing and setting clocks:
the machine against the reference, in what becomes of three alerts and in who is told when.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from alerts import delivery, silences
from alerts.moves import is_allowed
from alerts.requests import next_look
from queue_monitor.config import Limits, QuietHours, QuietSpan
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.floor import replay
from queue_monitor.domain.watch import Alert, AlertState, Rule, Scope, ScopeKind
from queue_monitor.domain.watch_events import NoticeSent
from tests.alerts.office import SUPERVISOR, a_day, watching
from tests.alerts.reference import SECOND, Reference
from tests.alerts.test_every_turn import taken
from tests.builders import KIOSK, OPENS_AT
from tests.machine import Machine

TICK = timedelta(microseconds=1)
SERVICE_B = Scope(kind=ScopeKind.SERVICE, id="b")
#: The rules of the reference, in its order.
KEYS = ((Scope(), Rule.WAITING), (Scope(), Rule.WAIT), (SERVICE_B, Rule.WAITING))
SPANS_S = st.sampled_from([1, 4, 5, 6, 29, 30, 59, 60, 61, 179, 181, 300, 420, 540, 599, 601, 900])
WHICH = st.integers(0, len(KEYS) - 1)


class AnyAlert(RuleBasedStateMachine):
    """An office with three limits, and everything that can happen around it."""

    @initialize(hold_s=st.sampled_from([0, 0, 30]), quiet=st.booleans())
    def begin(self, hold_s: int, quiet: bool) -> None:
        rules_of = watching(services={"b": Limits(waiting_limit=4)}, hold=timedelta(seconds=hold_s))
        self.reference = Reference(hold=hold_s * SECOND)
        if quiet:
            begin, end = (OPENS_AT + timedelta(minutes=n) for n in (20, 45))
            span = QuietSpan.model_validate({"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"})
            hours = QuietHours(spans=(span,), zone="UTC")
            rules_of = replace(rules_of, ladder=replace(rules_of.ladder, quiet=hours))
            self.reference.quiet = (20 * 60 * SECOND, 45 * 60 * SECOND)
        self.day = a_day(rules_of)
        self.machine = Machine()
        self.clock, self.keeper = self.machine.process(self.day.floor)

    # -- what happens --------------------------------------------------------------------------

    @rule(people=st.integers(1, 6), service=st.sampled_from("ab"))
    def come(self, people: int, service: str) -> None:
        self._come(people, service)

    @rule(service=st.sampled_from("ab"), times=st.integers(1, 4))
    def come_and_go(self, service: str, times: int) -> None:
        """A crowd that is over after a minute, and there again: what makes an alert unstable."""
        for _ in range(times):
            while self.reference.line:
                self._goes(0)
            self._passes(timedelta(seconds=60))
            self._come(8, service)

    @precondition(lambda self: len(self.reference.line) > 5)
    @rule(
        seen=st.booleans(), span_s=st.sampled_from([1, 30, 45, 61]), service=st.sampled_from("ab")
    )
    def ebb_and_flow(self, seen: bool, span_s: int, service: str) -> None:
        """Under the clear limits for about as long as it takes to be over."""
        for which in range(len(KEYS)) if seen else ():
            self._acknowledges(which)
        while len(self.reference.line) > 2:
            self._goes(0)
        self._passes(timedelta(seconds=span_s))
        self._come(8 - len(self.reference.line), service)

    @precondition(lambda self: self.reference.line)
    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        for _ in range(data.draw(st.integers(1, min(4, len(self.reference.line))))):
            self._goes(data.draw(st.integers(0, len(self.reference.line) - 1)))

    @rule(span_s=SPANS_S)
    def wait(self, span_s: int) -> None:
        self._passes(timedelta(seconds=span_s))

    @rule(which=WHICH)
    def acknowledge(self, which: int) -> None:
        self._acknowledges(which)

    @rule(which=WHICH, span_s=SPANS_S)
    def silence(self, which: int, span_s: int) -> None:
        scope, watched = KEYS[which]
        until = self.day.at + timedelta(seconds=span_s)
        self.day.ask(
            silences.silence,
            scope=scope,
            rule=watched,
            until=until,
            reason="known",
            by=SUPERVISOR,
            watching=self.day.rules_of,
        )
        self._works()
        self.reference.silences(which, self.reference.now + span_s * SECOND)

    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        known = list(self.day.floor.watch.silences.values())
        holding = [n for n, silence in enumerate(known) if silence.holds(self.day.at)]
        if not holding:
            return
        place = data.draw(st.sampled_from(holding))
        self.day.ask(
            silences.lift_silence,
            silence=known[place].id,
            by=SUPERVISOR,
            watching=self.day.rules_of,
        )
        self._works()
        self.reference.lifts(place)

    @rule()
    def restart(self) -> None:
        """The process dies between two looks, and another one replays the log."""
        self.day.restart()
        self._works()

    @rule(span_s=SPANS_S, going=st.integers(0, 6), coming=st.integers(0, 2))
    def sleep(self, span_s: int, going: int, coming: int) -> None:
        """People come or go, the process dies before it looks, another one starts later."""
        self.reference.awake = False
        for _ in range(min(going, len(self.reference.line))):
            self._goes(0, looks=False)
        for _ in range(0 if going else coming):
            self.day.issue("a")
            self.reference.joins("a")
        self.machine.passes(timedelta(seconds=span_s))
        self.reference.now_is(self.reference.now + span_s * SECOND)
        self.day.restart()
        self.day.at += timedelta(seconds=span_s)
        self._works()
        self.reference.wakes()

    @precondition(lambda self: not self.keeper.is_quiet(self.day.floor))
    @rule(step=st.sampled_from([timedelta(hours=1), -timedelta(hours=1)]))
    def somebody_sets_the_clock_and_the_process_dies(self, step: timedelta) -> None:
        self.machine.wall += step
        self.day.restart()
        self.clock, self.keeper = self.machine.process(self.day.floor)
        self._works()

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def the_hour_is_the_offices(self) -> None:
        assert self.clock.now() == self.day.at == OPENS_AT + self.reference.now * TICK

    @invariant()
    def states_are_the_references(self) -> None:
        for which, expected in enumerate(self.reference.episodes):
            newest = self._newest(which)
            if newest is None:
                assert expected.state == "ok"
                continue
            assert newest.state.value == expected.state
            assert newest.since == OPENS_AT + expected.since * TICK
            assert len(self._of(which)) == expected.count
            assert [(t - OPENS_AT) // TICK for t in newest.reopenings] == expected.reopenings
            assert (newest.unstable_until is None) == (expected.unstable_until is None)

    @invariant()
    def those_are_told_whom_the_reference_tells(self) -> None:
        watch = self.day.floor.watch
        told = []
        for event in self.day.events:
            if isinstance(event, NoticeSent):
                notice = watch.notices[event.notice]
                which = KEYS.index(watch.alerts[notice.alert].key)
                told.append((which, notice.kind.value, notice.to, (event.at - OPENS_AT) // TICK))
        assert sorted(told) == sorted(self.reference.sent)

    @invariant()
    def one_key_has_one_active_episode(self) -> None:
        keys = [alert.key for alert in self.day.floor.watch.active()]
        assert len(set(keys)) == len(keys)

    @invariant()
    def nothing_is_due_that_a_look_has_left(self) -> None:
        assert self.day.look() == []

    def teardown(self) -> None:
        if not hasattr(self, "day"):
            return
        assert replay(enumerate(self.day.events, start=1)) == self.day.floor
        self.day.ask(close_day)
        self.day.look()
        assert self.day.floor.watch.active() == []
        for _, *row in taken(self.day.events):
            assert is_allowed(Rule.WAITING, *row), row  # type: ignore[arg-type]

    # -- the office ----------------------------------------------------------------------------

    def _come(self, people: int, service: str) -> None:
        for _ in range(people):
            self.day.issue(service)
            self._works()
            self.reference.joins(service)
            self._passes(timedelta(seconds=1))

    def _acknowledges(self, which: int) -> None:
        newest = self._newest(which)
        if newest is None or newest.state not in {AlertState.FIRING, AlertState.CLEARING}:
            return
        self.day.ack(newest)
        self._works()
        self.reference.acknowledges(which)

    def _goes(self, place: int, *, looks: bool = True) -> None:
        line = sorted(self.day.floor.waiting(), key=lambda ticket: ticket.waiting_since)
        self.day.ask(rules.cancel, ticket=line[place].id, by=KIOSK)
        if looks:
            self._works()
        self.reference.leaves(place)

    def _of(self, which: int) -> list[Alert]:
        return [a for a in self.day.floor.watch.alerts.values() if a.key == KEYS[which]]

    def _newest(self, which: int) -> Alert | None:
        return next(iter(self._of(which)[::-1]), None)

    def _works(self) -> None:
        """e-Eyes looks, a worker sends what may be sent, and e-Eyes looks again."""
        self.day.look()
        for notice in delivery.ready(self.day.floor, self.day.at):
            self.day.ask(
                delivery.claim, notice=notice.id, worker="w", ladder=self.day.rules_of.ladder
            )
            self.day.ask(delivery.sent, notice=notice.id)
        self.day.look()

    def _passes(self, span: timedelta) -> None:
        until = self.day.at + span
        while self.day.at < until:
            floor, at = self.day.floor, self.day.at
            ahead = (
                next_look(floor, at, watching=self.day.rules_of),
                delivery.next_ready(floor, at),
                until,
            )
            instant = min(i for i in ahead if i is not None)
            assert instant > at, "a look at the same instant would spin"
            self.day.at = min(instant, until)
            self._works()
        self.machine.passes(span)
        self.reference.now_is(self.reference.now + span // TICK)


TestAnyAlert = AnyAlert.TestCase
TestAnyAlert.settings = settings(stateful_step_count=20)
