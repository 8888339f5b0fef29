"""What happens at the desk: started, parked, taken up, transferred, finished."""

from datetime import timedelta

from queue_monitor.domain import events as ev
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor.moves import freed, moved, served_until
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.model import ServiceTimes, Ticket, TicketState


def started(floor: Floor, event: ev.Started) -> Floor:
    """The visitor is at the desk."""
    ticket = floor.tickets[event.ticket]
    return moved(floor, ticket, replace(ticket, state=TicketState.SERVING, started_at=event.at))


def finished(floor: Floor, event: ev.Finished) -> Floor:
    """Done; how long it took is learned."""
    ticket = floor.tickets[event.ticket]
    done = replace(
        ticket,
        state=TicketState.DONE,
        served=served_until(ticket, event.at),
        ended_at=event.at,
    )
    return _learned(floor, ticket, done, event)


def went_on(floor: Floor, event: ev.WentOn) -> Floor:
    """One errand done; in line for the next by the time of arrival, as after a transfer."""
    ticket = floor.tickets[event.ticket]
    done = ticket.errands.index(event.service) + 1 if event.service in ticket.errands else 0
    onward = replace(
        ticket,
        state=TicketState.WAITING,
        service=event.service,
        errands=ticket.errands[done:],
        done=(*ticket.done, ticket.service),
        counter=None,
        bound=False,
        waiting_since=max(event.at, ticket.place_at),
        served=timedelta(0),
        started_at=None,
        called_at=None,
        taken_up=False,
    )
    return _learned(floor, ticket, onward, event)


def _learned(floor: Floor, ticket: Ticket, after: Ticket, event: ev.Finished | ev.WentOn) -> Floor:
    """The counter is free, has finished one more, and how long it took is known.

    Of people who were served together each is taken for an equal share.
    """
    counter = freed(floor, event.counter, event.at)
    counter = replace(counter, finished=counter.finished + 1)
    seconds = served_until(ticket, event.at).total_seconds()
    times = floor.times.get(ticket.service, ServiceTimes())
    learned = ServiceTimes(
        finished=times.finished + ticket.people,
        total_s=times.total_s + seconds,
        square_s2=times.square_s2 + seconds * seconds / ticket.people,
    )
    return moved(floor, ticket, after, counter, times={**floor.times, ticket.service: learned})


def parked(floor: Floor, event: ev.Parked) -> Floor:
    """Set aside, from the desk or from the line."""
    ticket = floor.tickets[event.ticket]
    aside = replace(
        ticket,
        state=TicketState.PARKED,
        parked_at=event.at,
        parked_reason=event.reason,
        served=served_until(ticket, event.at),
        started_at=None,
        taken_up=False,
    )
    counter = None if event.counter is None else freed(floor, event.counter, event.at)
    return moved(floor, ticket, aside, counter)


def taken_up(floor: Floor, event: ev.TakenUp) -> Floor:
    """A parked visit goes on."""
    ticket = floor.tickets[event.ticket]
    again = replace(
        ticket,
        state=TicketState.SERVING,
        counter=event.counter,
        started_at=event.at,
        parked_at=None,
        taken_up=True,
    )
    counter = replace(floor.counters[event.counter], ticket=ticket.id, last=ticket.id)
    return moved(floor, ticket, again, counter)


def transferred(floor: Floor, event: ev.Transferred) -> Floor:
    """On in another line, its arrival kept."""
    ticket = floor.tickets[event.ticket]
    onward = replace(
        ticket,
        state=TicketState.WAITING,
        service=event.service,
        counter=event.to,
        bound=event.to is not None,
        waiting_since=max(event.at, ticket.place_at),
        served=served_until(ticket, event.at),
        started_at=None,
        called_at=None,
        taken_up=False,
    )
    return moved(floor, ticket, onward, freed(floor, event.counter, event.at))
