"""The things of an office as frozen values, and the moves a ticket may make.

Instants are aware and in UTC. Nothing here knows a visitor's name or number of any document.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NewType

ServiceId = NewType("ServiceId", str)  # "transcript", as in config.yaml
ClassId = NewType("ClassId", str)  # "walk_in", "priority", "appointment"
CounterId = NewType("CounterId", int)  # the number on the desk
ClerkId = NewType("ClerkId", str)  # "c01"
TicketId = NewType("TicketId", str)  # unique for ever: "2026-03-04/A023"
DayId = NewType("DayId", str)  # "2026-03-04", in practice mode "2026-03-04-p1"
ActorId = NewType("ActorId", str)  # who asked: "staff:lin", "device:k1", "token:…", "system"

WALK_IN: Final = ClassId("walk_in")
APPOINTMENT: Final = ClassId("appointment")
SYSTEM: Final = ActorId("system")
#: So long after its hour an appointment is of another day: no office is open for longer.
ANOTHER_DAY: Final = timedelta(hours=12)


class TicketState(StrEnum):
    """Where a ticket is in its life."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    DONE = "done"
    CANCELLED = "cancelled"
    LEFT = "left"
    EXPIRED = "expired"


class Need(StrEnum):
    """What a visitor asked for beside the service; nothing of it is kept but the wish."""

    LANGUAGE = "language"  # somebody who speaks the ticket's language
    SIGN_LANGUAGE = "sign_language"


_S = TicketState

#: The life of a ticket: from each state, the states it may go to. Nothing else is allowed.
MOVES: Final = MappingProxyType(
    {
        _S.BOOKED: frozenset({_S.CHECKED_IN, _S.CANCELLED, _S.NO_SHOW}),
        _S.CHECKED_IN: frozenset({_S.WAITING}),
        _S.WAITING: frozenset(
            {_S.WAITING, _S.CALLED, _S.PARKED, _S.CANCELLED, _S.LEFT, _S.EXPIRED}
        ),
        _S.CALLED: frozenset({_S.SERVING, _S.CALLED, _S.WAITING, _S.NO_SHOW}),
        _S.NO_SHOW: frozenset({_S.WAITING, _S.EXPIRED}),
        _S.SERVING: frozenset({_S.PARKED, _S.WAITING, _S.DONE}),
        _S.PARKED: frozenset({_S.WAITING, _S.SERVING, _S.EXPIRED}),
        _S.DONE: frozenset[TicketState](),
        _S.CANCELLED: frozenset[TicketState](),
        _S.LEFT: frozenset[TicketState](),
        _S.EXPIRED: frozenset[TicketState](),
    }
)

#: States in which a ticket holds a counter.
AT_COUNTER: Final = frozenset({_S.CALLED, _S.SERVING})
#: States that no move leaves.
ENDED: Final = frozenset(state for state, moves in MOVES.items() if not moves)


class CounterStatus(StrEnum):
    """Whether a counter calls people."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What a counter takes before it looks at its next lane: these services, these classes."""

    services: tuple[ServiceId, ...]
    classes: tuple[ClassId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlan:
    """A service as the office plans it."""

    id: ServiceId
    letter: str
    first_number: int = 1
    last_number: int | None = None  # None: numbers go on past three digits
    mean_service: timedelta = timedelta(minutes=5)  # prior, before anything is learned
    service_cv: float = 0.6  # prior coefficient of variation of a service time
    target_wait: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """A class of visitors; its priority is the time waited × `rate`."""

    id: ClassId
    rate: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPlan:
    """A desk as the office plans it: what it serves, in order, and its breaks (local time)."""

    id: CounterId
    serves: tuple[Lane, ...]
    breaks: tuple[tuple[str, str], ...] = ()  # ("12:00", "13:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkPlan:
    """A clerk as the office plans it; names stay in the configuration."""

    id: ClerkId
    skills: tuple[ServiceId, ...]
    reserve: bool = False
    home: CounterId | None = None
    languages: tuple[str, ...] = ()  # beside the office's own; "sign_language" too


@dataclass(frozen=True, slots=True, kw_only=True)
class GraceRule:
    """What becomes of a missed number: how long it may come back, and behind how many."""

    grace_time: timedelta = timedelta(minutes=30)
    behind: int = 3
    call_for: timedelta = timedelta(0)  # a no-show may be marked this long after the call


class DisciplineName(StrEnum):
    """Who of a counter's lane goes first; `domain.discipline` says how."""

    ACCUMULATING = "accumulating_priority"
    STRICT = "strict"
    FIFO = "fifo"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePlan:
    """All that the log must know of the configuration to be read on its own."""

    services: tuple[ServicePlan, ...]
    classes: tuple[ClassPlan, ...]
    counters: tuple[CounterPlan, ...]
    clerks: tuple[ClerkPlan, ...] = ()
    grace: GraceRule = GraceRule()
    discipline: DisciplineName = DisciplineName.ACCUMULATING

    def service(self, service: ServiceId) -> ServicePlan | None:
        """The plan of `service`, or None if the office does not offer it."""
        for plan in self.services:  # asked several times for each number: no generator
            if plan.id == service:
                return plan
        return None

    def visit_class(self, visit_class: ClassId) -> ClassPlan | None:
        """The plan of `visit_class`, or None if the office has no such class."""
        for plan in self.classes:
            if plan.id == visit_class:
                return plan
        return None

    def counter(self, counter: CounterId) -> CounterPlan | None:
        """The plan of `counter`, or None if there is no such desk."""
        return next((c for c in self.counters if c.id == counter), None)

    def clerk(self, clerk: ClerkId) -> ClerkPlan | None:
        """The plan of `clerk`, or None if nobody has that id."""
        return next((c for c in self.clerks if c.id == clerk), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One visitor's place in line. It knows nothing about the person."""

    id: TicketId
    number: str  # as printed and called: "A023"
    service: ServiceId
    visit_class: ClassId
    language: str
    state: TicketState
    issued_at: datetime  # the arrival; of a booking, when it was booked
    place_at: datetime  # decides the order: the arrival; later if it missed or gave way
    waiting_since: datetime  # joining the present line; a transfer joins again
    counter: CounterId | None = None  # that called it last, or the only one that may (transfer)
    bound: bool = False  # True: only `counter` may call it (transferred to that counter)
    calls: int = 0  # calls and recalls so far
    called_at: datetime | None = None  # latest first call, not a recall
    started_at: datetime | None = None  # latest start or taking up again
    served: timedelta = timedelta(0)  # service time of earlier stretches, parked time left out
    missed_at: datetime | None = None
    parked_at: datetime | None = None
    parked_reason: str | None = None  # kept once it is taken up again, should that be undone
    taken_up: bool = False  # at the desk after it was set aside, and not from the line
    ended_at: datetime | None = None
    slot_at: datetime | None = None  # of an appointment
    pick_up: bool = False  # of an appointment: to fetch what is ready
    device: ActorId | None = None  # who issued it
    gave_way_at: datetime | None = None  # when its holder asked for more time; once a visit
    needs: tuple[Need, ...] = ()
    errands: tuple[ServiceId, ...] = ()  # services still to come after this one, in order
    done: tuple[ServiceId, ...] = ()  # services of this visit already given, in order
    people: int = 1  # who belong together: called once, each served

    @property
    def tongues(self) -> tuple[str, ...]:
        """What whoever serves it should speak: a language's tag, "sign_language", or nothing."""
        return tuple(self.language if need is Need.LANGUAGE else need.value for need in self.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A desk at one moment."""

    id: CounterId
    serves: tuple[Lane, ...]
    status: CounterStatus = CounterStatus.CLOSED
    clerk: ClerkId | None = None
    holder: ActorId | None = None  # who opened it and acts on it
    ticket: TicketId | None = None  # called or being served here
    last: TicketId | None = None  # latest called here, for the board and for undo
    since: datetime | None = None  # of the present status
    ready_since: datetime | None = None  # nobody in hand and these lanes, if it is open
    reason: str | None = None  # of a pause
    help_at: datetime | None = None  # help asked for and not yet answered
    finished: int = 0  # services finished here today


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A number called or recalled, as boards show and speak it."""

    id: int  # rises by one with every call of the day
    ticket: TicketId
    number: str
    counter: CounterId
    at: datetime
    recall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """What today has taught about a service's times (seconds): count, sum and sum of squares."""

    finished: int = 0
    total_s: float = 0.0
    square_s2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDay:
    """The day that is open: its id, its date in the office's zone, and whether it counts."""

    id: DayId
    latest: date  # the furthest date opened so far: later than `date` once a clock was set back
    date: date
    practice: bool = False
    turn: int = 1  # rises each time the date is opened, practice included
    had_day: bool = True  # whether one of those was no practice
    opened_at: datetime
    closed_at: datetime | None = None  # None while the day lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkDuty:
    """A clerk at one moment, apart from the counter they hold."""

    id: ClerkId
    present: bool = False  # signed in and ready, with a counter or without
    since: datetime | None = None
