"""The day as it was told so far: who waits, who is where since when, which counters are open."""

from dataclasses import dataclass, field
from typing import assert_never

from queue_monitor.forecast.records import (
    APPOINTED,
    Arrive,
    Call,
    Config,
    CounterClose,
    CounterOf,
    CounterOpen,
    Finish,
    Happening,
    LaneOf,
    Leave,
    NoShow,
    Skills,
    Slot,
)

PLANNED, UNPLANNED, END_OF_DAY = "planned_break", "unplanned", "end_of_day"


@dataclass(slots=True)
class Place:
    """A counter as it is now. Times in seconds from midnight."""

    plan: CounterOf
    skills: tuple[str, ...]
    lanes: tuple[LaneOf, ...]
    is_open: bool = False
    opened_once: bool = False
    since: float = 0.0  # of being open or closed
    reason: str = ""
    ticket: Arrive | None = None
    called_at: float = 0.0
    finished_at: float | None = None  # since then nobody is here
    breaks_begun: int = 0


@dataclass(slots=True)
class Track:
    """State of one day. Contradictions are taken as they come: the latest word counts."""

    config: Config
    places: dict[str, Place] = field(init=False)
    waiting: dict[str, Arrive] = field(default_factory=dict)
    expected: dict[str, Slot] = field(init=False)
    now: float = 0.0
    relieved_at: float | None = None  # until when the limits were last crossed

    def __post_init__(self) -> None:
        self.places = {c.id: _place(c) for c in self.config.counters}
        self.expected = {slot.appointment: slot for slot in self.config.appointments}
        self.now = self.config.open

    def take(self, event: Happening) -> None:
        """One more thing has happened."""
        self.now = max(self.now, event.t)
        if isinstance(event, Call | Leave) and self._was_breached(event.t):
            self.relieved_at = event.t  # if it goes on, the next who leaves the line moves this
        match event:
            case Arrive():
                self.waiting[event.ticket] = event
                if event.appointment is not None:
                    self.expected.pop(event.appointment, None)
            case Call():
                place = self._place(event.counter)
                place.ticket = self.waiting.pop(event.ticket, None)
                place.called_at, place.finished_at = event.t, None
                if not place.is_open:
                    self._open(place, event.t)
            case Finish() | NoShow():
                place = self._place(event.counter)
                place.ticket, place.finished_at = None, event.t
            case CounterOpen():
                place = self._place(event.counter)
                place.skills = event.skills or place.skills
                place.lanes = event.lanes or place.lanes
                self._open(place, event.t)
                place.finished_at = None
            case CounterClose():
                place = self._place(event.counter)
                place.is_open, place.since, place.reason = False, event.t, event.reason
                if event.reason == PLANNED:
                    place.breaks_begun += 1
            case Leave():
                self.waiting.pop(event.ticket, None)
            case Skills():
                place = self._place(event.counter)
                place.skills, place.lanes = event.skills, event.lanes or ()
            case _:
                assert_never(event)

    def can_take(self, place: Place, ticket: Arrive) -> bool:
        """Whether the counter may call that ticket."""
        if place.lanes:
            return any(
                ticket.service in lane.services and ticket.kind in lane.classes
                for lane in place.lanes
            )
        return ticket.service in place.skills

    def breached(self, at: float) -> bool:
        """Whether the office's limits are crossed."""
        return self._crossed([one.t for one in self.waiting.values()], at)

    def is_appointed(self, ticket: Arrive) -> bool:
        """Whether it waits by its slot."""
        return ticket.priority == APPOINTED and ticket.slot is not None

    def _was_breached(self, at: float) -> bool:
        """Whether they were until now: who is called the moment they come never waited."""
        return self._crossed([one.t for one in self.waiting.values() if one.t < at], at)

    def _crossed(self, came: list[float], at: float) -> bool:
        limits = self.config.limits
        return len(came) > limits.max_waiting or at - min(came, default=at) > limits.max_wait_s

    def _place(self, counter: str) -> Place:
        if counter not in self.places:
            self.places[counter] = _place(CounterOf(id=counter))
        return self.places[counter]

    def _open(self, place: Place, at: float) -> None:
        place.is_open, place.opened_once, place.since = True, True, at


def _place(plan: CounterOf) -> Place:
    return Place(plan=plan, skills=plan.skills, lanes=plan.lanes)
