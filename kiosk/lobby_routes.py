"""Before a number is taken: a greeter asked for, and services or all kiosks paused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from kiosk.views import AskGreeter, GreeterOnTheWay
from queue_monitor.config.values import Language
from queue_monitor.domain import rules
from queue_monitor.domain.errors import OfficeClosed
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.rules import By
from queue_monitor.web.identity import CLERKS, ISSUERS, SUPERVISORS, Actor, Role
from queue_monitor.web.operations import Api, Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.lobby import Message
    from queue_monitor.web.parts import Parts

GREETERS: Final = CLERKS | {Role.GREETER}
Said = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What visitors read meanwhile, by language; other languages read the English, then zh-TW."""

    message: Mapping[Language, Said] = {}


class Nothing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No field at all."""


class PauseState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether numbers are given, and what is said if not."""

    seq: int
    paused: bool
    message: Mapping[str, str]


class Greetings(msgspec.Struct, frozen=True, kw_only=True):
    """Who still waits for a greeter, by the number of the wish."""

    seq: int
    waiting: tuple[int, ...]


def declare(api: Api, parts: Parts) -> None:
    """Declare the operations on `api`."""
    _greeting(api, parts)
    _service(api, parts)
    _kiosk(api, parts)


def _greeting(api: Api, parts: Parts) -> None:
    by_letter = {service.letter: service.id for service in parts.settings.services}

    @api.operation(
        "POST",
        "/api/v1/greetings",
        body=AskGreeter,
        answers={201: GreeterOnTheWay},
        roles=ISSUERS,
        problems=("unknown_service", "office_closed"),
        summary="Ask for a greeter instead of a number",
        example={"service": "moving", "language": "vi", "needs": ["language"]},
        limit="60/minute",
    )
    def ask_greeter(call: Call[AskGreeter]) -> GreeterOnTheWay:
        """Somebody lacks a document or is not sure: staff see it at once, and no number is spent
        on a visit that could not be served. Asked twice within a minute it is one wish."""
        wish, actor = call.body, call.actor.id
        service = by_letter.get(wish.service, ServiceId(wish.service))

        def request(floor: Floor, at: datetime) -> Sequence[Event]:
            if floor.day is None:
                raise OfficeClosed(parts.daybook.hours(at).opens_at)
            return rules.ask_greeter(
                floor,
                at,
                service=service,
                language=wish.language,
                needs=wish.needs,
                device=actor,
            )

        answer = parts.office.ask(request)
        own = [
            g.id for g in answer.floor.lobby.greetings if (g.device, g.service) == (actor, service)
        ]
        return GreeterOnTheWay(greeting=own[-1] if own else answer.floor.lobby.last_greeting)

    @api.operation(
        "POST",
        "/api/v1/greetings/<int:greeting>/take",
        body=Nothing,
        answers={200: Greetings},
        roles=GREETERS,
        problems=("unknown_greeting", "greeting_taken"),
        summary="Say that one is on the way to the visitor",
    )
    def take_greeting(call: Call[Nothing], greeting: int) -> Greetings:
        """It stays on the lists of staff, with who is on the way, until it is seen to."""
        request = partial(rules.take_greeting, greeting=greeting, by=call.actor.id)
        return _waiting(parts.office.ask(request).floor)

    @api.operation(
        "POST",
        "/api/v1/greetings/<int:greeting>/done",
        body=Nothing,
        answers={200: Greetings},
        roles=GREETERS,
        problems=("unknown_greeting",),
        summary="Staff have seen to the visitor",
    )
    def greeter_came(call: Call[Nothing], greeting: int) -> Greetings:
        """It leaves the lists of staff."""
        request = partial(rules.greeter_came, greeting=greeting, by=call.actor.id)
        return _waiting(parts.office.ask(request).floor)


def _waiting(floor: Floor) -> Greetings:
    return Greetings(seq=floor.seq, waiting=tuple(one.id for one in floor.lobby.greetings))


def _service(api: Api, parts: Parts) -> None:
    @api.operation(
        "POST",
        "/api/v1/services/<service>/pause",
        body=Why,
        answers={200: PauseState},
        roles=SUPERVISORS,
        problems=("unknown_service",),
        summary="Give no more numbers for a service",
        example={"message": {"zh-TW": "系統維護中", "en": "The system is being repaired"}},
    )
    def pause_service(call: Call[Why], service: str) -> PauseState:
        """Numbers already given are served. Said again, the message is changed."""
        known, message = ServiceId(service), _message(call.body)
        request = partial(rules.pause_service, service=known, by=_by(call.actor), message=message)
        return _service_state(parts.office.ask(request).floor, known)

    @api.operation(
        "POST",
        "/api/v1/services/<service>/resume",
        body=Nothing,
        answers={200: PauseState},
        roles=SUPERVISORS,
        problems=("unknown_service",),
        summary="Give numbers for a service again",
    )
    def resume_service(call: Call[Nothing], service: str) -> PauseState:
        """Nothing happens if it was not paused."""
        known = ServiceId(service)
        request = partial(rules.resume_service, service=known, by=_by(call.actor))
        return _service_state(parts.office.ask(request).floor, known)


def _kiosk(api: Api, parts: Parts) -> None:
    @api.operation(
        "POST",
        "/api/v1/kiosk/pause",
        body=Why,
        answers={200: PauseState},
        roles=SUPERVISORS,
        summary="Let no kiosk give numbers",
        example={"message": {"zh-TW": "取號機維護中，請洽服務檯"}},
    )
    def pause_kiosk(call: Call[Why]) -> PauseState:
        """Every kiosk shows the message at once; staff may still give numbers. It ends with the
        day, or when kiosks are resumed."""
        message = _message(call.body)
        request = partial(rules.pause_kiosk, by=_by(call.actor), message=message)
        return _kiosk_state(parts.office.ask(request).floor)

    @api.operation(
        "POST",
        "/api/v1/kiosk/resume",
        body=Nothing,
        answers={200: PauseState},
        roles=SUPERVISORS,
        summary="Let kiosks give numbers again",
    )
    def resume_kiosk(call: Call[Nothing]) -> PauseState:
        """Nothing happens if they were not paused."""
        return _kiosk_state(parts.office.ask(partial(rules.resume_kiosk, by=_by(call.actor))).floor)


def _message(why: Why) -> Message:
    return {str(language): said for language, said in why.message.items()}


def _by(actor: Actor) -> By:
    return By(actor=actor.id, clerk=actor.clerk)


def _service_state(floor: Floor, service: ServiceId) -> PauseState:
    message = floor.lobby.messages.get(service, {})
    return PauseState(seq=floor.seq, paused=service in floor.paused_services, message=message)


def _kiosk_state(floor: Floor) -> PauseState:
    pause = floor.lobby.pause
    message = {} if pause is None else pause.message
    return PauseState(seq=floor.seq, paused=pause is not None, message=message)
