"""The office hall on a simulated day: visitors, clerks and a supervisor in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from queue_monitor.simulation.clerks import ClerkAtWork
from queue_monitor.simulation.day import SimulatedDay, Visitor, stranger
from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.journal import Journal
from queue_monitor.simulation.port import CalledTo, Look, Port, Refusal
from queue_monitor.simulation.supervisor import SupervisorOnDuty
from queue_monitor.simulation.timeline import Step, Timeline

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.model import ClerkId, CounterId

_GLANCE: Final = timedelta(seconds=10)


class Hall:
    """Runs `day` through `port`. What happens is kept in `journal`.

    `glance` is how often people look at their screens; `watch` is called with each look.
    `supervised` False leaves the supervisor's part to somebody else.
    """

    def __init__(
        self,
        day: SimulatedDay,
        port: Port,
        settings: Settings,
        *,
        supervised: bool = True,
        glance: timedelta = _GLANCE,
        watch: Callable[[Look], None] = lambda _: None,
    ) -> None:
        self.day = day
        self.port = port
        self.journal = Journal()
        self.latest: Look | None = None
        self.counters: tuple[CounterId, ...] = tuple(c.number for c in settings.counters)
        self._settings = settings
        self._timeline = Timeline()
        self._glance = glance
        self._watch = watch
        self._waiting = 0  # as far as known here; a look puts it right
        self._visitors: dict[str, Visitor] = {}
        self._clerks = [ClerkAtWork(shift, self) for shift in day.shifts]
        self._supervisor = SupervisorOnDuty(self) if supervised else None
        self._until = day.ends_at

    def run(self, *, until: datetime | None = None) -> Journal:
        """Live through the day, or up to `until`; the journal says how it went."""
        self._until = min(until or self.day.ends_at, self.day.ends_at)
        self._begin()
        reached = self._until
        while (due_at := self._timeline.next_at()) is not None and due_at <= self._until:
            if not self.port.wait_until(due_at):
                reached = due_at
                break
            self.journal.late_by = max(self.journal.late_by, self.now() - due_at)
            self._timeline.pop()()
            if self._is_over():
                reached = self.now()
                break
        else:
            self.port.wait_until(self._until)
        self._look()
        self.journal.ended_at = min(self.now(), reached)
        return self.journal

    # -- for those who act ---------------------------------------------------------------------

    def now(self) -> datetime:
        """The office's hour."""
        return self.port.now()

    def after(self, span: timedelta, step: Step) -> None:
        """Do `step` when `span` has passed."""
        self._timeline.at(self.now() + span, step)

    def reaction(self, clerk: ClerkId) -> timedelta:
        """How long this clerk takes to see that somebody waits."""
        if self.day.pattern.at_once:
            return timedelta(0)
        return Draws(self.day.seed, "reaction", clerk).span(2, 5)

    def visitor(self, called: CalledTo) -> Visitor:
        """Who holds the number."""
        known = self._visitors.get(called.ticket)
        if known is None:
            known = stranger(self._settings, self.day.seed, called.ticket, called.service)
            self._visitors[called.ticket] = known
        return known

    def call_next(self, counter: CounterId, clerk: ClerkId) -> CalledTo | None:
        """Whoever is next at the counter; the journal learns how long they waited."""
        if self._waiting <= 0:
            return None
        called = self.port.call_next(counter, clerk=clerk)
        if called is not None:
            self._waiting -= 1
            self.journal.called(self.now(), called)
        return called

    def is_wanted_back(self, counter: CounterId) -> bool:
        """Whether the clerk whose counter it is has come and found none free."""
        return any(clerk.wants_place == counter for clerk in self._clerks)

    def missed(self, called: CalledTo) -> None:
        """Nobody came to the counter; some come back later."""
        self.journal.missed(called)
        visitor = self.visitor(called)
        self._visitors[called.ticket] = _here(visitor)
        if visitor.back_after is not None:
            self.after(visitor.back_after, partial(self._come_back, called))

    # -- the day -------------------------------------------------------------------------------

    def _begin(self) -> None:
        now = self.now()
        for clerk in self._clerks:
            if clerk.shift.comes_at is not None:
                self._timeline.at(max(clerk.shift.comes_at, now), clerk.arrive)
        for visitor in self.day.visitors:
            self._timeline.at(visitor.comes_at, partial(self._enter, visitor))
        self._timeline.at(now, self._glances)

    def _enter(self, visitor: Visitor) -> None:
        try:
            taken = self.port.take(
                visitor.service,
                visitor.visit_class,
                visitor.language,
                key=f"simulated-{self.day.seed}-{visitor.number}",
            )
        except Refusal as refusal:
            self.journal.refused(self.now(), None, refusal)
            return
        self._visitors[taken.ticket] = visitor
        self.journal.took(self.now(), taken)
        self._joined()

    def _come_back(self, called: CalledTo) -> None:
        seated = next((c for c in self._clerks if c.counter is not None), None)
        if seated is None or seated.counter is None:
            return
        try:
            self.port.give_back(seated.counter, clerk=seated.id, ticket=called.ticket)
        except Refusal as refusal:  # past the grace time
            self.journal.refused(self.now(), seated.id, refusal)
            return
        self.journal.took_again(self.now(), called)
        self._joined()

    def _joined(self) -> None:
        self._waiting += 1
        self._wake()

    def _wake(self) -> None:
        """Idle clerks see it, whoever has been idle longest first."""
        idle = [(clerk.idle_since, clerk) for clerk in self._clerks if clerk.is_idle]
        idle.sort(key=lambda pair: (pair[0], pair[1].id))
        for place, (_, clerk) in enumerate(idle):
            seen_after = timedelta(seconds=2 + place)
            clerk.wake(timedelta(0) if self.day.pattern.at_once else seen_after)

    def _glances(self) -> None:
        self._look()
        self._timeline.at(self.now() + self._glance, self._glances)

    def _look(self) -> None:
        look = self.port.look()
        self.latest, self._waiting = look, look.waiting
        self.journal.saw(look)
        if self._supervisor is not None:
            self._supervisor.notice(look)
        for clerk in self._clerks:
            clerk.notice(look)
        if look.waiting:
            self._wake()
        self._watch(look)

    def _is_over(self) -> bool:
        """Closing time is past and nobody is inside any more."""
        return (
            self.now() >= self.day.closes_at
            and self._waiting <= 0
            and all(clerk.counter is None for clerk in self._clerks)
        )


def _here(visitor: Visitor) -> Visitor:
    """The same visitor, who will hear the next call."""
    return replace(visitor, misses_call=False)
