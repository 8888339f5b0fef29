"""A day begun and ended, the plan it goes by, and the lines on its boards."""

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import BusinessDay, ClerkDuty, Counter, CounterStatus


def day_opened(event: ev.DayOpened) -> Floor:
    """A new floor: nothing lives on but what the event carries over."""
    floor = Floor(
        day=BusinessDay(
            id=event.day,
            date=event.date,
            practice=event.practice,
            turn=event.turn,
            had_day=event.had_day,
            latest=event.latest or event.date,
            opened_at=event.at,
        ),
        plan=event.plan,
        counters={c.id: Counter(id=c.id, serves=c.serves) for c in event.plan.counters},
        clerks={c: ClerkDuty(id=c, present=True, since=event.at) for c in event.present},
        bookings=tuple(ticket.id for ticket in event.bookings),
        watch=event.watch,
        marquee=event.marquee,
    )
    tickets = floor.tickets
    for ticket in event.bookings:
        tickets = tickets.put(ticket.id, ticket)
    return replace(floor, tickets=tickets)


def day_closed(floor: Floor, event: ev.DayClosed) -> Floor:
    """No more numbers today."""
    return replace(floor, day=None if floor.day is None else replace(floor.day, closed_at=event.at))


def plan_changed(floor: Floor, event: ev.PlanChanged) -> Floor:
    """Counters that are gone from the plan stay while they hold somebody's visit."""
    counters = {
        counter.id: counter
        for counter in floor.counters.values()
        if event.plan.counter(counter.id) is not None or counter.status is not CounterStatus.CLOSED
    }
    for planned in event.plan.counters:
        known = counters.get(planned.id)
        if known is None or known.status is CounterStatus.CLOSED:
            counters[planned.id] = Counter(id=planned.id, serves=planned.serves)
    return replace(floor, plan=event.plan, counters=counters)


def marquee_changed(floor: Floor, event: ev.MarqueeLineSet | ev.MarqueeLineRemoved) -> Floor:
    """A line that is changed keeps its place among the others."""
    if isinstance(event, ev.MarqueeLineRemoved):
        kept = tuple(line for line in floor.marquee if line.id != event.line)
        return replace(floor, marquee=kept)
    lines = {line.id: line for line in floor.marquee} | {event.line.id: event.line}
    return replace(floor, marquee=tuple(lines.values()))
