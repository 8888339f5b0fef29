"""The JSON of the floor: what `/api/v1/floor` and the counters' answers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

Name = Mapping[str, str]  # language tag to words


class LaneView(msgspec.Struct, frozen=True, kw_only=True):
    """Services and classes that a counter takes together."""

    services: tuple[str, ...]
    classes: tuple[str, ...]


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """An expected wait in seconds."""

    p10: float
    p50: float
    p90: float


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What must not be crossed; null watches nothing."""

    waiting: int | None
    wait_s: float | None


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as the staff's lists show it. Fields that do not apply are null."""

    ticket: str
    number: str
    service: str
    visit_class: str = msgspec.field(name="class")
    language: str
    state: str
    issued_at: datetime
    waiting_since: datetime
    only_counter: int | None  # the one counter that may call it, after a transfer to it
    counter: int | None
    calls: int
    called_at: datetime | None
    started_at: datetime | None
    served_s: float  # before `started_at`, parked time left out
    no_show_from: datetime | None  # a no-show may be marked from then on
    parked_at: datetime | None
    reason: str | None  # why it is set aside
    grace_until: datetime | None  # a missed number may come back until then
    gave_way_at: datetime | None  # when its holder asked for more time
    needs: tuple[str, ...]  # "language": somebody who speaks `language`; "sign_language"
    errands: tuple[str, ...]  # services still to come after this one
    people: int  # who belong together under this number
    slot_at: datetime | None  # of an appointment
    pick_up: bool  # an appointment to fetch what is ready


class CounterView(msgspec.Struct, frozen=True, kw_only=True):
    """A counter at one moment."""

    id: int
    name: Name
    status: str
    clerk: str | None
    clerk_name: str | None
    holder: str | None  # the actor who opened it
    serves: tuple[LaneView, ...]
    ticket: TicketLine | None
    can_undo: bool
    pause_reason: str | None
    since: datetime | None  # of the present status
    help_requested_at: datetime | None
    served_today: int


class ServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A service and its line."""

    id: str
    letter: str
    name: Name
    waiting: int  # people
    longest_wait_s: float
    expected_wait_s: Range | None  # of somebody who comes now; null: nobody serves it
    open_counters: int
    mean_service_s: float
    paused: bool
    message: Name | None  # why it is paused
    limits: Limits


class ClassView(msgspec.Struct, frozen=True, kw_only=True):
    """A class of visitors."""

    id: str
    name: Name


class ClerkView(msgspec.Struct, frozen=True, kw_only=True):
    """A clerk: `off`, `free` (in the house without a counter), `counter` or `break`."""

    id: str
    name: str
    title: Name
    skills: tuple[str, ...]
    languages: tuple[str, ...]  # beside the office's own; "sign_language" too
    state: str
    counter: int | None
    home: int | None
    reserve: bool
    helps_today: int
    helps_this_month: int


class GreetingView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a kiosk lacks something for a service and waits for a greeter."""

    id: int
    at: datetime
    service: str
    language: str
    needs: tuple[str, ...]
    device: str  # the kiosk, "device:…"
    device_name: str | None  # as it was called when it was paired
    taken_by: str | None  # who is on the way
    taken_name: str | None
    taken_at: datetime | None


class KioskPauseView(msgspec.Struct, frozen=True, kw_only=True):
    """No kiosk gives numbers, since when and why."""

    at: datetime
    message: Name


class FloorView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the floor, for the console and the supervisor's page."""

    seq: int
    at: datetime
    open: bool
    practice: bool
    waiting_total: int
    longest_wait_s: float
    oldest_waiting_since: datetime | None
    limits: Limits
    counters: tuple[CounterView, ...]
    services: tuple[ServiceView, ...]
    classes: tuple[ClassView, ...]
    lines: tuple[TicketLine, ...]
    parked: tuple[TicketLine, ...]
    missed: tuple[TicketLine, ...]
    clerks: tuple[ClerkView, ...]
    greetings: tuple[GreetingView, ...]  # in the order of asking
    kiosk_pause: KioskPauseView | None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a ticket is next: a stable code, and words."""

    code: str
    text: Name


class NextView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is next at a counter and why, and who follows if nobody else calls."""

    seq: int
    ticket: TicketLine | None
    reason: Reason
    upcoming: tuple[TicketLine, ...]


class CounterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a request to a counter did: the counter afterwards, and the ticket it was about."""

    seq: int
    counter: CounterView
    ticket: str | None = None
    number: str | None = None
    service: str | None = None
    visit_class: str | None = msgspec.field(name="class", default=None)
    state: str | None = None


class CallAnswer(CounterAnswer, frozen=True, kw_only=True):
    """A number called, after how long, and why this one.

    All are null if `finish_current` finished the ticket in hand and nobody was left to call.
    """

    called_at: datetime | None = None
    waited_s: float | None = None
    reason: Reason | None = None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the clerk who asked is ready to help; null for who is no clerk."""

    present: bool | None
