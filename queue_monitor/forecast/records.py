"""The office-day/1 format as values: what an office knows beforehand, what happens, what is asked.

Unknown kinds of events and unknown fields are passed over; anything else that does not fit raises
`BadRecord`, which says where.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

FORMAT: Final = "office-day/1"
URGENT, APPOINTED, WALKED_IN = 0, 1, 2


class BadRecord(Exception):
    """A line or a day that is not in the format; the message says what and where."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """More than so many waiting, or anybody longer than that, is a breach."""

    max_waiting: int = 7
    max_wait_s: float = 600.0


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service, and what it takes nominally."""

    name: str = ""
    mean_s: float | None = None
    cv: float | None = None


class LaneOf(msgspec.Struct, frozen=True, kw_only=True):
    """Services and classes that a counter takes before those of its next lane."""

    services: tuple[str, ...]
    classes: tuple[str, ...]


class CounterOf(msgspec.Struct, frozen=True, kw_only=True):
    """A counter: `lanes` where the office calls by lanes, otherwise all its skills at once."""

    id: str
    skills: tuple[str, ...] = ()
    planned_break: tuple[float, float] | None = None
    planned_breaks: tuple[tuple[float, float], ...] = ()
    lanes: tuple[LaneOf, ...] = ()

    @property
    def breaks(self) -> tuple[tuple[float, float], ...]:
        """From and to, in order."""
        one = () if self.planned_break is None else (self.planned_break,)
        return tuple(sorted(self.planned_breaks or one))


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """An appointment that somebody has."""

    appointment: str
    slot: float
    service: str


class ClassOf(msgspec.Struct, frozen=True, kw_only=True):
    """A class of visitors, and how much sooner it is served by rule."""

    rate: float = 1.0


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What an office knows beforehand. Times in seconds from local midnight."""

    open: float
    close: float
    limits: Limits = Limits()
    services: dict[str, Service] = {}
    counters: tuple[CounterOf, ...] = ()
    appointments: tuple[Slot, ...] = ()
    discipline: str = "strict"
    classes: dict[str, ClassOf] = {}


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    t: float


class Arrive(_Event, frozen=True, kw_only=True, tag="arrive"):
    """Somebody joins the line."""

    ticket: str
    service: str
    priority: int = WALKED_IN
    slot: float | None = None
    appointment: str | None = None
    visit_class: str | None = None
    people: int = 1  # of one number; only the office's own lessons tell it

    @property
    def kind(self) -> str:
        """The class, by the product's name where it is told, or else by the priority."""
        return self.visit_class or ("priority", "appointment", "walk_in")[min(self.priority, 2)]


class Call(_Event, frozen=True, kw_only=True, tag="call"):
    """A wait ends."""

    ticket: str
    counter: str


class Finish(_Event, frozen=True, kw_only=True, tag="finish"):
    """A service ends."""

    ticket: str
    counter: str


class NoShow(_Event, frozen=True, kw_only=True, tag="no_show"):
    """Called, did not come."""

    ticket: str
    counter: str


class CounterOpen(_Event, frozen=True, kw_only=True, tag="counter_open"):
    """A counter calls from now on."""

    counter: str
    skills: tuple[str, ...] | None = None
    lanes: tuple[LaneOf, ...] | None = None


class CounterClose(_Event, frozen=True, kw_only=True, tag="counter_close"):
    """A counter calls nobody from now on."""

    counter: str
    reason: str = "unplanned"


class Leave(_Event, frozen=True, kw_only=True, tag="leave"):
    """Gone from the line uncalled."""

    ticket: str


class Skills(_Event, frozen=True, kw_only=True, tag="skills"):
    """A counter takes other services from now on."""

    counter: str
    skills: tuple[str, ...]
    lanes: tuple[LaneOf, ...] | None = None


class Probe(_Event, frozen=True, kw_only=True, tag="probe"):
    """A question: the waits, and the odds of a breach, as seen now."""

    probe: str
    kind: str = "periodic"
    ticket: str | None = None


Happening = Arrive | Call | Finish | NoShow | CounterOpen | CounterClose | Leave | Skills
Record = Happening | Probe

_TYPES: Final = frozenset(
    {
        "arrive",
        "call",
        "finish",
        "no_show",
        "counter_open",
        "counter_close",
        "leave",
        "skills",
        "probe",
    }
)


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A whole day."""

    config: Config
    events: tuple[Happening, ...]


def config_of(value: Any) -> Config:
    """The config of a day or of a replay's first line. Raises BadRecord."""
    config: Config = _converted(value, Config)
    if config.close <= config.open:
        raise BadRecord("`close` is not after `open`")
    return config


def record_of(value: Any) -> Record | None:
    """One event or probe; None for a type nobody here knows. Raises BadRecord."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise BadRecord("an object with a `type` was expected")
    if value["type"] not in _TYPES:
        return None
    record: Record = _converted(value, Record)
    return record


def day_of(text: bytes) -> Day:
    """A whole day from its JSON. Raises BadRecord."""
    value = _parsed(text)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise BadRecord(f'a day says "format": "{FORMAT}"')
    events: list[Happening] = []
    for number, item in enumerate(value.get("events", ()), start=1):
        try:
            record = record_of(item)
        except BadRecord as error:
            raise BadRecord(f"event {number}: {error}") from None
        if record is not None and not isinstance(record, Probe):
            events.append(record)
    return Day(config=config_of(value.get("config")), events=tuple(events))


def line_of(text: bytes) -> Config | Record | None:
    """One line of a replay. Raises BadRecord."""
    value = _parsed(text)
    if isinstance(value, dict) and value.get("type") == "config":
        return config_of(value)
    return record_of(value)


def happenings_of(values: Iterable[Any]) -> list[Happening]:
    """Those of the events that are known here. Raises BadRecord."""
    records = [record_of(value) for value in values]
    return [one for one in records if one is not None and not isinstance(one, Probe)]


def in_order(events: tuple[Happening, ...]) -> Iterator[Happening]:
    """The events by time, those of one moment as they were told."""
    return iter(sorted(events, key=lambda event: event.t))


def _parsed(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError as error:
        raise BadRecord(f"not JSON: {error}") from None


def _converted(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.MsgspecError as error:
        raise BadRecord(str(error)) from None
