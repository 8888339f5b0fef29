"""`evolve`: the floor after an event, one case for each; `replay`: after many."""

from collections.abc import Iterable
from typing import Final, get_args

from queue_monitor.domain import events as ev
from queue_monitor.domain import lobby_events, slip_events
from queue_monitor.domain.copies import replace
from queue_monitor.domain.floor import calls, counters, days, tickets, visits
from queue_monitor.domain.floor.state import Floor
from queue_monitor.domain.lobby_fold import evolve_lobby, with_message
from queue_monitor.domain.slip_fold import evolve_slips
from queue_monitor.domain.watch_fold import evolve_watch

#: About neither tickets nor counters.
_BESIDE: Final = (*get_args(slip_events.SlipEvent), *get_args(lobby_events.LobbyEvent))


def replay(events: Iterable[tuple[int, ev.Event]], floor: Floor | None = None) -> Floor:
    """The floor after `events`, from `floor` or from an empty office."""
    at = Floor() if floor is None else floor
    for seq, event in events:
        at = evolve(at, event, seq=seq)
    return at


def evolve(floor: Floor, event: ev.Event, *, seq: int | None = None) -> Floor:
    """The floor after `event`, which is number `seq` (default: the next)."""
    after = _after(floor, event)
    if after is floor:
        after = replace(floor)
    # A floor that nobody else has seen yet: numbered in place, for copying one is half the work.
    object.__setattr__(after, "seq", floor.seq + 1 if seq is None else seq)
    object.__setattr__(after, "at", event.at)
    is_queues_own = after.watch is floor.watch and not isinstance(event, _BESIDE)
    if is_queues_own or isinstance(event, ev.DayOpened):
        object.__setattr__(after, "queue_at", event.at)
    return after


def _after(floor: Floor, event: ev.Event) -> Floor:
    match event:
        case ev.Issued():
            return tickets.issued(floor, event)
        case ev.Called():
            return calls.called(floor, event)
        case ev.Started():
            return visits.started(floor, event)
        case ev.Finished():
            return visits.finished(floor, event)
        case ev.WentOn():
            return visits.went_on(floor, event)
        case ev.Recalled():
            return calls.recalled(floor, event)
        case ev.Missed():
            return calls.missed(floor, event)
        case ev.Returned() | ev.Requeued():
            return tickets.back_in_line(floor, event)
        case ev.GaveWay():
            return tickets.gave_way(floor, event)
        case ev.Undone():
            return calls.undone(floor, event)
        case ev.Parked():
            return visits.parked(floor, event)
        case ev.TakenUp():
            return visits.taken_up(floor, event)
        case ev.Transferred():
            return visits.transferred(floor, event)
        case ev.Cancelled() | ev.Left() | ev.Expired():
            return tickets.ended(floor, event)
        case ev.Booked():
            return tickets.booked(floor, event)
        case ev.Rebooked():
            return tickets.rebooked(floor, event)
        case ev.CheckedIn():
            return tickets.checked_in(floor, event)
        case ev.Joined():
            return tickets.joined(floor, event)
        case (
            ev.CounterOpened()
            | ev.LanesChanged()
            | ev.CounterPaused()
            | ev.CounterResumed()
            | ev.CounterClosed()
            | ev.HelpRequested()
            | ev.HelpAnswered()
        ):
            return counters.counter_changed(floor, event)
        case ev.ClerkCame() | ev.ClerkWent():
            return counters.clerk_changed(floor, event)
        case ev.ServicePaused():
            return replace(
                floor,
                paused_services=floor.paused_services | {event.service},
                lobby=with_message(floor.lobby, event.service, event.message),
            )
        case ev.ServiceResumed():
            return replace(
                floor,
                paused_services=floor.paused_services - {event.service},
                lobby=with_message(floor.lobby, event.service, None),
            )
        case (
            lobby_events.GreeterAsked()
            | lobby_events.GreeterTook()
            | lobby_events.GreeterCame()
            | lobby_events.KioskPaused()
            | lobby_events.KioskResumed()
        ):
            return replace(floor, lobby=evolve_lobby(floor.lobby, event))
        case ev.DayOpened():
            return days.day_opened(event)
        case ev.DayClosed():
            return days.day_closed(floor, event)
        case ev.PlanChanged():
            return days.plan_changed(floor, event)
        case ev.MarqueeLineSet() | ev.MarqueeLineRemoved():
            return days.marquee_changed(floor, event)
        case ev.AccountChanged():
            return floor
        case (
            slip_events.SlipRequested()
            | slip_events.SlipStarted()
            | slip_events.SlipPutBack()
            | slip_events.SlipPrinted()
            | slip_events.SlipDropped()
            | slip_events.PrinterChanged()
        ):
            return replace(floor, slips=evolve_slips(floor.slips, event))
        case _:
            return replace(floor, watch=evolve_watch(floor.watch, event))
