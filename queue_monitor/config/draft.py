"""The blocks of config.yaml that are right in themselves, for checks across blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from pydantic import ValidationError

from queue_monitor.config.booking import Booking
from queue_monitor.config.channels import Channels, Recipient
from queue_monitor.config.office import Clerk, Counter, Hours, Office, Service, VisitClass
from queue_monitor.config.printers import Printer
from queue_monitor.config.roster import Roster
from queue_monitor.config.screens import Board
from queue_monitor.config.section import Section
from queue_monitor.config.survey import Survey
from queue_monitor.config.watch import Alerts

S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The blocks that are right in themselves, each with its place in the list."""

    data: Mapping[str, object]
    services: Mapping[int, Service]
    classes: Mapping[int, VisitClass]
    counters: Mapping[int, Counter]
    clerks: Mapping[int, Clerk]
    boards: Mapping[int, Board]
    printers: Mapping[int, Printer]
    hours: Hours | None
    office: Office | None
    booking: Booking | None
    survey: Survey | None
    alerts: Alerts | None
    channels: Channels | None
    recipients: Mapping[str, Recipient]
    rosters: Mapping[str, Roster]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Self:
        """What is right of `data`; what is not is left out."""
        return cls(
            data=data,
            services=_items(data, "services", Service),
            classes=_items(data, "classes", VisitClass),
            counters=_items(data, "counters", Counter),
            clerks=_items(data, "clerks", Clerk),
            boards=_items(data, "boards", Board),
            printers=_items(data, "printers", Printer),
            hours=_block(data, "hours", Hours),
            office=_block(data, "office", Office),
            booking=_block(data, "booking", Booking),
            survey=_block(data, "survey", Survey),
            alerts=_block(data, "alerts", Alerts),
            channels=_block(data, "channels", Channels),
            recipients=_named(data, "recipients", Recipient),
            rosters=_named(data, "rosters", Roster),
        )


def ids(data: Mapping[str, object], section: str, key: str = "id") -> tuple[str, ...]:
    """The ids that the list `section` defines, right or wrong in the rest."""
    items = data.get(section)
    if not isinstance(items, tuple):
        return ()
    found = (item.get(key) for item in items if isinstance(item, Mapping))
    return tuple(dict.fromkeys(x for x in found if isinstance(x, str)))


def numbers(data: Mapping[str, object]) -> tuple[int, ...]:
    """The counters' numbers, right or wrong in the rest."""
    items = data.get("counters")
    if not isinstance(items, tuple):
        return ()
    found = (item.get("number") for item in items if isinstance(item, Mapping))
    return tuple(x for x in found if type(x) is int)


def _valid(kind: type[S], value: object) -> S | None:
    try:
        return kind.model_validate(value)
    except ValidationError:
        return None


def _items(data: Mapping[str, object], key: str, kind: type[S]) -> Mapping[int, S]:
    items = data.get(key)
    tried = (
        (i, _valid(kind, item)) for i, item in enumerate(items if isinstance(items, tuple) else ())
    )
    return {i: item for i, item in tried if item is not None}


def _named(data: Mapping[str, object], key: str, kind: type[S]) -> Mapping[str, S]:
    items = data.get(key)
    tried = ((k, _valid(kind, v)) for k, v in (items if isinstance(items, Mapping) else {}).items())
    return {name: item for name, item in tried if item is not None}


def _block(data: Mapping[str, object], key: str, kind: type[S]) -> S | None:
    return _valid(kind, data.get(key, {}))
