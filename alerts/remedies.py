"""What could be done about an alert, before it is scored: changes of counters, and the guards."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from alerts import plans
from alerts.guards import is_on_break, is_possible, is_taken
from alerts.look import Look, added, begins_with_everybody, lanes_for, pooled, takes_all
from queue_monitor.config import Reallocation
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClerkId,
    ClerkPlan,
    Counter,
    CounterId,
    CounterStatus,
    Lane,
    ServiceId,
)
from queue_monitor.domain.watch import Alert, Effect, PlanKind, Proposal
from queue_monitor.forecast import Change, ChangeLanes, MoveClerk, OpenCounter

#: Of each kind, so that scoring stays within its time.
_MOST_OF_A_KIND: Final = 4
#: So many open counters for the same, and nobody's break is cut short for a little relief.
_MANY_OPEN: Final = 3
_NO_EFFECT: Final = Effect(
    longest_wait_without_s=0.0,
    longest_wait_with_s=0.0,
    waiting_without=0.0,
    waiting_with=0.0,
    sufficient=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A change of counters that the floor allows."""

    kind: PlanKind
    counter: CounterId
    helpers: tuple[ClerkId, ...]  # who could do it, in the order of asking
    services: tuple[ServiceId, ...]  # that gain from it
    serves: tuple[Lane, ...]
    change: Change
    donor: CounterId | None = None
    present: bool = True  # the first helper is known to be in the house
    must_suffice: bool = False  # too much to ask for what does not end the crowd
    order: int = 0  # among equals, as found

    @property
    def proposal(self) -> Proposal:
        """As the plans' guards look at it, before it is scored."""
        return Proposal(
            kind=self.kind,
            counter=self.counter,
            clerk=self.helpers[0],
            services=self.services,
            serves=self.serves,
            effect=_NO_EFFECT,
            helpers=self.helpers,
            donor=self.donor,
        )


def candidates(
    floor: Floor,
    alert: Alert,
    at: datetime,
    *,
    settings: Reallocation,
    express: Collection[CounterId] = (),
) -> list[Candidate]:
    """Every change that the guards allow, at most a few of each kind."""
    look = Look.of(floor, alert, at, settings)
    found: list[Candidate] = []
    for kind in (
        _openings(look),
        _additions(look, frozenset(express)),
        _moves(look),
        _ended_breaks(look),
    ):
        allowed = (c for c in kind if _is_allowed(look, c))
        found.extend(_distinct(allowed))
    return [replace(candidate, order=order) for order, candidate in enumerate(found)]


def _openings(look: Look) -> Iterator[Candidate]:
    """A closed counter with whoever sits at none, fairest first.

    The last is a choice of another person: the second in turn, at the second counter.
    """
    closed = [d for d in look.floor.counters.values() if d.status is CounterStatus.CLOSED]
    found: list[Candidate] = []
    for desk in closed:
        opening = next(_openings_of(look, desk), None)
        if opening is not None:
            found.append(opening)
    yield from found[: _MOST_OF_A_KIND - 1]
    if found[1:]:
        second = look.floor.counters[found[1].counter]
        yield from islice(
            (c for c in _openings_of(look, second) if c.helpers[0] != found[0].helpers[0]), 1
        )
    yield from found[_MOST_OF_A_KIND - 1 :]


def _openings_of(look: Look, desk: Counter) -> Iterator[Candidate]:
    """The counter with each who could open it, in the order of asking."""
    fit = look.helpers(desk)
    for first in fit:
        serves = lanes_for(look, desk, first)
        gain = look.gain(serves)
        if not gain:
            continue
        # Where somebody in the house can come, nobody waits for the answer of one who is not.
        there = look.is_present(first.id)
        # The next to be asked gives what the plan promises; the counter opens as far as the
        # skills of whoever comes go.
        able = (c.id for c in fit if {*gain} <= {*c.skills} and look.is_present(c.id) >= there)
        asked = (first.id, *(clerk for clerk in able if clerk != first.id))
        yield Candidate(
            kind=PlanKind.OPEN_COUNTER,
            counter=desk.id,
            helpers=asked,
            services=gain,
            serves=serves,
            change=OpenCounter(counter=desk.id, clerk=first.id, serves=serves),
            present=there,
        )


def _additions(look: Look, express: frozenset[CounterId]) -> Iterator[Candidate]:
    """An open counter also takes the wanted services it does not take yet from everybody, or
    takes only when nobody waits for its first ones: who is alone in such a line waits longest.
    """
    for desk, clerk in _staffed(look, CounterStatus.OPEN):
        lacking = tuple(
            service
            for service in look.wanted
            if service in clerk.skills and not takes_all(look.floor, desk.serves, service)
        )
        is_express = desk.id in express
        if not is_express:
            lacking = (*lacking, *(s for s in _taken_last(look, desk, clerk) if s not in lacking))
        if not is_express and not lacking:
            continue
        serves = pooled(look.floor, desk, lacking) if is_express else added(look, desk, lacking)
        if serves == desk.serves:
            continue
        yield Candidate(
            kind=PlanKind.CALL_EXPRESS if is_express else PlanKind.ADD_SERVICE,
            counter=desk.id,
            helpers=(clerk.id,),
            services=lacking or look.gain(serves),
            serves=serves,
            change=ChangeLanes(counter=desk.id, serves=serves),
        )


def _taken_last(look: Look, desk: Counter, clerk: ClerkPlan) -> tuple[ServiceId, ...]:
    """Wanted services of the counter's later lanes, where its first one is for everybody."""
    if not begins_with_everybody(look.floor, desk.serves):
        return ()
    first = desk.serves[0].services
    return tuple(s for s in look.wanted if s in clerk.skills and s not in first)


def _moves(look: Look) -> Iterator[Candidate]:
    """A clerk leaves a counter that does not take what is wanted for a closed one that does."""
    closed = [d for d in look.floor.counters.values() if d.status is CounterStatus.CLOSED]
    for donor, clerk in _staffed(look, CounterStatus.OPEN):
        if look.gain(donor.serves):
            continue
        for desk in closed:
            serves = lanes_for(look, desk, clerk)
            gain = look.gain(serves)
            if not gain:
                continue
            yield Candidate(
                kind=PlanKind.MOVE_CLERK,
                counter=desk.id,
                helpers=(clerk.id,),
                services=gain,
                serves=serves,
                change=MoveClerk(clerk=clerk.id, source=donor.id, counter=desk.id, serves=serves),
                donor=donor.id,
            )
            break


def _ended_breaks(look: Look) -> Iterator[Candidate]:
    """A paused counter calls again; its owner is asked and may say no.

    Where others are open for the same it must end the crowd; where few are, any relief counts.
    """
    calling = [d for d in look.floor.counters.values() if d.status is CounterStatus.OPEN]
    for desk, clerk in _staffed(look, CounterStatus.PAUSED):
        gain = look.gain(desk.serves)
        if gain and is_on_break(desk):
            others = sum(not {*gain}.isdisjoint(look.gain(other.serves)) for other in calling)
            yield Candidate(
                kind=PlanKind.END_BREAK,
                counter=desk.id,
                helpers=(clerk.id,),
                services=gain,
                serves=desk.serves,
                change=OpenCounter(counter=desk.id, clerk=clerk.id, serves=desk.serves),
                must_suffice=others >= _MANY_OPEN,
            )


def _staffed(look: Look, status: CounterStatus) -> Iterator[tuple[Counter, ClerkPlan]]:
    """Counters of that status whose clerk is known and may be asked."""
    for desk in look.floor.counters.values():
        if desk.status is not status or desk.clerk is None:
            continue
        clerk = look.floor.plan.clerk(desk.clerk)
        if clerk is not None and look.is_free_to_ask(clerk.id):
            yield desk, clerk


def _is_allowed(look: Look, candidate: Candidate) -> bool:
    """The guards: a move stands for its time, one plan for a counter and a clerk, the donor's
    minimum, nothing that was refused in this episode.
    """
    touched = {candidate.counter, candidate.donor} - {None}
    if touched & look.settled:
        return False
    proposal = candidate.proposal
    return (
        is_possible(look.floor, look.at, proposal, proposal.clerk, look.settings)
        and not is_taken(look.floor, proposal, but=look.alert.id)
        and not plans.was_refused(look.floor, look.alert, proposal)
    )


def _distinct(found: Iterator[Candidate]) -> list[Candidate]:
    """One of those that would do the same, and not too many of them."""
    first: dict[tuple[object, ...], Candidate] = {}
    for candidate in found:
        same = (candidate.kind, candidate.serves, candidate.helpers, candidate.donor)
        first.setdefault(same, candidate)
        if len(first) == _MOST_OF_A_KIND:
            break
    return list(first.values())
