"""The lobby board and the public counts: pure functions from the floor to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from display.announce import announcement
from queue_monitor.domain.measures import longest_wait
from queue_monitor.domain.model import CounterStatus, ServiceId, TicketState
from queue_monitor.forecast import rounded_outwards
from queue_monitor.web.visitor import (
    Name,
    OfficeName,
    Wait,
    grace_until,
    wait_of,
    whole_minutes_s,
    words,
)

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.config.office import Service
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Call, Counter, Ticket
    from queue_monitor.forecast import WaitRange
    from queue_monitor.web.visitor import Doors

Waits = Mapping[ServiceId, "WaitRange | None"]  # of somebody who comes now
Minutes = tuple[int, int]  # a range, rounded outwards
_BACK_IN_LINE: Final = frozenset({TicketState.WAITING, TicketState.PARKED})


class CounterNow(msgspec.Struct, frozen=True, kw_only=True):
    """A counter and the last number called there; `state` is null once that one has gone."""

    counter: int
    counter_name: Name
    number: str | None
    status: str
    state: str | None
    called_at: datetime | None
    clerk_title: Name | None
    clerk_name: str | None


class CallNow(msgspec.Struct, frozen=True, kw_only=True):
    """A call. `call` rises by one with each, recalls included; `say` is what a voice says."""

    call: int
    number: str
    counter: int
    counter_name: Name
    at: datetime
    recall: bool
    visit_class: str = msgspec.field(name="class")
    say: Name


class ServiceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A line. Waits are null while no counter serves it."""

    id: str
    letter: str
    name: Name
    waiting: int
    expected_wait_s: Wait | None
    expected_wait_min: Minutes | None
    open_counters: int
    paused: bool


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """All that the lobby's screens show; nothing about any person."""

    seq: int
    at: datetime
    office: OfficeName
    open: bool
    practice: bool
    opens_at: datetime | None
    now_serving: tuple[CounterNow, ...]
    calls: tuple[CallNow, ...]  # newest last
    services: tuple[ServiceNow, ...]
    waiting_total: int
    longest_wait_s: int  # in whole minutes
    missed: tuple[str, ...]  # numbers that may still come back
    marquee: tuple[Name, ...]
    recent_calls: int
    sound: bool


class ServiceCount(msgspec.Struct, frozen=True, kw_only=True):
    """A line, as the public counts have it."""

    id: str
    name: Name
    waiting: int
    expected_wait_min: Minutes | None


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    """The public counts: open data without personal data."""

    at: datetime  # cut to the minute, so that caches can tell an unchanged answer
    office: OfficeName
    open: bool
    waiting_total: int
    longest_wait_s: int  # in whole minutes
    services: tuple[ServiceCount, ...]


def board_view(
    floor: Floor,
    at: datetime,
    settings: Settings,
    doors: Doors,
    *,
    waits: Waits,
    shown: Mapping[ServiceId, Minutes],
) -> BoardView:
    """The board at `at`; `shown` are the ranges on the screens now, kept while they hold."""
    counters = sorted(floor.counters.values(), key=lambda counter: counter.id)
    return BoardView(
        seq=floor.seq,
        at=at,
        office=OfficeName(name=words(settings.office.name)),
        open=doors.open,
        practice=doors.practice,
        opens_at=doors.opens_at,
        now_serving=tuple(_counter(floor, counter, settings) for counter in counters),
        calls=tuple(_call(floor, call, settings) for call in floor.calls),
        services=tuple(
            _service(floor, service, waits.get(service.id), shown.get(service.id))
            for service in settings.services
        ),
        waiting_total=floor.waiting_count,
        longest_wait_s=whole_minutes_s(longest_wait(floor, at)),
        missed=_missed(floor, at),
        marquee=tuple(words(line) for line in settings.display.marquee),
        recent_calls=settings.display.recent_calls,
        sound=settings.display.sound,
    )


def waiting_view(board: BoardView) -> WaitingView:
    """The public counts, cut out of the board."""
    return WaitingView(
        at=board.at.replace(second=0, microsecond=0),
        office=board.office,
        open=board.open,
        waiting_total=board.waiting_total,
        longest_wait_s=board.longest_wait_s,
        services=tuple(
            ServiceCount(
                id=service.id,
                name=service.name,
                waiting=service.waiting,
                expected_wait_min=service.expected_wait_min,
            )
            for service in board.services
        ),
    )


def ranges_of(board: BoardView) -> dict[ServiceId, Minutes]:
    """The ranges that the board shows, for the next one's `shown`."""
    return {
        ServiceId(service.id): service.expected_wait_min
        for service in board.services
        if service.expected_wait_min is not None
    }


def _counter(floor: Floor, counter: Counter, settings: Settings) -> CounterNow:
    desk = settings.counter(counter.id)
    clerk = None if counter.clerk is None else settings.clerk(counter.clerk)
    ticket = _number_at(floor, counter)
    return CounterNow(
        counter=counter.id,
        counter_name={} if desk is None else words(desk.name),
        number=None if ticket is None else ticket.number,
        status=counter.status.value,
        state=None if ticket is None or counter.ticket is None else ticket.state.value,
        called_at=None if ticket is None else ticket.called_at,
        clerk_title=None if clerk is None else words(clerk.title),
        clerk_name=None if clerk is None else clerk.name,
    )


def _number_at(floor: Floor, counter: Counter) -> Ticket | None:
    """In hand, or else the last one called, unless it waits again or went to another counter."""
    if counter.ticket is not None:
        return floor.tickets[counter.ticket]
    if counter.last is None or counter.status is CounterStatus.CLOSED:
        return None
    last = floor.tickets.get(counter.last)
    if last is None or last.counter != counter.id or last.state in _BACK_IN_LINE:
        return None
    return last


def _call(floor: Floor, call: Call, settings: Settings) -> CallNow:
    desk, ticket = settings.counter(call.counter), floor.tickets.get(call.ticket)
    return CallNow(
        call=call.id,
        number=call.number,
        counter=call.counter,
        counter_name={} if desk is None else words(desk.name),
        at=call.at,
        recall=call.recall,
        visit_class="" if ticket is None else ticket.visit_class,
        say=announcement(call.number, call.counter, recall=call.recall),
    )


def _service(
    floor: Floor, service: Service, wait: WaitRange | None, shown: Minutes | None
) -> ServiceNow:
    return ServiceNow(
        id=service.id,
        letter=service.letter,
        name=words(service.name),
        waiting=floor.count_waiting(service=service.id),
        expected_wait_s=wait_of(wait),
        expected_wait_min=None if wait is None else rounded_outwards(wait, shown),
        open_counters=len(floor.serving_counters(service.id)),
        paused=service.id in floor.paused_services,
    )


def _missed(floor: Floor, at: datetime) -> tuple[str, ...]:
    found = []
    for ticket in floor.missed():
        until = grace_until(floor, ticket)
        if until is not None and at <= until:
            found.append(ticket.number)
    return tuple(found)
