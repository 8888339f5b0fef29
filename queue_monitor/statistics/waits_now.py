"""What the page of waits says of this moment in a browser that runs no scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from queue_monitor.domain.model import WALK_IN
from queue_monitor.forecast import rounded_outwards
from queue_monitor.web.languages import language
from queue_monitor.web.plain_words import office_said, range_said, said

if TYPE_CHECKING:
    from datetime import datetime

    from queue_monitor.config.office import Service
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainLine:
    """The line of a service; `wait` in words, None while nobody serves it."""

    service: str
    name: str
    waiting: int
    wait: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWaits:
    """All that stands there, in the reader's language; `time` is the office's, "09:05"."""

    office: str
    open: bool
    waiting_total: int
    lines: tuple[PlainLine, ...]
    time: str


def plain_waits(parts: Parts) -> PlainWaits:
    """The waits as they are now."""
    floor, at = parts.office.floor(), parts.clock.now()
    zone = ZoneInfo(parts.settings.office.time_zone)
    return PlainWaits(
        office=office_said(parts),
        open=parts.daybook.is_accepting(floor, at) or floor.is_open,
        waiting_total=floor.waiting_count,
        lines=tuple(_line(parts, floor, service, at) for service in parts.settings.services),
        time=f"{at.astimezone(zone):%H:%M}",
    )


def _line(parts: Parts, floor: Floor, service: Service, at: datetime) -> PlainLine:
    wait = parts.forecast.newcomer(floor, service.id, WALK_IN, at)
    return PlainLine(
        service=service.id,
        name=said(service.name, language(parts.catalogues)),
        waiting=floor.count_waiting(service=service.id),
        wait=None if wait is None else range_said(rounded_outwards(wait)),
    )
