"""How a stretch of a day went beside the rule that calls people: when clerks called, whom they
picked by hand, and how each visit went. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import next_ticket
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import Counter, CounterId, CounterStatus, TicketId

REACTION: Final = timedelta(seconds=10)  # of a counter of which nothing is known
#: After these a ticket stands in line again: the visit that a call began is over.
_BACK: Final = (ev.Undone, ev.WentOn, ev.Transferred, ev.Returned, ev.Requeued)

Script = list[tuple[timedelta, Event]]  # from the call on


@dataclass(slots=True, kw_only=True)
class Habits:
    """What cannot be worked out anew, and is therefore done as it was."""

    reactions: dict[CounterId, dict[int, timedelta]] = field(default_factory=dict)  # by chance
    usual: dict[CounterId, timedelta] = field(default_factory=dict)  # mean of those that were seen
    picked: dict[CounterId, list[TicketId | None]] = field(default_factory=dict)
    scripts: dict[TicketId, list[Script]] = field(default_factory=dict)
    outside: list[Event] = field(default_factory=list)  # that follow from no call in the stretch


def habits_of(stretch: Sequence[Event], begin: Floor, until: datetime) -> Habits:
    """The habits that `stretch` shows, from the floor `begin` before it."""
    found = Habits()
    floor, ready = begin, Ready()
    called: dict[TicketId, datetime] = {}
    missed: list[tuple[CounterId, int, timedelta]] = []  # chances that passed: took longer than so
    ready.look(floor, begin.at)
    for event in stretch:
        ticket = getattr(event, "ticket", None)
        if isinstance(event, ev.Called):
            _note_call(found, floor, ready, event)
            found.scripts.setdefault(event.ticket, []).append([])
            called[event.ticket] = event.at
        elif ticket in called:
            found.scripts[ticket][-1].append((event.at - called[ticket], event))
            if isinstance(event, _BACK):
                del called[ticket]
        else:
            found.outside.append(event)
        floor = evolve(floor, event)
        by = event.counter if isinstance(event, ev.Called) else None
        missed += [chance for chance in ready.look(floor, event.at) if chance[0] != by]
    missed += [(c, ready.number[c], until - since) for c, since in ready.since.items()]
    for counter, known in found.reactions.items():
        found.usual[counter] = sum(known.values(), timedelta(0)) / len(known)
    for counter, number, lasted in missed:
        usual = found.usual.get(counter, REACTION)
        longer = max(lasted + timedelta(milliseconds=1), usual)
        found.reactions.setdefault(counter, {})[number] = longer
    return found


def _note_call(found: Habits, floor: Floor, ready: "Ready", event: ev.Called) -> None:
    since = ready.since.get(event.counter)
    if since is not None:
        known = found.reactions.setdefault(event.counter, {})
        known[ready.number[event.counter]] = max(event.at - since, timedelta(0))
    desk = floor.counters[event.counter]
    choice = next_ticket(floor, desk, event.at)
    by_rule = choice is not None and choice.ticket.id == event.ticket
    found.picked.setdefault(event.counter, []).append(None if by_rule else event.ticket)


class Ready:
    """Chances: since when each counter could call somebody, and its how manieth chance that is."""

    def __init__(self) -> None:
        self.since: dict[CounterId, datetime] = {}
        self.number: dict[CounterId, int] = {}

    def look(self, floor: Floor, at: datetime | None) -> list[tuple[CounterId, int, timedelta]]:
        """Chances that have just passed, and how long each lasted."""
        over = []
        for desk in floor.counters.values():
            if at is None:
                continue
            if not is_free(desk) or next_ticket(floor, desk, at) is None:
                since = self.since.pop(desk.id, None)
                if since is not None:
                    over.append((desk.id, self.number[desk.id], at - since))
            elif desk.id not in self.since:
                self.since[desk.id] = at
                self.number[desk.id] = self.number.get(desk.id, 0) + 1
        return over


def is_free(desk: Counter) -> bool:
    """Whether the counter may call."""
    return desk.status is CounterStatus.OPEN and desk.ticket is None
