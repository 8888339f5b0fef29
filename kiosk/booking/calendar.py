"""An appointment as an iCalendar file (RFC 5545), to be kept in anybody's calendar. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from queue_monitor.domain.model import Ticket

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
SHOW: Final = "Show the QR code when you come:"
_PRODUCT: Final = "-//queue-monitor//appointments//EN"
_REMIND_BEFORE: Final = timedelta(hours=2)


def calendar_file(
    ticket: Ticket,
    *,
    title: str,
    where: str,
    link: str,
    lasts: timedelta,
    at: datetime,
    say: Callable[[str], str],
) -> bytes:
    """One event with a reminder; a later file of the same appointment takes its place.

    `link` is the booking's own, with its token: the file is for whoever holds that already.
    """
    # Only here: it takes a tenth of a second to import, and many an office never needs it.
    from icalendar import Alarm, Calendar, Event

    assert ticket.slot_at is not None, "an appointment has a slot"
    is_off = ticket.state.value == "cancelled"
    event = Event()
    event.add("uid", f"{ticket.id.replace('/', '-')}@queue-monitor")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", int(at.timestamp()) - int(ticket.issued_at.timestamp()))
    event.add("dtstart", ticket.slot_at)
    event.add("dtend", ticket.slot_at + lasts)
    event.add("summary", title)
    event.add("location", where)
    event.add("description", f"{ticket.number}\n{say(SHOW)} {link}")
    event.add("url", link)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    if not is_off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -_REMIND_BEFORE)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
