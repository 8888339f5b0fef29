"""Clerks: they open, call, serve, take their breaks, and come to help when asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from queue_monitor.simulation.draws import Draws
from queue_monitor.simulation.port import CalledTo, Look, PlanSeen, Refusal
from queue_monitor.simulation.shifts import Break, Shift

if TYPE_CHECKING:
    from queue_monitor.domain.model import ClerkId, CounterId
    from queue_monitor.simulation.hall import Hall
    from queue_monitor.simulation.timeline import Step

_CALL_FOR: Final = timedelta(seconds=25)  # a called visitor who does not come is waited for
_TRY_AGAIN: Final = timedelta(seconds=5)
_STAYS: Final = timedelta(minutes=10)  # who came to help stays at least so long
_QUIET: Final = 2  # people in line at most when a helper goes back


class ClerkAtWork:
    """One clerk's day. `counter` is where they sit, None where they do not.

    Each plan of theirs bears `_turn`; when something else intervenes the turn rises, and what was
    planned before does not happen.
    """

    def __init__(self, shift: Shift, hall: Hall) -> None:
        self.shift = shift
        self.counter: CounterId | None = None
        self.idle_since: datetime | None = None
        self._hall = hall
        self._turn = 0
        self._in_hand: CalledTo | None = None
        self._breaks = list(shift.breaks)
        self._break_until: datetime | None = None  # of the one being taken
        self._owed: timedelta | None = None  # of a break that was cut short
        self._helps_since: datetime | None = None
        self._asked: set[str] = set()
        self._is_here = False

    @property
    def id(self) -> ClerkId:
        """The clerk of the configuration."""
        return self.shift.clerk

    @property
    def is_idle(self) -> bool:
        """At an open counter with nobody in hand and nobody to call."""
        return self.idle_since is not None

    # -- coming and going ----------------------------------------------------------------------

    def arrive(self) -> None:
        """The shift begins: at the own counter, or another one if somebody sits there."""
        self._hall.port.come(self.id)
        self._is_here = True
        self._take_place()

    @property
    def wants_place(self) -> CounterId | None:
        """The own counter of one who is here and found none free; who helps there makes way."""
        waits = self._is_here and self.counter is None and self._hall.now() < self.shift.goes_at
        return self.shift.home if waits else None

    def _take_place(self) -> None:
        if self.wants_place is None:
            return
        for counter in (self.wants_place, *self._hall.counters):
            try:
                self._hall.port.open(counter, clerk=self.id)
            except Refusal as refusal:
                if refusal.code == "counter_already_open":
                    continue
                return  # sits somewhere already, or the office is closed
            self._sit(counter)
            return

    def _sit(self, counter: CounterId) -> None:
        self._begin_at(counter)
        self._hall.journal.opened(self._hall.now(), self.id, counter)
        self._soon(self._hall.reaction(self.id))

    def _leave(self) -> None:
        assert self.counter is not None
        self._hall.port.close(self.counter, clerk=self.id)
        self._hall.journal.closed(self._hall.now(), self.id, self.counter)
        self._away()

    def _away(self) -> None:
        self._turn += 1
        self._begin_at(None)
        self._helps_since = None

    def _begin_at(self, counter: CounterId | None) -> None:
        self.counter, self._in_hand, self.idle_since = counter, None, None
        self._break_until = self._owed = None

    # -- serving -------------------------------------------------------------------------------

    def wake(self, after: timedelta) -> None:
        """Somebody has joined a line: look who is next, once the reaction time is over."""
        if self.is_idle:
            self._soon(after)

    def _soon(self, after: timedelta) -> None:
        self._plan(after, self._next)

    def _plan(self, after: timedelta, step: Step) -> None:
        self._turn += 1
        turn = self._turn

        def act() -> None:
            if turn == self._turn:
                self._attempt(step)

        self._hall.after(after, act)

    def _attempt(self, step: Step) -> None:
        """Do it; whatever the office refuses, look where one stands and go on from there."""
        try:
            step()
        except Refusal as refusal:
            if refusal.code == "too_early":
                self._plan(_TRY_AGAIN, step)
                return
            self._hall.journal.refused(self._hall.now(), self.id, refusal)
            self._find_seat(self._hall.port.look(), again=True)

    def _next(self) -> None:
        """Break, go home, go back, or call whoever is next."""
        if self.counter is None:
            return
        now = self._hall.now()
        self.idle_since = None
        if self.shift.reserve and self._hall.is_wanted_back(self.counter):
            self._leave()
            return
        if self._breaks and self._breaks[0].at <= now and now < self.shift.goes_at:
            self._take_break(self._breaks.pop(0))
            return
        called = self._hall.call_next(self.counter, self.id)
        if called is not None:
            self._serve(called)
        elif now >= self.shift.goes_at or self._is_done_helping():
            self._leave()
        else:
            self._idle(now)

    def _idle(self, now: datetime) -> None:
        self.idle_since = now
        due = [self._breaks[0].at] if self._breaks else []
        self._plan(max(min([*due, self.shift.goes_at]) - now, timedelta(minutes=1)), self._next)

    def _serve(self, called: CalledTo) -> None:
        self._in_hand = called
        visitor = self._hall.visitor(called)
        if visitor.misses_call:
            self._plan(_CALL_FOR, self._miss)
        else:
            self._plan(visitor.walk, self._start)

    def _miss(self) -> None:
        assert self.counter is not None
        assert self._in_hand is not None
        self._hall.port.no_show(self.counter, clerk=self.id)
        self._hall.missed(self._in_hand)
        self._in_hand = None
        self._soon(self._hall.day.pattern.between)

    def _start(self) -> None:
        assert self.counter is not None
        assert self._in_hand is not None
        self._hall.port.start(self.counter, clerk=self.id)
        self._plan(self._hall.visitor(self._in_hand).service_time, self._finish)

    def _finish(self) -> None:
        assert self.counter is not None
        self._hall.port.finish(self.counter, clerk=self.id)
        self._hall.journal.served()
        self._in_hand = None
        self._soon(self._hall.day.pattern.between)

    def _take_break(self, pause: Break) -> None:
        assert self.counter is not None
        self._hall.port.pause(self.counter, clerk=self.id, reason=pause.reason)
        self._rest(pause.lasts)

    def _rest(self, span: timedelta) -> None:
        self._owed = self.idle_since = None
        self._break_until = self._hall.now() + span
        self._plan(span, self._end_break)

    def _end_break(self) -> None:
        assert self.counter is not None
        self._hall.port.resume(self.counter, clerk=self.id)
        self._break_until = None
        self._next()

    # -- helping -------------------------------------------------------------------------------

    def asked(self, plan: PlanSeen) -> None:
        """The supervisor asks for help: answer after a moment, once."""
        if plan.id in self._asked:
            return
        self._asked.add(plan.id)
        draws = Draws(self._hall.day.seed, "help", self.id, len(self._asked))
        comes = not draws.chance(self._hall.day.pattern.decline_ratio)
        self._hall.after(draws.span(8, 25), partial(self._answer, plan, comes=comes))

    def _answer(self, plan: PlanSeen, *, comes: bool) -> None:
        try:
            self._hall.port.answer(plan.id, clerk=self.id, comes=comes)
        except Refusal as refusal:
            self._hall.journal.refused(self._hall.now(), self.id, refusal)
            return
        self._hall.journal.answered(self._hall.now(), plan, self.id, comes=comes)
        self._find_seat(self._hall.port.look())

    def notice(self, look: Look) -> None:
        """A glance at the screen: who was asked for help, and whether one sits elsewhere now."""
        if not self._is_here:
            return
        for plan in look.plans:
            if plan.state == "offered" and plan.clerk == self.id:
                self.asked(plan)
        self._find_seat(look)
        if len(look.desks) < len(self._hall.counters):
            self._take_place()

    def _find_seat(self, look: Look, *, again: bool = False) -> None:
        """Go on where the office says one sits: an applied plan may have changed that."""
        desk = look.desk_of(self.id)
        if desk is None:
            if self.counter is not None:
                self._away()
            return
        moved = desk.counter != self.counter
        if moved:
            self._helps_since = look.at
            self._sit(desk.counter)
        elif self._break_until is not None and desk.open:  # recalled: what is left is owed
            self._owed = max(self._break_until - look.at, timedelta(0))
            self._break_until = None
            self._soon(self._hall.reaction(self.id))
        elif self._owed is not None and not desk.open and desk.ticket is None:
            self._rest(self._owed)  # the help is over: the break goes on
        elif again and desk.ticket is None:
            self._in_hand = None
            self._soon(_TRY_AGAIN)
        elif again:
            self._plan(_TRY_AGAIN, self._carry_on)

    def _carry_on(self) -> None:
        """Somebody is at the desk and it is unclear how far they are: finish."""
        assert self.counter is not None
        self._hall.port.finish(self.counter, clerk=self.id)
        self._in_hand = None
        self._soon(self._hall.day.pattern.between)

    def _is_done_helping(self) -> bool:
        if self._helps_since is None or not self.shift.reserve:
            return False
        look = self._hall.latest
        calm = look is not None and all(alert.is_over for alert in look.alerts)
        return (
            calm
            and look is not None
            and look.waiting <= _QUIET
            and self._hall.now() >= self._helps_since + _STAYS
        )
