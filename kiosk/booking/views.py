"""What the booking pages ask and are answered: JSON of the edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - `date` is the name of a field
from datetime import datetime

import msgspec

from queue_monitor.config.values import Language
from queue_monitor.web.visitor import Name, OfficeName, ServiceName, Wait


class Book(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor wants. `contact`: an e-mail address or a telephone number."""

    service: str
    slot_at: datetime
    contact: str
    language: Language = "zh-TW"
    pick_up: bool = False


class ByToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose booking: the part of its link behind #. It travels in no address."""

    token: str


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another slot for a booking."""

    token: str
    slot_at: datetime


class BookedServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A service that takes appointments."""

    id: str
    letter: str
    name: Name
    description: Name
    documents: Mapping[str, tuple[str, ...]]
    pick_up: bool


class SlotView(msgspec.Struct, frozen=True, kw_only=True):
    """A slot and, by service, how many places are left; a service that is not there has none."""

    at: datetime
    left: Mapping[str, int]


class DayView(msgspec.Struct, frozen=True, kw_only=True):
    """A day that can be booked."""

    date: Date
    slots: tuple[SlotView, ...]


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be booked now, and the rules."""

    at: datetime
    office: OfficeName
    enabled: bool
    languages: tuple[str, ...]
    services: tuple[BookedServiceView, ...]
    days: tuple[DayView, ...]
    slot_s: float
    days_ahead: int
    until: str  # of the day before, "15:00"
    early_s: float
    late_s: float
    no_show_limit: int


class BookingView(msgspec.Struct, frozen=True, kw_only=True):
    """One booking, for whoever holds its token."""

    token: str
    link: str  # "/book#<token>"
    qr: str  # the whole address as a QR code: SVG in a data: address
    ticket: str
    number: str
    service: ServiceName
    documents: Mapping[str, tuple[str, ...]]
    slot_at: datetime
    slot_s: float
    pick_up: bool
    state: str
    visit_class: str = msgspec.field(name="class")
    office: OfficeName
    languages: tuple[str, ...]
    may_change: bool
    check_in_from: datetime
    late_after: datetime
    phone_check_in: bool
    mail: bool  # whether a confirmation goes out by mail
    at: datetime


class CheckedInView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an appointment has come."""

    ticket: str
    number: str
    token: str
    service: str
    visit_class: str = msgspec.field(name="class")
    late: bool  # too late for the slot: a walk-in now, with the same errand
    slot_at: datetime
    ahead: int
    expected_wait_s: Wait | None
    link: str  # the phone page, "/t#<token>"


class StaffBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appointment that staff make for somebody, on the telephone or at the counter."""

    service: str
    slot_at: datetime
    contact: str | None = None
    language: Language = "zh-TW"
    pick_up: bool = False


class OfTicket(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which appointment, by its id."""

    ticket: str


class OnDay(msgspec.Struct, frozen=True, kw_only=True):
    """Which day; today if none is named."""

    date: Date | None = None


class BookingLine(msgspec.Struct, frozen=True, kw_only=True):
    """An appointment as staff see it: no contact, no name."""

    ticket: str
    number: str
    service: str
    slot_at: datetime
    pick_up: bool
    language: str
    state: str  # of the ticket; "no_show" with no `counter`: the appointment was not kept
    late: bool  # came too late, and is a walk-in
    checked_in_at: datetime | None
    counter: int | None


class BookingsDay(msgspec.Struct, frozen=True, kw_only=True):
    """The appointments of one day, by slot."""

    at: datetime
    date: Date
    days: tuple[Date, ...]  # that have appointments, or may get some
    services: Mapping[str, Name]
    lines: tuple[BookingLine, ...]
    expected: int  # still to come
    came: int
    not_kept: int
    cancelled: int
