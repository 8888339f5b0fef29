"""The turn of the business day: opening it, closing it, and what becomes of who is inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    ANOTHER_DAY,
    SYSTEM,
    CounterStatus,
    DayId,
    OfficePlan,
    TicketState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the calendar says of one instant."""

    date: date  # of the business day, in the office's zone
    open: bool  # within opening hours
    issuing: bool  # within opening hours, and before the last ticket
    serving_out: bool  # past closing, but who is inside is still served
    practice: bool  # outside hours numbers are given for practice


def turn(floor: Floor, at: datetime, *, calendar: Calendar, plan: OfficePlan) -> Sequence[ev.Event]:
    """What must happen so that the day matches the calendar; nothing if it does.

    A day that is over is closed first; the next call opens the new one.
    """
    if floor.is_open:
        if _goes_on(floor, calendar):
            return ()
        return close_day(floor, at, in_time=_is_of(floor, calendar))
    if calendar.open or calendar.practice:
        return (open_day(floor, at, calendar=calendar, plan=plan),)
    return ()


def is_accepting(floor: Floor, calendar: Calendar) -> bool:
    """Whether a number may be given now."""
    day = floor.day
    if day is None or day.closed_at is not None:
        return calendar.issuing or (calendar.practice and not calendar.open)
    return calendar.issuing or (day.practice and calendar.practice and not calendar.open)


def _goes_on(floor: Floor, calendar: Calendar) -> bool:
    day = floor.day
    if day is None or day.date != calendar.date:
        return False
    if day.practice:
        return calendar.practice and not calendar.open
    return calendar.open or (calendar.serving_out and _is_anybody_inside(floor))


def is_quiet(floor: Floor, at: datetime, *, memory: timedelta = timedelta(0)) -> bool:
    """Whether nobody is inside, nor may come back, and no alert is on, nor has been within
    `memory`, after which a crossing reopens none: no timer runs.
    """
    if _is_anybody_inside(floor) or floor.missed() or floor.watch.active():
        return False
    return not any(
        alert.resolved_at is not None and timedelta(0) <= at - alert.resolved_at <= memory
        for alert in floor.watch.alerts.values()
    )


def _is_of(floor: Floor, calendar: Calendar) -> bool:
    return floor.day is not None and floor.day.date == calendar.date


def _is_anybody_inside(floor: Floor) -> bool:
    return bool(
        floor.waiting_count
        or floor.parked()
        or any(counter.ticket is not None for counter in floor.counters.values())
    )


def open_day(floor: Floor, at: datetime, *, calendar: Calendar, plan: OfficePlan) -> ev.DayOpened:
    """The event that begins a day; bookings and open alerts live on in it."""
    practice = not calendar.open
    last = floor.day
    turn_of_date, had_day = _opened_before(floor, calendar.date)
    return ev.DayOpened(
        at=at,
        day=_day_id(calendar, turn_of_date, had_day=had_day),
        date=calendar.date,
        practice=practice,
        turn=turn_of_date,
        had_day=not practice or had_day,
        latest=calendar.date if last is None else max(calendar.date, last.latest),
        plan=plan,
        bookings=tuple(floor.tickets[ticket] for ticket in floor.bookings),
        watch=floor.watch.next_day(at),
        marquee=floor.marquee,
        present=tuple(sorted(c.id for c in floor.clerks.values() if c.present)),
    )


def _opened_before(floor: Floor, today: date) -> tuple[int, bool]:
    """The turn of `today`, and whether it may have been open before.

    The floor remembers the turns of one date only. Where the clock has been set back, or forward
    again, today may be one of the others; the log's number is then above any turn it has had.
    """
    last = floor.day
    if last is None or today > last.latest:
        return 1, False
    if today == last.date:
        return last.turn + 1, last.had_day
    return floor.seq + 1, True


def _day_id(calendar: Calendar, turn_of_date: int, *, had_day: bool) -> DayId:
    """Unique for ever: practice, and a date opened once more, bear a mark."""
    if not calendar.open:
        return DayId(f"{calendar.date}-p{turn_of_date}")
    if had_day:
        return DayId(f"{calendar.date}-d{turn_of_date}")
    return DayId(f"{calendar.date}")


def change_plan(floor: Floor, at: datetime, *, plan: OfficePlan) -> Sequence[ev.Event]:
    """Another configuration while the day is open.

    A counter that takes what the old plan says takes from now on what the new one says; one whose
    lanes somebody has changed keeps them until it is closed.
    """
    events: list[ev.Event] = [ev.PlanChanged(at=at, plan=plan)]
    for desk in floor.counters.values():
        before, planned = floor.plan.counter(desk.id), plan.counter(desk.id)
        if desk.status is CounterStatus.CLOSED or before is None or planned is None:
            continue
        if desk.serves == before.serves and desk.serves != planned.serves:
            events.append(ev.LanesChanged(at=at, counter=desk.id, serves=planned.serves, by=SYSTEM))
    return events


def close_day(floor: Floor, at: datetime, *, in_time: bool = True) -> Sequence[ev.Event]:
    """End the day: visits at a desk are finished, everybody else's number expires.

    An appointment that nobody kept is missed if the office was there to keep it: if the day was
    open at its hour and is closed `in_time`, on its own date. Any other one is cancelled once its
    day is past, and nobody is to blame.
    """
    events: list[ev.Event] = []
    for counter in floor.counters.values():
        if counter.ticket is not None:
            state = floor.tickets[counter.ticket].state
            if state is TicketState.SERVING:
                events.append(ev.Finished(at=at, ticket=counter.ticket, counter=counter.id))
            else:
                events.append(
                    ev.Missed(at=at, ticket=counter.ticket, counter=counter.id, by=SYSTEM)
                )
    events.extend(_ended_bookings(floor, at, in_time=in_time))
    after = floor
    for event in events:
        after = evolve(after, event)
    inside = [t.id for t in after.waiting()] + list(after.aside)
    events.extend(ev.Expired(at=at, ticket=ticket) for ticket in inside)
    events.extend(
        ev.CounterClosed(at=at, counter=counter.id, by=SYSTEM)
        for counter in floor.counters.values()
        if counter.status is not CounterStatus.CLOSED
    )
    if floor.day is not None:
        events.append(ev.DayClosed(at=at, day=floor.day.id))
    return events


def _ended_bookings(floor: Floor, at: datetime, *, in_time: bool) -> Sequence[ev.Event]:
    day = floor.day
    if day is None:
        return ()
    ended: list[ev.Event] = []
    for booking in (floor.tickets[ticket] for ticket in floor.bookings):
        if booking.slot_at is None or booking.slot_at > at:
            continue
        if in_time and not day.practice and booking.slot_at >= day.opened_at:
            ended.append(ev.Missed(at=at, ticket=booking.id, counter=None, by=SYSTEM))
        elif at - booking.slot_at > ANOTHER_DAY:
            ended.append(ev.Cancelled(at=at, ticket=booking.id, by=SYSTEM))
    return ended
