"""The lines as open data, in the fields of the data model QueueMonitor. Pure.

https://github.com/smart-data-models/dataModel.QueueManagement, version 0.0.1. One entity for each
service; nothing in it is about a person. What the model has and an office cannot know is left out.
"""

from __future__ import annotations

import csv
import re
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from queue_monitor.domain.model import CounterStatus
from queue_monitor.web.csv_cells import guarded

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.office import Service
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket

Status = Literal["Open", "Closed", "Suspended"]


class QueueMonitor(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A service's line, as NGSI key-values."""

    id: str
    type: Literal["QueueMonitor"] = "QueueMonitor"
    date_modified: datetime  # of the newest event of the office
    office_name: str
    name: str
    alternate_name: str | None
    description: str | None
    service_id: str
    service_name: str
    service_status: Status
    service_status_note: str | None
    queue_line: str  # the letter of its numbers
    last_ticket_issued: int | None
    last_ticket_issued_label: str | None
    ticket_served: int | None  # the one called last
    ticket_served_label: str | None
    tickets_to_serve: int


FIELDS: Final = QueueMonitor.__struct_encode_fields__


def queue_monitors(floor: Floor, settings: Settings, at: datetime) -> tuple[QueueMonitor, ...]:
    """One entity for each service of the office."""
    return tuple(_entity(floor, settings, service, at) for service in settings.services)


def as_csv(entities: tuple[QueueMonitor, ...]) -> bytes:
    """The same as a table; with a mark at its front by which a spreadsheet knows UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for entity in entities:
        row = msgspec.to_builtins(entity)
        writer.writerow([guarded(row[name]) for name in FIELDS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _entity(floor: Floor, settings: Settings, service: Service, at: datetime) -> QueueMonitor:
    issued, served = floor.numbers.get(service.id), _called_last(floor, service)
    status, note = _status(floor, service)
    return QueueMonitor(
        id=f"urn:ngsi-ld:QueueMonitor:{_slug(settings)}:{service.id}",
        date_modified=(floor.at or at).replace(microsecond=0),
        office_name=settings.office.name["zh-TW"],
        name=service.name["zh-TW"],
        alternate_name=service.name.get("en"),
        description=service.description.get("zh-TW"),
        service_id=service.id,
        service_name=service.name["zh-TW"],
        service_status=status,
        service_status_note=note,
        queue_line=service.letter,
        last_ticket_issued=issued,
        last_ticket_issued_label=None if issued is None else f"{service.letter}{issued:03}",
        ticket_served=None if served is None else _digits(served.number),
        ticket_served_label=None if served is None else served.number,
        tickets_to_serve=floor.count_waiting(service=service.id),
    )


def _status(floor: Floor, service: Service) -> tuple[Status, str | None]:
    if service.id in floor.paused_services:
        return "Suspended", "no numbers are given now"
    if not floor.is_open:
        return "Closed", None
    if floor.day is not None and floor.day.practice:
        return "Closed", "practice mode, outside office hours"
    if floor.serving_counters(service.id):
        return "Open", None
    takes = [c for c in floor.counters.values() if c.status is CounterStatus.PAUSED]
    if any(service.id in lane.services for counter in takes for lane in counter.serves):
        return "Suspended", "its counters are paused"
    return "Closed", "no counter is open for it"


def _called_last(floor: Floor, service: Service) -> Ticket | None:
    """Of the numbers last called to the counters, the newest of this service."""
    held = (counter.ticket or counter.last for counter in floor.counters.values())
    found = (floor.tickets.get(ticket) for ticket in held if ticket is not None)
    called = [t for t in found if t is not None and t.service == service.id and t.called_at]
    return max(called, key=lambda ticket: ticket.called_at or ticket.issued_at, default=None)


def _digits(number: str) -> int:
    return int(re.sub(r"\D", "", number) or 0)


def _slug(settings: Settings) -> str:
    """The office's name as part of a URN."""
    name = settings.office.name.get("en") or settings.office.name["zh-TW"]
    return re.sub(r"[^\w-]+", "-", name.lower()).strip("-") or "office"
