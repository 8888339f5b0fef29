"""What a console asks of the office, as requests; and what the office did, as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from queue_monitor.console.next import reason_before
from queue_monitor.console.shapes import CallAnswer, CounterAnswer, Reason
from queue_monitor.console.views import counter_view
from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.errors import LineEmpty
from queue_monitor.domain.measures import waiting_time
from queue_monitor.domain.model import CounterId, Ticket, TicketId
from queue_monitor.domain.rules import By, in_turn

if TYPE_CHECKING:
    from queue_monitor.config import Settings
    from queue_monitor.domain.floor import Floor
    from queue_monitor.office import Answer

_CHOSEN: Final = Reason(code="chosen", text={"zh-TW": "指定叫號。", "en": "Called by choice."})


@dataclass(slots=True, kw_only=True)
class CallNext:
    """Call whoever is next, after finishing the ticket in hand if so wished.

    With `finish_current` and an empty line the ticket in hand is finished and nobody called: a
    clerk must not be kept from finishing by there being nobody else. `reason` is why the one
    called was next, known once the office has decided.
    """

    counter: CounterId
    by: By
    finish_current: bool
    reason: Reason | None = field(default=None, init=False)

    def __call__(self, floor: Floor, at: datetime) -> Sequence[ev.Event]:
        """The request that `Office.ask` takes; raises as `rules.finish` and `rules.call_next`."""
        call = partial(self._call, self.by)
        if not self.finish_current or floor.counter(self.counter).ticket is None:
            return call(floor, at)
        finish = partial(rules.finish, counter=self.counter, by=self.by)
        try:
            return in_turn(finish, call)(floor, at)
        except LineEmpty:
            return finish(floor, at)

    def _call(self, by: By, floor: Floor, at: datetime) -> Sequence[ev.Event]:
        self.reason = None
        events = rules.call_next(floor, at, counter=self.counter, by=by)
        called = _ticket_of(events)
        if called is not None:
            counter = floor.counter(self.counter)
            self.reason = reason_before(floor, counter, floor.ticket(called), at)
        return events


def ticket_id(floor: Floor, given: str) -> TicketId:
    """The ticket that `given` names: its id, or today's number ("A023"); as given if neither."""
    ticket = TicketId(given)
    if ticket not in floor.tickets and floor.day is not None:
        todays = TicketId(f"{floor.day.id}/{given.upper()}")
        return todays if todays in floor.tickets else ticket
    return ticket


def answer_of(answer: Answer, counter: CounterId, settings: Settings) -> CounterAnswer:
    """What was done at `counter`, and to which ticket."""
    floor = answer.floor
    desk = floor.counter(counter)
    about = _about(answer)
    view = counter_view(floor, desk, settings)
    if about is None:
        return CounterAnswer(seq=floor.seq, counter=view)
    return CounterAnswer(
        seq=floor.seq,
        counter=view,
        ticket=about.id,
        number=about.number,
        service=about.service,
        visit_class=about.visit_class,
        state=about.state.value,
    )


def call_answer_of(
    answer: Answer, counter: CounterId, settings: Settings, reason: Reason | None = None
) -> CallAnswer:
    """Who was called to `counter`; all null if nobody was."""
    floor = answer.floor
    view = counter_view(floor, floor.counter(counter), settings)
    about = _about(answer)
    if about is None or not any(isinstance(event, ev.Called) for event in answer.events):
        return CallAnswer(seq=floor.seq, counter=view)
    waited = waiting_time(about)
    return CallAnswer(
        seq=floor.seq,
        counter=view,
        ticket=about.id,
        number=about.number,
        service=about.service,
        visit_class=about.visit_class,
        state=about.state.value,
        called_at=about.called_at,
        waited_s=None if waited is None else waited.total_seconds(),
        reason=reason or _CHOSEN,
    )


def _about(answer: Answer) -> Ticket | None:
    ticket = _ticket_of(answer.events)
    return None if ticket is None else answer.floor.tickets[ticket]


def _ticket_of(events: Sequence[ev.Event]) -> TicketId | None:
    """The ticket that the latest of `events` is about."""
    for event in reversed(events):
        ticket: TicketId | None = getattr(event, "ticket", None)
        if ticket is not None:
            return ticket
    return None
