"""Every event of the log. Past tense, frozen, and complete on its own."""

from dataclasses import dataclass, field
from datetime import date, datetime

from queue_monitor.domain.lobby import Message
from queue_monitor.domain.lobby_events import LobbyEvent
from queue_monitor.domain.marquee import MarqueeId, MarqueeLine
from queue_monitor.domain.model import (
    ActorId,
    ClassId,
    ClerkId,
    CounterId,
    DayId,
    Lane,
    Need,
    OfficePlan,
    ServiceId,
    Ticket,
    TicketId,
)
from queue_monitor.domain.slip_events import SlipEvent
from queue_monitor.domain.watch import Watch
from queue_monitor.domain.watch_events import WatchEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """A business day begins. Replay never goes back behind the latest of these."""

    at: datetime
    day: DayId
    latest: date | None = None  # the furthest date opened so far; None: this one
    date: date
    practice: bool
    plan: OfficePlan
    turn: int = 1
    had_day: bool = True
    bookings: tuple[Ticket, ...] = ()
    watch: Watch = field(default_factory=Watch)
    present: tuple[ClerkId, ...] = ()  # clerks already signed in
    marquee: tuple[MarqueeLine, ...] = ()  # lines on the boards live on


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """The business day is over; nobody waits any more."""

    at: datetime
    day: DayId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    """The configuration was changed while the day was open."""

    at: datetime
    plan: OfficePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment was made for `slot_at`."""

    at: datetime
    ticket: TicketId
    number: str
    service: ServiceId
    visit_class: ClassId
    language: str
    slot_at: datetime
    pick_up: bool = False  # to fetch what is ready, rather than to have something done


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebooked:
    """The appointment is at another slot now, under the number of that day; its link stays."""

    at: datetime
    ticket: TicketId
    number: str
    slot_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """The visitor with an appointment has come."""

    at: datetime
    ticket: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A checked-in visitor stands in line."""

    at: datetime
    ticket: TicketId
    place_at: datetime | None = None  # counts from then; None: from now
    visit_class: ClassId | None = None  # if it changed: who comes too late is a walk-in


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A number was given; the visitor stands in line."""

    at: datetime
    ticket: TicketId
    number: str
    service: ServiceId
    visit_class: ClassId
    language: str
    device: ActorId
    request: str | None = None  # hash of the Idempotency-Key
    needs: tuple[Need, ...] = ()
    errands: tuple[ServiceId, ...] = ()  # further services of the same visit, in order
    people: int = 1  # who belong together and come under this one number


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A number was called to a counter."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A called number was sounded again; not a second call."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The visitor stands at the counter; service time begins."""

    at: datetime
    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The service is done."""

    at: datetime
    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOn:
    """One errand is done; the visit stands in line for its next, `service`."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    service: ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Called, and nobody came."""

    at: datetime
    ticket: TicketId
    counter: CounterId | None  # None: an appointment nobody kept
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A missed number came back within the grace rule and stands in line behind `behind`."""

    at: datetime
    ticket: TicketId
    place_at: datetime
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveWay:
    """The visitor asked for more time: some who stood behind go first."""

    at: datetime
    ticket: TicketId
    place_at: datetime
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A clerk's call or start was a mistake: the number has its old place again."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """Set aside, place kept. `counter` is where it was in service, if it was."""

    at: datetime
    ticket: TicketId
    counter: CounterId | None
    reason: str | None
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """A parked number is in service again, at `counter`."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeued:
    """A parked number stands in line again, at its old place."""

    at: datetime
    ticket: TicketId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """From a counter back in line for `service`; `to` if only that counter may call it."""

    at: datetime
    ticket: TicketId
    counter: CounterId
    service: ServiceId
    to: CounterId | None
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """Withdrawn before the call."""

    at: datetime
    ticket: TicketId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Gone without a word, as staff found."""

    at: datetime
    ticket: TicketId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Closing time, or the grace time, ended it."""

    at: datetime
    ticket: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened:
    """The counter calls people from now on."""

    at: datetime
    counter: CounterId
    clerk: ClerkId | None
    by: ActorId
    serves: tuple[Lane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanesChanged:
    """The counter takes other services or classes from now on."""

    at: datetime
    counter: CounterId
    serves: tuple[Lane, ...]
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused:
    """The counter calls nobody for a while."""

    at: datetime
    counter: CounterId
    reason: str
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterResumed:
    """The counter calls again."""

    at: datetime
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed:
    """The counter is empty."""

    at: datetime
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequested:
    """The clerk asks for the supervisor."""

    at: datetime
    counter: CounterId
    by: ActorId
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered:
    """The supervisor has seen to it, or the clerk took the request back."""

    at: datetime
    counter: CounterId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkCame:
    """A clerk is in the house and ready, with a counter or without."""

    at: datetime
    clerk: ClerkId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkWent:
    """A clerk signed out."""

    at: datetime
    clerk: ClerkId


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePaused:
    """No more numbers for the service for now; `message` says why, by language."""

    at: datetime
    service: ServiceId
    by: ActorId
    message: Message = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResumed:
    """Numbers are given for the service again."""

    at: datetime
    service: ServiceId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class MarqueeLineSet:
    """A line on the boards was written, or says something else than before."""

    at: datetime
    by: ActorId
    line: MarqueeLine


@dataclass(frozen=True, slots=True, kw_only=True)
class MarqueeLineRemoved:
    """A line passes on the boards no more."""

    at: datetime
    by: ActorId
    line: MarqueeId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged:
    """Audit: an account, role, token or device was made, changed or taken away."""

    at: datetime
    by: ActorId
    account: str
    what: str


QueueEvent = (
    DayOpened
    | DayClosed
    | PlanChanged
    | Booked
    | Rebooked
    | CheckedIn
    | Joined
    | Issued
    | Called
    | Recalled
    | Started
    | Finished
    | WentOn
    | Missed
    | Returned
    | GaveWay
    | Undone
    | Parked
    | TakenUp
    | Requeued
    | Transferred
    | Cancelled
    | Left
    | Expired
    | CounterOpened
    | LanesChanged
    | CounterPaused
    | CounterResumed
    | CounterClosed
    | HelpRequested
    | HelpAnswered
    | ClerkCame
    | ClerkWent
    | ServicePaused
    | ServiceResumed
    | MarqueeLineSet
    | MarqueeLineRemoved
    | AccountChanged
)

Event = QueueEvent | LobbyEvent | SlipEvent | WatchEvent
