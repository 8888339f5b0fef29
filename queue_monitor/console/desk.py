"""A call from a counter, put to the office; and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from queue_monitor.console.calling import answer_of, ticket_id
from queue_monitor.domain.model import CounterId
from queue_monitor.domain.rules import By
from queue_monitor.web.identity import SUPERVISORS

if TYPE_CHECKING:
    from queue_monitor.console.shapes import CounterAnswer
    from queue_monitor.domain.events import Event
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.rules import Request
    from queue_monitor.web.identity import Actor
    from queue_monitor.web.operations import Call
    from queue_monitor.web.parts import Parts

COUNTER: Final = "/api/v1/counters/<int:counter>"
HELD: Final = ("unknown_counter", "counter_closed", "not_your_counter")
IN_HAND: Final = (*HELD, "no_ticket_in_hand", "not_your_ticket", "wrong_state")


def by_of(actor: Actor) -> By:
    """Who asks, as the rules want to know it: supervisors may act at any counter."""
    return By(actor=actor.id, clerk=actor.clerk, any_counter=actor.role in SUPERVISORS)


class Desk:
    """Asks the office on behalf of a call, and tells what came of it."""

    __slots__ = ("parts",)

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def ask(self, counter: int, request: Request) -> CounterAnswer:
        """The counter after `request`. Raises what the request raises, and TryLater."""
        answer = self.parts.office.ask(request)
        return answer_of(answer, CounterId(counter), self.parts.settings)

    def do(
        self, rule: Callable[..., Sequence[Event]], call: Call[Any], counter: int
    ) -> CounterAnswer:
        """Ask for a rule that needs the counter and who asks, and perhaps names the ticket."""
        given = getattr(call.body, "ticket", None)
        rule = partial(rule, counter=CounterId(counter), by=by_of(call.actor))
        return self.ask(counter, rule if given is None else about(rule, given))


def about(rule: Callable[..., Sequence[Event]], given: str) -> Request:
    """`rule` about the ticket that `given` names on the floor it is decided on."""

    def request(floor: Floor, at: datetime) -> Sequence[Event]:
        return rule(floor, at, ticket=ticket_id(floor, given))

    return request
