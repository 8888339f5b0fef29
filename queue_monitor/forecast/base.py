"""What a forecast promises, whoever makes it: ranges of waits, and the office with a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import (
    ClassId,
    ClerkId,
    CounterId,
    Lane,
    ServiceId,
    Ticket,
    TicketId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRange:
    """A wait as a range: one in ten is called before `p10`, one in ten after `p90`.

    0 ≤ p10 ≤ p50 ≤ p90, from the moment of the forecast to the call.
    """

    p10: timedelta
    p50: timedelta
    p90: timedelta

    def later(self, span: timedelta) -> "WaitRange":
        """The same after `span` that has to pass first."""
        return WaitRange(p10=self.p10 + span, p50=self.p50 + span, p90=self.p90 + span)


NO_WAIT = WaitRange(p10=timedelta(0), p50=timedelta(0), p90=timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounter:
    """A closed counter opens, with `clerk` if it is known who."""

    counter: CounterId
    clerk: ClerkId | None
    serves: tuple[Lane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLanes:
    """An open counter takes other services or classes."""

    counter: CounterId
    serves: tuple[Lane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveClerk:
    """A clerk finishes at `source`, closes it and opens `counter`."""

    clerk: ClerkId
    source: CounterId
    counter: CounterId
    serves: tuple[Lane, ...]


Change = OpenCounter | ChangeLanes | MoveClerk


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLimits:
    """When the crowd counts as relieved: at most so many waiting, nobody longer than `wait`.

    None watches nothing. `service` and `visit_class` narrow the view to an alert's scope.
    """

    waiting: int | None = None
    wait: timedelta | None = None
    service: ServiceId | None = None
    visit_class: ClassId | None = None


UNLIMITED = ClearLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The office over the coming `horizon`, as it is or with a change.

    Longest waits are those of anybody called or still waiting in that time, the wait so far
    included. Figures are medians over replications where nothing else is said; but for
    `services`, they are of the scope that `ClearLimits` name.
    """

    longest_wait_p50: timedelta
    longest_wait_p90: timedelta
    waiting: float  # people waiting at the end of the horizon, mean
    services: Mapping[ServiceId, timedelta] = field(default_factory=dict)  # longest wait each
    clear_after: timedelta | None = None  # until under the clear limits; None: not for good
    crossed: float = 0.0  # odds that `ClearLimits` are crossed within the horizon; 1.0 if they are


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachOdds:
    """How likely a scope crosses its limits soon, from one forecast.

    `limits` are the asker's own: crossed when more than `waiting` wait, or somebody longer than
    `wait`. Probabilities are of a first crossing within so many minutes of `made_at`, 1.0 if it is
    crossed already; none falls when the time grows. Compare with the age: `at - made_at`.
    """

    limits: ClearLimits
    made_at: datetime  # the moment of the floor that was played on
    within_5_min: float
    within_10_min: float
    within_15_min: float
    first_passage: timedelta | None  # median time to the crossing if there is one; None: none seen

    def within(self, span: timedelta) -> float:
        """The probability within `span`, drawn through those of 5, 10 and 15 minutes."""
        minutes = span.total_seconds() / 60.0
        known = ((0.0, 0.0), (5.0, self.within_5_min), (10.0, self.within_10_min))
        for (low, before), (high, after) in zip(
            known, (*known[1:], (15.0, self.within_15_min)), strict=True
        ):
            if minutes <= high:
                return before + (after - before) * max(minutes - low, 0.0) / (high - low)
        return self.within_15_min


class Forecast(Protocol):
    """Expected waits, made from the present floor. Pure but for speed: no clock of its own."""

    def newcomer(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """The wait of somebody who joins at `at`, behind those on `floor`; None: nobody serves it.

        `floor` is the one before the ticket is issued.
        """

    def if_opened(
        self, floor: Floor, service: ServiceId, visit_class: ClassId, at: datetime
    ) -> WaitRange | None:
        """As `newcomer`, if one counter planned for it began to call now; None: none is planned."""

    def waiting(self, floor: Floor, ticket: Ticket, at: datetime) -> WaitRange | None:
        """What is left of the wait of one ticket in line, at once; None: nobody serves it."""

    def waits(self, floor: Floor, at: datetime) -> Mapping[TicketId, WaitRange]:
        """Time from `at` to the call for each waiting ticket; those whom nobody serves left out."""

    def outlook(
        self,
        floor: Floor,
        at: datetime,
        changes: Sequence[Change],
        horizon: timedelta,
        clear: ClearLimits = UNLIMITED,
    ) -> Sequence[Outlook]:
        """First the office as it is, then with each of `changes` alone, in their order.

        All of them meet the same visitors with the same service times (common random numbers),
        so that their differences are the changes' doing.
        """

    def breach(
        self, floor: Floor, at: datetime, limits: Sequence[ClearLimits]
    ) -> Sequence[BreachOdds]:
        """The odds that each of `limits` is crossed soon, in their order. Never blocks.

        Answers with the newest forecast that is finished, at most some seconds old (`made_at`
        says of when), and sets a newer one going for the next asker when the floor has moved on
        since, or five seconds have passed; one is in flight at a time, for all limits together.
        Where none is finished yet, or the process that plays is away, the odds of an average day
        stand in, made at `at`. So: ask whenever you look, at least every ten seconds or so.
        """
