"""A stretch of a day lived again without some of its plans: "what if nothing had been done?". Pure.

The same people come at the same instants for the same things, give up, miss their calls and take as
long at the desk as they did; counters open, rest and close as they did, but for what the plans
changed. Who is called when follows anew, by the rule that calls people (`domain.discipline`):

- A counter that may call, and for which somebody waits, has a chance. Its clerk takes as long to
  use it as for the same chance on the day; where another counter was quicker on the day, a little
  longer than it lasted, or as long as usual. A number that was picked by hand is picked again.
- A visit lasts as long as the same visitor's did, wherever it takes place. Whoever was not served
  by the end of the stretch takes the service's planned mean time.
- Clerks who helped stay where they were: their counter stays closed, a donor open, lanes as before,
  a break goes on.

By induction a stretch without plans is lived again as it was, to the microsecond; so all that
differs is the plans' doing. What is left out: that a shorter line keeps people from giving up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from alerts.guards import HELD
from alerts.habits import REACTION, Habits, Ready, Script, habits_of, is_free
from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.discipline import can_take, next_ticket
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    SYSTEM,
    CounterId,
    CounterStatus,
    TicketId,
    TicketState,
)
from queue_monitor.domain.plans import Plan, PlanKind

_WALK: Final = timedelta(seconds=15)
_ON_COUNTERS: Final = (
    ev.CounterOpened,
    ev.CounterClosed,
    ev.CounterPaused,
    ev.CounterResumed,
    ev.LanesChanged,
)
#: What a ticket must be for an event to happen to it.
_FROM: Final[Mapping[type, frozenset[TicketState]]] = {
    ev.Called: frozenset({TicketState.WAITING}),
    ev.Started: frozenset({TicketState.CALLED}),
    ev.Finished: frozenset({TicketState.SERVING}),
    ev.WentOn: frozenset({TicketState.SERVING}),
    ev.Transferred: frozenset({TicketState.SERVING}),
    ev.Missed: frozenset({TicketState.CALLED, TicketState.BOOKED}),
    ev.Undone: frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.NO_SHOW}),
    ev.Parked: frozenset({TicketState.SERVING, TicketState.WAITING}),
    ev.TakenUp: frozenset({TicketState.PARKED}),
    ev.Requeued: frozenset({TicketState.PARKED}),
    ev.Returned: frozenset({TicketState.NO_SHOW}),
    ev.GaveWay: frozenset({TicketState.WAITING}),
    ev.Cancelled: frozenset({TicketState.WAITING, TicketState.BOOKED}),
    ev.Left: frozenset({TicketState.WAITING}),
    ev.Expired: frozenset({TicketState.WAITING, TicketState.PARKED, TicketState.NO_SHOW}),
    ev.Rebooked: frozenset({TicketState.BOOKED}),
    ev.CheckedIn: frozenset({TicketState.BOOKED}),
    ev.Joined: frozenset({TicketState.CHECKED_IN}),
}

_OnCounter = (
    ev.CounterOpened | ev.CounterClosed | ev.CounterPaused | ev.CounterResumed | ev.LanesChanged
)
Numbered = tuple[int, Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Plans to leave out, with the time each was at work."""

    plan: Plan
    until: datetime

    def drops(self, event: Event) -> bool:
        """Whether the event is the plan's own doing, or happens where it put somebody."""
        proposal, applied_at = self.plan.proposal, self.plan.applied_at
        if not isinstance(event, _ON_COUNTERS) or applied_at is None:
            return False
        if isinstance(event, ev.CounterPaused) and event.reason == HELD:
            return True
        during = applied_at <= event.at <= self.until
        if event.counter == proposal.counter:
            whole = proposal.kind in {PlanKind.OPEN_COUNTER, PlanKind.MOVE_CLERK}
            return during and (whole or event.at in {applied_at, self.until})
        if event.counter != proposal.donor:
            return False
        return event.at in {applied_at, self.until}


def relive(
    events: Iterable[Event], begin: Floor, without: Collection[Without], until: datetime
) -> Iterator[tuple[Floor, Event]]:
    """Each event of the stretch as it would have been, with the floor after it.

    `begin` is the floor before the first of `events`, which are the log's up to `until` at least.
    """
    stretch = [event for event in events if event.at <= until and _matters(event)]
    habits = habits_of(stretch, begin, until)
    return _Again(begin, habits, without, until).run()


def _matters(event: Event) -> bool:
    return not isinstance(event, ev.Recalled) and type(event).__module__ == ev.__name__


# -- the day again -------------------------------------------------------------------------------


class _Again:
    """Runs the stretch anew. What is to happen lies in a heap, in order of instant and of log."""

    def __init__(
        self, begin: Floor, habits: Habits, without: Collection[Without], until: datetime
    ) -> None:
        self._floor = begin
        self.habits_of = habits
        self._until = until
        self._ready = Ready()
        self._order = count()
        self._heap: list[tuple[datetime, int, Event]] = []
        self._calls: dict[CounterId, int] = {}  # so far
        self._visits: dict[TicketId, int] = {}
        self._planned: dict[CounterId, datetime] = {}  # of its next call
        self._closing: set[CounterId] = set()
        for event in habits.outside:
            if not any(plan.drops(event) for plan in without):
                self._later(event)

    def run(self) -> Iterator[tuple[Floor, Event]]:
        self._ready.look(self._floor, self._floor.at)
        self._plan_calls()
        while True:
            call = min(self._planned.items(), key=lambda item: (item[1], item[0]), default=None)
            due = self._heap[0][0] if self._heap else None
            if call is not None and (due is None or call[1] < due):
                event = self._call(call[0], call[1])
            elif due is not None:
                event = heappop(self._heap)[2]
            else:
                return
            if event is None or event.at > self._until or not self._fits(event):
                if event is not None and event.at > self._until:
                    return
                continue
            yield self._happens(event), event

    def _happens(self, event: Event) -> Floor:
        self._floor = evolve(self._floor, event)
        if isinstance(event, ev.Called):
            self._visit(event)
        for counter in tuple(self._closing):
            if self._floor.counters[counter].ticket is None:
                self._closing.discard(counter)
                self._later(ev.CounterClosed(at=event.at, counter=counter, by=SYSTEM))
        self._ready.look(self._floor, event.at)
        self._plan_calls()
        return self._floor

    def _later(self, event: Event) -> None:
        heappush(self._heap, (event.at, next(self._order), event))

    def _plan_calls(self) -> None:
        """When each counter that could call somebody will."""
        self._planned = {
            counter: since + self._reaction(counter) for counter, since in self._ready.since.items()
        }

    def _reaction(self, counter: CounterId) -> timedelta:
        known = self.habits_of.reactions.get(counter, {})
        usual = self.habits_of.usual.get(counter, REACTION)
        return known.get(self._ready.number[counter], usual)

    def _call(self, counter: CounterId, at: datetime) -> Event | None:
        done = self._calls.get(counter, 0)
        self._calls[counter] = done + 1
        desk = self._floor.counters[counter]
        picked = self.habits_of.picked.get(counter, [])
        wish = picked[done] if done < len(picked) else None
        held = None if wish is None else self._floor.tickets.get(wish)
        if (
            held is not None
            and held.state is TicketState.WAITING
            and can_take(self._floor, desk, held)
        ):
            return ev.Called(at=at, ticket=held.id, counter=counter, by=SYSTEM)
        choice = next_ticket(self._floor, desk, at)
        if choice is None:
            return None
        return ev.Called(at=at, ticket=choice.ticket.id, counter=counter, by=SYSTEM)

    def _visit(self, called: ev.Called) -> None:
        """What the visitor did on the day when called, at this counter."""
        done = self._visits.get(called.ticket, 0)
        self._visits[called.ticket] = done + 1
        scripts = self.habits_of.scripts.get(called.ticket, [])
        script = scripts[done] if done < len(scripts) else self._usual(called)
        for after, event in script:
            moved: dict[str, Any] = {"at": called.at + after}
            if getattr(event, "counter", None) is not None:
                moved["counter"] = called.counter
            self._later(replace(event, **moved))

    def _usual(self, called: ev.Called) -> Script:
        planned = self._floor.plan.service(self._floor.tickets[called.ticket].service)
        lasts = timedelta(minutes=5) if planned is None else planned.mean_service
        started = ev.Started(at=called.at, ticket=called.ticket, counter=called.counter)
        finished = ev.Finished(at=called.at, ticket=called.ticket, counter=called.counter)
        return [(_WALK, started), (_WALK + lasts, finished)]

    def _fits(self, event: Event) -> bool:
        """Whether it can happen on this floor; what cannot is left out."""
        if isinstance(event, _ON_COUNTERS):
            return self._counter_fits(event)
        allowed = _FROM.get(type(event))
        if allowed is None:
            return True
        ticket = self._floor.tickets.get(event.ticket)  # type: ignore[union-attr]
        if ticket is None or ticket.state not in allowed:
            return False
        counter: CounterId | None = getattr(event, "counter", None)
        if counter is None:
            return ticket.state is not TicketState.SERVING
        desk = self._floor.counters.get(counter)
        if desk is None:
            return False
        match event:
            case ev.Called():
                return is_free(desk)
            case ev.TakenUp():
                return desk.status is not CounterStatus.CLOSED and desk.ticket is None
            case ev.Undone() if ticket.state is TicketState.NO_SHOW:
                return ticket.counter == desk.id
            case _:
                return desk.ticket == ticket.id

    def _counter_fits(self, event: _OnCounter) -> bool:
        desk = self._floor.counters.get(event.counter)
        if desk is None:
            return False
        match event:
            case ev.CounterOpened():
                return desk.status is CounterStatus.CLOSED
            case ev.CounterPaused():
                return desk.status is CounterStatus.OPEN
            case ev.CounterResumed():
                return desk.status is CounterStatus.PAUSED
            case ev.CounterClosed() if desk.ticket is not None:
                self._closing.add(desk.id)  # whoever is there is served first
                return False
            case _:
                return desk.status is not CounterStatus.CLOSED
