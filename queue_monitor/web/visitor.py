"""What kiosk and display share: a ticket as its own visitor may see it, and the office's doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, overload

import msgspec

from queue_monitor.domain.measures import ZERO
from queue_monitor.domain.model import AT_COUNTER, TicketState
from queue_monitor.domain.rules import count_followers

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.hours import OpenState
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import ServiceId, Ticket
    from queue_monitor.forecast import WaitRange

Name = Mapping[str, str]  # language tag to words
_MINUTE_S: Final = 60
_TEN_S: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Whether anybody is served, and whether numbers are given."""

    open: bool  # numbers are given, or those who have one are still served
    issuing: bool
    practice: bool
    opens_at: datetime | None


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """An expected wait in seconds: one in ten is called before p10, one in ten after p90."""

    p10: float
    p50: float
    p90: float


class OfficeName(msgspec.Struct, frozen=True, kw_only=True):
    """The office, as screens name it."""

    name: Name


class ServiceName(msgspec.Struct, frozen=True, kw_only=True):
    """What the visitor came for."""

    id: str
    letter: str
    name: Name


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket. Fields that do not apply to its state are null."""

    seq: int
    at: datetime
    office: OfficeName
    practice: bool
    ticket: str
    number: str
    service: ServiceName
    visit_class: str = msgspec.field(name="class")
    class_name: Name
    done: tuple[ServiceName, ...]  # of the same visit, already given
    errands: tuple[ServiceName, ...]  # of the same visit, still to come after `service`
    state: str
    people: int  # who belong together under this number
    ahead: int | None  # how many people wait for the same service with a better place
    place: int | None
    expected_wait_s: Wait | None  # null as well while nobody serves the service
    counter: int | None  # that calls or serves it
    counter_name: Name | None
    called_at: datetime | None
    calls: int  # calls and recalls so far
    issued_at: datetime
    waiting_s: int  # since it joined the present line, in whole minutes; 0 unless waiting
    grace_until: datetime | None  # a missed number may come back until then
    back_behind: int | None  # and lines up behind so many
    more_time_places: int | None  # how many "more time" would let go first; null: not to be had
    gave_way_at: datetime | None  # when it had more time


def doors(floor: Floor, hours: OpenState, *, accepting: bool) -> Doors:
    """The doors as the calendar (`hours`, `accepting`) and the open day have them."""
    is_practice_day = floor.is_open and floor.day is not None and floor.day.practice
    return Doors(
        open=accepting or floor.is_open,
        issuing=accepting,
        practice=is_practice_day or (accepting and hours.practice),
        opens_at=hours.opens_at,
    )


@overload
def wait_of(wait: WaitRange) -> Wait: ...
@overload
def wait_of(wait: WaitRange | None) -> Wait | None: ...
def wait_of(wait: WaitRange | None) -> Wait | None:
    """A forecast as JSON, outwards to ten seconds, so that screens are not told of every second."""
    if wait is None:
        return None
    return Wait(p10=_down_s(wait.p10), p50=_near_s(wait.p50), p90=_up_s(wait.p90))


def ticket_view(
    floor: Floor, ticket: Ticket, at: datetime, settings: Settings, *, wait: WaitRange | None
) -> TicketView:
    """`ticket` at `at`; `wait` is what is left of its wait, used only while it waits."""
    waits = ticket.state is TicketState.WAITING
    ahead = floor.ahead_of(ticket) if waits else None
    counter = ticket.counter if ticket.state in AT_COUNTER else None
    desk = None if counter is None else settings.counter(counter)
    return TicketView(
        seq=floor.seq,
        at=at,
        office=OfficeName(name=words(settings.office.name)),
        practice=floor.day is not None and floor.day.practice,
        ticket=ticket.id,
        number=ticket.number,
        service=_service(floor, ticket.service, settings),
        visit_class=ticket.visit_class,
        class_name=_class_name(ticket, settings),
        done=tuple(_service(floor, service, settings) for service in ticket.done),
        errands=tuple(_service(floor, service, settings) for service in ticket.errands),
        state=ticket.state.value,
        people=ticket.people,
        ahead=ahead,
        place=None if ahead is None else ahead + 1,
        expected_wait_s=wait_of(wait) if waits else None,
        counter=counter,
        counter_name=None if desk is None else words(desk.name),
        called_at=ticket.called_at if ticket.state in AT_COUNTER else None,
        calls=ticket.calls,
        issued_at=ticket.issued_at,
        waiting_s=whole_minutes_s(at - ticket.waiting_since) if waits else 0,
        grace_until=grace_until(floor, ticket),
        back_behind=floor.plan.grace.behind if ticket.state is TicketState.NO_SHOW else None,
        more_time_places=_more_time(floor, ticket, settings.phone.more_time_places),
        gave_way_at=ticket.gave_way_at,
    )


def ticket_place(floor: Floor, ticket: Ticket, settings: Settings) -> tuple[object, ...]:
    """What `ticket_view` says but for time and expected wait: equal if that is. In microseconds."""
    waits = ticket.state is TicketState.WAITING
    return (
        ticket,
        floor.day,
        floor.plan,
        floor.ahead_of(ticket) if waits else None,
        _more_time(floor, ticket, settings.phone.more_time_places),
    )


def _more_time(floor: Floor, ticket: Ticket, places: int) -> int | None:
    if places == 0 or ticket.state is not TicketState.WAITING or ticket.gave_way_at is not None:
        return None
    return count_followers(floor, ticket, most=places)


def grace_until(floor: Floor, ticket: Ticket) -> datetime | None:
    """Until when a missed number may come back; None for any other."""
    if ticket.state is not TicketState.NO_SHOW or ticket.missed_at is None:
        return None
    return ticket.missed_at + floor.plan.grace.grace_time


def whole_minutes_s(span: timedelta) -> int:
    """A span in seconds, cut to whole minutes: public figures need not run by the second."""
    return int(max(span, ZERO).total_seconds()) // _MINUTE_S * _MINUTE_S


def words(given: Mapping[Any, str]) -> Name:
    """Words of the configuration as JSON."""
    return {str(language): text for language, text in given.items()}


def _service(floor: Floor, service: ServiceId, settings: Settings) -> ServiceName:
    plan, configured = floor.plan.service(service), settings.service(service)
    return ServiceName(
        id=service,
        letter="" if plan is None else plan.letter,
        name={} if configured is None else words(configured.name),
    )


def _class_name(ticket: Ticket, settings: Settings) -> Name:
    configured = settings.visit_class(ticket.visit_class)
    return {} if configured is None else words(configured.name)


def _down_s(span: timedelta) -> float:
    return float(span.total_seconds() // _TEN_S * _TEN_S)


def _up_s(span: timedelta) -> float:
    return _down_s(span + timedelta(seconds=_TEN_S) - timedelta.resolution)


def _near_s(span: timedelta) -> float:
    return float(round(span.total_seconds() / _TEN_S) * _TEN_S)
