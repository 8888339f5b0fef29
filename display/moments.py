"""The moments of a visit that a phone is told of, and in what words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from queue_monitor.domain.model import TicketState

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Ticket

Say = Callable[[str], str]  # a message in the reader's language

#: "You are next but two": so many before, or fewer.
NEXT_BUT: Final = 2


class Kind(StrEnum):
    """What there is to tell."""

    SOON = "soon"
    CALLED = "called"
    BACK = "back"  # in line again: the call was a mistake, or was missed and made good
    MISSED = "missed"


#: News that would be wrong by then is not to be delivered later.
KEEP: Final = {
    Kind.SOON: timedelta(minutes=10),
    Kind.CALLED: timedelta(minutes=3),
    Kind.BACK: timedelta(minutes=10),
    Kind.MISSED: timedelta(minutes=30),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment of one visit; `key` tells it from every other of that visit."""

    kind: Kind
    key: str


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a message for the catalogues."""
    return message


_NEXT = N_("You are next. Please stay near the counters.")
_SOON_ONE = N_("{n} more person, then it is your turn")
_SOON = N_("{n} more people, then it is your turn")
_CALLED = N_("Please go to counter {n}")
_CALLED_AT = N_("Called {at}")
_BACK = N_("You are in line again")
_BEFORE_ONE = N_("{n} person before you")
_BEFORE = N_("{n} people before you")
_MISSED = N_("Your number was called and missed")
_UNTIL = N_("Your number is good until {at}. Please tell any counter; you need no new number.")


def moment_of(floor: Floor, ticket: Ticket) -> Moment | None:
    """Where the visit stands now, if that is worth telling."""
    match ticket.state:
        case TicketState.WAITING:
            turn = f"{ticket.calls}/{'later' if ticket.gave_way_at else 'first'}"
            if floor.ahead_of(ticket) <= NEXT_BUT:
                return Moment(kind=Kind.SOON, key=f"soon/{turn}")
            return Moment(kind=Kind.BACK, key=f"back/{turn}") if ticket.calls else None
        case TicketState.CALLED:
            return Moment(kind=Kind.CALLED, key=f"called/{ticket.calls}")
        case TicketState.NO_SHOW:
            return Moment(kind=Kind.MISSED, key=f"missed/{ticket.calls}")
        case _:
            return None


def message(
    floor: Floor, ticket: Ticket, kind: Kind, *, at: datetime, zone: str, say: Say
) -> dict[str, Any]:
    """What the phone shows; no token in it, for the phone knows its own."""
    title, body = _words(floor, ticket, kind, zone=zone, say=say)
    return {
        "kind": kind.value,
        "title": f"{ticket.number} · {title}",
        "body": body,
        "at": at.isoformat(),
    }


def _words(floor: Floor, ticket: Ticket, kind: Kind, *, zone: str, say: Say) -> tuple[str, str]:
    def hour(instant: datetime | None) -> str:
        return "" if instant is None else f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"

    match kind:
        case Kind.CALLED:
            called = say(_CALLED_AT).format(at=hour(ticket.called_at))
            return say(_CALLED).format(n=ticket.counter), called
        case Kind.MISSED:
            until = None
            if ticket.missed_at is not None:
                until = ticket.missed_at + floor.plan.grace.grace_time
            return say(_MISSED), say(_UNTIL).format(at=hour(until))
        case _:
            ahead = floor.ahead_of(ticket)
            soon = _NEXT if ahead == 0 else _SOON_ONE if ahead == 1 else _SOON
            if kind is Kind.SOON:
                return say(soon).format(n=ahead), ""
            return say(_BACK), say(_BEFORE_ONE if ahead == 1 else _BEFORE).format(n=ahead)
