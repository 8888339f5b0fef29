"""Every error raised on purpose. `code` is stable: programs and catalogues rely on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


class QueueMonitorError(Exception):
    """Base of them all. The fields of a subclass are the parameters of its message."""

    code: ClassVar[str] = "internal"


class Refused(QueueMonitorError):
    """The request makes no sense on this floor: ask for something else."""


class TryLater(QueueMonitorError):
    """Nothing wrong with the request; the office cannot answer just now."""

    code = "try_later"


class StaleFloor(TryLater):
    """The log went on between reading and appending: read it and decide again."""


class StoreUnavailable(TryLater):
    """The store did not take the events; nothing was written."""


class Unknown(Refused):
    """Base of refusals that name something the office does not have."""


@dataclass
class UnknownService(Unknown):
    service: str
    code: ClassVar[str] = "unknown_service"


@dataclass
class UnknownClass(Unknown):
    visit_class: str
    code: ClassVar[str] = "unknown_class"


@dataclass
class UnknownCounter(Unknown):
    counter: int
    code: ClassVar[str] = "unknown_counter"


@dataclass
class UnknownMarqueeLine(Unknown):
    line: str
    code: ClassVar[str] = "unknown_marquee_line"


@dataclass
class UnknownClerk(Unknown):
    clerk: str
    code: ClassVar[str] = "unknown_clerk"


@dataclass
class UnknownTicket(Unknown):
    ticket: str
    code: ClassVar[str] = "unknown_ticket"


@dataclass
class UnknownAlert(Unknown):
    alert: str
    code: ClassVar[str] = "unknown_alert"


@dataclass
class UnknownReallocation(Unknown):
    reallocation: str
    code: ClassVar[str] = "unknown_reallocation"


@dataclass
class UnknownSilence(Unknown):
    silence: str
    code: ClassVar[str] = "unknown_silence"


@dataclass
class UnknownPost(Unknown):
    post: str
    code: ClassVar[str] = "unknown_post"


@dataclass
class UnknownPerson(Unknown):
    person: str
    code: ClassVar[str] = "unknown_person"


class WrongHours(Refused):
    """Hours that are past, end before they begin, are too many or too far off."""

    code = "wrong_hours"


class UnknownLink(Unknown):
    """Not a link of ours, or not all of it."""

    code = "unknown_link"


class LinkSpent(Refused):
    """Used already, too old, or there is nothing left to do by it."""

    code = "link_spent"


@dataclass
class OfficeClosed(Refused):
    opens_at: datetime | None
    code: ClassVar[str] = "office_closed"


@dataclass
class ServicePaused(Refused):
    service: str
    code: ClassVar[str] = "service_paused"


class KioskPaused(Refused):
    """No kiosk gives numbers for now."""

    code = "kiosk_paused"


@dataclass
class UnknownGreeting(Unknown):
    greeting: int
    code: ClassVar[str] = "unknown_greeting"


@dataclass
class GreetingTaken(Refused):
    greeting: int
    code: ClassVar[str] = "greeting_taken"


@dataclass
class MarqueeFull(Refused):
    most: int
    code: ClassVar[str] = "marquee_full"


@dataclass
class NumbersExhausted(Refused):
    service: str
    last_number: int
    code: ClassVar[str] = "numbers_exhausted"


@dataclass
class KeyReused(Refused):
    """The same Idempotency-Key came with another request."""

    number: str
    code: ClassVar[str] = "idempotency_key_reused"


@dataclass
class CounterClosed(Refused):
    counter: int
    code: ClassVar[str] = "counter_closed"


@dataclass
class CounterPaused(Refused):
    counter: int
    code: ClassVar[str] = "counter_paused"


@dataclass
class CounterNotPaused(Refused):
    counter: int
    code: ClassVar[str] = "counter_not_paused"


@dataclass
class CounterAlreadyOpen(Refused):
    counter: int
    code: ClassVar[str] = "counter_already_open"


@dataclass
class CounterBusy(Refused):
    """Somebody is called to or served at the counter: finish that first."""

    counter: int
    number: str
    code: ClassVar[str] = "counter_busy"


@dataclass
class NotYourCounter(Refused):
    counter: int
    code: ClassVar[str] = "not_your_counter"


@dataclass
class ClerkElsewhere(Refused):
    clerk: str
    counter: int
    code: ClassVar[str] = "clerk_elsewhere"


@dataclass
class LineEmpty(Refused):
    counter: int
    code: ClassVar[str] = "line_empty"


@dataclass
class NoTicketInHand(Refused):
    counter: int
    code: ClassVar[str] = "no_ticket_in_hand"


@dataclass
class NotYourTicket(Refused):
    number: str
    counter: int
    code: ClassVar[str] = "not_your_ticket"


@dataclass
class WrongState(Refused):
    """A move that `MOVES` does not have."""

    number: str
    state: str
    wanted: str
    code: ClassVar[str] = "wrong_state"


@dataclass
class NoSlipNow(Refused):
    """A slip for a visit that is over, or that is being served."""

    number: str
    code: ClassVar[str] = "no_slip_now"


@dataclass
class NotServedHere(Refused):
    """The counter cannot take that service or class."""

    number: str
    counter: int
    code: ClassVar[str] = "not_served_here"


@dataclass
class TransferInPlace(Refused):
    number: str
    code: ClassVar[str] = "transfer_in_place"


@dataclass
class NobodyServes(Refused):
    """A transfer to a counter that is closed, or a lane nobody could take."""

    counter: int
    code: ClassVar[str] = "nobody_serves"


@dataclass
class TooEarly(Refused):
    """A no-show marked before the called visitor had time to come."""

    number: str
    until: datetime
    code: ClassVar[str] = "too_early"


@dataclass
class GraceOver(Refused):
    number: str
    until: datetime
    code: ClassVar[str] = "grace_over"


@dataclass
class MoreTimeUsed(Refused):
    """More time is given once a visit."""

    number: str
    code: ClassVar[str] = "more_time_used"


@dataclass
class NobodyBehind(Refused):
    """More time means letting others go first, and there are none."""

    number: str
    code: ClassVar[str] = "nobody_behind"


@dataclass
class SlotFull(Refused):
    """Somebody else took the last place in the slot."""

    slot_at: datetime
    code: ClassVar[str] = "slot_full"


@dataclass
class SlotNotOffered(Refused):
    """No such slot, or it cannot be booked any more, or not yet."""

    slot_at: datetime
    code: ClassVar[str] = "slot_not_offered"


@dataclass
class SlotOver(Refused):
    """Too late to change or withdraw an appointment, or it is of another day."""

    number: str
    slot_at: datetime
    code: ClassVar[str] = "slot_over"


@dataclass
class TooSoon(Refused):
    """Checking in long before the slot."""

    number: str
    slot_at: datetime
    begins_at: datetime
    code: ClassVar[str] = "too_soon"


@dataclass
class AlreadyCheckedIn(Refused):
    """The same code shown a second time."""

    number: str
    code: ClassVar[str] = "already_checked_in"


@dataclass
class AlreadyBooked(Refused):
    """One appointment a person and day."""

    day: date
    code: ClassVar[str] = "already_booked"


@dataclass
class BookingPaused(Refused):
    """Too many appointments were not kept."""

    until: date
    code: ClassVar[str] = "booking_paused"


class BookingOff(Refused):
    """The office offers no appointments, or none for that service."""

    code = "booking_off"


class UnknownBooking(Unknown):
    """Not a booking's code of ours, or of a day long past."""

    code = "unknown_booking"


@dataclass
class NothingToUndo(Refused):
    counter: int
    code: ClassVar[str] = "nothing_to_undo"


@dataclass
class AlreadyDecided(Refused):
    what: str
    state: str
    code: ClassVar[str] = "already_decided"


@dataclass
class NotWatched(Refused):
    """Something is asked about a rule in a scope that no limit watches."""

    rule: str
    scope: str  # "office", or the id of the service or class
    code: ClassVar[str] = "not_watched"


@dataclass
class SilenceTooLong(Refused):
    """A silence must end, later than now and within the office's longest silence."""

    until: datetime
    latest: datetime
    code: ClassVar[str] = "silence_too_long"


@dataclass
class NotAsked(Refused):
    """A clerk answers a request for help that was put to somebody else."""

    clerk: str
    code: ClassVar[str] = "not_asked"


@dataclass
class Guarded(Refused):
    """Moving staff so would break a guard; `overridable` by a supervisor with a reason."""

    guards: tuple[str, ...]
    overridable: bool
    code: ClassVar[str] = "guarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One mistake in the configuration."""

    key: str  # "services[2].letter"
    line: int | None
    column: int | None = None
    found: str
    wanted: str


class BadConfig(QueueMonitorError):
    """The configuration cannot be used; the start stops and every mistake is told."""

    code = "bad_config"

    def __init__(self, complaints: tuple[Complaint, ...], *, path: str = "config.yaml") -> None:
        super().__init__(f"{path}: {len(complaints)} mistake(s)")
        self.complaints = complaints
        self.path = path
