"""The lobby board and the public counts: pure functions from the floor to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from display.announce import announcement
from display.readings import clips_of
from queue_monitor.domain.marquee import is_shown
from queue_monitor.domain.measures import ZERO, longest_wait
from queue_monitor.domain.model import CounterStatus, ServiceId, TicketState
from queue_monitor.domain.words import cleaned
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
    from queue_monitor.config.screens import Board
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Call, Counter, Ticket
    from queue_monitor.forecast import WaitRange
    from queue_monitor.web.visitor import Doors

Waits = Mapping[ServiceId, "WaitRange | None"]  # of somebody who comes now
Minutes = tuple[int, int]  # a range, rounded outwards
Only = frozenset[ServiceId] | None  # the services that a board shows; None for all
_PUBLIC_REASONS: Final = frozenset({"break", "paperwork"})
_BACK_IN_LINE: Final = frozenset({TicketState.WAITING, TicketState.PARKED})


class CounterNow(msgspec.Struct, frozen=True, kw_only=True):
    """A counter and the last number called there; `state` is null once that one has gone."""

    counter: int
    counter_name: Name
    number: str | None
    status: str
    state: str | None
    called_at: datetime | None
    service: str | None = None  # of the number
    people: int = 1  # under the number
    serves: tuple[str, ...] = ()  # services it takes now, the first lane's first
    pause_reason: str | None = None  # "break", "paperwork" or "other"; words stay inside
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
    service: str
    people: int  # who belong together under the number
    say: Name
    clips: Mapping[str, tuple[str, ...]]  # by language, what a recorded voice plays


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
    board: Board | None = None,
) -> BoardView:
    """The board at `at`; `shown` are the ranges on the screens now, kept while they hold.

    With `board`, what belongs to its services alone.
    """
    only = None if board is None else frozenset(board.services)
    counters = sorted(floor.counters.values(), key=lambda counter: counter.id)
    return BoardView(
        seq=floor.seq,
        at=at,
        office=OfficeName(name=words(settings.office.name)),
        open=doors.open,
        practice=doors.practice,
        opens_at=doors.opens_at,
        now_serving=tuple(
            _counter(floor, counter, settings, only)
            for counter in counters
            if board is None or _is_on(board, counter, settings)
        ),
        calls=tuple(
            _call(floor, call, settings)
            for call in floor.calls
            if only is None or _service_of(floor, call) in only
        ),
        services=tuple(
            _service(floor, service, waits.get(service.id), shown.get(service.id))
            for service in settings.services
            if only is None or service.id in only
        ),
        waiting_total=_waiting(floor, only),
        longest_wait_s=whole_minutes_s(_longest_wait(floor, at, only)),
        missed=_missed(floor, at, only),
        marquee=_marquee(floor, at, settings),
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


def _is_on(board: Board, counter: Counter, settings: Settings) -> bool:
    """Whether the board shows this desk: one it names, or one that is there for its services."""
    if board.counters:
        return counter.id in board.counters
    desk = settings.counter(counter.id)
    lanes = () if desk is None else desk.serves
    return any(service in lane.services for lane in lanes for service in board.services)


def _waiting(floor: Floor, only: Only) -> int:
    if only is None:
        return floor.waiting_count
    return sum(floor.count_waiting(service=service) for service in only)


def _longest_wait(floor: Floor, at: datetime, only: Only) -> timedelta:
    if only is None:
        return longest_wait(floor, at)
    return max((longest_wait(floor, at, service=service) for service in only), default=ZERO)


def _service_of(floor: Floor, call: Call) -> ServiceId | None:
    ticket = floor.tickets.get(call.ticket)
    return None if ticket is None else ticket.service


def _counter(floor: Floor, counter: Counter, settings: Settings, only: Only) -> CounterNow:
    desk = settings.counter(counter.id)
    clerk = None
    if counter.clerk is not None and settings.display.clerk_names:
        clerk = settings.clerk(counter.clerk)
    ticket = _number_at(floor, counter)
    if ticket is not None and only is not None and ticket.service not in only:
        ticket = None
    return CounterNow(
        counter=counter.id,
        counter_name={} if desk is None else words(desk.name),
        number=None if ticket is None else ticket.number,
        status=counter.status.value,
        state=None if ticket is None or counter.ticket is None else ticket.state.value,
        called_at=None if ticket is None else ticket.called_at,
        service=None if ticket is None else ticket.service,
        people=1 if ticket is None else ticket.people,
        serves=tuple(dict.fromkeys(s for lane in counter.serves for s in lane.services)),
        pause_reason=_public_reason(counter),
        clerk_title=None if clerk is None else words(clerk.title),
        clerk_name=None if clerk is None else clerk.name,
    )


def _public_reason(counter: Counter) -> str | None:
    """Why it is paused, as far as the lobby need know: a clerk's own words are not for it."""
    if counter.status is not CounterStatus.PAUSED:
        return None
    return counter.reason if counter.reason in _PUBLIC_REASONS else "other"


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
        service="" if ticket is None else ticket.service,
        people=1 if ticket is None else ticket.people,
        say=announcement(call.number, call.counter, recall=call.recall),
        clips=_clips(call, settings),
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


def _missed(floor: Floor, at: datetime, only: Only) -> tuple[str, ...]:
    found = []
    for ticket in floor.missed():
        if only is not None and ticket.service not in only:
            continue
        until = grace_until(floor, ticket)
        if until is not None and at <= until:
            found.append(ticket.number)
    return tuple(found)


def _marquee(floor: Floor, at: datetime, settings: Settings) -> tuple[Name, ...]:
    """What supervisors wrote and is due comes first, then what config.yaml always says."""
    local = at.astimezone(ZoneInfo(settings.office.time_zone))
    due = (dict(line.words) for line in floor.marquee if is_shown(line, local))
    always = (words(line) for line in settings.display.marquee)
    return tuple(
        {language: _shown_text(text) for language, text in line.items()} for line in (*due, *always)
    )


_shown_text = lru_cache(maxsize=256)(cleaned)


def _clips(call: Call, settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """Nothing where the office has recorded nothing: the board is sent to every screen."""
    voice = settings.display.voice
    if voice.clips is None:
        return {}
    return {
        language: clips_of(language, call.number, call.counter, recall=call.recall)
        for language in voice.languages
    }
