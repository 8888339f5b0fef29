"""What the kiosk shows and answers: pure functions from floor and settings to JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec

from queue_monitor.config.values import Language
from queue_monitor.domain.model import WALK_IN, Need, ServiceId
from queue_monitor.web.visitor import Name, OfficeName, Wait, wait_of, words

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.office import Service
    from queue_monitor.domain.floor import Floor
    from queue_monitor.forecast import WaitRange
    from queue_monitor.web.visitor import Doors


class TakeTicket(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor wants. `service` is the service's id or its letter."""

    service: str
    visit_class: str = msgspec.field(name="class", default=WALK_IN)
    language: Language = "zh-TW"
    needs: tuple[Need, ...] = ()
    errands: Annotated[tuple[str, ...], msgspec.Meta(max_length=3)] = ()  # further services
    people: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1  # who belong together


class AskGreeter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which service something is missing or not clear."""

    service: str
    language: Language = "zh-TW"
    needs: tuple[Need, ...] = ()


class GreeterOnTheWay(msgspec.Struct, frozen=True, kw_only=True):
    """A greeter is told."""

    greeting: int


class TakenTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A number given. `link` is the phone page; the token stays behind #."""

    ticket: str
    number: str
    token: str
    service: str
    visit_class: str = msgspec.field(name="class")
    people: int
    ahead: int
    expected_wait_s: Wait  # while no counter serves it: as if one opened now
    issued_at: datetime
    link: str


class KioskService(msgspec.Struct, frozen=True, kw_only=True):
    """A service to choose."""

    id: str
    letter: str
    name: Name
    description: Name
    documents: Mapping[str, tuple[str, ...]]
    waiting: int
    open_counters: int
    expected_wait_s: Wait | None
    paused: bool
    message: Name | None  # why it is paused


class KioskClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class of visitors that the kiosk offers; the first is for everybody."""

    id: str
    name: Name
    description: Name | None


class KioskView(msgspec.Struct, frozen=True, kw_only=True):
    """All that the kiosk's screens show."""

    seq: int
    at: datetime
    office: OfficeName
    open: bool
    practice: bool
    opens_at: datetime | None
    message: Name | None  # of the pause
    paused: bool  # no number from any kiosk
    accepts_priority: bool
    services: tuple[KioskService, ...]
    classes: tuple[KioskClass, ...]
    booking: bool  # whether appointments are taken, and their codes read here
    languages: tuple[str, ...]
    largest_group: int  # people on one number; 1: each takes their own
    return_after_s: float
    attract_after_s: float | None  # at the first page; null: never
    prints: bool  # whether the office has a slip printer


def kiosk_view(
    floor: Floor,
    at: datetime,
    settings: Settings,
    doors: Doors,
    *,
    wait: Callable[[ServiceId], WaitRange | None],
) -> KioskView:
    """The kiosk at `at`; `wait` is the forecast for somebody who comes now."""
    classes = [c for c in settings.classes if c.at_kiosk]
    pause = floor.lobby.pause
    return KioskView(
        seq=floor.seq,
        at=at,
        office=OfficeName(name=words(settings.office.name)),
        open=doors.issuing,
        practice=doors.practice,
        opens_at=doors.opens_at,
        message=None if pause is None else pause.message,
        paused=pause is not None,
        accepts_priority=len(classes) > 1,
        services=tuple(_service(floor, service, wait) for service in settings.services),
        classes=tuple(
            KioskClass(
                id=c.id,
                name=words(c.name),
                description=None if c.description is None else words(c.description),
            )
            for c in classes
        ),
        booking=settings.booking.enabled,
        languages=settings.office.languages,
        largest_group=max(settings.kiosk.largest_group, 1),
        return_after_s=settings.kiosk.return_after.total_seconds(),
        attract_after_s=_seconds(settings.kiosk.attract_after),
        prints=bool(settings.printers),
    )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _service(
    floor: Floor, service: Service, wait: Callable[[ServiceId], WaitRange | None]
) -> KioskService:
    return KioskService(
        id=service.id,
        letter=service.letter,
        name=words(service.name),
        description=words(service.description),
        documents={str(language): lines for language, lines in service.documents.items()},
        waiting=floor.count_waiting(service=service.id),
        open_counters=len(floor.serving_counters(service.id)),
        expected_wait_s=wait_of(wait(service.id)),
        paused=service.id in floor.paused_services,
        message=floor.lobby.messages.get(service.id),
    )
