"""The JSON of alerts and plans: what the supervisor's page and other programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

Words = Mapping[str, str]  # language tag to text


class ScopeView(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert is about: `office`, or one `service` or `class` by its id."""

    kind: str
    id: str
    name: Words


class ToldView(msgspec.Struct, frozen=True, kw_only=True):
    """Who has been told outside the screens, by the recipient's id in config.yaml."""

    to: str
    channel: str
    at: datetime
    resolved: bool  # false: told that it fires; true: told that it is over


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """From the crossing, in minutes; null while it has not come to that."""

    to_ack: float | None
    to_act: float | None
    to_recover: float | None


class AlertView(msgspec.Struct, frozen=True, kw_only=True):
    """One episode. `value` is of now while it lasts; people or seconds, by `unit`."""

    id: str
    key: str  # "office/waiting", "service:transcript/wait": one active episode each
    rule: str
    scope: ScopeView
    state: str
    since: datetime  # of the state
    title: Words
    about: Words | None  # which numbers, counters or devices; null where the title says it all
    crossed_at: datetime
    noticed_at: datetime
    value: float  # people as whole numbers, or seconds
    limit: float
    unit: str
    worst: float
    acked_by: str | None
    acked_by_name: str | None  # for screens; null for what has no name of its own
    acked_at: datetime | None
    ack_note: str | None
    ack_lapses_at: datetime | None
    resolved_at: datetime | None
    cause: str | None
    reopened: int
    unstable: bool
    inhibited_by: str | None  # the office's alert that mutes it
    silenced_by: str | None  # the silence that mutes it
    silenced_until: datetime | None
    plan: str | None  # the latest plan for it
    told: Sequence[ToldView]
    minutes: Minutes


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A figure without the plan and with it."""

    without: float
    with_: float = msgspec.field(name="with")


class HurtView(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan costs another line."""

    service: str
    change_s: float


class EffectView(msgspec.Struct, frozen=True, kw_only=True):
    """What the forecast expects."""

    longest_wait_s: Change
    waiting: Change
    sufficient: bool
    hurt: Sequence[HurtView]


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """What a clerk who was asked said."""

    clerk: str
    at: datetime
    accepted: bool
    reason: str | None
    timed_out: bool


class MeasuredView(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan did, in seconds from the crossing."""

    to_ack_s: float | None
    to_act_s: float | None
    to_recover_s: float | None
    longest_wait_s: float
    called: int
    saved_s: float


class PlacementView(msgspec.Struct, frozen=True, kw_only=True):
    """A clerk moved by hand: where they sit now, and the counter they left."""

    clerk: str
    counter: int | None
    left: int | None
    at: datetime


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A reallocation: who does what where, its expected effect, and how far it has come.

    `proposed` waits for the supervisor, `offered` for the clerk `offered_to`. Proposals of one
    alert stand side by side; `rank` 1 is recommended, and `scored_at` says of when the figures are.
    While `stand_down_at` is set, the load has allowed for a while that the help goes back.
    """

    id: str
    alert: str
    state: str
    kind: str
    counter: int
    donor: int | None
    clerk: str
    clerk_name: str
    services: Sequence[str]
    reason: Words
    effect: EffectView
    rank: int
    proposed_at: datetime
    scored_at: datetime
    helps_this_month: int  # of `clerk`
    offered_to: str | None
    offer_until: datetime | None
    auto_at: datetime | None
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    applied_at: datetime | None
    stand_down_at: datetime | None
    stand_down_auto_at: datetime | None
    odds_without: float | None  # of a limit crossed without the help, when last judged otherwise
    ended_at: datetime | None
    why: str | None  # of a decline, a withdrawal or the end
    answers: Sequence[AnswerView]
    measured: MeasuredView | None


class EyesView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether e-Eyes sees the floor: `watching` or `blind`. `last_seen_at` to within 5 s."""

    state: str
    last_seen_at: datetime | None


class SilenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word that nobody is to be told of a key until then."""

    id: str
    key: str  # as an alert's
    rule: str
    scope: ScopeView
    title: Words  # as the alert's
    reason: str
    by: str
    by_name: str | None
    begun_at: datetime
    until: datetime
    lifted_at: datetime | None  # when it was ended before its time
    lifted_by: str | None
    lifted_by_name: str | None
    holds: bool


class SilencesView(msgspec.Struct, frozen=True, kw_only=True):
    """Silences, newest first."""

    seq: int
    at: datetime
    silences: Sequence[SilenceView]


class AlertsView(msgspec.Struct, frozen=True, kw_only=True):
    """Episodes, newest first, those that last before those that are over; and their plans.

    `alerts` are limits that were broken, and watchers, screens or channels that fell silent.
    `warnings` are smaller: a crowd that is foreseen, or something that who is on duty sees to.
    """

    seq: int
    at: datetime
    alerts: Sequence[AlertView]
    warnings: Sequence[AlertView]
    reallocations: Sequence[PlanView]
    e_eyes: EyesView
    silences: Sequence[SilenceView]  # those that hold
    quiet_until: datetime | None  # channels out of the house keep still until then


class ReallocationsView(msgspec.Struct, frozen=True, kw_only=True):
    """Plans, newest first, those that are open before those that are settled."""

    seq: int
    at: datetime
    reallocations: Sequence[PlanView]
