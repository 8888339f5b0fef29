"""What a request is, who asks, and several requests in one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import SYSTEM, ActorId, ClerkId

#: What`Office.ask` takes: the newest floor and the hour in, what should now be true out.
Request = Callable[[Floor, datetime], Sequence[ev.Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who asks, and whether they may act on a counter that somebody else opened."""

    actor: ActorId
    clerk: ClerkId | None = None
    any_counter: bool = False


BY_SYSTEM: Final = By(actor=SYSTEM, any_counter=True)


def in_turn(*requests: Request) -> Request:
    """One request that does them one after the other, all or none."""

    def together(floor: Floor, at: datetime) -> Sequence[ev.Event]:
        events: list[ev.Event] = []
        for request in requests:
            for event in request(floor, at):
                floor = evolve(floor, event)
                events.append(event)
        return events

    return together
