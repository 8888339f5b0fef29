"""Any order of coming, going, acknowledging and waiting: the machine against a small reference.

The reference goes second by second and knows one rule, a count; it shares nothing with the
machine but the figures of the design's table.
"""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from alerts.moves import ALERT_MOVES
from queue_monitor.domain.floor import replay
from queue_monitor.domain.watch import AlertState, NoticeKind
from queue_monitor.domain.watch_events import (
    AlertAcknowledged,
    AlertCleared,
    AlertMoved,
    AlertRaised,
)
from tests.alerts.office import a_day, watching
from tests.builders import OPENS_AT

LIMIT, CLEAR, WORSE = 7, 5, 12
CLEAR_HOLD_S, LAPSE_S, REOPEN_S = 60, 900, 600


@dataclass
class Reference:
    """What the design's table says, for one count."""

    hold_s: int
    count: int = 0
    state: str = "ok"
    since_s: int = 0
    before: str = ""
    acked_at_s: int = 0
    acked_count: int = 0
    resolved_at_s: int | None = None
    episodes: int = 0
    reopened: int = 0

    def second(self, now_s: int) -> None:
        """The clock shows a new second."""
        for_s = now_s - self.since_s
        if self.state == "pending" and for_s >= self.hold_s:
            self._fire(now_s)
        elif self.state == "acked" and now_s - self.acked_at_s >= LAPSE_S:
            self._to("firing", now_s)
        elif self.state == "clearing" and for_s >= CLEAR_HOLD_S:
            self._to("resolved", now_s)
            self.resolved_at_s = now_s

    def line_is(self, count: int, now_s: int) -> None:
        """Somebody came or went."""
        self.count = count
        over = count > LIMIT
        if self.state == "pending":
            if not over:
                self._to("transient" if self.resolved_at_s is None else "resolved", now_s)
        elif self.state == "clearing":
            if over:
                self._to(self.before, now_s)
                self.second(now_s)
        elif self.state in {"firing", "acked"}:
            if count <= CLEAR:
                self.before = self.state
                self._to("clearing", now_s)
            elif self.state == "acked" and count >= WORSE > self.acked_count:
                self._to("firing", now_s)
        elif over:
            self._begin(now_s)

    def acknowledged(self, now_s: int) -> None:
        """A person has seen it."""
        if self.state == "firing":
            self._to("acked", now_s)
        elif self.state == "clearing" and self.before == "firing":
            self.before = "acked"
        else:
            return
        self.acked_at_s, self.acked_count = now_s, self.count

    def _begin(self, now_s: int) -> None:
        again = self.resolved_at_s is not None and now_s - self.resolved_at_s <= REOPEN_S
        if not again:
            self.episodes += 1
            self.resolved_at_s, self.reopened = None, 0
        if self.hold_s:
            self._to("pending", now_s)
        else:
            self._fire(now_s)

    def _fire(self, now_s: int) -> None:
        self.reopened += self.resolved_at_s is not None
        self.resolved_at_s = None
        self._to("firing", now_s)

    def _to(self, state: str, now_s: int) -> None:
        self.state, self.since_s = state, now_s


class AnyAlert(RuleBasedStateMachine):
    """An office with one limit, and everything that can happen around it."""

    @initialize(hold_s=st.sampled_from([0, 30]))
    def begin(self, hold_s: int) -> None:
        rules_of = watching(wait_limit=None, hold=OPENS_AT.resolution * hold_s * 1_000_000)
        self.day = a_day(rules_of)
        self.reference = Reference(hold_s=hold_s)
        self.now_s = 0

    def _count(self) -> int:
        return self.day.floor.waiting_count

    @rule(people=st.integers(1, 6))
    def come(self, people: int) -> None:
        for _ in range(people):
            self.day.issue()
            self.day.look()
            self.reference.line_is(self._count(), self.now_s)

    @rule(people=st.integers(1, 6))
    def go(self, people: int) -> None:
        for _ in range(min(people, self._count())):
            self.day.go(1)
            self.reference.line_is(self._count(), self.now_s)

    @rule(span_s=st.sampled_from([1, 29, 30, 31, 59, 60, 61, 300, 540, 600, 899, 900, 901]))
    def wait(self, span_s: int) -> None:
        self.day.passes(seconds=span_s)
        for _ in range(span_s):
            self.now_s += 1
            self.reference.second(self.now_s)

    @precondition(lambda self: self.reference.state in {"firing", "acked", "clearing"})
    @rule()
    def acknowledge(self) -> None:
        newest = list(self.day.floor.watch.alerts.values())[-1]
        self.day.ack(newest)
        self.reference.acknowledged(self.now_s)

    @rule()
    def restart(self) -> None:
        self.day.restart()

    @invariant()
    def state_is_the_references(self) -> None:
        alerts = list(self.day.floor.watch.alerts.values())
        if not alerts:
            assert self.reference.state == "ok"
            return
        assert alerts[-1].state.value == self.reference.state
        assert len(alerts) == self.reference.episodes
        assert len(alerts[-1].reopenings) == self.reference.reopened

    @invariant()
    def one_key_has_one_active_episode(self) -> None:
        assert len(self.day.floor.watch.active()) <= 1

    @invariant()
    def nothing_is_due_that_a_look_has_left(self) -> None:
        assert self.day.look() == []

    def teardown(self) -> None:
        if not hasattr(self, "day"):
            return
        assert replay(enumerate(self.day.events, start=1)) == self.day.floor
        states: dict[str, AlertState] = {}
        for event in self.day.events:
            if isinstance(event, AlertRaised):
                states[event.alert.id] = event.alert.state
            elif isinstance(event, AlertMoved | AlertCleared | AlertAcknowledged):
                self._allowed(states, event)
        transient = {
            a.id for a in self.day.floor.watch.alerts.values() if a.state is AlertState.TRANSIENT
        }
        told = {n.alert for n in self.day.notices(NoticeKind.FIRING)}
        assert not transient & told

    @staticmethod
    def _allowed(
        states: dict[str, AlertState], event: AlertMoved | AlertCleared | AlertAcknowledged
    ) -> None:
        known = states[event.alert]
        if isinstance(event, AlertAcknowledged):
            if known is AlertState.CLEARING:
                return
            to = AlertState.ACKED
        else:
            to = AlertState.RESOLVED if isinstance(event, AlertCleared) else event.to
        assert to in ALERT_MOVES[known], f"{known} to {to}"
        states[event.alert] = to


TestAnyAlert = AnyAlert.TestCase
