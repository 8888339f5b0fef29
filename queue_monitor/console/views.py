"""The floor as staff see it: pure functions from `Floor` to the JSON of `/api/v1/floor`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from queue_monitor.config import book_of
from queue_monitor.console.shapes import (
    ClassView,
    ClerkView,
    CounterView,
    FloorView,
    GreetingView,
    KioskPauseView,
    LaneView,
    Limits,
    Range,
    ServiceView,
    TicketLine,
)
from queue_monitor.domain.lobby import Greeting, KioskPause
from queue_monitor.domain.measures import ZERO, mean_service_s
from queue_monitor.domain.model import (
    AT_COUNTER,
    ActorId,
    ClerkId,
    Counter,
    CounterStatus,
    Lane,
    ServiceId,
    ServicePlan,
    ServiceTimes,
    Ticket,
    TicketState,
)
from queue_monitor.domain.rulebook import Rule, Rulebook, Scope, ScopeKind
from queue_monitor.domain.timetable import Timetable

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.forecast import WaitRange

Expected = Mapping[ServiceId, "WaitRange | None"]


def floor_view(
    floor: Floor,
    at: datetime,
    settings: Settings,
    *,
    expected: Expected | None = None,
    name_of: Callable[[ActorId], str | None] = lambda _: None,
) -> FloorView:
    """The floor at `at`; `expected` is the forecast for somebody who comes now, per service, and
    `name_of` what screens call an actor."""
    waiting = floor.waiting()
    oldest = min((ticket.waiting_since for ticket in waiting), default=None)
    return FloorView(
        seq=floor.seq,
        at=at,
        open=floor.is_open,
        practice=floor.day is not None and floor.day.practice,
        waiting_total=floor.waiting_count,
        longest_wait_s=_since_s(oldest, at),
        oldest_waiting_since=oldest,
        limits=_limits(floor, at, settings, None),
        counters=tuple(
            counter_view(floor, counter, settings)
            for counter in sorted(floor.counters.values(), key=lambda c: c.id)
        ),
        services=_services(floor, waiting, at, settings, expected or {}),
        classes=tuple(ClassView(id=c.id, name=_name(c.name)) for c in settings.classes),
        lines=_lines(floor, waiting),
        parked=_lines(floor, floor.parked()),
        missed=_lines(floor, _returnable(floor, at)),
        clerks=_clerks(floor, settings),
        greetings=tuple(_greeting(one, name_of) for one in floor.lobby.greetings),
        kiosk_pause=_pause(floor.lobby.pause),
    )


def _greeting(one: Greeting, name_of: Callable[[ActorId], str | None]) -> GreetingView:
    return GreetingView(
        id=one.id,
        at=one.at,
        service=one.service,
        language=one.language,
        needs=tuple(need.value for need in one.needs),
        device=one.device,
        device_name=name_of(one.device),
        taken_by=one.taken_by,
        taken_name=None if one.taken_by is None else name_of(one.taken_by),
        taken_at=one.taken_at,
    )


def _pause(pause: KioskPause | None) -> KioskPauseView | None:
    return None if pause is None else KioskPauseView(at=pause.at, message=pause.message)


def counter_view(floor: Floor, counter: Counter, settings: Settings) -> CounterView:
    """One counter, with the ticket in hand."""
    planned = settings.counter(counter.id)
    clerk = None if counter.clerk is None else settings.clerk(counter.clerk)
    ticket = floor.in_hand(counter.id)
    return CounterView(
        id=counter.id,
        name={} if planned is None else _name(planned.name),
        status=counter.status.value,
        clerk=counter.clerk,
        clerk_name=None if clerk is None else clerk.name,
        holder=counter.holder,
        serves=tuple(map(_lane, counter.serves)),
        ticket=None if ticket is None else ticket_line(floor, ticket),
        can_undo=_can_undo(floor, counter),
        pause_reason=counter.reason,
        since=counter.since,
        help_requested_at=counter.help_at,
        served_today=counter.finished,
    )


def ticket_line(floor: Floor, ticket: Ticket) -> TicketLine:
    """One ticket for the staff's lists."""
    grace = floor.plan.grace
    is_called = ticket.state is TicketState.CALLED and ticket.called_at is not None
    return TicketLine(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        visit_class=ticket.visit_class,
        language=ticket.language,
        state=ticket.state.value,
        issued_at=ticket.issued_at,
        waiting_since=ticket.waiting_since,
        only_counter=ticket.counter if ticket.bound else None,
        counter=ticket.counter,
        calls=ticket.calls,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        served_s=ticket.served.total_seconds(),
        no_show_from=ticket.called_at + grace.call_for if is_called and ticket.called_at else None,
        parked_at=ticket.parked_at,
        reason=ticket.parked_reason if ticket.state is TicketState.PARKED else None,
        grace_until=None if ticket.missed_at is None else ticket.missed_at + grace.grace_time,
        gave_way_at=ticket.gave_way_at,
        needs=tuple(need.value for need in ticket.needs),
        errands=ticket.errands,
        people=ticket.people,
        slot_at=ticket.slot_at,
        pick_up=ticket.pick_up,
    )


def _lines(floor: Floor, tickets: Iterable[Ticket]) -> tuple[TicketLine, ...]:
    return tuple(ticket_line(floor, ticket) for ticket in tickets)


def _returnable(floor: Floor, at: datetime) -> list[Ticket]:
    grace_time = floor.plan.grace.grace_time
    return [t for t in floor.missed() if t.missed_at is not None and at <= t.missed_at + grace_time]


def _can_undo(floor: Floor, counter: Counter) -> bool:
    """As `rules.undo` decides: somebody is at the desk, or its latest number missed the call."""
    target = counter.ticket or counter.last
    if counter.status is CounterStatus.CLOSED or target is None:
        return False
    ticket = floor.tickets[target]
    return ticket.counter == counter.id and ticket.state in {*AT_COUNTER, TicketState.NO_SHOW}


def _services(
    floor: Floor,
    waiting: list[Ticket],
    at: datetime,
    settings: Settings,
    expected: Expected,
) -> tuple[ServiceView, ...]:
    lines: dict[ServiceId, list[Ticket]] = {}
    for ticket in waiting:
        lines.setdefault(ticket.service, []).append(ticket)
    return tuple(
        _service(floor, plan, lines.get(plan.id, []), at, settings=settings, expected=expected)
        for plan in floor.plan.services
    )


def _service(
    floor: Floor,
    plan: ServicePlan,
    line: list[Ticket],
    at: datetime,
    *,
    settings: Settings,
    expected: Expected,
) -> ServiceView:
    wait = expected.get(plan.id)
    configured = settings.service(plan.id)
    oldest = min((ticket.waiting_since for ticket in line), default=None)
    return ServiceView(
        id=plan.id,
        letter=plan.letter,
        name={} if configured is None else _name(configured.name),
        waiting=sum(ticket.people for ticket in line),
        longest_wait_s=_since_s(oldest, at),
        expected_wait_s=None if wait is None else _range(wait),
        open_counters=len(floor.serving_counters(plan.id)),
        mean_service_s=round(mean_service_s(plan, floor.times.get(plan.id, ServiceTimes())), 1),
        paused=plan.id in floor.paused_services,
        message=floor.lobby.messages.get(plan.id),
        limits=_limits(floor, at, settings, plan.id),
    )


def _range(wait: WaitRange) -> Range:
    return Range(
        p10=wait.p10.total_seconds(), p50=wait.p50.total_seconds(), p90=wait.p90.total_seconds()
    )


def _limits(floor: Floor, at: datetime, settings: Settings, service: ServiceId | None) -> Limits:
    """Those of the hour, as people or config.yaml have set them."""
    scope = Scope() if service is None else Scope(kind=ScopeKind.SERVICE, id=service)
    book = floor.watch.rules or book_of(settings)
    waiting, wait_s = (_limit(book, scope, rule, at) for rule in (Rule.WAITING, Rule.WAIT))
    return Limits(waiting=None if waiting is None else int(waiting), wait_s=wait_s)


def _limit(book: Rulebook, scope: Scope, rule: Rule, at: datetime) -> float | None:
    setting = book.setting(scope, rule)
    return None if setting is None else Timetable.of(setting, book.zone).at(at).limits.limit


def _clerks(floor: Floor, settings: Settings) -> tuple[ClerkView, ...]:
    helps = _helps(floor)
    month = "" if floor.day is None else f"{floor.day.date:%Y-%m}"
    found = []
    for clerk in settings.clerks:
        desk = floor.counter_of(clerk.id)
        duty = floor.clerks.get(clerk.id)
        found.append(
            ClerkView(
                id=clerk.id,
                name=clerk.name,
                title=_name(clerk.title),
                skills=clerk.skills,
                languages=clerk.languages,
                state=_clerk_state(desk, is_present=duty is not None and duty.present),
                counter=None if desk is None else desk.id,
                home=clerk.counter,
                reserve=clerk.reserve,
                helps_today=helps.get(clerk.id, 0),
                helps_this_month=floor.watch.helps_of(clerk.id, month),
            )
        )
    return tuple(found)


def _clerk_state(desk: Counter | None, *, is_present: bool) -> str:
    if desk is None:
        return "free" if is_present else "off"
    return "break" if desk.status is CounterStatus.PAUSED else "counter"


def _helps(floor: Floor) -> dict[ClerkId, int]:
    """Requests for help that each clerk took today."""
    taken: dict[ClerkId, int] = {}
    for plan in floor.watch.plans.values():
        for answer in plan.answers:
            if answer.accepted:
                taken[answer.clerk] = taken.get(answer.clerk, 0) + 1
    return taken


def _name(words: Mapping[Any, str]) -> Mapping[str, str]:
    return {str(language): text for language, text in words.items()}


def _lane(lane: Lane) -> LaneView:
    return LaneView(services=lane.services, classes=lane.classes)


def _since_s(instant: datetime | None, at: datetime) -> float:
    waited: timedelta = ZERO if instant is None else max(at - instant, ZERO)
    return waited.total_seconds()
