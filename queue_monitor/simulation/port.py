"""The door to an office, as the people of a simulated day use it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId


class Refusal(Exception):
    """The office said no; `code` is the stable one of its problem document."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A number on paper."""

    ticket: str
    number: str
    token: str  # of the phone page; "" where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledTo:
    """A number called to a counter, and how long it waited."""

    ticket: str
    number: str
    service: ServiceId
    waited_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A counter that is not closed."""

    counter: CounterId
    open: bool  # False: paused
    clerk: ClerkId | None
    ticket: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSeen:
    """An alert as a supervisor sees it. Spans from the crossing, None while not yet."""

    id: str
    rule: str
    state: str
    value: float  # people or seconds, at the latest change
    limit: float
    worst: float
    crossed_at: datetime
    to_ack_s: float | None
    to_act_s: float | None
    to_recover_s: float | None

    @property
    def is_over(self) -> bool:
        """Whether the episode has ended."""
        return self.state in {"resolved", "transient"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """A reallocation as supervisor and clerk see it."""

    id: str
    alert: str
    kind: str
    state: str
    counter: CounterId
    clerk: ClerkId | None  # who is asked, or came
    longest_without_s: float
    longest_with_s: float
    rank: int = 1  # 1 is recommended
    may_stand_down: bool = False  # going back is proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The office at one moment."""

    at: datetime
    waiting: int
    longest_wait_s: float
    desks: tuple[Desk, ...]
    alerts: tuple[AlertSeen, ...]
    plans: tuple[PlanSeen, ...]

    def desk_of(self, clerk: ClerkId) -> Desk | None:
        """Where the clerk sits."""
        return next((desk for desk in self.desks if desk.clerk == clerk), None)


class Port(Protocol):
    """One office. Every request raises Refusal if the office says no."""

    def now(self) -> datetime:
        """The office's hour, aware and in UTC."""

    def wait_until(self, instant: datetime) -> bool:
        """Let time pass; False if the day is to end now."""

    def take(
        self, service: ServiceId, visit_class: ClassId, language: str, *, key: str
    ) -> Taken: ...

    def come(self, clerk: ClerkId) -> None:
        """The clerk is in the house, with a counter or without."""

    def open(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def close(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def pause(self, counter: CounterId, *, clerk: ClerkId, reason: str) -> None: ...

    def resume(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def call_next(self, counter: CounterId, *, clerk: ClerkId) -> CalledTo | None:
        """Whoever is next; None if nobody waits for this counter."""

    def start(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def finish(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def no_show(self, counter: CounterId, *, clerk: ClerkId) -> None: ...

    def give_back(self, counter: CounterId, *, clerk: ClerkId, ticket: str) -> None:
        """A missed number stands in line again."""

    def look(self) -> Look: ...

    def acknowledge(self, alert: str) -> None: ...

    def accept(self, plan: str) -> None:
        """The supervisor agrees."""

    def stand_down(self, plan: str) -> None:
        """The supervisor lets the help go back."""

    def answer(self, plan: str, *, clerk: ClerkId, comes: bool) -> None:
        """The clerk who was asked comes, or cannot."""
