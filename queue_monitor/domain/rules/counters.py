"""Counters opened, closed, paused and changed; help asked for."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ClerkId, CounterId, CounterStatus, Lane
from queue_monitor.domain.rules.asking import By
from queue_monitor.domain.rules.guards import held_counter, require_idle


def open_counter(
    floor: Floor,
    at: datetime,
    *,
    counter: CounterId,
    by: By,
    clerk: ClerkId | None = None,
    serves: tuple[Lane, ...] | None = None,
    opens_at: datetime | None = None,
) -> Sequence[ev.Event]:
    """Begin calling at `counter`, for what it serves by plan unless `serves` says otherwise.

    Raises UnknownCounter, UnknownClerk, OfficeClosed, CounterAlreadyOpen, ClerkElsewhere.
    """
    desk = floor.counter(counter)
    if floor.plan.counter(counter) is None:  # closed since the office gave it up
        raise er.UnknownCounter(counter)
    if not floor.is_open:
        raise er.OfficeClosed(opens_at)
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
    desk = held_counter(floor, counter, by)
    require_idle(floor, desk)
    return (ev.CounterClosed(at=at, counter=counter, by=by.actor),)


def pause_counter(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, reason: str
) -> Sequence[ev.Event]:
    """Stop for a while; whoever is at the desk may still be finished.

    Raises CounterClosed, NotYourCounter, CounterPaused.
    """
    desk = held_counter(floor, counter, by)
    if desk.status is CounterStatus.PAUSED:
        raise er.CounterPaused(counter)
    return (ev.CounterPaused(at=at, counter=counter, reason=reason, by=by.actor),)


def resume_counter(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """Call again. Raises CounterClosed, NotYourCounter, CounterNotPaused."""
    desk = held_counter(floor, counter, by)
    if desk.status is not CounterStatus.PAUSED:
        raise er.CounterNotPaused(counter)
    return (ev.CounterResumed(at=at, counter=counter, by=by.actor),)


def change_lanes(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, serves: tuple[Lane, ...]
) -> Sequence[ev.Event]:
    """Take other services or classes from now on. Raises CounterClosed, NotYourCounter."""
    desk = held_counter(floor, counter, by)
    if desk.serves == serves:
        return ()
    return (ev.LanesChanged(at=at, counter=counter, serves=serves, by=by.actor),)


def request_help(
    floor: Floor, at: datetime, *, counter: CounterId, by: By, reason: str | None
) -> Sequence[ev.Event]:
    """Ask for the supervisor; asking twice is asking once."""
    desk = held_counter(floor, counter, by)
    if desk.help_at is not None:
        return ()
    return (ev.HelpRequested(at=at, counter=counter, by=by.actor, reason=reason),)


def answer_help(floor: Floor, at: datetime, *, counter: CounterId, by: By) -> Sequence[ev.Event]:
    """The supervisor has come, or the clerk needs nobody any more."""
    desk = held_counter(floor, counter, by)
    if desk.help_at is None:
        return ()
    return (ev.HelpAnswered(at=at, counter=counter, by=by.actor),)
