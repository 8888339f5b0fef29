"""Before a number is taken: a greeter asked for, and kiosks that give none for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from queue_monitor.domain import errors as er
from queue_monitor.domain import events as ev
from queue_monitor.domain import lobby_events as le
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.lobby import Message
from queue_monitor.domain.model import ActorId, Need, ServiceId
from queue_monitor.domain.rules.asking import By

#: Asked again from the same kiosk for the same service within this time: the same person.
_SAME_PERSON: Final = timedelta(seconds=60)


def ask_greeter(
    floor: Floor,
    at: datetime,
    *,
    service: ServiceId,
    language: str,
    needs: tuple[Need, ...],
    device: ActorId,
) -> Sequence[ev.Event]:
    """Somebody lacks what the service needs; no number is wasted on it. Raises UnknownService.

    Asking twice within a minute is asking once.
    """
    if floor.plan.service(service) is None:
        raise er.UnknownService(service)
    for one in floor.lobby.greetings:
        same = (one.service, one.device, one.language) == (service, device, language)
        if same and at - one.at < _SAME_PERSON:
            return ()
    return (
        le.GreeterAsked(
            at=at,
            greeting=floor.lobby.last_greeting + 1,
            service=service,
            language=language,
            needs=needs,
            device=device,
        ),
    )


def take_greeting(floor: Floor, at: datetime, *, greeting: int, by: ActorId) -> Sequence[ev.Event]:
    """Somebody is on the way to it. Raises UnknownGreeting once it is seen to, GreetingTaken."""
    held = next((one for one in floor.lobby.greetings if one.id == greeting), None)
    if held is None:
        raise er.UnknownGreeting(greeting)
    if held.taken_by == by:
        return ()
    if held.taken_by is not None:
        raise er.GreetingTaken(greeting)
    return (le.GreeterTook(at=at, greeting=greeting, by=by),)


def greeter_came(floor: Floor, at: datetime, *, greeting: int, by: ActorId) -> Sequence[ev.Event]:
    """Staff have seen to it; saying it twice is saying it once. Raises UnknownGreeting."""
    if not 0 < greeting <= floor.lobby.last_greeting:
        raise er.UnknownGreeting(greeting)
    if all(one.id != greeting for one in floor.lobby.greetings):
        return ()
    return (le.GreeterCame(at=at, greeting=greeting, by=by),)


def pause_kiosk(floor: Floor, at: datetime, *, by: By, message: Message) -> Sequence[ev.Event]:
    """No number from any kiosk; paused already, the message is changed."""
    pause = floor.lobby.pause
    if pause is not None and pause.message == message:
        return ()
    return (le.KioskPaused(at=at, by=by.actor, message=message),)


def resume_kiosk(floor: Floor, at: datetime, *, by: By) -> Sequence[ev.Event]:
    """Kiosks give numbers again."""
    return () if floor.lobby.pause is None else (le.KioskResumed(at=at, by=by.actor),)
