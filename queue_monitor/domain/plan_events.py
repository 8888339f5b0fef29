"""What has become of reallocations: events beside those of the queue."""

from dataclasses import dataclass
from datetime import datetime

from queue_monitor.domain.model import ActorId, ClerkId, CounterId, DayId, Lane
from queue_monitor.domain.plans import Appraisal, Effect, Measured, Plan
from queue_monitor.domain.watch_ids import AlertId, PlanId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationProposed:
    """A remedy with its expected effect."""

    at: datetime
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationRefreshed:
    """The remedy was scored again while it waits for the supervisor."""

    at: datetime
    plan: PlanId
    effect: Effect
    rank: int
    auto_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationAccepted:
    """The supervisor agreed, or the office's rule did (`by` is then "system")."""

    at: datetime
    plan: PlanId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationDeclined:
    """The supervisor did not agree."""

    at: datetime
    plan: PlanId
    by: ActorId
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationWithdrawn:
    """The remedy is no longer needed or possible.

    `cause`: "recovered", "day_closed", "floor_changed", "another_chosen", "superseded" (another
    remedy does more) or "nobody_came" (all helpers were asked).
    """

    at: datetime
    plan: PlanId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOffered:
    """The request is before a clerk, who may answer until `until`."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAccepted:
    """The clerk comes: by their own word, or by the office's rule (`by` is then "system")."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpDeclined:
    """The clerk cannot come; `timed_out` when no answer came."""

    at: datetime
    plan: PlanId
    clerk: ClerkId
    reason: str | None
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationApplied:
    """Counters changed as planned, by the queue events beside this one."""

    at: datetime
    plan: PlanId
    before: tuple[Lane, ...]  # lanes of the counter until now
    left: tuple[Lane, ...] = ()  # of the counter that the clerk left
    paused: str | None = None  # reason of the pause that ended


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationMeasured:
    """The episode is over: what the plan did for it."""

    at: datetime
    plan: PlanId
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationEnded:
    """Staff went back. `cause`: "stood_down", "counter_closed", "day_closed"."""

    at: datetime
    plan: PlanId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSpared:
    """From now on the office would do without the help: `odds` of a limit broken without it."""

    at: datetime
    plan: PlanId
    odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpNeeded:
    """The help is needed after all; a proposal to go back is void."""

    at: datetime
    plan: PlanId
    odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownProposed:
    """The load has allowed for a while that the help goes back."""

    at: datetime
    plan: PlanId
    auto_at: datetime | None  # agreed by rule then, if nobody has decided


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownAccepted:
    """The help goes back, as soon as the visitor in hand is served."""

    at: datetime
    plan: PlanId
    by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownDeclined:
    """The supervisor keeps the help for now."""

    at: datetime
    plan: PlanId
    by: ActorId
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkPlaced:
    """A supervisor moved a clerk by hand; the counters changed by the queue events beside this.

    `overrode` names the guards that spoke against it, for `reason`.
    """

    at: datetime
    day: DayId
    clerk: ClerkId
    counter: CounterId | None  # None: from the counters to other work
    left: CounterId | None
    by: ActorId
    helps: bool  # it is not the clerk's own counter
    reason: str | None = None
    overrode: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeAppraised:
    """What the plans of an episode did, against the same visitors with nothing done."""

    at: datetime
    alert: AlertId
    appraisal: Appraisal


PlanEvent = (
    ReallocationProposed
    | ReallocationRefreshed
    | ReallocationAccepted
    | ReallocationDeclined
    | ReallocationWithdrawn
    | HelpOffered
    | HelpAccepted
    | HelpDeclined
    | ReallocationApplied
    | ReallocationMeasured
    | ReallocationEnded
    | HelpSpared
    | HelpNeeded
    | StandDownProposed
    | StandDownAccepted
    | StandDownDeclined
    | ClerkPlaced
    | EpisodeAppraised
)
