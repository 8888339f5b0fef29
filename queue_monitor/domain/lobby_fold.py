"""The hall before the counters after an event."""

from collections.abc import Mapping
from typing import assert_never

from queue_monitor.domain import lobby_events as le
from queue_monitor.domain.copies import replace
from queue_monitor.domain.lobby import Greeting, KioskPause, Lobby, Message
from queue_monitor.domain.model import ServiceId


def evolve_lobby(lobby: Lobby, event: le.LobbyEvent) -> Lobby:
    """`lobby` after `event`."""
    match event:
        case le.GreeterAsked():
            greeting = Greeting(
                id=event.greeting,
                at=event.at,
                service=event.service,
                language=event.language,
                needs=event.needs,
                device=event.device,
            )
            waiting = (*lobby.greetings, greeting)
            return replace(lobby, greetings=waiting, last_greeting=event.greeting)
        case le.GreeterTook():
            greetings = tuple(
                replace(one, taken_by=event.by, taken_at=event.at)
                if one.id == event.greeting
                else one
                for one in lobby.greetings
            )
            return replace(lobby, greetings=greetings)
        case le.GreeterCame():
            rest = tuple(one for one in lobby.greetings if one.id != event.greeting)
            return replace(lobby, greetings=rest)
        case le.KioskPaused():
            pause = KioskPause(at=event.at, by=event.by, message=event.message)
            return replace(lobby, pause=pause)
        case le.KioskResumed():
            return replace(lobby, pause=None)
        case _:
            assert_never(event)


def with_message(lobby: Lobby, service: ServiceId, message: Message | None) -> Lobby:
    """What is said of a paused service; None: it is paused no more."""
    others: Mapping[ServiceId, Message] = {
        known: words for known, words in lobby.messages.items() if known != service
    }
    return replace(lobby, messages={**others, service: message} if message else others)
