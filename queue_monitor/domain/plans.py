"""Reallocations as values: a remedy, its way from proposal to the counters, and what it did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from queue_monitor.domain.model import ActorId, ClerkId, CounterId, Lane, ServiceId
from queue_monitor.domain.watch_ids import AlertId, PlanId


class PlanKind(StrEnum):
    """What a plan changes."""

    OPEN_COUNTER = "open_counter"  # a closed counter with a free clerk
    ADD_SERVICE = "add_service"  # an open counter also takes other services, or takes them sooner
    MOVE_CLERK = "move_clerk"  # from the open counter `donor` to another one
    END_BREAK = "end_break"  # a paused counter calls again, if its clerk agrees
    CALL_EXPRESS = "call_express"  # the express counter takes all comers for a while


class PlanState(StrEnum):
    """Where a reallocation is."""

    PROPOSED = "proposed"  # before the supervisor
    ACCEPTED = "accepted"  # agreed; the counter's visitor in hand is served first
    OFFERED = "offered"  # before the clerk
    APPLIED = "applied"  # counters have changed
    RETURNING = "returning"  # the help goes back as soon as the visitor in hand is served
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # no longer needed or possible
    EXPIRED = "expired"  # nobody answered
    ENDED = "ended"  # staff went back


#: States in which the counters are as the plan made them.
AT_WORK: Final = frozenset({PlanState.APPLIED, PlanState.RETURNING})
#: States in which a plan is still to be decided or carried out.
OPEN_PLANS: Final = frozenset({PlanState.PROPOSED, PlanState.ACCEPTED, PlanState.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurt:
    """What a remedy costs the line of another service."""

    service: ServiceId
    change_s: float  # of its longest wait; above 0 is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the forecast expects of a remedy within its horizon; means over the replications."""

    longest_wait_without_s: float
    longest_wait_with_s: float
    waiting_without: float  # people in line at the end of the horizon
    waiting_with: float
    sufficient: bool  # the limit holds again within the horizon, and at its end
    hurt: tuple[Hurt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A remedy as `reallocation.candidates` gives it, before it is put to anybody."""

    kind: PlanKind
    counter: CounterId  # that changes
    clerk: ClerkId  # who is asked first, of `helpers`
    services: tuple[ServiceId, ...]  # that gain from it
    serves: tuple[Lane, ...]  # lanes of `counter` once applied
    effect: Effect
    helpers: tuple[ClerkId, ...] = ()  # who could do it, in the order of asking; `clerk` first
    donor: CounterId | None = None  # counter that `clerk` leaves (MOVE_CLERK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a clerk who was asked said."""

    clerk: ClerkId
    at: datetime
    accepted: bool
    reason: str | None = None
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a reallocation did, seconds from the crossing; recorded when the episode is over."""

    to_ack_s: float | None
    to_act_s: float | None
    to_recover_s: float | None
    longest_wait_s: float  # worst of the episode, against `Effect.longest_wait_without_s`
    called: int  # tickets called at the counter since the plan was applied
    saved_s: float  # expected longest wait without the plan, less the worst seen since it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A remedy on its way: who does what where, what it should do, and how far it has come."""

    id: PlanId
    alert: AlertId
    proposal: Proposal
    proposed_at: datetime
    state: PlanState = PlanState.PROPOSED
    auto_at: datetime | None = None  # accepted by rule then, if nobody has decided
    decided_by: ActorId | None = None
    decided_at: datetime | None = None
    reason: str | None = None  # of a decline, a withdrawal or the end
    clerk: ClerkId | None = None  # asked now, or who agreed
    offer_until: datetime | None = None
    answers: tuple[Answer, ...] = ()
    agreed_by: ActorId | None = None  # the clerk's account, or "system"
    before: tuple[Lane, ...] = ()  # lanes of the counter before the plan, for going back
    applied_at: datetime | None = None
    ended_at: datetime | None = None
    measured: Measured | None = None
    rank: int = 1  # among what was proposed with it; 1 is recommended
    scored_at: datetime | None = None  # when `proposal.effect` was worked out anew
    left: tuple[Lane, ...] = ()  # lanes of the donor's counter when the clerk left it
    paused: str | None = None  # reason of the pause that was ended (END_BREAK)
    spared_at: datetime | None = None  # since then the office would do without the help
    spared_odds: float | None = None  # of a limit broken without it
    stand_down_at: datetime | None = None  # going back was proposed
    kept_at: datetime | None = None  # a supervisor has said lately that the help stays
    stand_down_auto_at: datetime | None = None  # it is agreed by rule then
    returned_by: ActorId | None = None  # who agreed that the help goes back

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided or carried out."""
        return self.state in OPEN_PLANS

    @property
    def is_at_work(self) -> bool:
        """Whether the counters are as it made them."""
        return self.state in AT_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A clerk whom a supervisor moved by hand."""

    at: datetime
    counter: CounterId | None  # None: from the counters to other work
    left: CounterId | None
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """What the help changed for one service: worst waits until then."""

    service: ServiceId
    longest_wait_with_s: float
    longest_wait_without_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """An episode against the same visitors with nothing done, from `since` to `until`.

    Waits are of everybody in line in that time, whatever they waited for.
    """

    since: datetime  # the first change of counters
    until: datetime  # the help went back, or the episode was over
    waits_with_s: float  # time spent in line, all visitors together
    waits_without_s: float
    longest_wait_with_s: float
    longest_wait_without_s: float
    most_waiting_with: int
    most_waiting_without: int
    over_limit_with_s: float  # time that the episode's limit was broken
    over_limit_without_s: float
    helper_s: float  # time that helpers stood at the counters
    services: tuple[Spared, ...] = ()

    @property
    def saved_s(self) -> float:
        """Waiting that people were spared, all together; below 0 the help did harm."""
        return self.waits_without_s - self.waits_with_s
