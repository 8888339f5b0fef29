"""Alerts, notices and plans as values: what e-Eyes knows, folded from the log."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from queue_monitor.domain.model import ActorId, ClerkId, CounterId, DayId, Lane, ServiceId

# An id is unique for ever and holds no slash, so it stands in an address as it is.
AlertId = NewType("AlertId", str)  # "2026-03-04.e1"
PlanId = NewType("PlanId", str)  # "2026-03-04.r2"
NoticeId = NewType("NoticeId", str)  # "2026-03-04.n3"

#: Ended episodes and plans that a new day still shows as history.
_REMEMBERED: Final = 50


class Rule(StrEnum):
    """What is watched."""

    WAITING = "waiting"  # people in line
    WAIT = "wait"  # seconds the oldest of them has waited
    BLIND = "blind"  # seconds without an evaluation: e-Eyes cannot see


class ScopeKind(StrEnum):
    """How wide a rule looks."""

    OFFICE = "office"
    SERVICE = "service"
    CLASS = "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule looks at: the whole office, one service or one class."""

    kind: ScopeKind = ScopeKind.OFFICE
    id: str = ""  # of the service or class


class AlertState(StrEnum):
    """Where an episode is in its life; OK is the absence of one."""

    PENDING = "pending"
    FIRING = "firing"
    ACKED = "acked"
    CLEARING = "clearing"
    RESOLVED = "resolved"
    TRANSIENT = "transient"  # back under the limit within the hold time


#: States in which the episode is not over.
ACTIVE: Final = frozenset(
    {AlertState.PENDING, AlertState.FIRING, AlertState.ACKED, AlertState.CLEARING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who has been told of an episode outside the screens."""

    to: str  # the recipient's id in config.yaml, never an address
    channel: str
    at: datetime
    resolved: bool = False  # False: that it fires; True: that it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One episode of one rule in one scope."""

    id: AlertId
    rule: Rule
    scope: Scope
    state: AlertState
    since: datetime  # of the present state: the exact instant, however late it was noticed
    crossed_at: datetime  # when the limit broke, however late it was noticed
    noticed_at: datetime
    value: float  # people, or seconds, at the latest change of state
    limit: float
    worst: float  # highest value known of the episode; final once it is over
    before: AlertState | None = None  # while CLEARING or PENDING: where a breach or its end leads
    fired_at: datetime | None = None  # when the present run of FIRING was recorded
    ladder_at: datetime | None = None  # when the run's first step was told; later steps count on
    step: int = 0  # ladder steps of this run already queued
    acked_by: ActorId | None = None
    acked_at: datetime | None = None
    acked_value: float | None = None
    ack_note: str | None = None
    ack_lapses_at: datetime | None = None
    first_acked_at: datetime | None = None
    acted_at: datetime | None = None  # the first plan of the episode was applied
    recovered_at: datetime | None = None  # under the clear limits, and stayed
    resolved_at: datetime | None = None
    cause: str | None = None  # of the latest change of state
    reopenings: tuple[datetime, ...] = ()  # the crossings that reopened it
    unstable_until: datetime | None = None  # told in digests until then
    told: tuple[Told, ...] = ()

    @property
    def key(self) -> tuple[Scope, Rule]:
        """One key has at most one active episode."""
        return (self.scope, self.rule)

    @property
    def is_active(self) -> bool:
        """Whether the episode is not over."""
        return self.state in ACTIVE


class NoticeKind(StrEnum):
    """What a notice says."""

    FIRING = "firing"
    RESOLVED = "resolved"
    UNSTABLE = "unstable"  # reopened again and again; details come in digests
    DIGEST = "digest"
    UNDELIVERED = "undelivered"  # another notice could not be delivered


class NoticeState(StrEnum):
    """Where a notice is on its way."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRYING = "retrying"
    DEAD = "dead"
    CANCELLED = "cancelled"


#: States in which a notice still has a way to go.
UNDERWAY: Final = frozenset({NoticeState.QUEUED, NoticeState.CLAIMED, NoticeState.RETRYING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one recipient over one channel."""

    id: NoticeId
    alert: AlertId
    kind: NoticeKind
    channel: str  # the channel's id in config.yaml
    to: str  # the recipient's id in config.yaml
    step: int  # of the ladder, from 0
    queued_at: datetime
    due_at: datetime  # not sent before; moves on with every failure
    expires_at: datetime  # given up afterwards
    about: NoticeId | None = None  # the notice that was UNDELIVERED
    state: NoticeState = NoticeState.QUEUED
    attempts: int = 0
    worker: str | None = None
    claimed_until: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None

    @property
    def is_underway(self) -> bool:
        """Whether it is neither sent, dead nor cancelled."""
        return self.state in UNDERWAY


class PlanKind(StrEnum):
    """What a plan changes."""

    OPEN_COUNTER = "open_counter"  # a closed counter with a free clerk
    ADD_SERVICE = "add_service"  # an open counter also takes other services
    MOVE_CLERK = "move_clerk"  # from the open counter `donor` to another one
    END_BREAK = "end_break"  # a paused counter calls again, if its clerk agrees
    CALL_EXPRESS = "call_express"  # the express counter takes all comers for a while


class PlanState(StrEnum):
    """Where a reallocation is."""

    PROPOSED = "proposed"  # before the supervisor
    ACCEPTED = "accepted"  # agreed; the counter's visitor in hand is served first
    OFFERED = "offered"  # before the clerk
    APPLIED = "applied"  # counters have changed
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # no longer needed or possible
    EXPIRED = "expired"  # nobody answered
    ENDED = "ended"  # staff went back


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
    sufficient: bool  # the limit holds again within the horizon
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

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided or carried out."""
        return self.state in OPEN_PLANS


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All episodes, plans and notices that still matter today, oldest first."""

    alerts: dict[AlertId, Alert] = field(default_factory=dict)
    plans: dict[PlanId, Plan] = field(default_factory=dict)
    notices: dict[NoticeId, Notice] = field(default_factory=dict)
    last_number: int = 0  # of the day's alerts, plans and notices together

    def active(self) -> list[Alert]:
        """The episodes that are not over, oldest first."""
        return [alert for alert in self.alerts.values() if alert.is_active]

    def plans_of(self, alert: AlertId) -> list[Plan]:
        """The plans of an episode, oldest first."""
        return [plan for plan in self.plans.values() if plan.alert == alert]

    def next_day(self) -> "Watch":
        """What is carried into a new business day: what is not finished, and some history.

        Episodes still active are carried so that e-Eyes ends them as `day_closed`.
        """
        notices = {k: n for k, n in self.notices.items() if n.is_underway}
        recent = list(self.alerts)[-_REMEMBERED:]
        needed = {*recent, *(n.alert for n in notices.values())}
        alerts = {k: a for k, a in self.alerts.items() if k in needed or a.is_active}
        plans = {k: p for k, p in self.plans.items() if p.alert in alerts}
        return Watch(alerts=alerts, plans=plans, notices=notices)


def alert_id(day: DayId, number: int) -> AlertId:
    """The id of the day's alert with that number."""
    return AlertId(f"{day}.e{number}")


def plan_id(day: DayId, number: int) -> PlanId:
    """The id of the day's plan with that number."""
    return PlanId(f"{day}.r{number}")


def notice_id(day: DayId, number: int) -> NoticeId:
    """The id of the day's notice with that number."""
    return NoticeId(f"{day}.n{number}")


def day_of(identity: AlertId | PlanId | NoticeId) -> DayId:
    """The business day in which it was made."""
    return DayId(identity.rpartition(".")[0])


def number_of(identity: AlertId | PlanId | NoticeId) -> int:
    """Its number within that day."""
    return int(identity.rpartition(".")[2][1:])
