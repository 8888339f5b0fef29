"""Calling and serving: what a counter does with tickets, alike for all but the calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a counter does with the ticket it holds: `POST …/{name}` asks for `rule`."""

    name: str
    rule: Callable[..., Sequence[Event]]
    summary: str
    description: str
    body: type[Any] = bodies.InHand
    problems: tuple[str, ...] = IN_HAND
    arguments: Callable[[Any], Mapping[str, Any]] = lambda _: {}  # of the rule, from the body


def _onward(body: bodies.Transfer) -> Mapping[str, Any]:
    if body.service is None and body.counter is None:
        raise Problem(
            "invalid_body", errors=(Mistake(where="/service", what=gettext("is missing")),)
        )
    return {
        "service": None if body.service is None else ServiceId(body.service),
        "to": None if body.counter is None else CounterId(body.counter),
    }


ACTIONS: Final = (
    Action(
        name="recall",
        rule=rules.recall,
        summary="Sound the called number again",
        description="Board and voice repeat the number; not a second call.",
    ),
    Action(
        name="undo",
        rule=rules.undo,
        summary="Take back the latest call, start or no-show",
        description="The number has its old place in line again; taken up, it is set aside again.",
        body=bodies.Nothing,
        problems=(*HELD, "nothing_to_undo"),
    ),
    Action(
        name="start",
        rule=rules.start,
        summary="The visitor is at the desk",
        description="Service time begins.",
    ),
    Action(
        name="finish",
        rule=rules.finish,
        summary="The service is done",
        description="The ticket's life ends, and the counter is free.",
    ),
    Action(
        name="no-show",
        rule=rules.no_show,
        summary="Called, and nobody came",
        description="The number may come back within the office's grace time.",
        problems=(*IN_HAND, "too_early"),
    ),
    Action(
        name="transfer",
        rule=rules.transfer,
        summary="Pass the visitor on to another service or counter",
        description="Same number; the place in line follows the time of arrival.",
        body=bodies.Transfer,
        problems=(*IN_HAND, "unknown_service", "transfer_in_place", "nobody_serves"),
        arguments=_onward,
    ),
    Action(
        name="park",
        rule=rules.park,
        summary="Set the ticket in hand aside",
        description="Place kept; any counter may take it up again (`resume` with its ticket).",
        body=bodies.Park,
        arguments=lambda body: {"reason": body.reason},
    ),
)


def _declare(api: Api, desk: Desk, action: Action) -> None:
    def do(call: Call[Any], counter: int) -> CounterAnswer:
        return desk.do(partial(action.rule, **action.arguments(call.body)), call, counter)

    do.__name__ = action.name.replace("-", "_")
    api.operation(
        "POST",
        f"{COUNTER}/{action.name}",
        body=action.body,
        answers={200: CounterAnswer},
        roles=CLERKS,
        problems=action.problems,
        summary=action.summary,
        description=action.description,
    )(do)


def declare(api: Api, desk: Desk) -> None:
    """Declare the operations on `api`."""
    _calling(api, desk)
    for action in ACTIONS:
        _declare(api, desk, action)
    _setting_back(api, desk)


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


def _setting_back(api: Api, desk: Desk) -> None:
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
