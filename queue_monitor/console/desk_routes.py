"""Opening, pausing and closing a counter, and asking for help."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from queue_monitor.console import bodies
from queue_monitor.console.desk import COUNTER, HELD, Desk, by_of
from queue_monitor.console.shapes import CounterAnswer, Presence
from queue_monitor.domain import rules
from queue_monitor.domain.model import ClassId, ClerkId, CounterId, Lane, ServiceId
from queue_monitor.web.identity import CLERKS, SUPERVISORS, Actor
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor
    from queue_monitor.web.parts import Parts


def declare(api: Api, desk: Desk) -> None:
    """Declare the operations on `api`."""
    _opening(api, desk)
    _pausing(api, desk)
    _being_here(api, desk)


def _opening(api: Api, desk: Desk) -> None:
    @api.operation(
        "POST",
        f"{COUNTER}/open",
        body=bodies.Open,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(
            "unknown_counter",
            "unknown_clerk",
            "unknown_service",
            "unknown_class",
            "office_closed",
            "counter_already_open",
            "clerk_elsewhere",
        ),
        summary="Begin calling at a counter",
    )
    def open_counter(call: Call[bodies.Open], counter: int) -> CounterAnswer:
        """The counter calls people from now on; whoever opened it acts on it.

        A signed-in clerk sits there as themselves; supervisors and tokens may name another clerk.
        """
        actor, body = call.actor, call.body
        clerk = _who_sits(actor, body.clerk)
        serves = None if body.serves is None else _lanes(body.serves, desk.parts)

        def request(floor: Floor, at: datetime) -> Sequence[Event]:
            return rules.open_counter(
                floor,
                at,
                counter=CounterId(counter),
                by=by_of(actor),
                clerk=clerk,
                serves=serves,
                opens_at=desk.parts.daybook.hours(at).opens_at,
            )

        return desk.ask(counter, request)

    @api.operation(
        "POST",
        f"{COUNTER}/close",
        body=bodies.Nothing,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*HELD, "counter_busy"),
        summary="Stop calling at a counter for good",
    )
    def close_counter(call: Call[bodies.Nothing], counter: int) -> CounterAnswer:
        """The counter is empty. Whoever waited for it alone waits for any that serves them."""
        return desk.do(rules.close_counter, call, counter)


def _who_sits(actor: Actor, named: str | None) -> ClerkId | None:
    if named is None or named == actor.clerk:
        return actor.clerk
    if actor.clerk is not None and actor.role not in SUPERVISORS:
        raise Problem("forbidden")
    return ClerkId(named)


def _lanes(given: Sequence[bodies.LaneBody], parts: Parts) -> tuple[Lane, ...]:
    services = {service.id for service in parts.settings.services}
    classes = {visit_class.id for visit_class in parts.settings.classes}
    for lane in given:
        for service in lane.services:
            if service not in services:
                raise Problem("unknown_service", service=service)
        for visit_class in lane.classes:
            if visit_class not in classes:
                raise Problem("unknown_class", visit_class=visit_class)
    return tuple(
        Lane(
            services=tuple(map(ServiceId, lane.services)),
            classes=tuple(map(ClassId, lane.classes)),
        )
        for lane in given
    )


def _pausing(api: Api, desk: Desk) -> None:
    @api.operation(
        "POST",
        f"{COUNTER}/pause",
        body=bodies.Pause,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*HELD, "counter_paused"),
        summary="Interrupt calling",
    )
    def pause(call: Call[bodies.Pause], counter: int) -> CounterAnswer:
        """The counter calls nobody for a while; whoever is at the desk may be finished."""
        return desk.do(partial(rules.pause_counter, reason=call.body.reason), call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/resume",
        body=bodies.Resume,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*HELD, "counter_not_paused", "counter_busy", "unknown_ticket", "wrong_state"),
        summary="Call again, or take up a set-aside ticket",
    )
    def resume(call: Call[bodies.Resume], counter: int) -> CounterAnswer:
        """Without a ticket the counter calls again; with one, that visit goes on here."""
        rule = rules.resume_counter if call.body.ticket is None else rules.take_up
        return desk.do(rule, call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/help",
        body=bodies.Help,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=HELD,
        summary="Ask for the supervisor, or take that back",
    )
    def ask_help(call: Call[bodies.Help], counter: int) -> CounterAnswer:
        """Asking twice is asking once; `needed: false` ends the request."""
        if call.body.needed:
            return desk.do(partial(rules.request_help, reason=call.body.reason), call, counter)
        return desk.do(rules.answer_help, call, counter)


def _being_here(api: Api, desk: Desk) -> None:
    @api.operation(
        "POST",
        "/api/v1/me/presence",
        body=bodies.Presence,
        answers={200: Presence},
        roles=CLERKS,
        problems=("unknown_clerk",),
        summary="Say that one is ready to help, or gone",
    )
    def be_here(call: Call[bodies.Presence]) -> Presence:
        """Only who is here is asked to help. For accounts that belong to nobody of config.yaml
        there is nothing to say, and `present` is null."""
        clerk = call.actor.clerk
        if clerk is None:
            return Presence(present=None)
        rule = rules.clerk_came if call.body.present else rules.clerk_went
        answer = desk.parts.office.ask(partial(rule, clerk=clerk))
        duty = answer.floor.clerks.get(clerk)
        return Presence(present=duty is not None and duty.present)
