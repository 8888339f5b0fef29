"""What the office can give now: services paused and resumed, clerks who come and go."""

from collections.abc import Sequence
from datetime import datetime

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.lobby import Message
from queue_monitor.domain.model import ClerkId, ServiceId
from queue_monitor.domain.rules.asking import By


def pause_service(
    floor: Floor, at: datetime, *, service: ServiceId, by: By, message: Message | None = None
) -> Sequence[ev.Event]:
    """No more numbers for it; those given are still served. Raises UnknownService.

    Paused already, the message is changed.
    """
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    said = message or {}
    if service in floor.paused_services and floor.lobby.messages.get(service, {}) == said:
        return ()
    return (ev.ServicePaused(at=at, service=service, by=by.actor, message=said),)


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
