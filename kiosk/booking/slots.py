"""The slots that the office offers: by its hours, and open for booking at an instant. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from queue_monitor.config.hours import local_instant, open_spans
from queue_monitor.domain.errors import BookingOff, SlotNotOffered
from queue_monitor.domain.model import TicketState
from queue_monitor.domain.rules import Slot
from queue_monitor.domain.rules.bookings import appointments

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import ServiceId

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSlot:
    """A slot that can be booked, and how many places are left in it for each service."""

    at: datetime
    left: dict[ServiceId, int]  # services with no place left are not in it


def local_day(settings: Settings, at: datetime) -> date:
    """The day of `at` in the office's zone."""
    return at.astimezone(ZoneInfo(settings.office.time_zone)).date()


def day_bounds(settings: Settings, day: date) -> tuple[datetime, datetime]:
    """From midnight up to, not with, the next one."""
    zone = ZoneInfo(settings.office.time_zone)
    return (
        local_instant(day, time(), zone, fold=0),
        local_instant(day + _DAY, time(), zone, fold=0),
    )


def bookable_days(settings: Settings, at: datetime) -> Iterator[date]:
    """The days for which appointments can be made at `at`, open or not."""
    zone = ZoneInfo(settings.office.time_zone)
    today = at.astimezone(zone).date()
    booking = settings.booking
    for ahead in range(1, booking.days_ahead + 1):
        day = today + timedelta(days=ahead)
        if at < local_instant(day - _DAY, booking.until, zone, fold=0):
            yield day


def days_for_staff(settings: Settings, at: datetime) -> Iterator[date]:
    """The days for which staff may book at `at`: from today, however late."""
    today = local_day(settings, at)
    for ahead in range(settings.booking.days_ahead + 1):
        yield today + timedelta(days=ahead)


def slots_of(settings: Settings, day: date) -> Iterator[datetime]:
    """When the slots of `day` begin, none of them so late that the office would close over it."""
    booking, hours = settings.booking, settings.hours
    zone = ZoneInfo(settings.office.time_zone)
    for opens_at, closes_at in open_spans(settings, day, days=1):
        slot_at = opens_at
        while slot_at + booking.slot <= closes_at and slot_at < closes_at - hours.last_ticket:
            if booking.at_noon or not _is_noon(settings, slot_at.astimezone(zone)):
                yield slot_at
            slot_at += booking.slot


def _is_noon(settings: Settings, begins: datetime) -> bool:
    noon = settings.hours.noon
    if noon is None:
        return False
    ends = begins + settings.booking.slot
    return begins.time() < noon.end and (ends.date() > begins.date() or ends.time() > noon.start)


def slot_at(
    settings: Settings, begins: datetime, service: ServiceId, at: datetime, *, by_staff: bool
) -> Slot:
    """The slot that begins then, for an appointment made at `at`. Staff may book until it begins.

    Raises BookingOff, SlotNotOffered.
    """
    offered = settings.booking.service(service)
    if offered is None:
        raise BookingOff
    day = local_day(settings, begins)
    if by_staff:
        latest = local_day(settings, at) + timedelta(days=settings.booking.days_ahead)
        is_open = at < begins and day <= latest
    else:
        is_open = day in bookable_days(settings, at)
    if not is_open or begins not in slots_of(settings, day):
        raise SlotNotOffered(begins)
    day_from, day_to = day_bounds(settings, day)
    return Slot(
        at=begins,
        day_from=day_from,
        day_to=day_to,
        per_service=offered.per_slot,
        together=settings.booking.together,
        letter=settings.booking.letter,
    )


def offered_slots(settings: Settings, floor: Floor, day: date) -> Iterator[OfferedSlot]:
    """The slots of `day` and what is left of them; a full one is there, with nothing left."""
    taken: Counter[tuple[datetime | None, ServiceId]] = Counter()
    together: Counter[datetime | None] = Counter()
    for ticket in appointments(floor):
        if ticket.state is not TicketState.CANCELLED:
            taken[ticket.slot_at, ticket.service] += 1
            together[ticket.slot_at] += 1
    booking = settings.booking
    for begins in slots_of(settings, day):
        room = booking.together - together[begins]
        left = {
            service: min(room, offered.per_slot - taken[begins, service])
            for service, offered in booking.services.items()
        }
        yield OfferedSlot(at=begins, left={s: n for s, n in left.items() if n > 0})
