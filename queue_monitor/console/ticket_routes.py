"""Calling and serving: what a counter does with tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flask_babel import gettext

from queue_monitor.console import bodies
from queue_monitor.console.calling import CallNext, call_answer_of, ticket_id
from queue_monitor.console.desk import COUNTER, HELD, IN_HAND, Desk, about, by_of
from queue_monitor.console.shapes import CallAnswer, CounterAnswer
from queue_monitor.domain import rules
from queue_monitor.domain.model import CounterId, ServiceId
from queue_monitor.web.identity import CLERKS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor


def declare(api: Api, desk: Desk) -> None:
    """Declare the operations on `api`."""
    _calling(api, desk)
    _serving(api, desk)
    _setting_aside(api, desk)


def _calling(api: Api, desk: Desk) -> None:
    settings = desk.parts.settings

    @api.operation(
        "POST",
        f"{COUNTER}/call-next",
        body=bodies.CallNextBody,
        answers={200: CallAnswer},
        roles=CLERKS,
        problems=(*HELD, "counter_paused", "counter_busy", "line_empty", "wrong_state"),
        summary="Call whoever is next",
    )
    def call_next(call: Call[bodies.CallNextBody], counter: int) -> CallAnswer:
        """Who is next follows from the counter's lanes and the classes' rates.

        With `finish_current` the ticket in hand is finished in the same step; if then nobody
        waits, `number` is null. Otherwise an empty line is refused with `line_empty`.
        """
        request = CallNext(
            counter=CounterId(counter),
            by=by_of(call.actor),
            finish_current=call.body.finish_current,
        )
        answer = desk.parts.office.ask(request)
        return call_answer_of(answer, CounterId(counter), settings, request.reason)

    @api.operation(
        "POST",
        f"{COUNTER}/call",
        body=bodies.Chosen,
        answers={200: CallAnswer},
        roles=CLERKS,
        problems=(
            *HELD,
            "counter_paused",
            "counter_busy",
            "unknown_ticket",
            "wrong_state",
            "not_served_here",
        ),
        summary="Call a chosen ticket",
    )
    def call_ticket(call: Call[bodies.Chosen], counter: int) -> CallAnswer:
        """A waiting ticket that the counter may take, out of turn."""
        rule = partial(rules.call_ticket, counter=CounterId(counter), by=by_of(call.actor))
        answer = desk.parts.office.ask(about(rule, call.body.ticket))
        return call_answer_of(answer, CounterId(counter), settings)

    @api.operation(
        "POST",
        f"{COUNTER}/recall",
        body=bodies.InHand,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=IN_HAND,
        summary="Sound the called number again",
    )
    def recall(call: Call[bodies.InHand], counter: int) -> CounterAnswer:
        """Board and voice repeat the number; not a second call."""
        return desk.do(rules.recall, call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/undo",
        body=bodies.Nothing,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*HELD, "nothing_to_undo"),
        summary="Take back the latest call, start or no-show",
    )
    def undo(call: Call[bodies.Nothing], counter: int) -> CounterAnswer:
        """The number has its old place in line again."""
        return desk.do(rules.undo, call, counter)


def _serving(api: Api, desk: Desk) -> None:
    @api.operation(
        "POST",
        f"{COUNTER}/start",
        body=bodies.InHand,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=IN_HAND,
        summary="The visitor is at the desk",
    )
    def start(call: Call[bodies.InHand], counter: int) -> CounterAnswer:
        """Service time begins."""
        return desk.do(rules.start, call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/finish",
        body=bodies.InHand,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=IN_HAND,
        summary="The service is done",
    )
    def finish(call: Call[bodies.InHand], counter: int) -> CounterAnswer:
        """The ticket's life ends, and the counter is free."""
        return desk.do(rules.finish, call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/no-show",
        body=bodies.InHand,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*IN_HAND, "too_early"),
        summary="Called, and nobody came",
    )
    def no_show(call: Call[bodies.InHand], counter: int) -> CounterAnswer:
        """The number may come back within the office's grace time."""
        return desk.do(rules.no_show, call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/transfer",
        body=bodies.Transfer,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=(*IN_HAND, "unknown_service", "transfer_in_place", "nobody_serves"),
        summary="Pass the visitor on to another service or counter",
    )
    def transfer(call: Call[bodies.Transfer], counter: int) -> CounterAnswer:
        """Same number; the place in line follows the time of arrival."""
        service, to = call.body.service, call.body.counter
        if service is None and to is None:
            raise Problem(
                "invalid_body", errors=(Mistake(where="/service", what=gettext("is missing")),)
            )
        rule = partial(
            rules.transfer,
            service=None if service is None else ServiceId(service),
            to=None if to is None else CounterId(to),
        )
        return desk.do(rule, call, counter)


def _setting_aside(api: Api, desk: Desk) -> None:
    @api.operation(
        "POST",
        f"{COUNTER}/park",
        body=bodies.Park,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=IN_HAND,
        summary="Set the ticket in hand aside",
    )
    def park(call: Call[bodies.Park], counter: int) -> CounterAnswer:
        """Place kept; any counter may take it up again (`resume` with its ticket)."""
        return desk.do(partial(rules.park, reason=call.body.reason), call, counter)

    @api.operation(
        "POST",
        f"{COUNTER}/return",
        body=bodies.Chosen,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=("unknown_counter", "unknown_ticket", "wrong_state", "grace_over"),
        summary="A missed number is here after all",
    )
    def take_back(call: Call[bodies.Chosen], counter: int) -> CounterAnswer:
        """It stands in line again, behind a few others, within the grace time."""

        def request(floor: Floor, at: datetime) -> Sequence[Event]:
            floor.counter(CounterId(counter))
            ticket = ticket_id(floor, call.body.ticket)
            return rules.take_back(floor, at, ticket=ticket, by=call.actor.id)

        return desk.ask(counter, request)
