"""One function per request: the floor and the hour in, events out, or a refusal.

A rule changes nothing. `Office` appends what it returns, and asks again on a newer floor if
the log went on meanwhile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.discipline import can_take, next_ticket
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import (
    MOVES,
    SYSTEM,
    ActorId,
    ClassId,
    ClerkId,
    Counter,
    CounterId,
    CounterStatus,
    Lane,
    ServiceId,
    ServicePlan,
    Ticket,
    TicketId,
    TicketState,
)

#: What `Office.ask` takes: the newest floor and the hour in, what should now be true out.
Request = Callable[[Floor, datetime], Sequence[ev.Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who asks, and whether they may act on a counter that somebody else opened."""

    actor: ActorId
    clerk: ClerkId | None = None
    any_counter: bool = False


BY_SYSTEM: Final = By(actor=SYSTEM, any_counter=True)
_JUST_AFTER: Final = timedelta(microseconds=1)


def in_turn(*requests: Request) -> Request:
    """One request that does them one after the other, all or none."""

    def together(floor: Floor, at: datetime) -> Sequence[ev.Event]:
        events: list[ev.Event] = []
        for request in requests:
            for event in request(floor, at):
                floor = evolve(floor, event)
                events.append(event)
        return events

    return together


# -- taking a number -------------------------------------------------------------------------


def issue(
    floor: Floor,
    at: datetime,
    *,
    service: ServiceId,
    visit_class: ClassId,
    language: str,
    device: ActorId,
    request: str | None = None,
    opens_at: datetime | None = None,
    accepting: bool = True,
) -> Sequence[ev.Event]:
    """A number for `service`. A repeated `request` gives no second one: nothing to append.

    Raises UnknownService, UnknownClass, OfficeClosed, ServicePaused, NumbersExhausted, and
    KeyReused if `request` came before with another service or class.
    """
    plan = floor.plan.service(service)
    if plan is None:
        raise er.UnknownService(service)
    if all(known.id != visit_class for known in floor.plan.classes):
        raise er.UnknownClass(visit_class)
    if request is not None and (known_id := floor.requests.get(request)) is not None:
        return _same_again(floor.tickets[known_id], service, visit_class)
    if floor.day is None or floor.day.closed_at is not None or not accepting:
        raise er.OfficeClosed(opens_at)
    if service in floor.paused_services:
        raise er.ServicePaused(service)
    number = _next_number(floor, plan)
    return (
        ev.Issued(
            at=at,
            ticket=TicketId(f"{floor.day.id}/{number}"),
            number=number,
            service=service,
            visit_class=visit_class,
            language=language,
            device=device,
            request=request,
        ),
    )


def _same_again(ticket: Ticket, service: ServiceId, visit_class: ClassId) -> Sequence[ev.Event]:
    if (ticket.service, ticket.visit_class) != (service, visit_class):
        raise er.KeyReused(ticket.number)
    return ()


def _next_number(floor: Floor, plan: ServicePlan) -> str:
    following = max(floor.numbers.get(plan.id, 0) + 1, plan.first_number)
    if plan.last_number is not None and following > plan.last_number:
        raise er.NumbersExhausted(plan.id, plan.last_number)
    return f"{plan.letter}{following:03d}"


def book(
    floor: Floor,
    at: datetime,
    *,
    ticket: TicketId,
    number: str,
    service: ServiceId,
    visit_class: ClassId,
    language: str,
    slot_at: datetime,
) -> Sequence[ev.Event]:
    """An appointment at `slot_at`. Raises UnknownService, UnknownClass."""
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    if all(known.id != visit_class for known in floor.plan.classes):
        raise er.UnknownClass(visit_class)
    if ticket in floor.tickets:
        raise er.AlreadyDecided(ticket, floor.tickets[ticket].state)
    return (
        ev.Booked(
            at=at,
            ticket=ticket,
            number=number,
            service=service,
            visit_class=visit_class,
            language=language,
            slot_at=slot_at,
        ),
    )


def check_in(floor: Floor, at: datetime, *, ticket: TicketId) -> Sequence[ev.Event]:
    """The visitor with an appointment has come and stands in line."""
    _movable(floor, ticket, TicketState.CHECKED_IN)
    return (ev.CheckedIn(at=at, ticket=ticket), ev.Joined(at=at, ticket=ticket))


def cancel(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """Withdraw a ticket before its call. Raises UnknownTicket, WrongState."""
    _movable(floor, ticket, TicketState.CANCELLED)
    return (ev.Cancelled(at=at, ticket=ticket, by=by),)


def leave(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """Staff saw that the visitor is gone. Raises UnknownTicket, WrongState."""
    _movable(floor, ticket, TicketState.LEFT)
    return (ev.Left(at=at, ticket=ticket, by=by),)


def park_waiting(
    floor: Floor, at: datetime, *, ticket: TicketId, reason: str | None, by: ActorId
) -> Sequence[ev.Event]:
    """Set a waiting number aside, place kept. Raises UnknownTicket, WrongState."""
    held = _movable(floor, ticket, TicketState.PARKED)
    if held.state is not TicketState.WAITING:
        raise er.WrongState(held.number, held.state, TicketState.PARKED)
    return (ev.Parked(at=at, ticket=ticket, counter=None, reason=reason, by=by),)


def requeue(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """A parked number back in line, at its old place. Raises UnknownTicket, WrongState."""
    held = floor.ticket(ticket)
    if held.state is not TicketState.PARKED:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    return (ev.Requeued(at=at, ticket=ticket, by=by),)


def take_back(floor: Floor, at: datetime, *, ticket: TicketId, by: ActorId) -> Sequence[ev.Event]:
    """A missed number came back: in line again, behind `grace.behind` others.

    Raises UnknownTicket, WrongState, and GraceOver past the grace time.
    """
    held = floor.ticket(ticket)
    if held.state is not TicketState.NO_SHOW or held.missed_at is None:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    until = held.missed_at + floor.plan.grace.grace_time
    if at > until:
        raise er.GraceOver(held.number, until)
    return (ev.Returned(at=at, ticket=ticket, place_at=_place_behind(floor, held), by=by),)


def _place_behind(floor: Floor, ticket: Ticket) -> datetime:
    """Just after the last of those it must let go first; its own place if there are none."""
    line = floor.lines.get((ticket.service, ticket.visit_class, None), ())
    behind = line[: floor.plan.grace.behind]
    if not behind:
        return ticket.place_at
    return max(floor.tickets[behind[-1]].place_at + _JUST_AFTER, ticket.place_at)


def _movable(floor: Floor, ticket: TicketId, to: TicketState) -> Ticket:
    held = floor.ticket(ticket)
    if to not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, to)
    return held


# -- opening and closing a counter ------------------------------------------------------------


def open_counter(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    clerk: ClerkId | None = None,
    serves: tuple[Lane, ...] | None = None,
) -> Sequence[ev.Event]:
    """Begin calling at `counter`, for what it serves by plan unless `serves` says otherwise.

    Raises UnknownCounter, UnknownClerk, OfficeClosed, CounterAlreadyOpen, ClerkElsewhere.
    """
    desk = floor.counter(counter)
    if not floor.is_open:
        raise er.OfficeClosed(None)
    if desk.status is not CounterStatus.CLOSED:
        raise er.CounterAlreadyOpen(counter)
    if clerk is not None:
        if floor.plan.clerk(clerk) is None:
            raise er.UnknownClerk(clerk)
        sits_at = floor.counter_of(clerk)
        if sits_at is not None:
            raise er.ClerkElsewhere(clerk, sits_at.id)
    return (
        ev.CounterOpened(
            at=at, counter=counter, clerk=clerk, by=by.actor, serves=serves or desk.serves
        ),
    )


def close_counter(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Stop for good. Raises CounterClosed, NotYourCounter, CounterBusy."""
    desk = _held(floor, counter, by)
    _idle(floor, desk)
    return (ev.CounterClosed(at=at, counter=counter, by=by.actor),)


def pause_counter(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, reason: str
) -> Sequence[ev.Event]:
    """Stop for a while; whoever is at the desk may still be finished.

    Raises CounterClosed, NotYourCounter, CounterPaused.
    """
    desk = _held(floor, counter, by)
    if desk.status is CounterStatus.PAUSED:
        raise er.CounterPaused(counter)
    return (ev.CounterPaused(at=at, counter=counter, reason=reason, by=by.actor),)


def resume_counter(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Call again. Raises CounterClosed, NotYourCounter, CounterNotPaused."""
    desk = _held(floor, counter, by)
    if desk.status is not CounterStatus.PAUSED:
        raise er.CounterNotPaused(counter)
    return (ev.CounterResumed(at=at, counter=counter, by=by.actor),)


def change_lanes(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, serves: tuple[Lane, ...]
) -> Sequence[ev.Event]:
    """Take other services or classes from now on. Raises CounterClosed, NotYourCounter."""
    desk = _held(floor, counter, by)
    if desk.serves == serves:
        return ()
    return (ev.LanesChanged(at=at, counter=counter, serves=serves, by=by.actor),)


def request_help(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, reason: str | None
) -> Sequence[ev.Event]:
    """Ask for the supervisor; asking twice is asking once."""
    desk = _held(floor, counter, by)
    if desk.help_at is not None:
        return ()
    return (ev.HelpRequested(at=at, counter=counter, by=by.actor, reason=reason),)


def answer_help(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """The supervisor has come, or the clerk needs nobody any more."""
    desk = _held(floor, counter, by)
    if desk.help_at is None:
        return ()
    return (ev.HelpAnswered(at=at, counter=counter, by=by.actor),)


def _held(floor: Floor, counter: CounterId, by: By) -> Counter:
    """The counter, not closed, and the asker's to act on."""
    desk = floor.counter(counter)
    if desk.status is CounterStatus.CLOSED:
        raise er.CounterClosed(counter)
    mine = desk.holder == by.actor or (by.clerk is not None and desk.clerk == by.clerk)
    if not (mine or by.any_counter):
        raise er.NotYourCounter(counter)
    return desk


def _idle(floor: Floor, desk: Counter) -> None:
    if desk.ticket is not None:
        raise er.CounterBusy(desk.id, floor.tickets[desk.ticket].number)


def _in_hand(floor: Floor, desk: Counter, ticket: TicketId | None) -> Ticket:
    """What the desk holds; `ticket`, if the asker named one, must be that."""
    if desk.ticket is None:
        if ticket is not None:
            raise er.NotYourTicket(floor.ticket(ticket).number, desk.id)
        raise er.NoTicketInHand(desk.id)
    if ticket is not None and ticket != desk.ticket:
        raise er.NotYourTicket(floor.ticket(ticket).number, desk.id)
    return floor.tickets[desk.ticket]


# -- calling and serving ----------------------------------------------------------------------


def call_next(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Call whoever is next by the discipline.

    Raises CounterClosed, CounterPaused, NotYourCounter, CounterBusy, LineEmpty.
    """
    desk = _calling(floor, counter, by)
    choice = next_ticket(floor, desk, at)
    if choice is None:
        raise er.LineEmpty(counter)
    return (ev.Called(at=at, ticket=choice.ticket.id, counter=counter, by=by.actor),)


def call_ticket(
    floor: Floor, at: datetime, *, counter: CounterId, ticket: TicketId, by: By
) -> Sequence[ev.Event]:
    """Call a chosen waiting ticket that the counter may take.

    Raises as `call_next`, and UnknownTicket, WrongState, NotServedHere.
    """
    desk = _calling(floor, counter, by)
    chosen = floor.ticket(ticket)
    if chosen.state is not TicketState.WAITING:
        raise er.WrongState(chosen.number, chosen.state, TicketState.CALLED)
    if not can_take(desk, chosen):
        raise er.NotServedHere(chosen.number, counter)
    return (ev.Called(at=at, ticket=ticket, counter=counter, by=by.actor),)


def _calling(floor: Floor, counter: CounterId, by: By) -> Counter:
    desk = _held(floor, counter, by)
    if desk.status is CounterStatus.PAUSED:
        raise er.CounterPaused(counter)
    _idle(floor, desk)
    return desk


def recall(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """Sound the called number again. Raises NoTicketInHand, WrongState once service began."""
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if held.state is not TicketState.CALLED:
        raise er.WrongState(held.number, held.state, TicketState.CALLED)
    return (ev.Recalled(at=at, ticket=held.id, counter=counter, by=by.actor),)


def start(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """The visitor is at the desk. Raises NoTicketInHand, NotYourTicket, WrongState."""
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if held.state is not TicketState.CALLED:
        raise er.WrongState(held.number, held.state, TicketState.SERVING)
    return (ev.Started(at=at, ticket=held.id, counter=counter),)


def finish(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """The service is done. Raises NoTicketInHand, NotYourTicket, WrongState before a start."""
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if TicketState.DONE not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, TicketState.DONE)
    return (ev.Finished(at=at, ticket=held.id, counter=counter),)


def no_show(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId | None = None
) -> Sequence[ev.Event]:
    """Called, and nobody came. Raises WrongState once started, TooEarly within `call_for`."""
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if TicketState.NO_SHOW not in MOVES[held.state] or held.called_at is None:
        raise er.WrongState(held.number, held.state, TicketState.NO_SHOW)
    until = held.called_at + floor.plan.grace.call_for
    if at < until:
        raise er.TooEarly(held.number, until)
    return (ev.Missed(at=at, ticket=held.id, counter=counter, by=by.actor),)


def park(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    reason: str | None = None,
    ticket: TicketId | None = None,
) -> Sequence[ev.Event]:
    """Set the visit in hand aside. Raises NoTicketInHand, NotYourTicket, WrongState."""
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if TicketState.PARKED not in MOVES[held.state]:
        raise er.WrongState(held.number, held.state, TicketState.PARKED)
    return (ev.Parked(at=at, ticket=held.id, counter=counter, reason=reason, by=by.actor),)


def take_up(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, ticket: TicketId
) -> Sequence[ev.Event]:
    """A parked visit goes on at this counter. Raises CounterBusy, UnknownTicket, WrongState."""
    desk = _held(floor, counter, by)
    held = floor.ticket(ticket)
    if held.state is not TicketState.PARKED:
        raise er.WrongState(held.number, held.state, TicketState.SERVING)
    _idle(floor, desk)
    return (ev.TakenUp(at=at, ticket=ticket, counter=counter, by=by.actor),)


def transfer(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    service: ServiceId | None = None,
    to: CounterId | None = None,
    ticket: TicketId | None = None,
) -> Sequence[ev.Event]:
    """The visit in hand goes on in another line, or at another counter; arrival kept.

    Raises NoTicketInHand, WrongState before a start, UnknownService, UnknownCounter,
    TransferInPlace if that changes nothing, NobodyServes if the counter is closed.
    """
    held = _in_hand(floor, _held(floor, counter, by), ticket)
    if held.state is not TicketState.SERVING:
        raise er.WrongState(held.number, held.state, TicketState.WAITING)
    into = held.service if service is None else service
    if floor.plan.service(into) is None:
        raise er.UnknownService(into)
    if to == counter or (to is None and into == held.service):
        raise er.TransferInPlace(held.number)
    if to is not None and floor.counter(to).status is CounterStatus.CLOSED:
        raise er.NobodyServes(to)
    return (
        ev.Transferred(at=at, ticket=held.id, counter=counter, service=into, to=to, by=by.actor),
    )


def undo(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Take back the latest call, start or no-show: the number has its old place again.

    Raises NothingToUndo if the counter holds nobody and its latest number did not miss.
    """
    desk = _held(floor, counter, by)
    target = desk.ticket or desk.last
    if target is None:
        raise er.NothingToUndo(counter)
    held = floor.tickets[target]
    undoable = {TicketState.CALLED, TicketState.SERVING, TicketState.NO_SHOW}
    if held.state not in undoable or held.counter != counter:
        raise er.NothingToUndo(counter)
    return (ev.Undone(at=at, ticket=held.id, counter=counter, by=by.actor),)


# -- services and clerks ----------------------------------------------------------------------


def pause_service(floor: Floor, at: datetime, *, service: ServiceId, by: By) -> Sequence[ev.Event]:
    """No more numbers for it; those given are still served. Raises UnknownService."""
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    if service in floor.paused_services:
        return ()
    return (ev.ServicePaused(at=at, service=service, by=by.actor),)


def resume_service(floor: Floor, at: datetime, *, service: ServiceId, by: By) -> Sequence[ev.Event]:
    """Numbers again. Raises UnknownService."""
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    if service not in floor.paused_services:
        return ()
    return (ev.ServiceResumed(at=at, service=service, by=by.actor),)


def clerk_came(floor: Floor, at: datetime, *, clerk: ClerkId) -> Sequence[ev.Event]:
    """A clerk is ready. Raises UnknownClerk; saying it twice is saying it once."""
    if floor.plan.clerk(clerk) is None:
        raise er.UnknownClerk(clerk)
    duty = floor.clerks.get(clerk)
    return () if duty is not None and duty.present else (ev.ClerkCame(at=at, clerk=clerk),)


def clerk_went(floor: Floor, at: datetime, *, clerk: ClerkId) -> Sequence[ev.Event]:
    """A clerk signed out. Raises UnknownClerk."""
    if floor.plan.clerk(clerk) is None:
        raise er.UnknownClerk(clerk)
    duty = floor.clerks.get(clerk)
    return (ev.ClerkWent(at=at, clerk=clerk),) if duty is not None and duty.present else ()
