"""Letters that are no alerts, over the same mail server."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from alerts.channels.base import File, Message, Undelivered
from alerts.channels.ways import Ways
from queue_monitor.domain.watch import NoticeId


class Sent(Protocol):
    """A letter as somebody else wrote it."""

    @property
    def id(self) -> str: ...

    @property
    def to(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def calendar(self) -> bytes | None: ...

    @property
    def at(self) -> datetime: ...


def mailer_of(ways: Ways) -> Callable[[Sent], bool | None] | None:
    """What hands a letter to the mail server; None where mail is not configured.

    It gives True once the letter is taken, None if it never will be, False if it may be later.
    """
    channel = ways.channels.get("smtp")
    if channel is None:
        return None

    def send(letter: Sent) -> bool | None:
        calendar = letter.calendar
        message = Message(
            id=NoticeId(letter.id),
            to=(letter.to,),
            subject=letter.subject,
            text=letter.text,
            at=letter.at,
            files=()
            if calendar is None
            else (File(name="appointment.ics", media_type="text/calendar", data=calendar),),
        )
        try:
            channel.send(message)
        except Undelivered as error:
            return None if error.for_good else False
        return True

    return send
